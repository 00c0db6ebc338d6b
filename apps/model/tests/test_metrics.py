from __future__ import annotations

import numpy as np
import pytest

from lab_model.logistic import fit
from lab_model.metrics import confusion, group_bootstrap_interval, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_wilson_interval_has_its_published_values(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_confusion_counts_each_verdict() -> None:
    counts = confusion(np.array([True, True, True, False, False]), np.array([True, True, False, True, False]))
    assert (counts.true_spam, counts.false_ham, counts.false_spam, counts.true_ham) == (2, 1, 1, 1)
    assert counts.accuracy == pytest.approx(0.6)
    assert counts.f1 == pytest.approx(2 / 3)


def test_logistic_regression_ends_where_the_gradient_is_zero() -> None:
    random = np.random.default_rng(7)
    features = random.normal(size=(200, 5))
    positive = features @ np.array([1.0, -2.0, 0.5, 0.0, 0.0]) + random.normal(size=200) > 0.3
    importance = random.uniform(0.5, 2.0, size=200)
    model = fit(features, positive, importance, strength=4.0)
    residual = importance * (1 / (1 + np.exp(-model.logits(features))) - positive)
    np.testing.assert_allclose(features.T @ residual + model.weight / 4.0, 0.0, atol=1e-8)
    assert abs(residual.sum()) < 1e-6


def test_the_interval_by_groups_is_like_wilsons_for_groups_of_one_and_wider_for_groups_that_err_together() -> None:
    correct = np.arange(1000) >= 50
    low, high = wilson_interval(950, 1000)
    single = group_bootstrap_interval(correct, np.arange(1000), rounds=4000)
    assert single == (pytest.approx(low, abs=0.004), pytest.approx(high, abs=0.004))
    together = group_bootstrap_interval(correct, np.arange(1000) // 25, rounds=4000)
    assert together[1] - together[0] > 2 * (high - low)
