"""uvicorn with a gentle end: after SIGTERM the server reports that it is not ready, and answers a little longer."""

from __future__ import annotations

import logging
import signal
import socket
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI

from lab_fastapi.connection import BoundedConnection
from lab_fastapi.serving import Serving
from lab_inference.start_error import ExitCode, StartError

log = logging.getLogger(__name__)

FINISH_WITHIN_SECONDS = 25
"""Kubernetes kills 30 s after SIGTERM."""


class Server(uvicorn.Server):
    def __init__(self, app: FastAPI, serving: Serving, drain_seconds: float) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http=BoundedConnection,
                # Half-open connections cost little each, but without a bound they exhaust the server.
                limit_concurrency=4096,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                # Longer than a client's or proxy's idle time-out, so that both ends never close at once.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=FINISH_WITHIN_SECONDS,
            )
        )
        self._serving = serving
        self._drain_seconds = drain_seconds
        self._stop_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Runs in the signal handler. uvicorn's own would raise the signal again at the end: exit code 143, not 0."""
        del frame
        if self._stop_at is not None:
            self.force_exit = True
        self._serving.draining = True
        self._stop_at = time.monotonic() + (self._drain_seconds if sig == signal.SIGTERM else 0)

    async def on_tick(self, counter: int) -> bool:
        if self._serving.failure is not None or (self._stop_at is not None and time.monotonic() >= self._stop_at):
            self.should_exit = True
        return await super().on_tick(counter)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        StartError: the address is taken, or does not belong to this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StartError(
            ExitCode.ENVIRONMENT, f"{host}:{port}: {reason}. Stop the program that listens there or choose another port."
        ) from None
