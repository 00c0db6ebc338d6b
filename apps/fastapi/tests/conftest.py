from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Modules that tests share; pytest's importlib mode leaves the folder of a test off the path.
sys.path.insert(0, str(Path(__file__).parent))

from served import serving_with
from tiny_model import write_artifact

from lab_fastapi.artifact import open_artifact
from lab_fastapi.model import load_model
from lab_fastapi.serving import Serving


@pytest.fixture(scope="session")
def artifact_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_artifact(tmp_path_factory.mktemp("artifact"))


@pytest.fixture(scope="session")
def real_artifact_dir() -> Path:
    folder = os.environ.get("MODEL_DIR")
    if folder is None:
        pytest.skip("MODEL_DIR is not set: the test of the real model was not run")
    return Path(folder)


@pytest.fixture
def serving(artifact_dir: Path) -> Iterator[Serving]:
    """Not loaded yet."""
    with serving_with(load_model(open_artifact(artifact_dir), threads=1, cpu_limit=None), max_waiting=10) as one:
        yield one
