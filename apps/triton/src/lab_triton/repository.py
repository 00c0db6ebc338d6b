"""The model repository for Triton: a folder with the model's configuration and its Python code."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import lab_inference.v2
import lab_triton.settings
from lab_inference.v2 import INPUT_NAME, MODEL_NAME, OUTPUTS

BACKEND_TYPE = {"BYTES": "TYPE_STRING", "FP32": "TYPE_FP32", "BOOL": "TYPE_BOOL"}
MODEL_CODE = """import sys

# The backend's interpreter reads no PYTHONPATH.
sys.path[:0] = {paths!r}
sys.dont_write_bytecode = True

from lab_triton.backend import TritonPythonModel  # noqa: E402, F401
"""


@dataclass(frozen=True)
class ModelConfig:
    max_batch_size: int
    max_queue_delay_ms: float | None
    """None: no dynamic batching."""

    instances: int


def write_repository(folder: Path, config: ModelConfig) -> None:
    version = folder / MODEL_NAME / "1"
    version.mkdir(parents=True)
    sources = [str(Path(str(package.__file__)).parents[1]) for package in (lab_triton.settings, lab_inference.v2)]
    (version / "model.py").write_text(MODEL_CODE.format(paths=list(dict.fromkeys(sources))), encoding="utf-8")
    (folder / MODEL_NAME / "config.pbtxt").write_text(config_pbtxt(config), encoding="utf-8")


def config_pbtxt(config: ModelConfig) -> str:
    """A `ModelConfig` message in protobuf's text format. The first dimension of every tensor is the batch."""
    inputs = _tensor("input", INPUT_NAME, "TYPE_STRING")
    outputs = [_tensor("output", output.name, BACKEND_TYPE[output.datatype]) for output in OUTPUTS]
    lines = [
        f'name: "{MODEL_NAME}"',
        'backend: "python"',
        f"max_batch_size: {config.max_batch_size}",
        inputs,
        *outputs,
        f"instance_group [{{ kind: KIND_CPU, count: {config.instances} }}]",
    ]
    if config.max_queue_delay_ms is not None:
        lines.append(f"dynamic_batching {{ max_queue_delay_microseconds: {round(config.max_queue_delay_ms * 1000)} }}")
    return "\n".join(lines) + "\n"


def _tensor(role: str, name: str, data_type: str) -> str:
    return f'{role} [{{ name: "{name}", data_type: {data_type}, dims: [1] }}]'


def write_backends(folder: Path, wheel: Path, python_version: str) -> None:
    """The Python backend with the stub of this interpreter. The wheel has a stub per version, but not where Triton looks.

    Args:
        folder: made here.
        wheel: `pytriton/tritonserver` of the installed wheel.
        python_version: `3.11`

    Raises:
        FileNotFoundError: the wheel has no stub for this version.
    """
    source = wheel / "backends" / "python"
    target = folder / "python"
    target.mkdir(parents=True)
    stub = wheel / "python_backend_stubs" / python_version / "triton_python_backend_stub"
    # Links in the wheel become files. Folders in it are Python's caches, which the image compiles.
    for file in [*(entry for entry in source.iterdir() if not entry.is_dir()), stub]:
        shutil.copy(file.resolve(strict=True), target / file.name)
    (target / stub.name).chmod(0o755)
