"""The state of one server process: loading, ready, draining."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lab_fastapi.inference_line import InferenceLine, Predictor
from lab_fastapi.metrics import Metrics
from lab_fastapi.prediction_log import PredictionLog
from lab_fastapi.schemas import ModelIdentity
from lab_inference.start_error import StartError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServingOptions:
    identity: ModelIdentity
    load: Callable[[], Predictor]
    """Runs on the inference thread; takes about a second."""

    max_waiting: int
    prediction_log: PredictionLog | None = None


class Serving:
    """State shared by routes and server."""

    def __init__(self, options: ServingOptions) -> None:
        self.metrics = Metrics()
        self.identity = options.identity.model_dump()
        self.prediction_log = options.prediction_log
        self.line: InferenceLine | None = None
        self.failure: StartError | None = None
        self.draining = False
        self._options = options
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inference")
        self.metrics.model_info.labels(**self.identity).set(1)

    def not_ready(self) -> str | None:
        """Why no requests should be sent here now, or None."""
        if self.draining:
            return "stopping"
        return "the model is being loaded" if self.line is None else None

    async def load(self) -> None:
        """Load the model on the inference thread; afterwards either `line` or `failure` is set."""
        started = time.perf_counter()
        try:
            predictor = await asyncio.get_running_loop().run_in_executor(self._thread, self._options.load)
        except StartError as error:
            self.failure = error
            return
        self.line = InferenceLine(predictor, self._thread, self._options.max_waiting, self.metrics)
        log.info("model loaded", extra={"fields": {"model": self.identity, "seconds": round(time.perf_counter() - started, 3)}})

    def close(self) -> None:
        self._thread.shutdown()
        if self.prediction_log is not None:
            self.prediction_log.close()
