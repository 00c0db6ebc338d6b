"""How good a classifier is, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Z_95 = 1.959963984540054
"""97.5 % quantile of the standard normal distribution."""

BOOTSTRAP_SEED = 20020822


@dataclass(frozen=True)
class Confusion:
    """Counts of verdicts; spam is the positive class."""

    true_spam: int
    false_spam: int
    true_ham: int
    false_ham: int

    @property
    def total(self) -> int:
        return self.true_spam + self.false_spam + self.true_ham + self.false_ham

    @property
    def correct(self) -> int:
        return self.true_spam + self.true_ham

    @property
    def accuracy(self) -> float:
        return self.correct / self.total

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall for spam."""
        return 2 * self.true_spam / (2 * self.true_spam + self.false_spam + self.false_ham)

    def to_json(self) -> dict[str, Any]:
        low, high = wilson_interval(self.correct, self.total)
        return {
            "n": self.total,
            "accuracy": round(self.accuracy, 4),
            "accuracyInterval95": [round(low, 4), round(high, 4)],
            "f1": round(self.f1, 4),
            "confusion": {
                "trueSpam": self.true_spam,
                "falseSpam": self.false_spam,
                "trueHam": self.true_ham,
                "falseHam": self.false_ham,
            },
        }


def confusion(is_spam: npt.NDArray[np.bool_], said_spam: npt.NDArray[np.bool_]) -> Confusion:
    return Confusion(
        true_spam=int(np.sum(is_spam & said_spam)),
        false_spam=int(np.sum(~is_spam & said_spam)),
        true_ham=int(np.sum(~is_spam & ~said_spam)),
        false_ham=int(np.sum(is_spam & ~said_spam)),
    )


def group_bootstrap_interval(is_correct: npt.NDArray[np.bool_], group: npt.NDArray[np.int64], rounds: int) -> tuple[float, float]:
    """95 % percentile interval of the accuracy when whole groups are drawn with replacement (seeded).

    Wider than Wilson's, which takes e-mails for independent; those of one mailing list are not.
    """
    _, index = np.unique(group, return_inverse=True)
    sizes = np.bincount(index)
    hits = np.bincount(index, weights=is_correct)
    random = np.random.default_rng(BOOTSTRAP_SEED)
    draws = random.multinomial(len(sizes), np.full(len(sizes), 1.0 / len(sizes)), size=rounds)
    low, high = np.quantile((draws @ hits) / (draws @ sizes), [0.025, 0.975])
    return float(low), float(high)


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of a proportion (E. B. Wilson, 1927)."""
    share = successes / trials
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return centre - half, centre + half
