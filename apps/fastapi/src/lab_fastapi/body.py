"""Reads request bodies with bounds: in size each and all together, whether or not a length was announced, and in time."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from lab_fastapi.errors import RETRY_AFTER, ApiError

DISCARDED_AT_MOST = 16
"""Times the bound. This much of a body that is too large is read and thrown away, because many clients look for the
answer only after they have sent everything. Beyond it the connection is closed."""

MAX_BYTES_AT_ONCE = 64 * 1024 * 1024
READ_WITHIN_SECONDS = 30.0
CLOSE = {"connection": "close"}


class BodyReader:
    """Bodies that are read at the same time share a bound."""

    def __init__(
        self, max_bytes: int, max_bytes_at_once: int = MAX_BYTES_AT_ONCE, within_seconds: float = READ_WITHIN_SECONDS
    ) -> None:
        self._max_bytes = max_bytes
        self._max_bytes_at_once = max_bytes_at_once
        self._within_seconds = within_seconds
        self._held = 0

    async def read(self, request: Request) -> bytes:
        """
        Raises:
            ApiError: too_large, too_slow or overloaded.
        """
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._max_bytes and "expect" in request.headers:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._within_seconds):
                return await self._read(request)
        except TimeoutError:
            message = f"The body was not complete within {self._within_seconds:g} s."
            raise ApiError("too_slow", message, headers=CLOSE) from None

    async def _read(self, request: Request) -> bytes:
        chunks: list[bytes] = []
        size = held = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size <= self._max_bytes:
                    chunks.append(chunk)
                    held += len(chunk)
                    self._held += len(chunk)
                    if self._held > self._max_bytes_at_once:
                        message = "Too many requests send their bodies now. Try again soon."
                        raise ApiError("overloaded", message, headers={**RETRY_AFTER, **CLOSE})
                elif size > DISCARDED_AT_MOST * self._max_bytes:
                    break
            if size > self._max_bytes:
                raise self._too_large()
            return b"".join(chunks)
        finally:
            self._held -= held

    def _too_large(self) -> ApiError:
        return ApiError("too_large", f"The body is larger than {self._max_bytes} bytes.", headers=CLOSE)
