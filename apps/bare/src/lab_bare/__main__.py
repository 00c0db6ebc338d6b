"""`python -m lab_bare`: wait for orders to run the loop, until SIGTERM. Nothing else runs while a loop does."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

# Before the tokenizer is imported: its own thread pool would have one thread per core of the machine.
os.environ["TOKENIZERS_PARALLELISM"] = "false"

from lab_bare.control import ControlServer
from lab_inference.artifact import open_artifact
from lab_inference.cpu_limit import cpu_limit_cores, whole_cores
from lab_inference.environment import required, whole_number
from lab_inference.model import load_model
from lab_inference.start_error import ExitCode, StartError


def serve() -> None:
    """
    Raises:
        StartError: a setting or the artifact is wrong, or the address is taken.
    """
    host = os.environ.get("HOST", "127.0.0.1")
    port = whole_number(os.environ, "PORT", 1, 65_535)
    artifact = open_artifact(Path(required(os.environ, "MODEL_DIR")))
    limit = cpu_limit_cores()
    threads = os.environ.get("ORT_INTRA_OP_NUM_THREADS")
    model = load_model(artifact, int(threads) if threads else whole_cores(limit), limit)
    identity = {"name": artifact.name, "variant": artifact.variant, "sha256": artifact.sha256}
    try:
        server = ControlServer((host, port), model, identity)
    except OSError as error:
        raise StartError(ExitCode.ENVIRONMENT, f"{host}:{port}: {error.strerror or error}.") from None
    for name in (signal.SIGTERM, signal.SIGINT):
        # `shutdown` waits for the loop that calls this handler.
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()


def main() -> int:
    try:
        serve()
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
