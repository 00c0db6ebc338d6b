from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lab_model import quadratic
from lab_model.errors import ModelError
from lab_model.head import load_head, save_head
from lab_model.splits import load_splits


def test_the_committed_head_was_trained_on_the_committed_splits() -> None:
    head, splits = load_head(), load_splits()
    assert head.training["splitsSha256"] == splits.sha256()
    assert head.metrics["validation"]["n"] == len(splits.ids["validation"])
    assert head.metrics["test"]["n"] == len(splits.ids["test"])


def test_a_head_survives_being_saved(tmp_path: Path) -> None:
    head = load_head()
    save_head(head, tmp_path / "head.json")
    again = load_head(tmp_path / "head.json")
    assert again.sha256() == head.sha256()
    assert np.array_equal(again.projection, head.projection)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is not JSON"), ('{"schema": "other"}', "schema must be"), ('{"schema": "lab.model-head/v1"}', "is not a head")],
)
def test_a_file_that_is_not_a_head_is_an_error(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "head.json").write_text(content)
    with pytest.raises(ModelError, match=message):
        load_head(tmp_path / "head.json")


def test_the_quadratic_fit_solves_the_kernel_equations() -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(60, 4))
    positive = np.sum(features**2, axis=1) > 4.0
    surface = quadratic.fit(features, positive, penalty=0.5)
    kernel = (1.0 + features @ features.T) ** 2
    share = np.linalg.solve(kernel + 0.5 * np.eye(60), np.where(positive, 1.0, -1.0))
    np.testing.assert_allclose(surface.scores(features), kernel @ share, atol=1e-9)


def test_cutting_keeps_the_directions_that_bend_most() -> None:
    random = np.random.default_rng(5)
    features = random.normal(size=(400, 6))
    surface = quadratic.fit(features, features[:, 2] ** 2 > 1.0, penalty=1.0).cut(1)
    assert surface.projection.shape == (1, 6)
    assert int(np.argmax(np.abs(surface.projection[0]))) == 2
