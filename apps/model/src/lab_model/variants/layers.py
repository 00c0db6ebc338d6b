"""The effect of quantization on each layer alone: its own input and integer kernel, against its FP32 output."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from lab_model.variants.graph_parts import Feeds, load, weighted_nodes, weights_of

OPSET = 17
Floats = npt.NDArray[np.float32]

MIXED_SHARE = 6
"""The mixed recipe leaves one in this many layers in FP32."""


def sqnr_db(exact: npt.NDArray[np.floating], found: npt.NDArray[np.floating]) -> float:
    """Power of the signal over power of the error, decibels; infinite where there is no error."""
    error = float(np.sum(np.square(exact.astype(np.float64) - found.astype(np.float64))))
    signal = float(np.sum(np.square(exact.astype(np.float64))))
    return float("inf") if error == 0 else float("-inf") if signal == 0 else 10 * float(np.log10(signal / error))


def layer_sqnr(source: Path, quantized: Path, samples: Sequence[Feeds], keep: Collection[str]) -> dict[str, float]:
    """SQNR in decibels of every matrix product that `quantized` (dynamic INT8) replaced, by node name.

    Each product runs alone in onnxruntime's integer kernel, on the inputs that FP32 gives it: errors of earlier layers
    are excluded, effects of this processor's kernel (saturation without VNNI) are included.
    """
    model = load(source)
    integers = weights_of(load(quantized))
    nodes = [
        node for node in weighted_nodes(model, keep) if node.op_type == "MatMul" and f"{node.input[1]}_quantized" in integers
    ]
    wanted = [name for node in nodes for name in (node.input[0], node.output[0])]
    values = _intermediate(model, wanted, samples)
    return {
        node.name: sqnr_db(
            np.concatenate([exact.ravel() for exact in values[node.output[0]]]),
            np.concatenate([found.ravel() for found in _integer_products(values[node.input[0]], node.input[1], integers)]),
        )
        for node in nodes
    }


def worst_layers(sqnr: Mapping[str, float]) -> list[str]:
    """The layers with the lowest SQNR, worst first: those that the mixed recipe leaves in FP32."""
    ordered = sorted(sqnr, key=lambda name: (sqnr[name], name))
    return ordered[: max(1, len(ordered) // MIXED_SHARE)] if ordered else []


def _intermediate(model: onnx.ModelProto, wanted: Sequence[str], samples: Sequence[Feeds]) -> dict[str, list[Floats]]:
    """Values inside the FP32 graph, one array per sample. The graph is run as it stands, so that no node is fused away."""
    extended = onnx.ModelProto()
    extended.CopyFrom(model)
    known = {output.name for output in extended.graph.output}
    names = list(dict.fromkeys(wanted))
    extended.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    session = _session(extended)
    values: dict[str, list[Floats]] = {name: [] for name in names}
    for feeds in samples:
        for name, value in zip(names, session.run(names, feeds), strict=True):
            values[name].append(value)
    return values


def _integer_products(inputs: Sequence[Floats], weight: str, integers: Mapping[str, npt.NDArray[np.generic]]) -> list[Floats]:
    """x times a quantized weight as the dynamic graph does it: DynamicQuantizeLinear, MatMulInteger, scale."""
    parts = {
        "w": integers[f"{weight}_quantized"],
        "w_zero": integers[f"{weight}_zero_point"],
        "w_scale": integers[f"{weight}_scale"],
    }
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        helper.make_node("MatMulInteger", ["q", "w", "zero", "w_zero"], ["sum"]),
        helper.make_node("Cast", ["sum"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["scale", "w_scale"], ["both"]),
        helper.make_node("Mul", ["float", "both"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in parts.items()],
    )
    session = _session(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8))
    return [session.run(["y"], {"x": x})[0] for x in inputs]


def _session(model: onnx.ModelProto) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
