"""How far a variant's answers are from FP32's, and from the truth."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from lab_model.metrics import wilson_interval
from lab_model.variants.layers import sqnr_db
from lab_model.variants.recipes import Recipe
from lab_quantization.statistics import Interval, majority_share, mcnemar_p, ratio_interval
from lab_quantization.tasks import Labels, Samples, Scores, Task


@dataclass(frozen=True)
class Answers:
    """A model's scores on samples, and the CPU time that they took."""

    scores: Scores
    cpu_seconds: float

    @property
    def labels(self) -> Labels:
        labels: Labels = np.argmax(self.scores, axis=1).astype(np.int64)
        return labels


def open_session(model: Path, recipe: Recipe) -> ort.InferenceSession:
    """One thread, so that the answers do not depend on how work was divided."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not recipe.optimized:
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    return ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def answers(task: Task, model: Path, recipe: Recipe, samples: Samples) -> Answers:
    """Every sample alone: dynamic quantization takes one range for a whole batch, so other samples would change the answers."""
    session = open_session(model, recipe)
    begun = time.process_time()
    scores = np.concatenate([task.scores(session.run([task.output], feeds)[0]) for feeds in samples.feeds])
    return Answers(scores.astype(np.float32), time.process_time() - begun)


@dataclass(frozen=True)
class Judgement:
    """One variant against FP32 on the same samples."""

    samples: int
    accuracy: float
    accuracy_interval: Interval
    ratio: float
    """Accuracy over FP32's accuracy."""
    ratio_interval: Interval
    agreement: float
    flips: int
    """Samples whose label differs from FP32's."""
    only_fp32_right: int
    only_variant_right: int
    mcnemar_p: float
    cosine: float
    """Between all scores and FP32's."""
    sqnr_db: float

    def to_json(self) -> dict[str, Any]:
        return {
            "samples": self.samples,
            "accuracy": self.accuracy,
            "accuracyInterval": self.accuracy_interval.to_json(),
            "ratio": self.ratio,
            "ratioInterval": self.ratio_interval.to_json(),
            "agreement": self.agreement,
            "flips": self.flips,
            "onlyFp32Right": self.only_fp32_right,
            "onlyVariantRight": self.only_variant_right,
            "mcnemarP": self.mcnemar_p,
            "cosine": self.cosine,
            # The same answers to the last bit have no error; JSON has no infinity.
            "sqnrDb": self.sqnr_db if np.isfinite(self.sqnr_db) else None,
        }


def judge(base: Answers, variant: Answers, truth: Labels) -> Judgement:
    base_right, variant_right = base.labels == truth, variant.labels == truth
    right, total = int(np.sum(variant_right)), len(truth)
    low, high = wilson_interval(right, total)
    lost, won = int(np.sum(base_right & ~variant_right)), int(np.sum(~base_right & variant_right))
    flips = int(np.sum(base.labels != variant.labels))
    return Judgement(
        samples=total,
        accuracy=right / total,
        accuracy_interval=Interval(low, high),
        ratio=right / max(1, int(np.sum(base_right))),
        ratio_interval=ratio_interval(base_right, variant_right),
        agreement=1 - flips / total,
        flips=flips,
        only_fp32_right=lost,
        only_variant_right=won,
        mcnemar_p=mcnemar_p(lost, won),
        cosine=_cosine(base.scores, variant.scores),
        sqnr_db=sqnr_db(base.scores, variant.scores),
    )


def baseline(task: Task, base: Answers, truth: Labels) -> dict[str, Any]:
    """Is FP32 itself good? A variant that equals a model which knows nothing proves nothing.

    The bound is the published accuracy if there is one, else the accuracy of always giving the commonest label.
    """
    right = int(np.sum(base.labels == truth))
    low, high = wilson_interval(right, len(truth))
    return {
        "accuracy": right / len(truth),
        "accuracyInterval": Interval(low, high).to_json(),
        "samples": len(truth),
        "majorityShare": majority_share(truth),
        "knownAccuracy": task.known_accuracy,
    }


def _cosine(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    first, second = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / lengths if lengths > 0 else 0.0
