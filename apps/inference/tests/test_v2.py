from __future__ import annotations

import numpy as np
import pytest

from lab_inference.model import Prediction
from lab_inference.v2 import LABEL, PROBABILITY, TRUNCATED, InvalidTextError, output_arrays, texts_of


def test_texts_are_read_in_order_from_every_shape() -> None:
    tensor = np.array([[b"a", "b"], ["\u00fc".encode(), b""]], dtype=np.object_)
    assert texts_of(tensor, 4) == ["a", "b", "\u00fc", ""]


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([], "holds 0 texts"),
        ([b"a"] * 3, "holds 3 texts"),
        ([b"a", b"b\xff"], r"text\.1 is not UTF-8 \(byte 1\)"),
        ([7], "text.0 is"),
    ],
)
def test_what_is_no_text_is_named(elements: list[object], message: str) -> None:
    with pytest.raises(InvalidTextError, match=message):
        texts_of(np.array(elements, dtype=np.object_), 2)


def test_outputs_have_the_shape_of_the_texts_and_the_types_of_the_protocol() -> None:
    arrays = output_arrays([Prediction("spam", 0.75, False), Prediction("ham", 0.25, True)], (2, 1))
    assert arrays[PROBABILITY].dtype == np.float32
    assert arrays[PROBABILITY].tolist() == [[0.75], [0.25]]
    assert arrays[LABEL].tolist() == [[b"spam"], [b"ham"]]
    assert arrays[TRUNCATED].dtype == np.bool_
    assert arrays[TRUNCATED].tolist() == [[False], [True]]
