from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from lab_inference.artifact import open_artifact
from lab_inference.start_error import StartError
from lab_model.__main__ import main


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
    artifact = open_artifact(folder)
    assert artifact.model_path == folder / "model.onnx"
    assert artifact.sha256 == hashlib.sha256(b"model bytes").hexdigest()
    assert (artifact.labels, artifact.threshold, artifact.max_tokens) == (("ham", "spam"), 0.5, 128)


def test_one_changed_byte_is_an_error_that_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model bytez")
    with pytest.raises(StartError, match=r"model\.onnx: was changed.*\./lab model build"):
        open_artifact(folder)


def test_a_truncated_file_is_an_error_that_gives_both_sizes(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model")
    with pytest.raises(StartError, match="has 5 bytes, its manifest says 11"):
        open_artifact(folder)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(StartError, match=r"tokenizer\.json: No such file"):
        open_artifact(folder)


def test_a_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"manifest\.json: No such file"):
        open_artifact(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "lab.model/v9"}, r"its schema is 'lab\.model/v9', not 'lab\.model/v1'"),
        ({"files": {}}, "has no key 'model'"),
        ({"threshold": "high"}, "is malformed"),
        ({"text": []}, "is malformed"),
    ],
)
def test_a_manifest_of_another_shape_is_an_error(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(StartError, match=message):
        open_artifact(write_artifact(tmp_path / "a", **changes))


def test_check_prints_one_line_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_artifact(tmp_path / "a")
    (folder / "model.onnx").write_bytes(b"model bytez")
    assert main(["check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {folder / 'model.onnx'}: was changed")
    assert printed.err.count("\n") == 1
