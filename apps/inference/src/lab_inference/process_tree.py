"""Resource usage of a server and its child processes, for servers whose own metrics lack it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    cpu_seconds: float
    resident_bytes: int


def tree_usage(root_pid: int, proc: Path = PROC) -> Usage:
    """CPU time and resident memory of a process and all its descendants."""
    ticks = os.sysconf("SC_CLK_TCK")
    page = os.sysconf("SC_PAGE_SIZE")
    cpu_ticks = resident_pages = 0
    for pid in _tree(root_pid, proc):
        try:
            # Fields after the command, which may hold spaces: utime and stime are the 14th and 15th of proc(5), rss the 24th.
            fields = (proc / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        cpu_ticks += int(fields[11]) + int(fields[12])
        resident_pages += int(fields[21])
    return Usage(cpu_ticks / ticks, resident_pages * page)


def metrics_text(root_pid: int, identity: Mapping[str, str]) -> str:
    """The metrics that the lab reads, for servers that do not have them."""
    usage = tree_usage(root_pid)
    labels = ",".join(f'{name}="{value}"' for name, value in identity.items())
    return (
        f"process_cpu_seconds_total {usage.cpu_seconds}\n"
        f"process_resident_memory_bytes {usage.resident_bytes}\n"
        f"lab_model_info{{{labels}}} 1\n"
    )


def _tree(pid: int, proc: Path) -> Iterator[int]:
    yield pid
    for task in sorted((proc / str(pid) / "task").glob("*/children")):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child), proc)
