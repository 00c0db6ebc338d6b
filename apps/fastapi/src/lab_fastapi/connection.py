"""A connection with bounds: uvicorn's own protocol waits for ever for headers, and for clients that do not read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


@dataclass(frozen=True)
class ConnectionLimits:
    header_bytes: int = 64 * 1024
    """Bytes that may come before the headers of a request are complete. A read brings up to 64 KiB at once."""

    header_seconds: float = 10
    """Until the headers of a request are complete, counted from its first byte or from the opening of the connection."""

    unread_seconds: float = 30
    """How long a client may leave its answer unread once the buffers are full."""


class BoundedConnection(HttpToolsProtocol):
    limits = ConnectionLimits()

    _header_bytes = 0
    _headers_due: asyncio.TimerHandle | None = None
    _read_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._headers_due, self._read_due)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._headers_due is None or self.transport.is_closing():
            return
        self._header_bytes += len(data)
        if self._header_bytes > self.limits.header_bytes:
            self.transport.write(
                b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_headers()

    def on_headers_complete(self) -> None:
        self._stop(self._headers_due)
        self._headers_due = None
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_due = self.loop.call_later(self.limits.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self._read_due)
        self._read_due = None

    def _await_headers(self) -> None:
        self._stop(self._headers_due)
        self._header_bytes = 0
        self._headers_due = self.loop.call_later(self.limits.header_seconds, self.transport.abort)

    @staticmethod
    def _stop(*timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer is not None:
                timer.cancel()
