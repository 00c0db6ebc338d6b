"""Answers other than success: a code for programs, a message for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

MAX_DETAILS = 20
MAX_QUOTED = 200
"""Most characters of a client's text in an answer, so that no answer grows with the request."""

log = logging.getLogger(__name__)

RETRY_AFTER = {"retry-after": "1"}

STATUS_OF = {"invalid_request": 422, "too_large": 413, "too_slow": 408, "overloaded": 503, "not_ready": 503, "internal": 500}


class ApiError(Exception):
    def __init__(
        self,
        code: str,
        message: str,
        details: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or []
        self.headers = headers


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


def invalid_request(error: ValidationError) -> ApiError:
    """A 422 that names the first places that are wrong."""
    details = [
        {"path": _short(".".join(str(part) for part in each["loc"])), "message": _short(_sentence(each["msg"]))}
        for each in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_DETAILS]
    ]
    first = details[0]
    where = f"The body at {first['path']}" if first["path"] else "The body"
    return ApiError("invalid_request", f"{where}: {first['message']}", details)


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(ClientDisconnect, _disconnected)
    app.add_exception_handler(Exception, _internal)


def _short(text: str) -> str:
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def _error_response(
    code: str, message: str, status: int, details: list[dict[str, str]], headers: Mapping[str, str] | None
) -> Response:
    return json_response({"error": {"code": code, "message": message, "details": details}}, status, headers)


async def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return _error_response(error.code, error.message, STATUS_OF[error.code], error.details, error.headers)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.url.path
    code, message = {
        404: ("not_found", f"There is nothing at {_short(path)}. See /openapi.json."),
        405: ("method_not_allowed", f"{request.method} is not possible at {_short(path)}."),
    }.get(error.status_code, ("invalid_request", str(error.detail)))
    return _error_response(code, message, error.status_code, [], error.headers)


async def _disconnected(_request: Request, _error: Exception) -> Response:
    # Nobody reads this answer; without the handler it would be logged as a failure of the server.
    return Response(status_code=400)


async def _internal(_request: Request, _error: Exception) -> Response:
    return _error_response("internal", "The server failed; its log says why.", 500, [], None)
