"""INT8 through onnxruntime.quantization: dynamic (ranges found at each call) and static (ranges fixed beforehand)."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

from lab_model.variants.graph_parts import QUANTIZABLE, Feeds, load, save
from lab_model.variants.recipes import Recipe

_COLLECTED_AT_ONCE = (8, 7)
"""Calls whose intermediate values are held in memory while their ranges are found; one e-mail's are 30 MB. Two numbers,
because onnxruntime 1.30 fails when the samples are a multiple: its last round then finds nothing new."""


def make_dynamic(recipe: Recipe, source: Path, out: Path, keep: Collection[str]) -> None:
    """Weights and embedding tables become integers now; activations at every call, with the range of that call."""
    _quietly()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "model.onnx"
        quantize_dynamic(
            _linked(source, Path(folder)),
            str(made),
            op_types_to_quantize=[*QUANTIZABLE, "Gather"],
            per_channel=recipe.per_channel,
            reduce_range=recipe.reduce_range,
            weight_type=QuantType.QInt8 if recipe.signed_weights else QuantType.QUInt8,
            nodes_to_exclude=sorted(keep),
            # Products of two activations (attention scores) stay FP32: there is no constant side to prepare.
            extra_options={"MatMulConstBOnly": True},
        )
        save(load(made), out)


def make_static(recipe: Recipe, source: Path, out: Path, keep: Collection[str], calibration: Sequence[Feeds]) -> None:
    """Weights and activation ranges are fixed now, the ranges from the calibration samples."""
    _quietly()
    assert recipe.calibration is not None
    at_once = next((size for size in _COLLECTED_AT_ONCE if len(calibration) % size), len(calibration) + 1)
    options: dict[str, object] = {"MatMulConstBOnly": True, "CalibMaxIntermediateOutputs": at_once}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "model.onnx"
        quantize_static(
            _linked(source, Path(folder)),
            str(made),
            _Samples(calibration),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(QUANTIZABLE),
            per_channel=recipe.per_channel,
            reduce_range=recipe.reduce_range,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=sorted(keep),
            calibrate_method=getattr(CalibrationMethod, recipe.calibration),
            extra_options=options,
        )
        save(load(made), out)


def _linked(source: Path, folder: Path) -> str:
    """A copy of the source at a private path: onnxruntime writes a file beside its input, where other processes may too."""
    link = folder / "source.onnx"
    link.symlink_to(source.resolve())
    return str(link)


class _Samples(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, samples: Sequence[Feeds]) -> None:
        self._left: Iterator[Feeds] = iter(samples)

    def get_next(self) -> Feeds | None:
        return next(self._left, None)


def _quietly() -> None:
    """onnxruntime advises a preprocessing step on the root logger that this graph, made by hand, does not need."""
    logging.getLogger().setLevel(logging.ERROR)
