"""`python -m lab_triton`: write the model repository, then become `tritonserver`."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lab_inference.artifact import open_artifact
from lab_inference.start_error import ExitCode, StartError
from lab_triton.command import server_command, server_environment
from lab_triton.repository import ModelConfig, write_backends, write_repository
from lab_triton.settings import read_settings


def prepare(environment: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Command line and environment of the server.

    Raises:
        StartError: the server could not start.
    """
    settings = read_settings(environment)
    # Checked here too: a model instance that fails says so only in the middle of the server's log.
    open_artifact(Path(settings.model_dir))
    wheel = _wheel()
    work = Path(tempfile.mkdtemp(prefix="triton-"))
    write_repository(work / "models", ModelConfig(settings.max_batch_size, settings.max_queue_delay_ms, settings.instances))
    version = sysconfig.get_python_version()
    try:
        write_backends(work / "backends", wheel / "tritonserver", version)
    except FileNotFoundError:
        raise StartError(ExitCode.ENVIRONMENT, f"nvidia-pytriton: has no Python backend for Python {version}.") from None
    command = server_command(settings, wheel / "tritonserver", work)
    return command, server_environment(environment, wheel.parent / "nvidia_pytriton.libs")


def _wheel() -> Path:
    spec = importlib.util.find_spec("pytriton")
    if spec is None or not spec.submodule_search_locations:
        raise StartError(ExitCode.ENVIRONMENT, "nvidia-pytriton: is not installed in this Python environment.")
    return Path(next(iter(spec.submodule_search_locations)))


def main() -> int:
    try:
        command, environment = prepare(os.environ)
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return os.execve(command[0], command, environment)


if __name__ == "__main__":
    sys.exit(main())
