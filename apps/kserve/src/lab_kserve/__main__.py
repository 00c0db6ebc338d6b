"""`python -m lab_kserve`: serve until SIGTERM."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Before the tokenizer is imported: its own thread pool would have one thread per core of the machine.
os.environ["TOKENIZERS_PARALLELISM"] = "false"

from prometheus_client import Gauge

from lab_inference.artifact import open_artifact
from lab_inference.cpu_limit import cpu_limit_cores, whole_cores
from lab_inference.environment import required, whole_number
from lab_inference.model import load_model
from lab_inference.start_error import ExitCode, StartError
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
    threads = "ORT_INTRA_OP_NUM_THREADS"
    return Settings(
        host=environment.get("HOST", "127.0.0.1"),
        port=whole_number(environment, "PORT", 1, 65_535),
        grpc_port=whole_number(environment, "GRPC_PORT", 1, 65_535),
        model_dir=Path(required(environment, "MODEL_DIR")),
        threads=whole_number(environment, threads, 1, 256) if threads in environment else None,
    )


def serve() -> None:
    """
    Raises:
        StartError: the server could not start.
    """
    settings = read_settings(os.environ)
    artifact = open_artifact(settings.model_dir)
    limit = cpu_limit_cores()
    model = load_model(artifact, settings.threads or whole_cores(limit), limit)
    info = Gauge("lab_model_info", "The model that answers; the value is always 1", ["name", "variant", "sha256"])
    info.labels(artifact.name, artifact.variant, artifact.sha256).set(1)
    HostServer(settings.host, settings.port, settings.grpc_port).start([SpamPredictor(model)])


def main() -> int:
    try:
        serve()
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
