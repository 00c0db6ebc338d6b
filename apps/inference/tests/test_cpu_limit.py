from __future__ import annotations

from pathlib import Path

import pytest

from lab_inference.cpu_limit import cpu_limit_cores, whole_cores


def files(root: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("membership", "mount", "cores"),
    [
        ("0::/\n", {"cpu.max": "150000 100000\n"}, 1.5),
        ("0::/\n", {"cpu.max": "max 100000\n"}, None),
        ("0::/pod/app\n", {"pod/app/cpu.max": "max 100000\n", "pod/cpu.max": "200000 100000\n"}, 2.0),
        ("0::/pod/app\n", {"pod/app/cpu.max": "300000 100000\n", "pod/cpu.max": "200000 100000\n"}, 2.0),
        ("4:cpu,cpuacct:/\n", {"cpu,cpuacct/cpu.cfs_quota_us": "50000", "cpu,cpuacct/cpu.cfs_period_us": "100000"}, 0.5),
        ("4:cpu:/a\n", {"cpu/a/cpu.cfs_quota_us": "-1", "cpu/a/cpu.cfs_period_us": "100000"}, None),
        ("4:cpu,cpuacct:/docker/x\n", {"cpu/cpu.cfs_quota_us": "400000", "cpu/cpu.cfs_period_us": "100000"}, 4.0),
        ("5:cpuset:/\n0::/\n", {}, None),
    ],
)
def test_the_tightest_quota_of_the_group_and_those_above_counts(
    tmp_path: Path, membership: str, mount: dict[str, str], cores: float | None
) -> None:
    files(tmp_path, {"membership": membership})
    files(tmp_path / "mount", mount)
    assert cpu_limit_cores(tmp_path / "membership", tmp_path / "mount") == cores


def test_without_control_groups_there_is_no_limit(tmp_path: Path) -> None:
    assert cpu_limit_cores(tmp_path / "missing", tmp_path) is None


@pytest.mark.parametrize(("limit", "threads"), [(None, 1), (0.5, 1), (1.0, 1), (2.7, 2), (8.0, 8)])
def test_threads_are_the_whole_cores_of_the_limit_and_at_least_one(limit: float | None, threads: int) -> None:
    assert whole_cores(limit) == threads
