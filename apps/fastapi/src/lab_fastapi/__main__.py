"""`python -m lab_fastapi`: serve until SIGTERM."""

from __future__ import annotations

import logging
import os
import random
import sys
from pathlib import Path

from lab_fastapi.app import create_app
from lab_fastapi.logs import configure_logs
from lab_fastapi.prediction_log import open_prediction_log
from lab_fastapi.schemas import ModelIdentity
from lab_fastapi.server import Server, bind
from lab_fastapi.serving import Serving, ServingOptions
from lab_fastapi.settings import read_settings
from lab_inference.artifact import open_artifact
from lab_inference.cpu_limit import cpu_limit_cores, whole_cores
from lab_inference.model import load_model
from lab_inference.start_error import exit_code_of

log = logging.getLogger("lab_fastapi")


def serve() -> None:
    """
    Raises:
        StartError: the server could not start.
    """
    settings = read_settings(os.environ)
    configure_logs(settings.log_level, settings.pod_name)
    artifact = open_artifact(Path(settings.model_dir))
    identity = ModelIdentity(**artifact.identity)
    limit = cpu_limit_cores()
    threads = settings.threads or whole_cores(limit)
    listener = bind(settings.host, settings.port)
    log.info(
        "listening", extra={"fields": {"host": settings.host, "port": settings.port, "threads": threads, "cpuLimitCores": limit}}
    )
    serving = Serving(
        ServingOptions(
            identity=identity,
            load=lambda: load_model(artifact, threads, limit),
            max_waiting=settings.max_waiting,
            prediction_log=open_prediction_log(settings.wandb, identity.model_dump(), random.random),
        )
    )
    Server(create_app(serving), serving, settings.drain_seconds).run(sockets=[listener])
    if serving.failure is not None:
        raise serving.failure
    log.info("stopped")


if __name__ == "__main__":
    sys.exit(exit_code_of(serve))
