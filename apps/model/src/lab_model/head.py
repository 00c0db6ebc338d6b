"""The logistic head: 384 weights, a bias and the threshold, kept in `apps/model/data/head.json`."""

from __future__ import annotations

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
    """probability of spam = sigmoid(weight . embedding + bias); spam when it is at least the threshold."""

    weight: Array
    bias: float
    threshold: float
    training: dict[str, Any]
    """How it came about: data, splits, choices. For people and for the manifest; serving does not read it."""

    metrics: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": HEAD_SCHEMA,
            "labels": list(LABELS),
            "threshold": self.threshold,
            "bias": self.bias,
            "weight": [float(value) for value in self.weight],
            "training": self.training,
            "metrics": self.metrics,
        }

    def sha256(self) -> str:
        """Hash of what decides: labels, threshold, bias and weights."""
        deciding = {name: self.to_json()[name] for name in ("labels", "threshold", "bias", "weight")}
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


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
    return Head(
        weight=np.array(raw["weight"], dtype=np.float32),
        bias=float(raw["bias"]),
        threshold=float(raw["threshold"]),
        training=raw["training"],
        metrics=raw["metrics"],
    )
