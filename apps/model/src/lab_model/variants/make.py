"""One entry for every recipe."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lab_model.variants.graph_parts import Feeds
from lab_model.variants.layers import layer_sqnr, worst_layers
from lab_model.variants.quantized import make_dynamic, make_static
from lab_model.variants.recipes import Recipe
from lab_model.variants.weight_only import make_half, make_int4

LAYER_SAMPLES = 8
"""Calibration samples that per-layer errors are taken from."""


@dataclass(frozen=True)
class Source:
    """A model to make variants of."""

    model: Path
    keep: Collection[str]
    """Nodes that every recipe leaves in FP32."""
    calibration: Callable[[], Sequence[Feeds]]
    """Typical inputs of one shape, of training data: static ranges and per-layer errors come from them."""


def make(recipe: Recipe, source: Source, out: Path) -> None:
    """Write the variant's graph to `out`. The same source gives the same bytes on one kind of processor."""
    match recipe.method:
        case "none":
            shutil.copyfile(source.model, out)
        case "dynamic":
            make_dynamic(recipe, source.model, out, source.keep)
        case "static":
            make_static(recipe, source.model, out, source.keep, source.calibration())
        case "weights":
            assert recipe.block is not None
            make_int4(source.model, out, source.keep, recipe.block)
        case "half":
            make_half(source.model, out)
        case "mixed":
            _make_mixed(recipe, source, out)


def _make_mixed(recipe: Recipe, source: Source, out: Path) -> None:
    dynamic = replace(recipe, method="dynamic")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        make_dynamic(dynamic, source.model, whole, source.keep)
        sqnr = layer_sqnr(source.model, whole, source.calibration()[:LAYER_SAMPLES], source.keep)
    make_dynamic(dynamic, source.model, out, {*source.keep, *worst_layers(sqnr)})
