from __future__ import annotations

import os
from pathlib import Path

import pytest

from lab_inference.start_error import StartError
from lab_triton.repository import ModelConfig, config_pbtxt, write_backends, write_repository
from lab_triton.settings import read_settings

COMPLETE = {
    "PORT": "8000",
    "GRPC_PORT": "8001",
    "METRICS_PORT": "8002",
    "MODEL_DIR": "/model",
    "MAX_BATCH_SIZE": "8",
    "INSTANCE_COUNT": "2",
}


def test_a_queue_delay_turns_dynamic_batching_on() -> None:
    text = config_pbtxt(ModelConfig(max_batch_size=8, max_queue_delay_ms=2.5, instances=3))
    assert "max_batch_size: 8\n" in text
    assert "dynamic_batching { max_queue_delay_microseconds: 2500 }" in text
    assert "instance_group [{ kind: KIND_CPU, count: 3 }]" in text


def test_without_a_queue_delay_there_is_no_dynamic_batching() -> None:
    assert "dynamic_batching" not in config_pbtxt(ModelConfig(8, None, 1))
    assert read_settings(COMPLETE).max_queue_delay_ms is None


def test_a_delay_of_zero_still_batches_what_already_waits() -> None:
    settings = read_settings({**COMPLETE, "MAX_QUEUE_DELAY_MS": "0"})
    assert settings.max_queue_delay_ms == 0
    assert "max_queue_delay_microseconds: 0" in config_pbtxt(ModelConfig(8, settings.max_queue_delay_ms, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"INSTANCE_COUNT": "0"}, "INSTANCE_COUNT: is 0, but must be from 1 to 256"),
        ({"MAX_BATCH_SIZE": "many"}, 'MAX_BATCH_SIZE: is "many", not a whole number'),
        ({"MAX_QUEUE_DELAY_MS": "-1"}, "MAX_QUEUE_DELAY_MS: is -1"),
        ({"MAX_QUEUE_DELAY_MS": "nan"}, "MAX_QUEUE_DELAY_MS: is nan"),
        ({"MODEL_DIR": ""}, "MODEL_DIR: is not set"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, str], message: str) -> None:
    with pytest.raises(StartError, match=message):
        read_settings({**COMPLETE, **change})


def test_the_model_code_finds_its_modules_without_pythonpath(tmp_path: Path) -> None:
    write_repository(tmp_path, ModelConfig(8, None, 1))
    code = (tmp_path / "spam" / "1" / "model.py").read_text()
    apps = Path(__file__).parents[2]
    assert str(apps / "triton" / "src") in code
    assert str(apps / "inference" / "src") in code


def test_the_backend_gets_the_stub_of_this_python(tmp_path: Path) -> None:
    wheel = tmp_path / "wheel"
    (wheel / "backends" / "python").mkdir(parents=True)
    (wheel / "backends" / "python" / "libtriton_python.so").write_text("library")
    # What compiling the image's packages leaves.
    (wheel / "backends" / "python" / "__pycache__").mkdir()
    for version in ("3.11", "3.12"):
        (wheel / "python_backend_stubs" / version).mkdir(parents=True)
        (wheel / "python_backend_stubs" / version / "triton_python_backend_stub").write_text(version)
    write_backends(tmp_path / "made", wheel, "3.12")
    stub = tmp_path / "made" / "python" / "triton_python_backend_stub"
    assert stub.read_text() == "3.12"
    assert os.access(stub, os.X_OK)
    with pytest.raises(FileNotFoundError):
        write_backends(tmp_path / "other", wheel, "3.99")
