"""Fixtures of every Python app."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# Modules that tests share; pytest's importlib mode leaves the folder of a test off the path.
sys.path.insert(0, str(Path(__file__).parent / "inference" / "tests"))

from tiny_model import write_artifact


@pytest.fixture(scope="session")
def artifact_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_artifact(tmp_path_factory.mktemp("artifact"))


@pytest.fixture(scope="session")
def real_artifact_dir() -> Path:
    folder = os.environ.get("MODEL_DIR")
    if folder is None:
        pytest.skip("MODEL_DIR is not set: the test of the real model was not run")
    return Path(folder)
