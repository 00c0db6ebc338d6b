"""Variants that store weights in fewer bits and compute in FP32."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from lab_model.variants.graph_parts import load, save, weighted_nodes, weights_of

_CONTRIB = "com.microsoft"
_SMALLEST_HALVED = 1024
"""A Cast is not worth it for fewer weights."""

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def make_int4(source: Path, out: Path, keep: Collection[str], block: int) -> None:
    """Each constant matrix product becomes onnxruntime's MatMulNBits; convolutions have no such kernel and stay."""
    model = load(source)
    weights = weights_of(model)
    chosen = [node for node in weighted_nodes(model, keep) if node.op_type == "MatMul"]
    for node in chosen:
        name = node.input[1]
        rows, columns = weights[name].shape
        packed, scales = pack_int4(weights[name].astype(np.float32), block)
        model.graph.initializer.extend(
            [numpy_helper.from_array(packed, f"{name}_int4"), numpy_helper.from_array(scales.reshape(-1), f"{name}_scales")]
        )
        inputs = [node.input[0], f"{name}_int4", f"{name}_scales"]
        made = helper.make_node("MatMulNBits", inputs, list(node.output), name=node.name, domain=_CONTRIB)
        attributes = {"K": rows, "N": columns, "bits": 4, "block_size": block}
        made.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        node.CopyFrom(made)
    if chosen:
        model.opset_import.append(helper.make_opsetid(_CONTRIB, 1))
    _drop_unused(model)
    save(model, out)


def pack_int4(weight: Floats, block: int) -> tuple[Bytes, Floats]:
    """A matrix [rows, columns] in 4 bits, symmetric: each run of `block` rows in a column shares a scale, and zero is 8.

    Laid out as MatMulNBits reads it (onnxruntime 1.30, docs/ContribOperators.md): values [columns, blocks, block / 2], the
    even row in the low half of a byte; scales [columns, blocks].
    """
    rows, columns = weight.shape
    blocks = -(-rows // block)
    padded = np.zeros((blocks * block, columns), dtype=np.float32)
    padded[:rows] = weight
    runs = padded.T.reshape(columns, blocks, block)
    extreme = np.take_along_axis(runs, np.abs(runs).argmax(axis=2)[:, :, None], axis=2)[:, :, 0]
    # The largest value becomes -8: 4 bits hold -8 but not +8.
    scales = (extreme / -8).astype(np.float32)
    divisor = np.where(scales == 0, 1, scales)[:, :, None]
    values = np.clip(np.rint(runs / divisor) + 8, 0, 15).astype(np.uint8)
    return (values[:, :, 0::2] | (values[:, :, 1::2] << 4)).astype(np.uint8), scales


def unpack_int4(packed: Bytes, scales: Floats, rows: int) -> Floats:
    """The matrix that MatMulNBits multiplies with."""
    columns, blocks, half = packed.shape
    values = np.empty((columns, blocks, 2 * half), dtype=np.float32)
    values[:, :, 0::2] = packed & 15
    values[:, :, 1::2] = packed >> 4
    return ((values - 8) * scales[:, :, None]).reshape(columns, -1).T[:rows]


def make_half(source: Path, out: Path) -> None:
    """Large constants in FP16, each followed by a Cast that onnxruntime carries out once, when it loads the model."""
    model = load(source)
    casts: list[onnx.NodeProto] = []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or value.size < _SMALLEST_HALVED:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], name=f"{name}_widened", to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    save(model, out)


def _drop_unused(model: onnx.ModelProto) -> None:
    used = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
