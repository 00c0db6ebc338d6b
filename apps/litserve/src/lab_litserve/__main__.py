"""`python -m lab_litserve`: serve until SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

# Before the tokenizer is imported: its own thread pool would have one thread per core of the machine.
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import litserve
import uvicorn
from starlette.responses import PlainTextResponse

from lab_inference.artifact import open_artifact
from lab_inference.environment import required, whole_number
from lab_inference.process_tree import tree_usage
from lab_inference.start_error import ExitCode, StartError
from lab_litserve.api import SpamApi

ANY_TAKEN_ADDRESS = "0.0.0.0"
"""One that LitServe takes; nothing listens there."""


LONGEST_TEMPORARY_FOLDER = 60
"""Python's managers put a socket below it, whose path may have 107 characters."""


def use_short_temporary_folder() -> None:
    """The folder of a pod that runs as a process of a machine can be too long."""
    if len(tempfile.gettempdir()) > LONGEST_TEMPORARY_FOLDER:
        tempfile.tempdir = "/tmp"


def listen_on(host: str) -> None:
    """LitServe (0.2.19) takes three addresses only; a socket of its own on any address does no harm to the rest of it."""

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
    threads = "ORT_INTRA_OP_NUM_THREADS"
    host = os.environ.get("HOST", "127.0.0.1")
    port = whole_number(os.environ, "PORT", 1, 65_535)
    folder = Path(required(os.environ, "MODEL_DIR"))
    artifact = open_artifact(folder)
    api = SpamApi(folder, whole_number(os.environ, threads, 1, 256) if threads in os.environ else None)
    # A ready server says so when its inference process has loaded the model.
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1, timeout=30, healthcheck_path="/readyz")
    main_pid = os.getpid()

    @server.app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @server.app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        usage = tree_usage(main_pid)
        labels = f'name="{artifact.name}",variant="{artifact.variant}",sha256="{artifact.sha256}"'
        return PlainTextResponse(
            f"process_cpu_seconds_total {usage.cpu_seconds}\n"
            f"process_resident_memory_bytes {usage.resident_bytes}\n"
            f"lab_model_info{{{labels}}} 1\n"
        )

    use_short_temporary_folder()
    listen_on(host)
    # LitServe ends its processes on ctrl-C only; after SIGTERM they would stay.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server.run(
        host=ANY_TAKEN_ADDRESS,
        port=port,
        num_api_servers=1,
        log_level="warning",
        generate_client_file=False,
        pretty_logs=False,
    )


def main() -> int:
    try:
        serve()
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
