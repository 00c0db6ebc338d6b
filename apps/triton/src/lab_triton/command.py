"""The server's command line and environment."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from lab_triton.settings import Settings

FINISH_WITHIN_SECONDS = 10
"""After SIGTERM Triton answers what it holds and then waits for every HTTP connection to be closed, idle ones too.
After this time it ends anyway, with exit code 1."""


def server_command(settings: Settings, wheel: Path, work: Path) -> list[str]:
    """
    Args:
        wheel: `pytriton/tritonserver` of the installed wheel.
        work: folder with `models` and `backends`.
    """
    return [
        str(wheel / "bin" / "tritonserver"),
        f"--model-repository={work / 'models'}",
        f"--backend-directory={work / 'backends'}",
        "--disable-auto-complete-config",
        f"--http-address={settings.host}",
        f"--http-port={settings.port}",
        f"--grpc-address={settings.host}",
        f"--grpc-port={settings.grpc_port}",
        f"--metrics-address={settings.host}",
        f"--metrics-port={settings.metrics_port}",
        "--allow-gpu-metrics=false",
        f"--exit-timeout-secs={FINISH_WITHIN_SECONDS}",
        # Several servers on one machine share /dev/shm.
        f"--backend-config=python,shm-region-prefix-name=lab-triton-{os.getpid()}-",
    ]


def server_environment(environment: Mapping[str, str], libraries: Path) -> dict[str, str]:
    """The backend's stub finds `python3` on PATH and its libpython by LD_LIBRARY_PATH; with a wrong one the start hangs."""
    searched = [str(libraries), str(sysconfig.get_config_var("LIBDIR")), environment.get("LD_LIBRARY_PATH", "")]
    return {
        **environment,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")]),
        "LD_LIBRARY_PATH": os.pathsep.join(filter(None, searched)),
    }
