"""Makes `data/splits.json` and `data/head.json`.

Choices are made on the validation e-mails with heads fitted to the training e-mails. The chosen head is then fitted to both,
and the test e-mails are looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lab_model import logistic, quadratic
from lab_model.corpus import PACKAGE, PACKAGE_VERSION, dataset_dir, deduplicated, read_mails
from lab_model.embeddings import Report, embed
from lab_model.grouping import grouped
from lab_model.head import DATA_DIR, Head, save_head
from lab_model.metrics import Confusion, confusion, group_bootstrap_interval
from lab_model.quadratic import Quadratic
from lab_model.splits import save_splits, split
from lab_model.weights import Array

THRESHOLD = 0.5

LOGISTIC_STRENGTHS = (1.0, 3.0, 10.0, 30.0)
PENALTIES = (0.1, 0.3, 1.0, 3.0)
RANKS = (16, 32, 64)

BOOTSTRAP_ROUNDS = 10_000

CALIBRATION_STRENGTH = 1e6
"""Almost no penalty on the two numbers of the calibration."""


@dataclass(frozen=True)
class Part:
    """Embeddings and labels of a split."""

    features: Array
    is_spam: npt.NDArray[np.bool_]
    group: npt.NDArray[np.int64]
    """Number of the group of each e-mail."""

    def at(self, places: Sequence[int]) -> Part:
        return Part(self.features[places], self.is_spam[places], self.group[places])


@dataclass(frozen=True)
class Choice:
    penalty: float
    rank: int
    counts: Confusion


def train(report: Report) -> Head:
    """Train, write both files, and report."""
    mails = deduplicated(read_mails(dataset_dir()))
    groups = grouped(mails)
    splits = split(mails, groups)
    report(
        f"{len(mails)} e-mails in {len(groups)} groups: " + ", ".join(f"{name} {len(ids)}" for name, ids in splits.ids.items())
    )
    features = embed(mails, report)
    place = {mail.id: index for index, mail in enumerate(mails)}
    labels = np.array([mail.is_spam for mail in mails])
    group = np.zeros(len(mails), dtype=np.int64)
    for number, members in enumerate(groups):
        group[members] = number
    whole = Part(features, labels, group)
    parts = {name: whole.at([place[each] for each in ids]) for name, ids in splits.ids.items()}

    plain = best_logistic(parts["train"], parts["validation"])
    report(f"logistic head: validation accuracy {plain.accuracy:.4f}")
    choice = best_quadratic(parts["train"], parts["validation"], report)
    first = quadratic.fit(parts["train"].features, parts["train"].is_spam, choice.penalty).cut(choice.rank)
    calibration = calibrate(first.scores(parts["validation"].features), parts["validation"].is_spam)
    both = whole.at([place[each] for name in ("train", "validation") for each in splits.ids[name]])
    final = quadratic.fit(both.features, both.is_spam, choice.penalty).cut(choice.rank)
    training = {
        "dataset": f"{PACKAGE}@{PACKAGE_VERSION}, {len(mails)} e-mails after de-duplication, {len(groups)} groups",
        "splitsSha256": splits.sha256(),
        "text": "subject, an empty line, body",
        "method": "ridge regression with the kernel (1 + x.z)^2, cut to its strongest directions; logistic calibration",
        "penalty": choice.penalty,
        "rank": choice.rank,
        "validationAccuracyOfLogisticHead": round(plain.accuracy, 4),
    }
    metrics = {
        "validation": _measured(calibrated(first, calibration, training), parts["validation"]),
        "test": _measured(calibrated(final, calibration, training), parts["test"]),
    }
    head = calibrated(final, calibration, training, metrics)
    DATA_DIR.mkdir(exist_ok=True)
    save_splits(splits)
    save_head(head)
    for name, values in metrics.items():
        low, high = values["accuracyInterval95"]
        report(f"{name}: accuracy {values['accuracy']:.4f} ({low:.4f} to {high:.4f}), F1 {values['f1']:.4f}, n {values['n']}")
    return head


def best_logistic(train_part: Part, validation: Part) -> Confusion:
    """The plain logistic head, for comparison: its verdicts on validation at the best strength."""
    importance = np.ones(len(train_part.features))
    models = [logistic.fit(train_part.features, train_part.is_spam, importance, strength) for strength in LOGISTIC_STRENGTHS]
    counts = [confusion(validation.is_spam, model.logits(validation.features) >= 0) for model in models]
    return max(counts, key=lambda each: each.accuracy)


def best_quadratic(train_part: Part, validation: Part, report: Report) -> Choice:
    """The penalty and rank with the best accuracy on validation; among equals the smaller rank, then the larger penalty."""
    choices = []
    for penalty in PENALTIES:
        whole = quadratic.fit(train_part.features, train_part.is_spam, penalty)
        for rank in RANKS:
            counts = confusion(validation.is_spam, whole.cut(rank).scores(validation.features) >= 0)
            report(f"quadratic head, penalty {penalty}, rank {rank}: validation accuracy {counts.accuracy:.4f}")
            choices.append(Choice(penalty, rank, counts))
    return max(choices, key=lambda each: (each.counts.correct, -each.rank, each.penalty))


def calibrate(scores: npt.NDArray[np.float64], is_spam: npt.NDArray[np.bool_]) -> logistic.Logistic:
    """Slope and offset that make a score the logit of a probability (Platt, 1999)."""
    return logistic.fit(scores[:, None], is_spam, np.ones(len(scores)), CALIBRATION_STRENGTH)


def calibrated(
    surface: Quadratic, calibration: logistic.Logistic, training: dict[str, Any], metrics: dict[str, Any] | None = None
) -> Head:
    """The surface with its calibration folded in."""
    slope = float(calibration.weight[0])
    return Head(
        linear=(slope * surface.linear).astype(np.float32),
        projection=surface.projection.astype(np.float32),
        square=(slope * surface.square).astype(np.float32),
        bias=float(np.float32(slope * surface.bias + calibration.bias)),
        threshold=THRESHOLD,
        training=training,
        metrics=metrics or {},
    )


def _measured(head: Head, part: Part) -> dict[str, Any]:
    surface = Quadratic(
        head.linear.astype(np.float64), head.projection.astype(np.float64), head.square.astype(np.float64), head.bias
    )
    said_spam = surface.scores(part.features) >= np.log(THRESHOLD / (1 - THRESHOLD))
    low, high = group_bootstrap_interval(part.is_spam == said_spam, part.group, BOOTSTRAP_ROUNDS)
    return {
        **confusion(part.is_spam, said_spam).to_json(),
        "groups": len(np.unique(part.group)),
        "accuracyInterval95ByGroups": [round(low, 4), round(high, 4)],
    }
