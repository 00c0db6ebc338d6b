from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from lab_model.__main__ import main
from lab_model.artifact import load_manifest
from lab_model.errors import ArtifactError


def write_artifact(folder: Path, **changes: Any) -> Path:  # noqa: ANN401
    folder.mkdir()
    files = {"model": ("model.onnx", b"model bytes"), "tokenizer": ("tokenizer.json", b"{}")}
    entries = {}
    for role, (name, data) in files.items():
        (folder / name).write_bytes(data)
        entries[role] = {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    document = {
        "schema": "lab.model/v1",
        "name": "tiny",
        "variant": "fp32",
        "files": entries,
        "labels": ["ham", "spam"],
        "threshold": 0.5,
        "maxTokens": 128,
        "text": {"characters": [], "maxCharacters": 9, "steps": []},
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_an_intact_artifact_loads_with_its_checked_files(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    manifest = load_manifest(folder)
    assert manifest.model.path == folder / "model.onnx"
    assert manifest.model.sha256 == hashlib.sha256(b"model bytes").hexdigest()
    assert (manifest.labels, manifest.threshold, manifest.max_tokens) == (("ham", "spam"), 0.5, 128)


def test_one_changed_byte_is_an_error_that_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model bytez")
    with pytest.raises(ArtifactError, match=r"model file .*model\.onnx was changed.*python -m lab_model build"):
        load_manifest(folder)


def test_a_truncated_file_is_an_error_that_gives_both_sizes(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model")
    with pytest.raises(ArtifactError, match="has 5 bytes, its manifest says 11"):
        load_manifest(folder)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ArtifactError, match=r"tokenizer file .*cannot be read: No such file"):
        load_manifest(folder)


def test_a_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"manifest\.json is missing"):
        load_manifest(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "lab.model/v9"}, r"schema is 'lab\.model/v9', expected 'lab\.model/v1'"),
        ({"files": {}}, "has no key 'model'"),
        ({"threshold": "high"}, "is malformed"),
        ({"text": []}, "is malformed"),
    ],
)
def test_a_manifest_of_another_shape_is_an_error(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ArtifactError, match=message):
        load_manifest(write_artifact(tmp_path / "a", **changes))


def test_check_prints_one_line_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model bytez")
    assert main(["check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: The model file")
    assert printed.err.count("\n") == 1
