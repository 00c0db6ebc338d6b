"""The head turns an embedding into a probability of spam. It is kept in `apps/model/data/head.json`."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab_model.errors import ModelError
from lab_model.weights import Array

HEAD_SCHEMA = "lab.model-head/v1"
LABELS = ("ham", "spam")

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
HEAD_PATH = DATA_DIR / "head.json"


@dataclass(frozen=True)
class Head:
    """Logistic in the embedding e and in the squares of a few projections of it:

    logit = linear . e + sum over k of square[k] * (projection[k] . e)^2 + bias

    A mail is spam when sigmoid(logit) is at least the threshold.
    """

    linear: Array
    projection: Array
    """[rank, size of the embedding]"""
    square: Array
    """[rank]"""
    bias: float
    threshold: float
    training: dict[str, Any]
    """Its origin: data, splits, choices. For people and for the manifest; serving does not read it."""
    metrics: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": HEAD_SCHEMA,
            "labels": list(LABELS),
            "threshold": self.threshold,
            "bias": self.bias,
            "linear": _pack(self.linear),
            "square": _pack(self.square),
            "projection": _pack(self.projection),
            "training": self.training,
            "metrics": self.metrics,
        }

    def sha256(self) -> str:
        """Hash of the numbers that decide, without their origin."""
        deciding = {name: value for name, value in self.to_json().items() if name not in ("training", "metrics")}
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def save_head(head: Head, path: Path = HEAD_PATH) -> None:
    path.write_text(json.dumps(head.to_json(), indent=2) + "\n", encoding="utf-8")


def load_head(path: Path = HEAD_PATH) -> Head:
    """Read a head.

    Raises:
        ModelError: the file is missing or not a head.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path} is missing. Restore it from the repository, or: python -m lab_model train") from None
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}") from None
    if not isinstance(raw, dict) or raw.get("schema") != HEAD_SCHEMA:
        raise ModelError(f"{path}: schema must be {HEAD_SCHEMA}")
    try:
        return Head(
            linear=_unpack(raw["linear"]),
            projection=_unpack(raw["projection"]),
            square=_unpack(raw["square"]),
            bias=float(raw["bias"]),
            threshold=float(raw["threshold"]),
            training=raw["training"],
            metrics=raw["metrics"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} is not a head ({error}). Restore it from the repository.") from None


def _pack(values: Array) -> dict[str, Any]:
    return {"shape": list(values.shape), "float32": base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")}


def _unpack(raw: dict[str, Any]) -> Array:
    return np.frombuffer(base64.b64decode(raw["float32"], validate=True), dtype="<f4").reshape(raw["shape"]).astype(np.float32)
