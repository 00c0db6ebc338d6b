from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from lab_model.corpus import REPOSITORY
from lab_model.variants.graph_parts import Feeds, load, save
from lab_model.variants.layers import layer_sqnr, sqnr_db, worst_layers
from lab_model.variants.make import Source, make
from lab_model.variants.recipes import RECIPES, recipe_named
from lab_model.variants.weight_only import pack_int4, unpack_int4

WIDTH = 32


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Two layers and a head: x @ a, Relu, @ b, @ head."""
    random = np.random.default_rng(4)
    weights = {name: random.normal(size=(WIDTH, WIDTH)).astype(np.float32) for name in ("a", "b", "head.w")}
    nodes = [
        helper.make_node("MatMul", ["x", "a"], ["xa"], name="first"),
        helper.make_node("Relu", ["xa"], ["active"], name="relu"),
        helper.make_node("MatMul", ["active", "b"], ["xb"], name="second"),
        helper.make_node("MatMul", ["xb", "head.w"], ["y"], name="head.last"),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", WIDTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    path = tmp_path / "tiny.onnx"
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    samples: list[Feeds] = [{"x": random.normal(size=(1, WIDTH)).astype(np.float32)} for _ in range(16)]
    return Source(model=path, keep=("head.last",), calibration=lambda: samples)


def run(model: Path, feeds: Feeds) -> np.ndarray:
    result: np.ndarray = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"]).run(["y"], feeds)[0]
    return result


def operators(model: Path) -> dict[str, str]:
    return {node.name: node.op_type for node in load(model).graph.node}


def test_the_list_of_variants_is_that_of_the_contract() -> None:
    text = (REPOSITORY / "contract" / "model.ts").read_text(encoding="utf-8")
    listed = re.search(r"VARIANTS = \[(.*?)\]", text, flags=re.DOTALL)
    assert listed is not None
    assert re.findall(r"'([^']+)'", listed.group(1)) == [recipe.name for recipe in RECIPES]


@pytest.mark.parametrize(
    "name", [recipe.name for recipe in RECIPES if recipe.calibration is None or recipe.calibration == "MinMax"]
)
def test_every_recipe_answers_nearly_as_fp32_and_leaves_the_head_alone(name: str, source: Source, tmp_path: Path) -> None:
    recipe = recipe_named(name)
    assert recipe is not None
    made = tmp_path / "made.onnx"
    make(recipe, source, made)
    assert operators(made)["head.last"] == "MatMul"
    exact, found = ([run(model, feeds) for feeds in source.calibration()] for model in (source.model, made))
    # A small network of random weights, and without VNNI full-range weights saturate.
    assert sqnr_db(np.concatenate(exact), np.concatenate(found)) > 10
    again = tmp_path / "again.onnx"
    make(recipe, source, again)
    assert again.read_bytes() == made.read_bytes()


def test_a_variant_of_int8_really_multiplies_integers(source: Source, tmp_path: Path) -> None:
    recipe = recipe_named("int8")
    assert recipe is not None
    make(recipe, source, tmp_path / "int8.onnx")
    assert list(operators(tmp_path / "int8.onnx").values()).count("MatMulInteger") == 2
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in load(tmp_path / "int8.onnx").graph.initializer}
    assert weights["a_quantized"].dtype == np.int8
    # Seven bits: what two products added in 16 bits can hold.
    assert int(np.abs(weights["a_quantized"].astype(int)).max()) <= 64


def test_the_layer_that_loses_most_is_found_and_left_in_fp32(source: Source, tmp_path: Path) -> None:
    model = load(source.model)
    b = next(tensor for tensor in model.graph.initializer if tensor.name == "b")
    spoilt = numpy_helper.to_array(b).copy()
    # One input channel a thousand times as strong takes the whole range of every output channel.
    spoilt[0] *= 1000
    b.CopyFrom(numpy_helper.from_array(spoilt, "b"))
    save(model, source.model)
    int8, mixed = recipe_named("int8"), recipe_named("int8-mixed")
    assert int8 is not None
    assert mixed is not None
    make(int8, source, tmp_path / "int8.onnx")
    # Without input on the strong channel only the weak ones count.
    quiet: list[Feeds] = [{"x": feeds["x"]} for feeds in source.calibration()[:4]]
    sqnr = layer_sqnr(source.model, tmp_path / "int8.onnx", quiet, source.keep)
    assert set(sqnr) == {"first", "second"}
    kept = worst_layers(sqnr)
    assert kept == [min(sqnr, key=lambda name: sqnr[name])]
    make(mixed, source, tmp_path / "mixed.onnx")
    found = operators(tmp_path / "mixed.onnx")
    assert found[kept[0]] == "MatMul"
    assert list(found.values()).count("MatMulInteger") == 1


def test_four_bits_hold_sixteen_values_and_the_largest_exactly() -> None:
    random = np.random.default_rng(5)
    weight = random.normal(size=(70, 6)).astype(np.float32)
    packed, scales = pack_int4(weight, 32)
    assert packed.shape == (6, 3, 16)
    restored = unpack_int4(packed, scales, 70)
    run_of_first = weight[:32, 0]
    largest = int(np.abs(run_of_first).argmax())
    assert restored[largest, 0] == pytest.approx(weight[largest, 0], rel=1e-6)
    steps = np.abs(scales).repeat(32, axis=1).T[:70]
    assert np.all(np.abs(restored - weight) <= steps * (1 + 1e-5))


def test_packed_weights_are_those_that_onnxruntime_multiplies_with(source: Source, tmp_path: Path) -> None:
    recipe = recipe_named("int4-block32")
    assert recipe is not None
    make(recipe, source, tmp_path / "int4.onnx")
    restored = load(source.model)
    for tensor in restored.graph.initializer:
        if tensor.name in ("a", "b"):
            value = unpack_int4(*pack_int4(numpy_helper.to_array(tensor), 32), WIDTH)
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value), tensor.name))
    save(restored, tmp_path / "restored.onnx")
    feeds = source.calibration()[0]
    np.testing.assert_allclose(run(tmp_path / "int4.onnx", feeds), run(tmp_path / "restored.onnx", feeds), rtol=1e-3, atol=1e-3)


def test_half_precision_is_half_the_file(source: Source, tmp_path: Path) -> None:
    recipe = recipe_named("fp16")
    assert recipe is not None
    make(recipe, source, tmp_path / "fp16.onnx")
    assert (tmp_path / "fp16.onnx").stat().st_size < 0.6 * source.model.stat().st_size
    assert isinstance(onnx.load(str(tmp_path / "fp16.onnx")), onnx.ModelProto)
