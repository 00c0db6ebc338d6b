from __future__ import annotations

import os
from pathlib import Path

from lab_inference.process_tree import tree_usage


def add_process(proc: Path, pid: int, command: str, cpu: tuple[int, int], pages: int, children: str) -> None:
    folder = proc / str(pid)
    (folder / "task" / str(pid)).mkdir(parents=True)
    before = " ".join(["S"] + ["0"] * 10)
    (folder / "stat").write_text(f"{pid} ({command}) {before} {cpu[0]} {cpu[1]} {' '.join(['0'] * 8)} {pages} 0 0")
    (folder / "task" / str(pid) / "children").write_text(children)


def test_grandchildren_count_and_a_process_that_just_ended_does_not_stop_the_rest(tmp_path: Path) -> None:
    add_process(tmp_path, 1, "server", (100, 50), 10, "2 9")
    add_process(tmp_path, 2, "a ) b", (30, 0), 5, "3")
    add_process(tmp_path, 3, "grandchild", (20, 0), 1, "")
    usage = tree_usage(1, tmp_path)
    assert usage.cpu_seconds == 200 / os.sysconf("SC_CLK_TCK")
    assert usage.resident_bytes == 16 * os.sysconf("SC_PAGE_SIZE")


def test_this_process_uses_memory() -> None:
    assert tree_usage(os.getpid()).resident_bytes > 1_000_000
