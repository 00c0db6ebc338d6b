"""Numbers from a server's /metrics, and rates from two looks at them."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True)
class Load:
    """Counters and gauges of one pod at one moment."""

    requests: float | None
    """Requests or jobs answered since it started; None when it does not count them."""

    inflight: float | None


# Counted as work done, the first that a server has: answered requests of HTTP servers, jobs of the worker, Triton's own.
_DONE = ("lab_jobs_total", "lab_request_seconds_count", "nv_inference_request_success_total")
_INFLIGHT = ("lab_inflight", "nv_inference_pending_request_count")


def read_load(text: str) -> Load:
    """Raises:
    ValueError: the text is not in the Prometheus format.
    """
    sums: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
    return Load(_first(_DONE, sums), _first(_INFLIGHT, sums))


def _first(names: tuple[str, ...], sums: dict[str, float]) -> float | None:
    return next((sums[name] for name in names if name in sums), None)


def rate(earlier: dict[str, float], later: dict[str, float], seconds: float) -> float | None:
    """Counted per second over pods that were there both times; a restarted pod counts from zero. None without any."""
    common = earlier.keys() & later.keys()
    if not common or seconds <= 0:
        return None
    return sum(later[pod] - earlier[pod] if later[pod] >= earlier[pod] else later[pod] for pod in common) / seconds
