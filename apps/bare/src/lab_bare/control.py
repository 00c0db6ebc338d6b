"""Orders over HTTP: one at a time, so that the loop has the process to itself."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from lab_bare.loop import run_loop
from lab_inference.model import SpamModel
from lab_inference.process_tree import metrics_text

MAX_SECONDS = 600.0
MAX_BATCH = 32
MAX_BODY_BYTES = 16 * 1024 * 1024


class BadRequestError(ValueError):
    """The message is for the client."""


class ControlServer(HTTPServer):
    def __init__(self, address: tuple[str, int], model: SpamModel, identity: Mapping[str, str]) -> None:
        super().__init__(address, Handler)
        self.model = model
        self.identity = identity


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Probes and the benchmark close their connections: an open one would block all others.
    server: ControlServer

    def do_GET(self) -> None:
        if self.path in ("/healthz", "/readyz"):
            self._send(200, {"status": "ok"})
        elif self.path == "/metrics":
            self._send_text(200, metrics_text(os.getpid(), self.server.identity), "text/plain; version=0.0.4")
        else:
            self._send(404, {"error": "POST /v1/loop, POST /v1/predict, GET /metrics, /healthz, /readyz"})

    def do_POST(self) -> None:
        try:
            body = self._body()
            if self.path == "/v1/loop":
                seconds = _number(body, "seconds", MAX_SECONDS)
                batch_size = int(_number(body, "batchSize", MAX_BATCH))
                result = run_loop(self.server.model, _texts(body), seconds, batch_size)
                self._send(200, {"texts": result.texts, "seconds": result.seconds, "latenciesMs": result.latencies_ms})
            elif self.path == "/v1/predict":
                predictions = self.server.model.predict(_texts(body))
                self._send(200, {"model": self.server.identity, "predictions": [asdict(one) for one in predictions]})
            else:
                self._send(404, {"error": f"There is nothing at {self.path}."})
        except BadRequestError as error:
            self._send(422, {"error": str(error)})

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            raise BadRequestError(f"The body must have a length of at most {MAX_BODY_BYTES} bytes.")
        try:
            body = json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise BadRequestError("The body is not JSON.") from None
        if not isinstance(body, dict):
            raise BadRequestError("The body must be an object.")
        return body

    def _send(self, status: int, body: Mapping[str, Any]) -> None:
        self._send_text(status, json.dumps(body), "application/json")

    def _send_text(self, status: int, text: str, content_type: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """No line per request."""


def _texts(body: Mapping[str, Any]) -> list[str]:
    texts = body.get("texts", [body["text"]] if "text" in body else None)
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise BadRequestError("texts must be a list of texts.")
    return texts


def _number(body: Mapping[str, Any], name: str, most: float) -> float:
    value = body.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= most:
        raise BadRequestError(f"{name} must be a number above 0, at most {most:g}.")
    return float(value)
