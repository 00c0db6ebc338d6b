"""Settings of the process, from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab_inference.environment import number, required, whole_number


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    """HTTP."""

    grpc_port: int
    metrics_port: int
    model_dir: str
    max_batch_size: int
    """Texts of one inference call."""

    max_queue_delay_ms: float | None
    """How long a text may wait for others to share its inference call; None: every request has its own call."""

    instances: int
    """Copies of the model that work at the same time, each a process of its own."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Raises:
        StartError: a variable is missing or wrong.
    """
    delay = "MAX_QUEUE_DELAY_MS"
    return Settings(
        host=environment.get("HOST", "127.0.0.1"),
        port=whole_number(environment, "PORT", 1, 65_535),
        grpc_port=whole_number(environment, "GRPC_PORT", 1, 65_535),
        metrics_port=whole_number(environment, "METRICS_PORT", 1, 65_535),
        model_dir=required(environment, "MODEL_DIR"),
        max_batch_size=whole_number(environment, "MAX_BATCH_SIZE", 1, 1024),
        max_queue_delay_ms=number(environment, delay, 0, 60_000) if delay in environment else None,
        instances=whole_number(environment, "INSTANCE_COUNT", 1, 256),
    )
