from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Modules that tests share; pytest's importlib mode leaves the folder of a test off the path.
sys.path.insert(0, str(Path(__file__).parent))

from served import serving_with

from lab_fastapi.serving import Serving
from lab_inference.artifact import open_artifact
from lab_inference.model import load_model


@pytest.fixture
def serving(artifact_dir: Path) -> Iterator[Serving]:
    """Not loaded yet."""
    with serving_with(load_model(open_artifact(artifact_dir), threads=1, cpu_limit=None), max_waiting=10) as one:
        yield one
