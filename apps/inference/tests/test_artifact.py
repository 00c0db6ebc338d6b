from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_model import write_artifact

from lab_inference.artifact import open_artifact
from lab_inference.model import load_model
from lab_inference.start_error import ExitCode, StartError


def change_byte(folder: Path) -> None:
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(data)


def edit_manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        change(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return edit


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (change_byte, "model.onnx: was changed"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"short"), "model.onnx: has 5 bytes"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json: No such file"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json: No such file"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json: is malformed"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json: is malformed"),
        (edit_manifest(lambda manifest: manifest.update(schema="lab.model/v2")), "'lab.model/v2'"),
        (edit_manifest(lambda manifest: manifest.pop("maxTokens")), "has no key 'maxTokens'"),
        (edit_manifest(lambda manifest: manifest["text"].update(steps=[{"pattern": "(", "replacement": ""}])), "text rule"),  # type: ignore[attr-defined]
    ],
)
def test_a_damaged_artifact_is_one_line_that_names_the_file(
    tmp_path: Path, damage: Callable[[Path], object], message: str
) -> None:
    folder = write_artifact(tmp_path)
    damage(folder)
    with pytest.raises(StartError) as caught:
        open_artifact(folder)
    assert message in str(caught.value)
    assert caught.value.exit_code == ExitCode.ARTIFACT
    assert "\n" not in str(caught.value)


def test_a_model_that_matches_its_manifest_but_is_no_model_is_an_artifact_error_too(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path)
    rubbish = b"not a graph"
    (folder / "model.onnx").write_bytes(rubbish)
    entry = {"path": "model.onnx", "sha256": hashlib.sha256(rubbish).hexdigest(), "bytes": len(rubbish)}
    edit_manifest(lambda manifest: manifest["files"].update(model=entry))(folder)  # type: ignore[attr-defined]
    with pytest.raises(StartError, match="cannot be loaded") as caught:
        load_model(open_artifact(folder), threads=1, cpu_limit=None)
    assert caught.value.exit_code == ExitCode.ARTIFACT
