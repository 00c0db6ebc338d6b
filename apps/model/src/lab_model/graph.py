"""The ONNX graph: MiniLM encoder, mean pooling, L2 norm and head.

Only standard ONNX operators are written. onnxruntime 1.30 fuses the Gelu with its bias and the score scaling with its MatMul.
Its Attention and SkipLayerNormalization fusions need operators of opset 12 and below; a graph laid out for them was built and
measured, and was 3 to 5 % slower on an AVX2 machine (128 tokens, one thread), because nearly all of the time is in the MatMuls.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from lab_model.head import Head
from lab_model.weights import PretrainedModel

OPSET = 17
IR_VERSION = 8
INPUT_NAMES = ("input_ids", "attention_mask")
EMBEDDING_SIZE = 384

OUTPUTS: tuple[tuple[str, tuple[int, ...]], ...] = (("probability", ()), ("logit", ()), ("embedding", (EMBEDDING_SIZE,)))
"""Names, and the dimensions after the batch."""

MASKED_SCORE = -10000.0
"""Added to the attention score of a padding token; the value of the original BERT code."""

SMALLEST_NORM = 1e-12


class _GraphWriter:
    """Collects nodes and initializers. Their names depend only on their place."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def ints(self, name: str, values: Sequence[int]) -> str:
        return self.constant(name, np.array(values, dtype=np.int64))

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, dtype=np.float32))

    def node(self, op: str, name: str, inputs: Sequence[str], **attributes: int | float | Sequence[int]) -> str:
        node = helper.make_node(op, list(inputs), [name], name=name)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self.nodes.append(node)
        return name


def build_graph(model: PretrainedModel, head: Head) -> onnx.ModelProto:
    """The whole classifier as one graph.

    Inputs `input_ids` and `attention_mask`: int64 [batch, sequence]; padding is on the right.
    Outputs `probability` and `logit`: float [batch], of spam; `embedding`: float [batch, hidden], of unit length.
    """
    writer = _GraphWriter()
    config = model.config
    hidden = _embeddings(writer, model)
    bias = _attention_bias(writer)
    for layer in range(config.num_hidden_layers):
        hidden = _encoder_layer(writer, model, layer, hidden, bias)
    embedding = _pooled(writer, hidden)
    _head(writer, head, embedding)
    graph = helper.make_graph(
        writer.nodes,
        "minilm-spam",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in INPUT_NAMES],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *rest]) for name, rest in OUTPUTS],
        list(writer.initializers.values()),
    )
    opsets = [helper.make_opsetid("", OPSET)]
    proto = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="ml-scaling-lab")
    onnx.checker.check_model(proto, full_check=True)
    return proto


def _embeddings(writer: _GraphWriter, model: PretrainedModel) -> str:
    tensors = model.tensors
    words = writer.constant("embeddings.word", tensors["embeddings.word_embeddings.weight"])
    # Every token belongs to segment 0, so that segment's one row is added to the position table once, here.
    segment = tensors["embeddings.token_type_embeddings.weight"][0]
    positions = writer.constant("embeddings.position", tensors["embeddings.position_embeddings.weight"] + segment)
    word = writer.node("Gather", "embeddings.word.gather", [words, "input_ids"], axis=0)
    shape = writer.node("Shape", "embeddings.shape", ["input_ids"])
    length = writer.node("Gather", "embeddings.length", [shape, writer.ints("index.one", [1])], axis=0)
    starts, axes = writer.ints("index.zero", [0]), writer.ints("axis.0", [0])
    position = writer.node("Slice", "embeddings.position.slice", [positions, starts, length, axes])
    summed = writer.node("Add", "embeddings.sum", [word, position])
    return _layer_norm(writer, model, "embeddings.LayerNorm", summed)


def _attention_bias(writer: _GraphWriter) -> str:
    """0 for a real token, MASKED_SCORE for padding: float [batch, 1, 1, sequence]."""
    rows = writer.node("Unsqueeze", "mask.unsqueeze.1", ["attention_mask", writer.ints("axis.1", [1])])
    grid = writer.node("Unsqueeze", "mask.unsqueeze.2", [rows, writer.ints("axis.2", [2])])
    mask = writer.node("Cast", "mask.cast", [grid], to=TensorProto.FLOAT)
    padding = writer.node("Sub", "mask.padding", [writer.number("scalar.one", 1.0), mask])
    return writer.node("Mul", "mask.bias", [padding, writer.number("scalar.masked", MASKED_SCORE)])


def _encoder_layer(writer: _GraphWriter, model: PretrainedModel, layer: int, hidden: str, bias: str) -> str:
    prefix = f"encoder.layer.{layer}"
    attended = _self_attention(writer, model, prefix, hidden, bias)
    projected = _linear(writer, model, f"{prefix}.attention.output.dense", attended)
    residual = writer.node("Add", f"{prefix}.attention.residual", [projected, hidden])
    middle = _layer_norm(writer, model, f"{prefix}.attention.output.LayerNorm", residual)
    wide = _gelu(writer, f"{prefix}.gelu", _linear(writer, model, f"{prefix}.intermediate.dense", middle))
    narrow = _linear(writer, model, f"{prefix}.output.dense", wide)
    residual = writer.node("Add", f"{prefix}.output.residual", [narrow, middle])
    return _layer_norm(writer, model, f"{prefix}.output.LayerNorm", residual)


