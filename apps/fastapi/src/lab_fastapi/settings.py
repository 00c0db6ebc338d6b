"""Settings of the process, from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab_inference.start_error import ExitCode, StartError

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True)
class WandbSettings:
    """Where a sample of predictions is logged to. The key itself is read by the wandb package."""

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
    """After SIGTERM, how long new connections are still answered: whoever sends them has not heard yet."""

    log_level: str
    pod_name: str | None
    wandb: WandbSettings | None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Raises:
        StartError: a variable is missing or wrong.
    """
    reader = _Reader(environment)
    return Settings(
        host=environment.get("HOST", "127.0.0.1"),
        port=int(reader.number("PORT", 1, 65_535)),
        model_dir=reader.required("MODEL_DIR"),
        threads=int(reader.number("ORT_INTRA_OP_NUM_THREADS", 1, 256)) if "ORT_INTRA_OP_NUM_THREADS" in environment else None,
        max_waiting=int(reader.number("MAX_WAITING", 0, 1_000_000, default="512")),
        drain_seconds=reader.number("DRAIN_SECONDS", 0, 60, default="1", whole=False),
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, default="info"),
        pod_name=environment.get("POD_NAME"),
        wandb=_wandb(environment, reader),
    )


def _wandb(environment: Mapping[str, str], reader: _Reader) -> WandbSettings | None:
    if not environment.get("WANDB_API_KEY"):
        return None
    rate = reader.number("WANDB_SAMPLE_RATE", 0, 1, whole=False)
    return WandbSettings(rate, reader.choice("WANDB_MODE", ("online", "offline", "disabled"), default="online"))


@dataclass(frozen=True)
class _Reader:
    environment: Mapping[str, str]

    def required(self, name: str, default: str | None = None) -> str:
        value = self.environment.get(name, default)
        if not value:
            raise StartError(ExitCode.CONFIG, f"environment variable {name}: is not set.")
        return value

    def number(self, name: str, low: float, high: float, *, default: str | None = None, whole: bool = True) -> float:
        text = self.required(name, default)
        kind = "a whole number" if whole else "a number"
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            raise StartError(ExitCode.CONFIG, f'environment variable {name}: is "{text}", not {kind}.') from None
        if not low <= value <= high:
            raise StartError(ExitCode.CONFIG, f"environment variable {name}: is {text}, but must be from {low:g} to {high:g}.")
        return value

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        text = self.required(name, default).lower()
        if text not in choices:
            raise StartError(
                ExitCode.CONFIG, f'environment variable {name}: is "{text}", but must be one of {", ".join(choices)}.'
            )
        return text
