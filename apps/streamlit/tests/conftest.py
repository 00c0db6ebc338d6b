"""A lab on a loopback port: the model by both protocols, the queue, a Kubernetes API and metrics, as the page needs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

Answer = tuple[int, Any]


@dataclass
class FakeLab:
    """Answers by path; a test may replace any of them. `asked` has the requests in order."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def answer(self, path: str, body: Any) -> Answer:  # noqa: ANN401  JSON as it comes
        self.asked.append((path, body))
        if path in self.answers:
            return self.answers[path]
        if path == "/v1/predict":
            return 200, {"model": {}, "predictions": [_prediction(body["text"])]}
        if path == "/v2/models/spam/infer":
            return 200, {"outputs": _tensors(_prediction(body["inputs"][0]["data"][0]))}
        if path == "/v1/jobs":
            return 202, {"id": f"job-{sum(asked == '/v1/jobs' for asked, _ in self.asked)}", "status": "waiting"}
        if path.startswith("/v1/jobs/"):
            return 200, done_job(path.removeprefix("/v1/jobs/"))
        return 404, {"error": {"message": f"there is no {path}"}}


def _prediction(text: str) -> dict[str, Any]:
    is_spam = "prize" in text
    return {"label": "spam" if is_spam else "ham", "probability": 0.97 if is_spam else 0.02, "truncated": len(text) > 5000}


def _tensors(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "shape": [1, 1], "data": [value]} for name, value in one.items()]


def done_job(job_id: str) -> dict[str, Any]:
    return {
        "id": job_id,
        "status": "completed",
        "createdAt": "2026-11-24T12:00:00.000Z",
        "startedAt": "2026-11-24T12:00:00.250Z",
        "finishedAt": "2026-11-24T12:00:01.000Z",
        "result": {"model": {}, "predictions": [_prediction("a prize")]},
        "error": None,
    }


@pytest.fixture
def lab() -> Iterator[FakeLab]:
    fake = FakeLab()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(*fake.answer(self.path, None))

        def do_POST(self) -> None:
            self._send(*fake.answer(self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))

        def _send(self, status: int, body: Any) -> None:  # noqa: ANN401
            text = body if isinstance(body, str) else json.dumps(body)
            self.send_response(status)
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """No log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    server.server_close()
    return url
