"""The answer of a server about one text, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from lab_streamlit.settings import Server

MODEL_NAME = "spam"
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    server: Server
    is_spam: bool
    probability: float
    """Of spam, 0 to 1."""

    truncated: bool
    latency_ms: float
    """From the request on a new connection to the whole answer."""

    variant: str | None = None
    """Of the model, where the server says it."""


@dataclass(frozen=True)
class Failure:
    server: Server
    reason: str
    """For a person: what happened, and where."""


def classify(server: Server, text: str, client: httpx.Client, clock: Callable[[], float]) -> Answer | Failure:
    """Asks one server about one text; never raises because of the server.

    Args:
        clock: seconds, monotonic.
    """
    path, body = _request(server, text)
    started = clock()
    try:
        response = client.post(f"{server.url}{path}", json=body, timeout=TIMEOUT_SECONDS)
        latency_ms = (clock() - started) * 1000
    except httpx.HTTPError as error:
        return Failure(server, reason_of(error, server.url))
    if response.status_code != 200:
        return Failure(server, f"answered {response.status_code}: {_message_of(response)}")
    try:
        body = response.json()
        is_spam, probability, truncated = _read(server, body)
    except (ValueError, KeyError, IndexError, TypeError, StopIteration):
        return Failure(server, "gave an answer that is not a prediction")
    return Answer(server, is_spam, probability, truncated, latency_ms, _variant_of(body))


def reason_of(error: httpx.HTTPError, url: str) -> str:
    """A failed request in words."""
    if isinstance(error, httpx.ConnectTimeout | httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
        return f"did not answer within {TIMEOUT_SECONDS:.0f} s (`{url}`)"
    if isinstance(error, httpx.ConnectError):
        return f"is not reachable at `{url}`"
    return f"broke the connection (`{url}`)"


def _request(server: Server, text: str) -> tuple[str, dict[str, Any]]:
    if server.protocol == "predict":
        return "/v1/predict", {"text": text}
    tensor = {"name": "text", "shape": [1, 1], "datatype": "BYTES", "data": [text]}
    return f"/v2/models/{MODEL_NAME}/infer", {"inputs": [tensor]}


def _read(server: Server, body: Any) -> tuple[bool, float, bool]:  # noqa: ANN401  JSON as it comes
    if server.protocol == "predict":
        one = body["predictions"][0]
        return one["label"] == "spam", _probability(one["probability"]), bool(one["truncated"])
    outputs = {output["name"]: _first(output["data"]) for output in body["outputs"]}
    return outputs["label"] == "spam", _probability(outputs["probability"]), bool(outputs.get("truncated", False))


def _variant_of(body: Any) -> str | None:  # noqa: ANN401  JSON as it comes
    model = body.get("model")
    variant = model.get("variant") if isinstance(model, dict) else None
    return variant if isinstance(variant, str) else None


def _first(data: Any) -> Any:  # noqa: ANN401  tensors may be nested or flat
    while isinstance(data, list):
        data = data[0]
    return data


def _probability(value: object) -> float:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{value} is not a probability")
    return float(value)


def _message_of(response: httpx.Response) -> str:
    """The server's own words: `{"error": {"message"}}` here, `{"error": "…"}` in the v2 protocol."""
    try:
        error = response.json()["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError):
        return response.reason_phrase or "no reason given"
