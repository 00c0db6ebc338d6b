"""The HTTP interface."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ValidationError
from starlette.responses import PlainTextResponse

from lab_fastapi.body import BodyReader
from lab_fastapi.client_gone import unless_gone
from lab_fastapi.errors import RETRY_AFTER, ApiError, install_error_handlers, invalid_request, json_response
from lab_fastapi.inference_line import InferenceLine, LineFullError
from lab_fastapi.json_guard import guard_json
from lab_fastapi.prediction_log import PredictionRecord
from lab_fastapi.request_watch import RequestWatch
from lab_fastapi.schemas import MAX_BODY_BYTES, ErrorBody, PredictRequest, PredictResponse, Readiness
from lab_fastapi.serving import Serving
from lab_inference.model import Prediction


def create_app(serving: Serving) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(serving.load())
        yield
        await loading
        serving.close()

    app = FastAPI(title="ml-scaling-lab fastapi", version="v1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(RequestWatch, metrics=serving.metrics)
    install_error_handlers(app)
    _add_predict(app, serving)
    _add_health(app, serving)
    return app


def _answer(description: str) -> dict[str, Any]:
    return {"model": ErrorBody, "description": description}


def _add_predict(app: FastAPI, serving: Serving) -> None:
    body_schema = {"required": True, "content": {"application/json": {"schema": PredictRequest.model_json_schema()}}}

    bodies = BodyReader(MAX_BODY_BYTES)

    # The body is parsed here and not by FastAPI: bounded while reading, validated from its bytes in one step.
    @app.post(
        "/v1/predict",
        summary="Classify one text, or several",
        responses={
            200: {"model": PredictResponse},
            408: _answer("the body did not come in time"),
            413: _answer("the body is too large"),
            422: _answer("the body is wrong"),
            503: _answer("too many requests are waiting, or the model is not loaded yet"),
        },
        openapi_extra={"requestBody": body_schema},
        response_model=None,
    )
    async def predict(request: Request) -> Response:
        started = time.perf_counter()
        raw = await bodies.read(request)
        guard_json(raw)
        try:
            texts = PredictRequest.model_validate_json(raw).all_texts()
        except ValidationError as error:
            raise invalid_request(error) from None
        predictions = await unless_gone(request, _predictions(serving.line, texts))
        _log_sample(serving, texts, predictions, (time.perf_counter() - started) * 1000)
        return json_response({"model": serving.identity, "predictions": predictions})


async def _predictions(line: InferenceLine | None, texts: list[str]) -> list[Prediction]:
    if line is None:
        raise ApiError("not_ready", "The model is being loaded. Try again soon.", headers=RETRY_AFTER)
    try:
        return await line.predict(texts)
    except LineFullError:
        raise ApiError("overloaded", "Too many requests are waiting. Try again later.", headers=RETRY_AFTER) from None


def _log_sample(serving: Serving, texts: list[str], predictions: list[Prediction], latency_ms: float) -> None:
    log = serving.prediction_log
    if log is None:
        return
    for text, prediction in zip(texts, predictions, strict=True):
        if log.sampled():
            log.offer(PredictionRecord(len(text), prediction.label, prediction.probability, latency_ms))


def _add_health(app: FastAPI, serving: Serving) -> None:
    @app.get("/healthz", summary="The process is alive")
    async def healthz() -> Readiness:
        return Readiness(status="ok")

    @app.get(
        "/readyz",
        summary="The process takes requests",
        responses={200: {"model": Readiness}, 503: {"model": Readiness, "description": "loading or stopping"}},
        response_model=None,
    )
    async def readyz() -> Response:
        reason = serving.not_ready()
        return (
            json_response({"status": "ready"})
            if reason is None
            else json_response({"status": "not ready", "reason": reason}, 503)
        )

    @app.get("/metrics", summary="Prometheus metrics", response_class=PlainTextResponse, response_model=None)
    async def metrics() -> Response:
        return Response(generate_latest(serving.metrics.registry), media_type=CONTENT_TYPE_LATEST)
