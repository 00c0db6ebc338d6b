"""Checks the bytes of a JSON text before they are parsed."""

from __future__ import annotations

from lab_fastapi.errors import ApiError

MAX_DEPTH = 8
MAX_ELEMENTS = 1000
"""No request of this interface comes near either."""

MAX_BYTES_BESIDE_STRINGS = 256 * 1024


def guard_json(raw: bytes) -> None:
    """
    Only searches of the whole text in C, never a loop over its bytes.

    Raises:
        ApiError: it nests deeper or has more elements than any request may.
    """
    # Remove escaped backslashes first: any backslash left before a quote then escapes it.
    unescaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * MAX_ELEMENTS:
        raise _too_many()
    beside_strings = b"".join(unescaped.split(b'"')[::2])
    openings = beside_strings.count(b"[") + beside_strings.count(b"{")
    if beside_strings.count(b",") + openings > MAX_ELEMENTS or len(beside_strings) > MAX_BYTES_BESIDE_STRINGS:
        raise _too_many()
    depth = 0
    for byte in beside_strings.translate(None, _NO_BRACKETS):
        depth += 1 if byte in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ApiError("invalid_request", f"The body nests deeper than {MAX_DEPTH} levels.", WHOLE_BODY)


WHOLE_BODY = [{"path": "", "message": "is not a prediction request"}]
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _too_many() -> ApiError:
    return ApiError("invalid_request", f"The body has more than {MAX_ELEMENTS} elements.", WHOLE_BODY)
