"""Settings of the process, from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab_inference.environment import choice, inference_threads, number, required, whole_number

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True)
class WandbSettings:
    """Where to log a sample of predictions. The wandb package itself reads the key."""

    sample_rate: float
    mode: str


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    model_dir: str
    threads: int | None
    """Threads of one inference call, when given."""

    max_waiting: int
    """Requests that may wait for inference; the next one is turned away."""

    drain_seconds: float
    """After SIGTERM, how long to answer new connections, from clients that do not know yet."""

    log_level: str
    pod_name: str | None
    wandb: WandbSettings | None


DEFAULTS = {"HOST": "127.0.0.1", "MAX_WAITING": "512", "DRAIN_SECONDS": "1", "LOG_LEVEL": "info", "WANDB_MODE": "online"}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Raises:
        StartError: a variable is missing or wrong.
    """
    given = {**DEFAULTS, **environment}
    return Settings(
        host=given["HOST"],
        port=whole_number(given, "PORT", 1, 65_535),
        model_dir=required(given, "MODEL_DIR"),
        threads=inference_threads(given),
        max_waiting=whole_number(given, "MAX_WAITING", 0, 1_000_000),
        drain_seconds=number(given, "DRAIN_SECONDS", 0, 60),
        log_level=choice(given, "LOG_LEVEL", LOG_LEVELS),
        pod_name=given.get("POD_NAME"),
        wandb=_wandb(given),
    )


def _wandb(given: Mapping[str, str]) -> WandbSettings | None:
    if not given.get("WANDB_API_KEY"):
        return None
    return WandbSettings(number(given, "WANDB_SAMPLE_RATE", 0, 1), choice(given, "WANDB_MODE", ("online", "offline", "disabled")))
