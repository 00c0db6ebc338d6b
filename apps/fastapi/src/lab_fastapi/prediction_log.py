"""Logs a sample of predictions to Weights & Biases, outside the path of requests. Texts are never logged."""

from __future__ import annotations

import importlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from lab_fastapi.settings import WandbSettings

log = logging.getLogger(__name__)

MAX_PENDING = 1000
CLOSE_WITHIN_SECONDS = 5.0
PROJECT = "ml-scaling-lab"


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    characters: int
    label: str
    probability: float
    latency_ms: float


class Run(Protocol):
    """The part of a wandb run that is used here."""

    def log(self, data: dict[str, Any]) -> None: ...

    def finish(self) -> None: ...


class PredictionLog:
    """A thread sends the records. Those it cannot keep up with are dropped and counted."""

    def __init__(self, start_run: Callable[[], Run], sample_rate: float, random: Callable[[], float]) -> None:
        self._start_run = start_run
        self._sample_rate = sample_rate
        self._random = random
        self._pending: queue.Queue[PredictionRecord | None] = queue.Queue(MAX_PENDING)
        self._thread = threading.Thread(target=self._send, name="prediction-log", daemon=True)
        self.dropped = 0
        self._thread.start()

    def sampled(self) -> bool:
        return self._random() < self._sample_rate

    def offer(self, record: PredictionRecord) -> None:
        try:
            self._pending.put_nowait(record)
        except queue.Full:
            self.dropped += 1

    def close(self) -> None:
        """Send what is pending, within CLOSE_WITHIN_SECONDS."""
        try:
            self._pending.put(None, timeout=CLOSE_WITHIN_SECONDS)
        except queue.Full:
            return
        self._thread.join(CLOSE_WITHIN_SECONDS)

    def _send(self) -> None:
        try:
            run = self._start_run()
            while (record := self._pending.get()) is not None:
                run.log(
                    {
                        "characters": record.characters,
                        "label": record.label,
                        "probability": record.probability,
                        "latency_ms": record.latency_ms,
                    }
                )
            run.finish()
        except Exception:
            # Logging to a third party must never touch serving, whatever goes wrong there.
            log.exception("predictions are not logged to W&B any more")


def open_prediction_log(
    settings: WandbSettings | None, model: dict[str, str], random: Callable[[], float]
) -> PredictionLog | None:
    """None when logging is off or the wandb package is not in the image."""
    if settings is None:
        return None
    try:
        wandb: Any = importlib.import_module("wandb")
    except ModuleNotFoundError:
        log.warning("WANDB_API_KEY is set, but the wandb package is not installed: predictions are not logged")
        return None

    def start_run() -> Run:
        run: Run = wandb.init(project=PROJECT, job_type="serving", mode=settings.mode, config=model)
        return run

    return PredictionLog(start_run, settings.sample_rate, random)
