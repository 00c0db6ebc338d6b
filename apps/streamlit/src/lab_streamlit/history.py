"""The last minutes of observations, for moving charts."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from lab_streamlit.cluster import Snapshot
from lab_streamlit.metrics import Load, rate

KEPT = 150


@dataclass
class History:
    """One point for each look. Times are seconds on the caller's clock."""

    replicas: deque[tuple[float, dict[str, int]]] = field(default_factory=lambda: deque(maxlen=KEPT))
    rates: deque[tuple[float, dict[str, float]]] = field(default_factory=lambda: deque(maxlen=KEPT))
    _counted: dict[str, dict[str, float]] = field(default_factory=dict)
    _seen: float | None = None

    def add(self, now: float, snapshot: Snapshot, loads: dict[str, Load]) -> None:
        """
        Args:
            loads: by pod name, of the pods that answered.
        """
        self.replicas.append((now, {one.name: one.ready for one in snapshot.workloads}))
        counted: dict[str, dict[str, float]] = {}
        for pod in snapshot.pods:
            load = loads.get(pod.name)
            if load is not None and load.requests is not None:
                counted.setdefault(pod.app, {})[pod.name] = load.requests
        if self._seen is not None:
            per_app = {app: rate(self._counted.get(app, {}), pods, now - self._seen) for app, pods in counted.items()}
            self.rates.append((now, {app: value for app, value in per_app.items() if value is not None}))
        self._counted, self._seen = counted, now

    def latest_rates(self) -> dict[str, float]:
        """Per second, by app, over the time between the last two looks."""
        return dict(self.rates[-1][1]) if self.rates else {}


def columns(points: deque[tuple[float, dict[str, int]]] | deque[tuple[float, dict[str, float]]]) -> list[dict[str, float | str]]:
    """Long form for a chart: seconds before the last look, name, value."""
    if not points:
        return []
    last = points[-1][0]
    return [
        {"seconds": round(at - last, 1), "name": name, "value": float(value)}
        for at, values in points
        for name, value in values.items()
    ]
