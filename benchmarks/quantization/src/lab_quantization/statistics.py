"""Paired statistics: two models on the same samples."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

ROUNDS = 10_000
SEED = 20021124
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        return {"low": self.low, "high": self.high}


def mcnemar_p(only_first_right: int, only_second_right: int) -> float:
    """Exact two-sided McNemar test (McNemar 1947; binomial, not the chi-square approximation, for few disagreements).

    The probability of a split at least this uneven if neither model were better. 1 when they never disagree.
    """
    total = only_first_right + only_second_right
    if total == 0:
        return 1.0
    tail = sum(comb(total, count) for count in range(min(only_first_right, only_second_right) + 1)) / 2**total
    return float(min(1.0, 2 * tail))


def ratio_interval(base_right: Flags, variant_right: Flags) -> Interval:
    """95 % interval of accuracy(variant) / accuracy(base), by bootstrap over samples (pairs stay together), seeded.

    Counts of the four outcomes are drawn (multinomial), which is the same as drawing samples. To the four counts half a
    sample each is added, so that models which never disagreed on few samples are not taken for identical.
    """
    outcomes = np.array(
        [
            np.sum(base_right & variant_right),
            np.sum(base_right & ~variant_right),
            np.sum(~base_right & variant_right),
            np.sum(~base_right & ~variant_right),
        ],
        dtype=np.float64,
    )
    total = int(outcomes.sum())
    smoothed = (outcomes + 0.5) / (total + 2)
    drawn = np.random.default_rng(SEED).multinomial(total, smoothed, size=ROUNDS)
    base, variant = drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2]
    low, high = np.quantile(variant / np.maximum(base, 1), [0.025, 0.975])
    return Interval(float(low), float(high))


def majority_share(labels: npt.NDArray[np.int64]) -> float:
    """Accuracy of a model that always gives the commonest label."""
    return float(np.bincount(labels).max() / len(labels))
