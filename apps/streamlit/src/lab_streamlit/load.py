"""A small open-loop load on one server: requests leave on schedule, whether or not earlier ones were answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from lab_streamlit.answers import Answer, classify
from lab_streamlit.settings import Server

MOST_AT_ONCE = 64
"""Requests in flight; when all are taken, later ones leave late and their latency says so."""


@dataclass(frozen=True)
class Sample:
    due_seconds: float
    """When it was meant to leave, from the start of the load on."""

    latency_ms: float | None
    """From then to the whole answer; None when there was none."""


@dataclass(frozen=True)
class LoadResult:
    server: str
    variant: str
    """Of the model that answered; empty when the server does not say it."""

    rps: float
    samples: tuple[Sample, ...]

    @property
    def failed(self) -> int:
        return sum(sample.latency_ms is None for sample in self.samples)

    def percentile(self, share: float) -> float | None:
        """Nearest rank over the answered requests; None without any."""
        values = sorted(sample.latency_ms for sample in self.samples if sample.latency_ms is not None)
        return values[min(len(values), max(1, math.ceil(share * len(values) - 1e-9))) - 1] if values else None


def run_load(
    server: Server,
    texts: Sequence[str],
    shape: tuple[float, float],
    client: httpx.Client,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    on_progress: Callable[[float], None],
) -> LoadResult:
    """Sends texts in turn at even distances; never raises because of the server.

    Args:
        shape: requests per second, and seconds.
        clock: seconds, monotonic.
        on_progress: is told the share of requests that have left.
    """
    rps, seconds = shape
    count = max(1, round(rps * seconds))
    variants: set[str] = set()
    started = clock()

    def send(index: int) -> Sample:
        due = index / rps
        answer = classify(server, texts[index % len(texts)], client, clock)
        if not isinstance(answer, Answer):
            return Sample(due, None)
        if answer.variant is not None:
            variants.add(answer.variant)
        return Sample(due, (clock() - started - due) * 1000)

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        sent = []
        for index in range(count):
            sleep(max(0.0, started + index / rps - clock()))
            sent.append(pool.submit(send, index))
            on_progress((index + 1) / count)
        samples = tuple(future.result() for future in sent)
    return LoadResult(server.name, ", ".join(sorted(variants)), rps, samples)
