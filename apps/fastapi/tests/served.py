"""The application around a predictor, called without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from lab_fastapi.app import create_app
from lab_fastapi.inference_line import Predictor
from lab_fastapi.schemas import ModelIdentity
from lab_fastapi.serving import Serving, ServingOptions


@contextmanager
def serving_with(predictor: Predictor, max_waiting: int) -> Iterator[Serving]:
    identity = ModelIdentity(name="tiny", variant="fp32", sha256="0" * 64)
    serving = Serving(ServingOptions(identity, lambda: predictor, max_waiting))
    try:
        yield serving
    finally:
        serving.close()


def client_of(serving: Serving) -> httpx.AsyncClient:
    # The application's own answer to an unexpected exception is what clients see; the transport must not raise it instead.
    transport = httpx.ASGITransport(create_app(serving), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://fastapi")
