"""The steps of Job A, spread over the machine's cores: nothing here is timed."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import onnxruntime as ort

from lab_model.errors import ModelError
from lab_model.variants.artifact import find_recipe
from lab_model.variants.layers import layer_sqnr, worst_layers
from lab_model.variants.recipes import FP32, Recipe
from lab_quantization.digits import digits_task
from lab_quantization.explain import explain
from lab_quantization.judge import Answers, answers, baseline, judge
from lab_quantization.own import own_task
from lab_quantization.tasks import Samples, Task, spam_task

Split = Literal["validation", "test"]
Report = Callable[[str], None]

CANDIDATE = Recipe("candidate", "none", "the file that was handed in")
LAYER_SAMPLES = 8
_MOST_DB = 200.0
_TYPES = {"tensor(int64)": "int64", "tensor(float)": "float32"}


@dataclass(frozen=True)
class Subject:
    """Which model is examined, and where; small enough to be sent to other processes."""

    task: Literal["spam", "digits", "own"]
    base: Path
    """The FP32 artifact of the spam model."""
    cache: Path
    own: Path | None = None
    candidate: Path | None = None

    def model(self, recipe: Recipe) -> Path:
        if recipe == CANDIDATE:
            assert self.candidate is not None
            return self.candidate
        return task_of(self).variant(recipe, self.cache)


@lru_cache
def task_of(subject: Subject) -> Task:
    match subject.task:
        case "spam":
            return spam_task(subject.base)
        case "digits":
            return digits_task(subject.cache)
        case "own":
            if subject.own is None:
                raise ModelError("A model of your own needs its folder: --own DIR.")
            return own_task(subject.own)


@lru_cache
def _samples(subject: Subject, split: Split) -> Samples:
    task = task_of(subject)
    return task.validation() if split == "validation" else task.test()


def recipes_of(subject: Subject, names: Sequence[str]) -> list[Recipe]:
    return [CANDIDATE if name == CANDIDATE.name and subject.candidate is not None else find_recipe(name) for name in names]


def make_all(subject: Subject, names: Sequence[str], report: Report) -> dict[str, Any]:
    """Every variant from the cache or made: its file, its size, and how it came about."""
    recipes = recipes_of(subject, names)
    # Make FP32 first and once: later variants may need it on disk.
    task_of(subject)
    variants: dict[str, Any] = {}
    with _pool() as pool:
        for recipe, path in zip(recipes, pool.map(_make, [(subject, recipe) for recipe in recipes]), strict=True):
            report(f"{task_of(subject).title}: {recipe.name}, {path.stat().st_size / 2**20:.1f} MiB")
            variants[recipe.name] = {
                "path": str(path),
                "bytes": path.stat().st_size,
                "words": recipe.words,
                "optimized": recipe.optimized,
                "onCpu": recipe.on_cpu,
            }
    return {"title": task_of(subject).title, "inputs": inputs_of(task_of(subject)), "variants": variants}


def inputs_of(task: Task) -> list[dict[str, Any]]:
    """Inputs of the model with their shapes and ranges of values, so that another program can generate some."""
    session = ort.InferenceSession(str(task.source.model), providers=["CPUExecutionProvider"])
    seen = task.source.calibration()
    described = []
    for each in session.get_inputs():
        values = [feeds[each.name] for feeds in seen]
        dims = [dim if isinstance(dim, int) else "batch" if place == 0 else "sequence" for place, dim in enumerate(each.shape)]
        kind = _TYPES.get(each.type)
        if kind is None:
            raise ModelError(f"Input {each.name} is {each.type}; speed is measured for {', '.join(_TYPES)}.")
        low, high = min(float(value.min()) for value in values), max(float(value.max()) for value in values)
        described.append({"name": each.name, "type": kind, "dims": dims, "low": low, "high": high})
    return described


def _make(argument: tuple[Subject, Recipe]) -> Path:
    subject, recipe = argument
    return subject.model(recipe)


def judge_all(subject: Subject, names: Sequence[str], split: Split, samples: int | None, report: Report) -> dict[str, Any]:
    """FP32 and every named variant on the same samples of a split; `samples` = None means all."""
    recipes = [FP32, *(recipe for recipe in recipes_of(subject, names) if recipe != FP32)]
    with _pool() as pool:
        found = []
        for recipe, given in zip(
            recipes, pool.map(_answer, [(subject, recipe, split, samples) for recipe in recipes]), strict=True
        ):
            found.append(given)
            report(f"{task_of(subject).title}: {recipe.name} answered {len(given.scores)} {split} samples")
    truth = _samples(subject, split).first(samples).labels
    base = found[0]
    return {
        "task": subject.task,
        "title": task_of(subject).title,
        "split": split,
        "baseline": baseline(task_of(subject), base, truth),
        "variants": {recipe.name: judge(base, given, truth).to_json() for recipe, given in zip(recipes, found, strict=True)},
    }


def _answer(argument: tuple[Subject, Recipe, Split, int | None]) -> Answers:
    subject, recipe, split, count = argument
    return answers(task_of(subject), subject.model(recipe), recipe, _samples(subject, split).first(count))


def explain_all(subject: Subject, names: Sequence[str], report: Report) -> dict[str, Any]:
    """Operator counts, time by operator and a paragraph for every variant; and the layers that lose most in INT8."""
    recipes = recipes_of(subject, names)
    with _pool() as pool:
        found = pool.map(_explain, [(subject, recipe) for recipe in recipes])
        explained = {recipe.name: each for recipe, each in zip(recipes, found, strict=True)}
    int8 = find_recipe("int8")
    sqnr = (
        layer_sqnr(task_of(subject).source.model, subject.model(int8), _calibration(subject), task_of(subject).source.keep)
        if int8 in recipes
        else {}
    )
    report(f"{task_of(subject).title}: {len(explained)} variants explained, {len(sqnr)} layers compared")
    # A layer that quantization does not touch has no error; JSON has no infinity.
    shown = {name: max(-_MOST_DB, min(_MOST_DB, value)) for name, value in sqnr.items()}
    return {"variants": explained, "layerSqnrDb": shown, "worstLayers": worst_layers(sqnr)}


def _explain(argument: tuple[Subject, Recipe]) -> dict[str, Any]:
    subject, recipe = argument
    return explain(subject.model(recipe), recipe, _calibration(subject)).to_json()


def _calibration(subject: Subject) -> list[Any]:
    return list(task_of(subject).source.calibration())[:LAYER_SAMPLES]


@contextmanager
def _pool() -> Iterator[ProcessPoolExecutor]:
    # Forked children of a process with onnxruntime's threads can hang.
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool
