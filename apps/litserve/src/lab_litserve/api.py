"""The model behind LitServe's interface, used as its documentation shows."""

# No `from __future__ import annotations`: LitServe looks at the annotation of `request` to know what the body is.
from dataclasses import asdict
from pathlib import Path
from typing import Any

import litserve
from fastapi import HTTPException

from lab_inference.artifact import open_artifact
from lab_inference.model import Prediction, load_within_limit


class SpamApi(litserve.LitAPI):  # type: ignore[misc]
    """Runs in LitServe's inference process; the HTTP server is another one."""

    def __init__(self, model_dir: Path, threads: int | None) -> None:
        super().__init__(api_path="/v1/predict")
        self._model_dir = model_dir
        self._threads = threads

    def setup(self, device: str) -> None:
        del device
        artifact = open_artifact(self._model_dir)
        self._model = load_within_limit(artifact, self._threads)
        self._identity = artifact.identity

    def decode_request(self, request: dict[str, Any]) -> list[str]:
        texts = request.get("texts", [request.get("text")])
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise HTTPException(422, "give text or texts")
        return texts

    def predict(self, texts: list[str]) -> list[Prediction]:
        return self._model.predict(texts)

    def encode_response(self, predictions: list[Prediction]) -> dict[str, Any]:
        return {"model": self._identity, "predictions": [asdict(one) for one in predictions]}
