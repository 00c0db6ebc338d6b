"""Ridge regression with the kernel (1 + x . z)^2: a quadratic surface, cut to its strongest directions.

In the kernel's feature space the solution is unique, so training has no random start and no stopping rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Quadratic:
    """score(x) = linear . x + sum of square[k] * (projection[k] . x)^2 + bias; about +1 for the positive class, else -1."""

    linear: Doubles
    projection: Doubles
    square: Doubles
    bias: float

    def scores(self, features: npt.NDArray[np.floating]) -> Doubles:
        rows = features.astype(np.float64)
        result: Doubles = rows @ self.linear + (rows @ self.projection.T) ** 2 @ self.square + self.bias
        return result

    def cut(self, rank: int) -> Quadratic:
        """The same without all but the `rank` directions that bend the surface most."""
        return Quadratic(self.linear, self.projection[:rank], self.square[:rank], self.bias)


def fit(features: npt.NDArray[np.floating], is_positive: npt.NDArray[np.bool_], penalty: float) -> Quadratic:
    """Minimise sum of (score - target)^2 + penalty * |solution|^2 with targets +1 and -1.

    Directions are sorted by the size of their `square`, the largest first; each has its largest component positive.
    """
    rows = features.astype(np.float64)
    kernel = (1.0 + rows @ rows.T) ** 2
    share = np.linalg.solve(kernel + penalty * np.eye(len(rows)), np.where(is_positive, 1.0, -1.0))
    # (1 + x.z)^2 = 1 + 2 x.z + (x.z)^2, summed over the rows x with their shares:
    bend = (rows * share[:, None]).T @ rows
    values, vectors = np.linalg.eigh((bend + bend.T) / 2.0)
    order = np.argsort(-np.abs(values), kind="stable")
    directions = vectors[:, order].T
    peaks = directions[np.arange(len(directions)), np.argmax(np.abs(directions), axis=1)]
    return Quadratic(
        linear=2.0 * rows.T @ share,
        projection=directions * np.sign(peaks)[:, None],
        square=values[order],
        bias=float(share.sum()),
    )
