"""Measures requests. Plain ASGI: a wrapper of `send`, nothing between client and application."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab_fastapi.metrics import Metrics

log = logging.getLogger("lab_fastapi.access")


class RequestWatch:
    """Counts and times the requests under /v1/; probes and scrapes would only distort the numbers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        status = 500

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        self._metrics.inflight.inc()
        try:
            await self._app(scope, receive, watched_send)
        finally:
            self._metrics.inflight.dec()
            seconds = time.perf_counter() - started
            # Only existing routes become label values, so a client cannot create new series.
            path = getattr(scope.get("route"), "path", "none")
            self._metrics.request_seconds.labels(path, str(status)).observe(seconds)
            if log.isEnabledFor(logging.DEBUG):
                log.debug(
                    "request",
                    extra={"fields": {"method": scope["method"], "path": scope["path"], "status": status, "ms": seconds * 1000}},
                )
