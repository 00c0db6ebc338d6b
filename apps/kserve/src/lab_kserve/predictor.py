"""The predictor: requests of three protocols to texts, predictions back to their answers."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
import orjson
from kserve import InferInput, InferOutput, InferRequest, InferResponse, Model
from kserve.errors import InvalidInput

from lab_inference.model import Prediction
from lab_inference.v2 import INPUT_NAME, MODEL_NAME, OUTPUTS, InvalidTextError, output_arrays, texts_of

MAX_TEXTS = 32
"""Of one request."""


class Predictor(Protocol):
    def predict(self, texts: Sequence[str]) -> list[Prediction]: ...


class SpamPredictor(Model):  # type: ignore[misc]
    """One inference at a time: each uses all threads that the CPU limit allows."""

    def __init__(self, predictor: Predictor) -> None:
        super().__init__(MODEL_NAME)
        self._predictor = predictor
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inference")
        self.ready = True

    def get_input_types(self) -> list[dict[str, Any]]:
        return [{"name": INPUT_NAME, "datatype": "BYTES", "shape": [-1, 1]}]

    def get_output_types(self) -> list[dict[str, Any]]:
        return [{"name": output.name, "datatype": output.datatype, "shape": [-1, 1]} for output in OUTPUTS]

    async def predict(
        self,
        payload: object,
        _headers: Mapping[str, str] | None = None,
        _response_headers: dict[str, str] | None = None,
    ) -> dict[str, Any] | InferResponse:
        if isinstance(payload, InferRequest):
            return await self._predict_v2(payload)
        predictions = await self._infer(_instances(payload))
        return {
            "predictions": [
                {"label": one.label, "probability": one.probability, "truncated": one.truncated} for one in predictions
            ]
        }

    async def _predict_v2(self, request: InferRequest) -> InferResponse:
        tensor = _text_tensor(request)
        try:
            texts = texts_of(tensor, MAX_TEXTS)
        except InvalidTextError as error:
            raise InvalidInput(str(error)) from None
        wanted = _wanted_outputs(request)
        arrays = output_arrays(await self._infer(texts), tensor.shape)
        return InferResponse(
            # The protocol lets a client leave the id out; kserve's own answer needs one.
            response_id=request.id or str(uuid.uuid4()),
            model_name=self.name,
            infer_outputs=[
                # Lists, not arrays: kserve sends arrays as binary to gRPC clients that sent none.
                InferOutput(output.name, list(array.shape), output.datatype, _plain(array))
                for output, array in arrays.items()
                if output.name in wanted
            ],
            from_grpc=request.from_grpc,
            use_binary_outputs=request.use_binary_outputs,
            requested_outputs=None if request.from_grpc else request.request_outputs,
        )

    async def _infer(self, texts: Sequence[str]) -> list[Prediction]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._predictor.predict, texts)


def _instances(payload: object) -> list[str]:
    """Texts of a v1 request.

    Raises:
        InvalidInput: the body is not a v1 request of this model.
    """
    if isinstance(payload, bytes):
        # kserve parses a body only when its content type is JSON; curl sends another one.
        payload = _parsed(payload)
    instances = payload.get("instances") if isinstance(payload, dict) else None
    if not isinstance(instances, list) or not 1 <= len(instances) <= MAX_TEXTS:
        raise InvalidInput(f'The body must be {{"instances": [text, …]}} with 1 to {MAX_TEXTS} texts.')
    for index, instance in enumerate(instances):
        if not isinstance(instance, str):
            raise InvalidInput(f"instances.{index} is not a text.")
    return instances


def _parsed(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"The body is not JSON: {error}") from None


def _text_tensor(request: InferRequest) -> np.ndarray[Any, Any]:
    """
    Raises:
        InvalidInput: the request has another input than the model.
    """
    names = [one.name for one in request.inputs]
    if names != [INPUT_NAME]:
        raise InvalidInput(f"The inputs are {', '.join(names) or 'empty'}; the model has one, {INPUT_NAME}.")
    tensor: InferInput = request.inputs[0]
    if tensor.datatype != "BYTES":
        raise InvalidInput(f"{INPUT_NAME} has datatype {tensor.datatype}, but must have BYTES.")
    try:
        array: np.ndarray[Any, Any] = tensor.as_numpy()
    except (ValueError, TypeError) as error:
        raise InvalidInput(f"{INPUT_NAME} does not have the shape {list(tensor.shape)} ({error}).") from None
    return array


def _wanted_outputs(request: InferRequest) -> set[str]:
    """
    Raises:
        InvalidInput: the model has no such output.
    """
    known = [output.name for output in OUTPUTS]
    wanted = [one.name for one in request.request_outputs or []] or known
    for name in wanted:
        if name not in known:
            raise InvalidInput(f"The model has no output {name}. Its outputs are {', '.join(known)}.")
    return set(wanted)


def _plain(array: np.ndarray[Any, Any]) -> list[Any]:
    return [value.decode() if isinstance(value, bytes) else value for value in array.reshape(-1).tolist()]
