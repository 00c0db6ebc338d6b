"""`python -m lab_kserve`: serve until SIGTERM."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import Gauge

from lab_inference.artifact import open_artifact
from lab_inference.environment import inference_threads, required, whole_number
from lab_inference.model import load_within_limit
from lab_inference.start_error import exit_code_of
from lab_kserve.predictor import SpamPredictor
from lab_kserve.server import HostServer


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    grpc_port: int
    model_dir: Path
    threads: int | None
    """Of one inference call, when given."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Raises:
        StartError: a variable is missing or wrong.
    """
    return Settings(
        host=environment.get("HOST", "127.0.0.1"),
        port=whole_number(environment, "PORT", 1, 65_535),
        grpc_port=whole_number(environment, "GRPC_PORT", 1, 65_535),
        model_dir=Path(required(environment, "MODEL_DIR")),
        threads=inference_threads(environment),
    )


def serve() -> None:
    """
    Raises:
        StartError: the server could not start.
    """
    settings = read_settings(os.environ)
    artifact = open_artifact(settings.model_dir)
    model = load_within_limit(artifact, settings.threads)
    info = Gauge("lab_model_info", "The model that answers; the value is always 1", list(artifact.identity))
    info.labels(**artifact.identity).set(1)
    HostServer(settings.host, settings.port, settings.grpc_port).start([SpamPredictor(model)])


if __name__ == "__main__":
    sys.exit(exit_code_of(serve))
