"""The model, CPU time and memory on Triton's own /metrics, under the names that the other servers use."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from lab_inference.process_tree import tree_usage

EVERY_SECONDS = 0.5


class ServerMetrics:
    """Triton reports the CPU use of the whole machine, which says nothing about a container."""

    def __init__(self, pb_utils: Any, root_pid: int, model: Mapping[str, str]) -> None:  # noqa: ANN401
        families = pb_utils.MetricFamily
        # Families must outlive their metrics.
        self._families = [
            families(
                name="process_cpu_seconds_total",
                description="CPU time of the server and its model instances, seconds",
                kind=families.COUNTER,
            ),
            families(
                name="process_resident_memory_bytes",
                description="Resident memory of the server and its model instances, bytes",
                kind=families.GAUGE,
            ),
            families(name="lab_model_info", description="The model that answers; the value is always 1", kind=families.GAUGE),
        ]
        cpu, memory, info = self._families
        self._cpu, self._memory = cpu.Metric(labels={}), memory.Metric(labels={})
        self._info = info.Metric(labels=dict(model))
        self._info.set(1)
        self._root_pid = root_pid
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="process-metrics", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        said = 0.0
        while True:
            usage = tree_usage(self._root_pid)
            self._cpu.increment(max(0.0, usage.cpu_seconds - said))
            self._memory.set(usage.resident_bytes)
            said = max(said, usage.cpu_seconds)
            if self._stopped.wait(EVERY_SECONDS):
                return