def _self_attention(writer: _GraphWriter, model: PretrainedModel, prefix: str, hidden: str, bias: str) -> str:
    config, name = model.config, f"{prefix}.attention.self"
    split = writer.ints("shape.heads", [0, 0, config.num_attention_heads, config.head_size])
    merge = writer.ints("shape.merge", [0, 0, config.hidden_size])
    root = writer.number("scalar.root_head_size", float(np.sqrt(config.head_size)))

    def heads(part: str, perm: Sequence[int]) -> str:
        projected = _linear(writer, model, f"{name}.{part}", hidden)
        shaped = writer.node("Reshape", f"{name}.{part}.reshape", [projected, split])
        return writer.node("Transpose", f"{name}.{part}.transpose", [shaped], perm=perm)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scores = writer.node("MatMul", f"{name}.scores", [query, key])
    scaled = writer.node("Div", f"{name}.scaled", [scores, root])
    masked = writer.node("Add", f"{name}.masked", [scaled, bias])
    weights = writer.node("Softmax", f"{name}.softmax", [masked], axis=3)
    context = writer.node("MatMul", f"{name}.context", [weights, value])
    rows = writer.node("Transpose", f"{name}.context.transpose", [context], perm=[0, 2, 1, 3])
    return writer.node("Reshape", f"{name}.context.reshape", [rows, merge])


def _linear(writer: _GraphWriter, model: PretrainedModel, name: str, inputs: str) -> str:
    weight = writer.constant(f"{name}.weight", model.tensors[f"{name}.weight"].T)
    bias = writer.constant(f"{name}.bias", model.tensors[f"{name}.bias"])
    product = writer.node("MatMul", f"{name}.matmul", [inputs, weight])
    return writer.node("Add", f"{name}.add", [product, bias])


def _gelu(writer: _GraphWriter, name: str, inputs: str) -> str:
    """x * Phi(x), exact (erf) form."""
    scaled = writer.node("Div", f"{name}.scaled", [inputs, writer.number("scalar.root_two", float(np.sqrt(2.0)))])
    erf = writer.node("Erf", f"{name}.erf", [scaled])
    shifted = writer.node("Add", f"{name}.shifted", [erf, writer.number("scalar.one", 1.0)])
    product = writer.node("Mul", f"{name}.product", [inputs, shifted])
    return writer.node("Mul", f"{name}.half", [product, writer.number("scalar.half", 0.5)])


def _layer_norm(writer: _GraphWriter, model: PretrainedModel, name: str, inputs: str) -> str:
    scale = writer.constant(f"{name}.weight", model.tensors[f"{name}.weight"])
    shift = writer.constant(f"{name}.bias", model.tensors[f"{name}.bias"])
    return writer.node("LayerNormalization", name, [inputs, scale, shift], axis=-1, epsilon=model.config.layer_norm_eps)


def _pooled(writer: _GraphWriter, hidden: str) -> str:
    """Mean over real tokens, scaled to unit length."""
    mask = writer.node("Cast", "pool.mask", ["attention_mask"], to=TensorProto.FLOAT)
    row = writer.node("Unsqueeze", "pool.row", [mask, writer.ints("axis.1", [1])])
    total = writer.node("MatMul", "pool.total", [row, hidden])
    count = writer.node("ReduceSum", "pool.count", [row, writer.ints("axis.last", [-1])], keepdims=1)
    mean = writer.node("Div", "pool.mean", [total, count])
    flat = writer.node("Squeeze", "pool.flat", [mean, writer.ints("axis.1", [1])])
    norm = writer.node("ReduceL2", "pool.norm", [flat], axes=[-1], keepdims=1)
    bounded = writer.node("Max", "pool.norm.bounded", [norm, writer.number("scalar.smallest_norm", SMALLEST_NORM)])
    return writer.node("Div", "embedding", [flat, bounded])


def _head(writer: _GraphWriter, head: Head, embedding: str) -> None:
    """Linear and squared terms; nodes and constants are named head.*, so that a quantizer can leave them alone."""
    projected = writer.node("MatMul", "head.projected", [embedding, writer.constant("head.projection", head.projection.T)])
    squares = writer.node("Mul", "head.squares", [projected, projected])
    bent = writer.node("MatMul", "head.bent", [squares, writer.constant("head.square", head.square.reshape(-1, 1))])
    straight = writer.node("MatMul", "head.straight", [embedding, writer.constant("head.linear", head.linear.reshape(-1, 1))])
    sloped = writer.node("Add", "head.sloped", [bent, straight])
    column = writer.node("Add", "head.column", [sloped, writer.number("head.bias", head.bias)])
    writer.node("Squeeze", "logit", [column, writer.ints("axis.last", [-1])])
    writer.node("Sigmoid", "probability", ["logit"])
