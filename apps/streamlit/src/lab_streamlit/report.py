"""The latest run's report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Report:
    html: str
    file: Path
    made: datetime
    benchmarks: tuple[tuple[str, bool], ...]
    """Name, and whether it met its bounds."""


def latest_report(folder: str | None) -> Report | None:
    """None when no run has left a report there, or it is being written."""
    if folder is None:
        return None
    file = Path(folder) / "report.html"
    try:
        html = file.read_text(encoding="utf-8")
        made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        run = json.loads((Path(folder) / "results.json").read_text(encoding="utf-8"))
        passed = tuple((str(result["name"]), bool(result["verdict"]["pass"])) for result in run["results"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Report(html, file.resolve(), made, passed)


@dataclass(frozen=True)
class VariantRow:
    """A variant of the model, as the quantization benchmark measured it."""

    name: str
    is_recommended: bool
    p95_ms: float | None
    speed_up: float | None
    accuracy: float | None
    size_mib: float | None


def latest_variants(folder: str | None) -> list[VariantRow]:
    """Of the latest run, when it has a quantization benchmark; else none."""
    if folder is None:
        return []
    try:
        run = json.loads((Path(folder) / "results.json").read_text(encoding="utf-8"))
        results = [result for result in run["results"] if result["kind"] == "quantization"]
        rows = [row for result in results for row in result["rows"] if row.get("table") == "Variants"]
        return [_variant(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _variant(row: dict[str, object]) -> VariantRow:
    def number(key: str) -> float | None:
        value = row.get(key)
        return float(value) if isinstance(value, int | float) else None

    tested = number("accuracy")
    size = number("sizeBytes")
    return VariantRow(
        name=str(row["variant"]),
        is_recommended=row.get("recommended") is True,
        p95_ms=number("p95Ms"),
        speed_up=number("speedUp"),
        accuracy=number("validationAccuracy") if tested is None else tested,
        size_mib=None if size is None else size / 2**20,
    )
