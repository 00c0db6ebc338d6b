"""A model of the user's own: a folder with `model.onnx` and `samples.npz`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from lab_model.errors import ModelError
from lab_model.variants.graph_parts import Feeds
from lab_model.variants.make import Source, make
from lab_model.variants.recipes import Recipe
from lab_quantization.tasks import SUBSAMPLE_SEED, Samples, Scores, Task

FEWEST_SAMPLES = 60
CALIBRATION_SHARE, VALIDATION_SHARE = 0.1, 0.3
MOST_CALIBRATION = 48


def own_task(folder: Path) -> Task:
    """`samples.npz` holds an array for each input of the model, sample by sample, and `label` (int, [samples]).

    A tenth of the samples, in a seeded random order, calibrates, three tenths choose, the rest is the test. The first
    output is read as [batch, classes], or as [batch] of probabilities or logits of class 1 (a logit where it can be negative).

    Raises:
        ModelError: names the file and what is wrong.
    """
    model, samples = folder / "model.onnx", folder / "samples.npz"
    for path in (model, samples):
        if not path.exists():
            raise ModelError(f"{path} is missing. A folder of your own holds model.onnx and samples.npz (docs/quantization.md).")
    try:
        session = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"{model} is not a model that onnxruntime loads: {str(error).splitlines()[0]}") from None
    feeds, labels = _read(samples, [each.name for each in session.get_inputs()])
    order = list(range(len(labels)))
    Random(SUBSAMPLE_SEED).shuffle(order)
    first, second = int(CALIBRATION_SHARE * len(order)), int((CALIBRATION_SHARE + VALIDATION_SHARE) * len(order))

    def chosen(indices: list[int]) -> Samples:
        return Samples([feeds[index] for index in indices], labels[indices])

    output = session.get_outputs()[0].name
    is_logit = _is_logit(session, output, [feeds[index] for index in order[:first]])
    source = Source(model=model, keep=(), calibration=lambda: chosen(order[:first]).feeds[:MOST_CALIBRATION])
    return Task(
        name="own",
        title=f"model of {folder.name}",
        source=source,
        validation=lambda: chosen(order[first:second]),
        test=lambda: chosen(order[second:]),
        output=output,
        scores=lambda values: _scores(values, is_logit),
        known_accuracy=None,
        variant=lambda recipe, cache: cached_graph(source, recipe, cache),
    )


def cached_graph(source: Source, recipe: Recipe, cache: Path) -> Path:
    """A variant's graph of a model without an artifact, cached by the content of the model."""
    if recipe.method == "none":
        return source.model
    name = hashlib.sha256(source.model.read_bytes() + repr(recipe).encode() + ort.__version__.encode()).hexdigest()[:16]
    path = cache / f"graph-{recipe.name}-{name}.onnx"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with appearing_whole(path) as unfinished:
            make(recipe, source, unfinished)
    return path


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """A file to write in place of `path`, which appears whole or not at all, even when several processes write it at once."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read(path: Path, inputs: list[str]) -> tuple[list[Feeds], npt.NDArray[np.int64]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive.items())
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is not an archive that numpy.savez wrote: {error}") from None
    missing = [name for name in [*inputs, "label"] if name not in arrays]
    if missing:
        raise ModelError(f"{path} lacks {', '.join(missing)}: it needs an array for each input of the model, and label.")
    labels = arrays["label"]
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0:
        raise ModelError(f"{path}: label must be one whole number from 0 for each sample, [samples].")
    for name in inputs:
        if len(arrays[name]) != len(labels):
            raise ModelError(f"{path}: {name} has {len(arrays[name])} samples and label {len(labels)}.")
    if len(labels) < FEWEST_SAMPLES:
        raise ModelError(f"{path} has {len(labels)} samples; at least {FEWEST_SAMPLES} are needed to say anything.")
    feeds = [{name: arrays[name][index : index + 1] for name in inputs} for index in range(len(labels))]
    return feeds, labels.astype(np.int64)


def _is_logit(session: ort.InferenceSession, output: str, feeds: list[Feeds]) -> bool:
    values = [session.run([output], each)[0] for each in feeds]
    return any(float(np.min(value)) < 0 or float(np.max(value)) > 1 for value in values)


def _scores(values: npt.NDArray[np.floating], is_logit: bool) -> Scores:
    flat = values.reshape(len(values), -1).astype(np.float32)
    if flat.shape[1] > 1:
        return flat
    shifted = flat if is_logit else flat - 0.5
    return np.concatenate([-shifted, shifted], axis=1)
