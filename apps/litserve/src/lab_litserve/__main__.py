"""`python -m lab_litserve`: serve until SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

import litserve
import uvicorn
from starlette.responses import PlainTextResponse

from lab_inference.artifact import open_artifact
from lab_inference.environment import inference_threads, required, whole_number
from lab_inference.process_tree import metrics_text
from lab_inference.start_error import exit_code_of
from lab_litserve.api import SpamApi

ANY_TAKEN_ADDRESS = "0.0.0.0"
"""An address that LitServe accepts; nothing listens there."""


LONGEST_TEMPORARY_FOLDER = 60
"""Python's managers put a socket below it, whose path may have 107 characters."""


def use_short_temporary_folder() -> None:
    """The folder of a pod that runs as a process of a machine can be too long."""
    if len(tempfile.gettempdir()) > LONGEST_TEMPORARY_FOLDER:
        tempfile.tempdir = "/tmp"


def listen_on(host: str) -> None:
    """LitServe (0.2.19) accepts only three addresses, but its server works with a socket on any address."""

    class HostConfig(uvicorn.Config):
        def bind_socket(self) -> socket.socket:
            self.host = host
            return super().bind_socket()

    uvicorn.Config = HostConfig  # type: ignore[misc]


def serve() -> None:
    """
    Raises:
        StartError: a setting or the artifact is wrong.
    """
    host = os.environ.get("HOST", "127.0.0.1")
    port = whole_number(os.environ, "PORT", 1, 65_535)
    folder = Path(required(os.environ, "MODEL_DIR"))
    artifact = open_artifact(folder)
    api = SpamApi(folder, inference_threads(os.environ))
    # The server is ready when its inference process has loaded the model.
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1, timeout=30, healthcheck_path="/readyz")
    main_pid = os.getpid()

    @server.app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @server.app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        return PlainTextResponse(metrics_text(main_pid, artifact.identity))

    use_short_temporary_folder()
    listen_on(host)
    # LitServe ends its processes only on ctrl-C; after SIGTERM they would stay.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server.run(
        host=ANY_TAKEN_ADDRESS,
        port=port,
        num_api_servers=1,
        log_level="warning",
        generate_client_file=False,
        pretty_logs=False,
    )


if __name__ == "__main__":
    sys.exit(exit_code_of(serve))
