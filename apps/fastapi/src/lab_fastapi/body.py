"""Reads a request body with a bound, whether or not its length was announced."""

from __future__ import annotations

from starlette.requests import Request

from lab_fastapi.errors import ApiError

DISCARDED_AT_MOST = 16
"""Times the bound. So much of a body that is too large is still read and thrown away, because many clients look
for the answer only when they have sent everything; then the connection is closed on them."""


async def read_body(request: Request, max_bytes: int) -> bytes:
    """
    Raises:
        ApiError: too_large.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes and "expect" in request.headers:
        raise _too_large(max_bytes)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= max_bytes:
            chunks.append(chunk)
        elif size > DISCARDED_AT_MOST * max_bytes:
            break
    if size > max_bytes:
        raise _too_large(max_bytes)
    return b"".join(chunks)


def _too_large(max_bytes: int) -> ApiError:
    return ApiError("too_large", f"The body is larger than {max_bytes} bytes.", headers={"connection": "close"})
