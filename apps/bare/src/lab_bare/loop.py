"""The loop itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Predictor(Protocol):
    def predict(self, texts: Sequence[str]) -> Sequence[Any]: ...


@dataclass(frozen=True)
class LoopResult:
    texts: int
    """Number of texts classified."""

    seconds: float
    latencies_ms: list[float]
    """Of each call in order."""


def run_loop(
    predictor: Predictor, texts: Sequence[str], seconds: float, batch_size: int, clock: Callable[[], float] = time.perf_counter
) -> LoopResult:
    """Classify the texts round and round, `batch_size` in a call, until the time is up. At least one call."""
    latencies_ms: list[float] = []
    started = last = clock()
    position = 0
    while not latencies_ms or last - started < seconds:
        batch = [texts[(position + index) % len(texts)] for index in range(batch_size)]
        position += batch_size
        predictor.predict(batch)
        now = clock()
        latencies_ms.append((now - last) * 1000)
        last = now
    return LoopResult(len(latencies_ms) * batch_size, last - started, latencies_ms)
