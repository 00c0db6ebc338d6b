from __future__ import annotations

import pytest

from lab_fastapi.settings import WandbSettings, read_settings
from lab_inference.start_error import ExitCode, StartError

REQUIRED = {"PORT": "8000", "MODEL_DIR": "/model"}


def test_only_port_and_model_are_required_and_the_server_stays_on_loopback() -> None:
    settings = read_settings(REQUIRED)
    assert (settings.host, settings.port, settings.threads, settings.wandb) == ("127.0.0.1", 8000, None, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"PORT": "http"}, 'PORT: is "http", not a whole number'),
        ({"PORT": "70000"}, "PORT: is 70000, but must be from 1 to 65535"),
        ({"MODEL_DIR": ""}, "MODEL_DIR: is not set"),
        ({"ORT_INTRA_OP_NUM_THREADS": "0"}, "ORT_INTRA_OP_NUM_THREADS"),
        ({"LOG_LEVEL": "loud"}, "must be one of debug, info"),
        ({"WANDB_API_KEY": "key"}, "WANDB_SAMPLE_RATE: is not set"),
    ],
)
def test_a_wrong_variable_is_named(change: dict[str, str], message: str) -> None:
    with pytest.raises(StartError, match=message) as caught:
        read_settings({**REQUIRED, **change})
    assert caught.value.exit_code == ExitCode.CONFIG


def test_predictions_are_logged_to_wandb_only_with_a_key() -> None:
    assert read_settings({**REQUIRED, "WANDB_SAMPLE_RATE": "0.5"}).wandb is None
    with_key = {**REQUIRED, "WANDB_SAMPLE_RATE": "0.5", "WANDB_API_KEY": "key", "WANDB_MODE": "offline"}
    assert read_settings(with_key).wandb == WandbSettings(0.5, "offline")
