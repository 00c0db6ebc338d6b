"""The model as Triton's Python backend runs it: one object per instance, in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# Provided by the backend to its processes; it cannot be installed.
import triton_python_backend_utils as pb_utils  # type: ignore[import-not-found]

from lab_inference.artifact import open_artifact
from lab_inference.environment import inference_threads
from lab_inference.model import Prediction, SpamModel, load_within_limit
from lab_inference.v2 import INPUT_NAME, OUTPUTS, InvalidTextError, output_arrays, texts_of
from lab_triton.server_metrics import ServerMetrics

# Names and attributes of this class are the backend's interface.
Request = Any
Response = Any


class TritonPythonModel:
    _metrics: ServerMetrics | None = None

    def initialize(self, args: dict[str, str]) -> None:
        artifact = open_artifact(Path(os.environ["MODEL_DIR"]))
        self._model: SpamModel = load_within_limit(artifact, inference_threads(os.environ))
        # Instances are called name_0, name_1, …; one of them reports for the server's whole process tree.
        if args["model_instance_name"].endswith("_0"):
            self._metrics = ServerMetrics(pb_utils, os.getppid(), artifact.identity)

    def execute(self, requests: list[Request]) -> list[Response]:
        """One answer per request; the texts of all requests share one inference call."""
        read = [_read(request) for request in requests]
        texts = [text for one in read if isinstance(one, list) for text in one]
        predictions = iter(self._model.predict(texts) if texts else [])
        return [
            _answer([next(predictions) for _ in one])
            if isinstance(one, list)
            else pb_utils.InferenceResponse(error=pb_utils.TritonError(str(one), pb_utils.TritonError.INVALID_ARG))
            for one in read
        ]

    def finalize(self) -> None:
        if self._metrics is not None:
            self._metrics.stop()


def _read(request: Request) -> list[str] | InvalidTextError:
    tensor = pb_utils.get_input_tensor_by_name(request, INPUT_NAME).as_numpy()
    try:
        # Triton has checked the size of the batch.
        return texts_of(tensor, max_texts=tensor.size)
    except InvalidTextError as error:
        return error


def _answer(predictions: list[Prediction]) -> Response:
    arrays = output_arrays(predictions, (len(predictions), 1))
    return pb_utils.InferenceResponse(output_tensors=[pb_utils.Tensor(output.name, arrays[output]) for output in OUTPUTS])
