"""`python -m lab_bare`: wait for orders to run the loop, until SIGTERM. Nothing else runs during a loop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from lab_bare.control import ControlServer
from lab_inference.artifact import open_artifact
from lab_inference.environment import inference_threads, required, whole_number
from lab_inference.model import load_within_limit
from lab_inference.start_error import ExitCode, StartError, exit_code_of


def serve() -> None:
    """
    Raises:
        StartError: a setting or the artifact is wrong, or the address is taken.
    """
    host = os.environ.get("HOST", "127.0.0.1")
    port = whole_number(os.environ, "PORT", 1, 65_535)
    artifact = open_artifact(Path(required(os.environ, "MODEL_DIR")))
    model = load_within_limit(artifact, inference_threads(os.environ))
    try:
        server = ControlServer((host, port), model, artifact.identity)
    except OSError as error:
        raise StartError(ExitCode.ENVIRONMENT, f"{host}:{port}: {error.strerror or error}.") from None
    for name in (signal.SIGTERM, signal.SIGINT):
        # `shutdown` waits for the loop that calls this handler.
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    sys.exit(exit_code_of(serve))
