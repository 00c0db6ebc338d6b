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
