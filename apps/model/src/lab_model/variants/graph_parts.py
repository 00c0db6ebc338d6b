"""Reading ONNX graphs: weights by name, and the matrix products that can be quantized."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

Feeds = dict[str, npt.NDArray[np.generic]]
"""Inputs of one call, by name."""

QUANTIZABLE = ("MatMul", "Gemm", "Conv")
"""Operators whose second input is a weight and that take nearly all of the time."""


def weighted_nodes(model: onnx.ModelProto, keep: Collection[str] = ()) -> list[onnx.NodeProto]:
    """Nodes with a constant weight, in graph order, without those named in `keep`."""
    constants = {tensor.name for tensor in model.graph.initializer}
    return [
        node for node in model.graph.node if node.op_type in QUANTIZABLE and node.input[1] in constants and node.name not in keep
    ]


def weights_of(model: onnx.ModelProto) -> dict[str, npt.NDArray[np.generic]]:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def load(path: Path) -> onnx.ModelProto:
    return onnx.load(str(path))


def save(model: onnx.ModelProto, path: Path) -> None:
    """The same graph gives the same bytes."""
    path.write_bytes(model.SerializeToString(deterministic=True))
