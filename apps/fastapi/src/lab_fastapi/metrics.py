"""The contents of /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The registry of one application, with CPU seconds and resident memory of the process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.request_seconds = Histogram(
            "lab_request_seconds",
            "Time to answer a request, seconds",
            ["route", "status"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.inference_seconds = Histogram(
            "lab_inference_seconds",
            "Time of one inference call, tokenization included, seconds",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.inflight = Gauge("lab_inflight", "Requests being answered", registry=self.registry)
        self.waiting = Gauge("lab_waiting", "Requests that wait for the inference thread", registry=self.registry)
        self.model_info = Gauge(
            "lab_model_info",
            "The model that answers; the value is always 1",
            ["name", "variant", "sha256"],
            registry=self.registry,
        )
