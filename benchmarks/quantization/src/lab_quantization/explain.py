"""How onnxruntime runs a variant, in numbers and in one paragraph."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime as ort

from lab_model.variants.graph_parts import QUANTIZABLE, Feeds, load
from lab_model.variants.recipes import Recipe

PROFILED_CALLS = 5
TOP = 3

INTEGER_PRODUCTS = (
    "MatMulInteger",
    "DynamicQuantizeMatMul",
    "MatMulIntegerToFloat",
    "QLinearMatMul",
    "QGemm",
    "QLinearConv",
    "ConvInteger",
    "MatMulNBits",
)
"""Products with a weight in fewer bits, as the recipes write them or as onnxruntime fuses them."""

FLOAT_PRODUCTS = (*QUANTIZABLE, "FusedMatMul", "FusedConv", "FusedGemm")
CONVERSIONS = ("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear")


@dataclass(frozen=True)
class Explanation:
    before: dict[str, int]
    """Operators of the graph as written, by type."""
    after: dict[str, int]
    """Operators that onnxruntime runs, after its optimizations."""
    integer_products: int
    float_products: int
    """Products left in FP32; those of two activations (attention) among them."""
    conversions: int
    """Quantize and dequantize steps that run on their own, fused into nothing."""
    top: list[tuple[str, float]]
    """Operator types that take most of the time, with their share."""
    paragraph: str

    def to_json(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "after": self.after,
            "integerProducts": self.integer_products,
            "floatProducts": self.float_products,
            "conversions": self.conversions,
            "top": [{"op": op, "share": share} for op, share in self.top],
            "paragraph": self.paragraph,
        }


def explain(model: Path, recipe: Recipe, samples: Sequence[Feeds]) -> Explanation:
    before = _counts(model)
    with tempfile.TemporaryDirectory() as folder:
        after, top = _observe(model, recipe, samples, Path(folder))
    integer = sum(after.get(op, 0) for op in INTEGER_PRODUCTS)
    floating = sum(after.get(op, 0) for op in FLOAT_PRODUCTS)
    conversions = sum(after.get(op, 0) for op in CONVERSIONS)
    paragraph = describe(recipe, before, after, integer, floating, conversions, top)
    return Explanation(before, after, integer, floating, conversions, top, paragraph)


def describe(
    recipe: Recipe,
    before: dict[str, int],
    after: dict[str, int],
    integer: int,
    floating: int,
    conversions: int,
    top: Sequence[tuple[str, float]],
) -> str:
    nodes = f"The graph has {sum(before.values())} operators as written and {sum(after.values())} as onnxruntime runs it."
    shares = ", ".join(f"{op} {share:.0%}" for op, share in top)
    time = f"Most of the time goes to {shares}." if shares else ""
    if recipe.method == "none":
        how = "Nothing is quantized" + ("." if recipe.optimized else ", and onnxruntime may fuse nothing.")
        return " ".join([f"{recipe.words}.", how, nodes, time]).strip()
    if recipe.method == "half":
        widened = "The weights are widened once, at load; every product is computed in FP32, so only the file is smaller."
        return " ".join([f"{recipe.words}.", widened, nodes, time]).strip()
    if integer == 0:
        products = f"None of the {_count(floating, 'product')} has weights in fewer bits: nothing to quantize, or no kernel."
    else:
        products = f"{_count(integer, 'product')} with weights in fewer bits, {_count(floating, 'product')} left in FP32."
    return " ".join([f"{recipe.words}.", nodes, products, _steps(recipe, conversions), time]).strip()


def _steps(recipe: Recipe, conversions: int) -> str:
    if recipe.method == "weights":
        return "Activations stay FP32, so nothing is quantized at run time; weights are unpacked inside each product."
    if conversions == 0:
        return "No quantize or dequantize step is left on its own: each is fused into a product."
    one = conversions == 1
    if recipe.method == "static":
        ran = "was not fused and runs" if one else "were not fused and run"
        return f"{_count(conversions, 'quantize or dequantize step')} {ran} over the tensors in between."
    ran = "runs on its own, over a whole activation" if one else "run on their own, each over a whole activation"
    return f"{_count(conversions, 'quantize or dequantize step')} {ran}."


def _observe(
    model: Path, recipe: Recipe, samples: Sequence[Feeds], folder: Path
) -> tuple[dict[str, int], list[tuple[str, float]]]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # One level below the highest, which also rearranges memory for this processor; that does not matter for counting.
    level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED if recipe.optimized else ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.graph_optimization_level = level
    options.optimized_model_filepath = str(folder / "optimized.onnx")
    options.enable_profiling = True
    options.profile_file_prefix = str(folder / "profile")
    session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    for feeds in (list(samples) * PROFILED_CALLS)[:PROFILED_CALLS]:
        session.run(None, feeds)
    profile = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    return _counts(folder / "optimized.onnx"), top_operators(profile)


def top_operators(profile: Sequence[dict[str, Any]]) -> list[tuple[str, float]]:
    """Operator types by their share of the kernel time in an onnxruntime profile, greatest first."""
    spent: Counter[str] = Counter()
    for event in profile:
        if event.get("cat") == "Node" and str(event.get("name", "")).endswith("_kernel_time"):
            spent[event["args"]["op_name"]] += event["dur"]
    total = sum(spent.values())
    return [] if total == 0 else [(op, duration / total) for op, duration in spent.most_common(TOP)]


def _counts(model: Path) -> dict[str, int]:
    return dict(Counter(node.op_type for node in load(model).graph.node).most_common())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
