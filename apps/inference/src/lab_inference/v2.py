"""The model in the Open Inference Protocol (v2), the same in every server that speaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lab_inference.model import Prediction

MODEL_NAME = "spam"
INPUT_NAME = "text"


@dataclass(frozen=True)
class Output:
    name: str
    datatype: str
    """As in the protocol: BYTES, FP32, BOOL."""


PROBABILITY = Output("probability", "FP32")
LABEL = Output("label", "BYTES")
TRUNCATED = Output("truncated", "BOOL")
OUTPUTS = (PROBABILITY, LABEL, TRUNCATED)


class InvalidTextError(ValueError):
    """The message is for the client."""


def texts_of(tensor: npt.NDArray[Any], max_texts: int) -> list[str]:
    """Texts of a BYTES tensor, in order, whatever its shape.

    Raises:
        InvalidTextError: none, too many, or a text that is not UTF-8.
    """
    if not 1 <= tensor.size <= max_texts:
        raise InvalidTextError(f"{INPUT_NAME} holds {tensor.size} texts, but must hold 1 to {max_texts}.")
    return [_text(element, index) for index, element in enumerate(tensor.reshape(-1).tolist())]


def _text(element: object, index: int) -> str:
    if isinstance(element, str):
        return element
    if not isinstance(element, bytes):
        raise InvalidTextError(f"{INPUT_NAME}.{index} is not a text.")
    try:
        return element.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidTextError(f"{INPUT_NAME}.{index} is not UTF-8 (byte {error.start}).") from None


def output_arrays(predictions: Sequence[Prediction], shape: Sequence[int]) -> dict[Output, npt.NDArray[Any]]:
    """Every output, in the shape that the texts came in. Labels are bytes."""
    labels = np.array([one.label.encode() for one in predictions], dtype=np.object_)
    return {
        PROBABILITY: np.array([one.probability for one in predictions], dtype=np.float32).reshape(shape),
        LABEL: labels.reshape(shape),
        TRUNCATED: np.array([one.truncated for one in predictions], dtype=np.bool_).reshape(shape),
    }
