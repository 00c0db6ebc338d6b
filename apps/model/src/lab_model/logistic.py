"""Logistic regression with an L2 penalty, solved to machine precision so that training is repeatable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

MAX_NEWTON_STEPS = 100
STEP_TOLERANCE = 1e-10
BIAS_PENALTY = 1e-9
"""The bias is free; this only keeps the system solvable."""


@dataclass(frozen=True)
class Logistic:
    """probability = sigmoid(weight . features + bias)."""

    weight: Doubles
    bias: float

    def logits(self, features: npt.NDArray[np.floating]) -> Doubles:
        scores: Doubles = features.astype(np.float64) @ self.weight + self.bias
        return scores


def fit(features: npt.NDArray[np.floating], is_positive: npt.NDArray[np.bool_], importance: Doubles, strength: float) -> Logistic:
    """Minimise sum(importance * log loss) + |weight|^2 / (2 * strength), by Newton's method.

    Args:
        features: [rows, columns].
        importance: weight of each row in the sum.
        strength: the larger, the weaker the penalty (C of the usual libraries).

    Raises:
        ArithmeticError: no convergence.
    """
    rows = np.hstack([features.astype(np.float64), np.ones((len(features), 1))])
    penalty = np.full(rows.shape[1], 1.0 / strength)
    penalty[-1] = BIAS_PENALTY
    solution = np.zeros(rows.shape[1])
    for _ in range(MAX_NEWTON_STEPS):
        probability = 1.0 / (1.0 + np.exp(-(rows @ solution)))
        gradient = rows.T @ (importance * (probability - is_positive)) + penalty * solution
        curvature = (rows * (importance * probability * (1.0 - probability))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        solution = solution - step
        if np.max(np.abs(step)) < STEP_TOLERANCE:
            return Logistic(weight=solution[:-1], bias=float(solution[-1]))
    raise ArithmeticError(f"logistic regression did not converge in {MAX_NEWTON_STEPS} steps")
