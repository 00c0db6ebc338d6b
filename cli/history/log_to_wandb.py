"""Logs the results of one run document to W&B: `python log_to_wandb.py results.json FOLDER`.

Online with WANDB_API_KEY, else into FOLDER, from where `wandb sync` can send it later.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

PROJECT = "ml-scaling-lab"


def mode_of(environment: dict[str, str]) -> str:
    """`WANDB_MODE` where it is set, online with a key, offline without."""
    return environment.get("WANDB_MODE") or ("online" if environment.get("WANDB_API_KEY") else "offline")


def settings_of(run: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """What runs are filtered and grouped by."""
    environment = result["environment"]
    return {
        "labVersion": run["labVersion"],
        "profile": run["profile"],
        "command": run["command"],
        **result["subject"],
        "engine": environment["engine"],
        "cpuModel": environment["cpuModel"],
        "isaFlags": " ".join(environment["isaFlags"]),
        "logicalCpus": environment["logicalCpus"],
        "marks": [mark["mark"] for mark in result["marks"]],
    }


def numbers_of(result: dict[str, Any]) -> dict[str, Any]:
    """Metrics, the ends of their intervals, and the verdict."""
    ends = {f"{name}.{end}": interval[end] for name, interval in result["intervals"].items() for end in ("low", "high")}
    return {**result["metrics"], **ends, "pass": result["verdict"]["pass"]}


def main(document: Path, folder: Path) -> None:
    import wandb

    run = json.loads(document.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    mode = mode_of(dict(os.environ))
    for result in run["results"]:
        with wandb.init(
            project=PROJECT,
            job_type=result["kind"],
            name=result["name"],
            group=run["startedAt"],
            mode=mode,
            dir=str(folder),
            config=settings_of(run, result),
            settings=wandb.Settings(silent=True, disable_git=True, x_disable_stats=True, x_disable_meta=True),
        ) as logged:
            logged.log(numbers_of(result))
            if result["rows"]:
                columns = sorted({key for row in result["rows"] for key in row})
                rows = [[_cell(row.get(column)) for column in columns] for row in result["rows"]]
                logged.log({"rows": wandb.Table(columns=columns, data=rows)})
    print(f"{len(run['results'])} results logged {mode}" + ("" if mode == "online" else f" in {folder}"))


def _cell(value: Any) -> str:  # noqa: ANN401
    """W&B wants one type a column, and rows of different tables share columns here."""
    return "" if value is None else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
