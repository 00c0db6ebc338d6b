"""The CPU limit of this process's control group. The number of cores says nothing about what a container may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath


def cpu_limit_cores(membership: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")) -> float | None:
    """Tightest CPU quota of this group and the groups above it, cores; None when there is none or it cannot be read."""
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    limits = [limit for line in lines for limit in _limits(line, mount)]
    return min(limits, default=None)


def whole_cores(limit: float | None) -> int:
    """Threads that fit a limit. Without a limit one: the machine may be shared, and it is the same everywhere."""
    return 1 if limit is None else max(1, int(limit))


def _limits(line: str, mount: Path) -> Iterator[float]:
    _, _, rest = line.partition(":")
    controllers, _, path = rest.partition(":")
    if controllers == "":
        for folder in _folder_and_parents(mount, path):
            yield from _quota_v2(folder / "cpu.max")
    elif "cpu" in controllers.split(","):
        for hierarchy in {controllers, "cpu"}:
            for folder in _folder_and_parents(mount / hierarchy, path):
                yield from _quota_v1(folder / "cpu.cfs_quota_us", folder / "cpu.cfs_period_us")


def _folder_and_parents(root: Path, path: str) -> Iterator[Path]:
    relative = PurePosixPath(path.lstrip("/"))
    for part in (relative, *relative.parents):
        yield root / part


def _quota_v2(file: Path) -> Iterator[float]:
    words = _words(file)
    if len(words) == 2 and words[0] != "max":
        yield int(words[0]) / int(words[1])


def _quota_v1(quota_file: Path, period_file: Path) -> Iterator[float]:
    quota, period = _words(quota_file), _words(period_file)
    if quota and period and int(quota[0]) > 0:
        yield int(quota[0]) / int(period[0])


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except OSError:
        return []
