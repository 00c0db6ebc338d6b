"""The list of variants. contract/model.ts names the same ones; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["none", "dynamic", "static", "weights", "half", "mixed"]
Calibration = Literal["MinMax", "Entropy", "Percentile"]


@dataclass(frozen=True)
class Recipe:
    """How a variant is made from the FP32 graph."""

    name: str
    method: Method
    words: str
    """What was done, as a clause: `dynamic, U8S8, one scale per weight matrix`."""
    signed_weights: bool = True
    per_channel: bool = False
    reduce_range: bool = False
    """Weights in 7 bits: without VNNI two U8 x S8 products are added in 16 bits with saturation, which 7 bits cannot reach."""
    calibration: Calibration | None = None
    block: int | None = None
    """Weights that share a scale (weight-only recipes)."""
    optimized: bool = True
    """False: onnxruntime runs the graph as it stands."""
    on_cpu: bool = True
    """False: only the size is reported, not the speed, because CPU kernels compute in FP32 anyway."""


FP32 = Recipe("fp32", "none", "FP32, with onnxruntime's graph optimizations, as the servers run it")

RECIPES: tuple[Recipe, ...] = (
    FP32,
    Recipe("fp32-unoptimized", "none", "FP32, the same file with graph optimizations off", optimized=False),
    Recipe("int8-per-tensor", "dynamic", "dynamic, U8S8, one scale per weight matrix"),
    Recipe("int8-per-channel", "dynamic", "dynamic, U8S8, one scale per output channel", per_channel=True),
    Recipe(
        "int8", "dynamic", "dynamic, U8S8, one scale per output channel, weights in 7 bits", per_channel=True, reduce_range=True
    ),
    Recipe("int8-u8u8", "dynamic", "dynamic, U8U8, one scale per weight matrix", signed_weights=False),
    Recipe(
        "int8-static-minmax",
        "static",
        "static QDQ, U8S8 per channel in 7 bits, activation ranges from the least and greatest value seen",
        per_channel=True,
        reduce_range=True,
        calibration="MinMax",
    ),
    Recipe(
        "int8-static-entropy",
        "static",
        "static QDQ, U8S8 per channel in 7 bits, activation ranges that lose least information (KL divergence)",
        per_channel=True,
        reduce_range=True,
        calibration="Entropy",
    ),
    Recipe(
        "int8-static-percentile",
        "static",
        "static QDQ, U8S8 per channel in 7 bits, activation ranges that hold 99.999 % of the values",
        per_channel=True,
        reduce_range=True,
        calibration="Percentile",
    ),
    Recipe("int4-block32", "weights", "weights in 4 bits, a scale for every 32, computed in FP32", block=32),
    Recipe("int4-block128", "weights", "weights in 4 bits, a scale for every 128, computed in FP32", block=128),
    Recipe("fp16", "half", "weights stored in FP16 and widened at load: CPU kernels compute in FP32", on_cpu=False),
    Recipe("int8-mixed", "mixed", "as int8, with the layers that lose most left in FP32", per_channel=True, reduce_range=True),
)


def recipe_named(name: str) -> Recipe | None:
    return next((recipe for recipe in RECIPES if recipe.name == name), None)
