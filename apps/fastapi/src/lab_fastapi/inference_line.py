"""A bounded waiting line in front of the inference thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from lab_fastapi.metrics import Metrics
from lab_inference.model import Prediction


class Predictor(Protocol):
    def predict(self, texts: Sequence[str]) -> list[Prediction]: ...


class LineFullError(Exception):
    """The line is full."""


class InferenceLine:
    """One inference at a time, first come first served.

    A second inference at the same time would only take the CPU from the first: each call uses all threads there are.
    """

    def __init__(self, predictor: Predictor, thread: ThreadPoolExecutor, max_waiting: int, metrics: Metrics) -> None:
        self._predictor = predictor
        self._thread = thread
        self._capacity = 1 + max_waiting
        self._metrics = metrics
        self._in_line = 0

    async def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """When cancelled while waiting, it leaves the line and never runs.

        Raises:
            LineFullError: at once, without waiting.
        """
        if self._in_line >= self._capacity:
            raise LineFullError
        self._move(+1)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._timed, texts)
        finally:
            self._move(-1)

    def _move(self, change: int) -> None:
        self._in_line += change
        self._metrics.waiting.set(max(0, self._in_line - 1))

    def _timed(self, texts: Sequence[str]) -> list[Prediction]:
        started = time.perf_counter()
        try:
            return self._predictor.predict(texts)
        finally:
            self._metrics.inference_seconds.observe(time.perf_counter() - started)
