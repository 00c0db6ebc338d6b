"""A model of the user's own, from its folder to the numbers of the gate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from lab_model.errors import ModelError
from lab_model.variants.graph_parts import load, save
from lab_model.variants.recipes import FP32, recipe_named
from lab_quantization.__main__ import main
from lab_quantization.explain import explain, top_operators
from lab_quantization.judge import Judgement, answers, baseline, judge
from lab_quantization.own import appearing_whole, own_task

INPUTS, CLASSES, SAMPLES = 16, 3, 600
PYTHONPATH = os.pathsep.join(sys.path)


def write_folder(folder: Path, shuffled: bool = False) -> Path:
    """Three clouds of points and a two-layer network that tells them apart by their distance to the centres."""
    folder.mkdir()
    random = np.random.default_rng(8)
    # Far from the origin, as most data are: what a product gives has to be balanced by its bias.
    centres = 2 + random.normal(size=(CLASSES, INPUTS)).astype(np.float32) / 2
    label = random.integers(0, CLASSES, size=SAMPLES)
    points = (centres[label] + random.normal(size=(SAMPLES, INPUTS))).astype(np.float32)
    if shuffled:
        random.shuffle(label)
    np.savez(folder / "samples.npz", points=points, label=label)
    nodes = [
        helper.make_node("MatMul", ["points", "w"], ["product"], name="product"),
        helper.make_node("Add", ["product", "bias"], ["scores"], name="bias.add"),
    ]
    graph = helper.make_graph(
        nodes,
        "clouds",
        [helper.make_tensor_value_info("points", TensorProto.FLOAT, ["batch", INPUTS])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", CLASSES])],
        [
            numpy_helper.from_array(np.ascontiguousarray(2 * centres.T), "w"),
            numpy_helper.from_array(-np.sum(centres**2, axis=1), "bias"),
        ],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), folder / "model.onnx")
    return folder


def judged(folder: Path, variant: Path) -> Judgement:
    task = own_task(folder)
    samples = task.test()
    base = answers(task, task.source.model, FP32, samples)
    return judge(base, answers(task, variant, FP32, samples), samples.labels)


def test_a_quantized_model_of_ones_own_keeps_its_labels(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "clouds")
    recipe = recipe_named("int8")
    assert recipe is not None
    result = judged(folder, own_task(folder).variant(recipe, tmp_path / "cache"))
    assert result.samples == 360
    assert result.agreement > 0.97
    assert result.accuracy > 0.8
    assert result.ratio_interval.low > 0.96


def test_weights_scaled_by_1_3_without_their_bias_lose_the_gate(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "clouds")
    model = load(folder / "model.onnx")
    weight = next(tensor for tensor in model.graph.initializer if tensor.name == "w")
    weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight) * np.float32(1.3), "w"))
    save(model, tmp_path / "damaged.onnx")
    result = judged(folder, tmp_path / "damaged.onnx")
    assert result.ratio_interval.low < 0.99


def test_with_shuffled_labels_fp32_knows_no_more_than_the_commonest_label(tmp_path: Path) -> None:
    task = own_task(write_folder(tmp_path / "shuffled", shuffled=True))
    samples = task.test()
    found = baseline(task, answers(task, task.source.model, FP32, samples), samples.labels)
    assert found["accuracyInterval"]["low"] < found["majorityShare"]


def test_nothing_is_judged_twice_calibration_choice_and_test_are_apart(tmp_path: Path) -> None:
    task = own_task(write_folder(tmp_path / "clouds"))
    parts = [task.source.calibration(), task.validation().feeds, task.test().feeds]
    seen = [{feeds["points"].tobytes() for feeds in part} for part in parts]
    assert len(set.union(*seen)) == sum(map(len, seen))
    assert [len(part) for part in parts] == [48, 180, 360]


def test_what_onnxruntime_runs_is_counted_and_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "clouds")
    task, recipe = own_task(folder), recipe_named("int8")
    assert recipe is not None
    told = explain(task.variant(recipe, tmp_path / "cache"), recipe, task.test().feeds[:2])
    assert (told.integer_products, told.float_products) == (1, 0)
    assert "1 product with weights in fewer bits, 0 products left in FP32." in told.paragraph
    plain = explain(task.source.model, FP32, task.test().feeds[:2])
    assert (plain.integer_products, plain.float_products) == (0, 1)


def test_time_by_operator_is_read_from_the_kernel_events_of_a_profile() -> None:
    events = [
        {"cat": "Session", "name": "model_run", "dur": 999, "args": {}},
        {"cat": "Node", "name": "a_kernel_time", "dur": 30, "args": {"op_name": "MatMul"}},
        {"cat": "Node", "name": "a_fence_before", "dur": 500, "args": {"op_name": "MatMul"}},
        {"cat": "Node", "name": "b_kernel_time", "dur": 10, "args": {"op_name": "Relu"}},
    ]
    assert top_operators(events) == [("MatMul", 0.75), ("Relu", 0.25)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "samples.npz").unlink(), r"samples\.npz is missing"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"x"), "is not a model that onnxruntime loads"),
        (lambda folder: np.savez(folder / "samples.npz", label=np.zeros(99, dtype=int)), "lacks points"),
        (
            lambda folder: np.savez(
                folder / "samples.npz", points=np.zeros((9, INPUTS), np.float32), label=np.zeros(9, dtype=int)
            ),
            "has 9 samples; at least 60",
        ),
        (
            lambda folder: np.savez(
                folder / "samples.npz", points=np.zeros((9, INPUTS), np.float32), label=np.zeros(8, dtype=int)
            ),
            "points has 9 samples and label 8",
        ),
        (
            lambda folder: np.savez(folder / "samples.npz", points=np.zeros((9, INPUTS)), label=np.zeros(9)),
            "label must be one whole number",
        ),
    ],
)
def test_a_folder_that_is_wrong_is_told_by_file_and_reason(tmp_path: Path, change, message: str) -> None:  # noqa: ANN001
    folder = write_folder(tmp_path / "clouds")
    change(folder)
    with pytest.raises(ModelError, match=message):
        own_task(folder)


def test_a_candidate_that_is_not_there_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.onnx"
    arguments = ["--base", str(tmp_path), "--cache", str(tmp_path), "--variants", "candidate", "--candidate", str(missing)]
    assert main(["make", *arguments]) == 1
    assert capsys.readouterr().err == f"error: {missing} is not there: candidate names an ONNX file to judge.\n"


def test_a_file_that_several_processes_make_is_never_seen_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"whole")
    with appearing_whole(path) as unfinished:
        unfinished.write_bytes(b"ha")
        assert path.read_bytes() == b"whole"
        unfinished.write_bytes(b"whole again")
    assert path.read_bytes() == b"whole again"
    assert list(tmp_path.iterdir()) == [path]


def test_what_libraries_print_does_not_get_between_the_answers() -> None:
    program = (
        "import os\n"
        "from lab_quantization.__main__ import _answers_alone_on_stdout\n"
        "with _answers_alone_on_stdout() as answers:\n"
        "    print('Collecting tensor data', flush=True)\n"
        "    os.system('echo from another process')\n"
        "    answers.write('{}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": PYTHONPATH}
    )
    assert done.stdout == "{}"
    assert done.stderr == "Collecting tensor data\nfrom another process\n"
