from __future__ import annotations

import numpy as np
import pytest

from lab_quantization.statistics import majority_share, mcnemar_p, ratio_interval


@pytest.mark.parametrize(
    ("lost", "won", "p"),
    # Binomial tails by hand: 2 * 1/2^5, 2 * (1 + 6 + 15)/2^6, 2 * sum C(20, k <= 5)/2^20.
    [(0, 5, 0.0625), (2, 4, 0.6875), (5, 15, 0.041389), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_mcnemar_is_the_exact_binomial_test(lost: int, won: int, p: float) -> None:
    assert mcnemar_p(lost, won) == pytest.approx(p, abs=1e-6)


def test_the_ratio_of_a_model_with_itself_is_one_within_what_so_few_samples_can_tell() -> None:
    few = ratio_interval(np.ones(60, dtype=bool), np.ones(60, dtype=bool))
    many = ratio_interval(np.ones(6000, dtype=bool), np.ones(6000, dtype=bool))
    assert few.low < 0.99 < many.low <= 1.0 <= few.high


def test_pairs_stay_together_so_models_that_err_on_the_same_samples_are_compared_closely() -> None:
    base = np.arange(1000) >= 100
    paired = ratio_interval(base, base)
    apart = ratio_interval(base, base[::-1])
    assert paired.high - paired.low < 0.2 * (apart.high - apart.low)


def test_a_model_that_loses_three_percent_is_below_the_gate() -> None:
    base = np.arange(1000) >= 30
    worse = np.arange(1000) >= 60
    interval = ratio_interval(base, worse)
    assert interval.high < 0.99
    assert interval.low == pytest.approx(0.94 / 0.97 - 0.011, abs=0.005)


def test_the_majority_is_the_commonest_label() -> None:
    assert majority_share(np.array([0, 1, 1, 2])) == 0.5
