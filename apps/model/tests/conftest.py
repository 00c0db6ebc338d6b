from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from lab_inference.artifact import Artifact, open_artifact
from lab_model.build import build
from lab_model.corpus import Mail, dataset_dir, deduplicated, read_mails

FIXTURES = Path(__file__).parent / "fixtures"

TokenizeInNode = Callable[[Sequence[str]], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def artifact_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("artifact") / "fp32"
    build(out)
    return out


@pytest.fixture(scope="session")
def artifact(artifact_dir: Path) -> Artifact:
    return open_artifact(artifact_dir)


@pytest.fixture(scope="session")
def mails() -> list[Mail]:
    return deduplicated(read_mails(dataset_dir()))


@pytest.fixture(scope="session")
def tokenize_in_node(artifact_dir: Path) -> TokenizeInNode:
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is not on PATH")

    def tokenize(texts: Sequence[str]) -> list[dict[str, Any]]:
        command = [node, str(FIXTURES / "tokenize.mjs"), str(artifact_dir)]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
        result: list[dict[str, Any]] = json.loads(done.stdout)
        return result

    return tokenize
