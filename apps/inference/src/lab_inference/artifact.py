"""The model artifact (lab.model/v1): read its manifest, check its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab_inference.start_error import ExitCode, StartError
from lab_inference.text_rule import TextRule

MANIFEST_NAME = "manifest.json"
MANIFEST_SCHEMA = "lab.model/v1"


@dataclass(frozen=True)
class Artifact:
    """A model whose files match its manifest."""

    name: str
    variant: str
    sha256: str
    """Of the model file."""

    model_path: Path
    tokenizer_path: Path
    labels: tuple[str, str]
    """The class below the threshold, and the one from it on."""

    threshold: float
    max_tokens: int
    """Longest token sequence, [CLS] and [SEP] included."""

    text_rule: TextRule
    raw: Mapping[str, Any]
    """The whole manifest."""

    @property
    def identity(self) -> dict[str, str]:
        """The identity that a server reports for its model."""
        return {"name": self.name, "variant": self.variant, "sha256": self.sha256}


def artifact_error(where: Path, problem: str) -> StartError:
    return StartError(ExitCode.ARTIFACT, f"{where}: {problem}. Delete the folder and build it again: ./lab model build.")


def open_artifact(folder: Path) -> Artifact:
    """Read the manifest, check size and SHA-256 of the files.

    Raises:
        StartError: names the file and what is wrong with it.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if manifest["schema"] != MANIFEST_SCHEMA:
            raise artifact_error(path, f"its schema is {manifest['schema']!r}, not {MANIFEST_SCHEMA!r}")
        ham, spam = manifest["labels"]
        return Artifact(
            name=manifest["name"],
            variant=manifest["variant"],
            sha256=manifest["files"]["model"]["sha256"],
            model_path=_checked(folder, manifest["files"]["model"]),
            tokenizer_path=_checked(folder, manifest["files"]["tokenizer"]),
            labels=(ham, spam),
            threshold=float(manifest["threshold"]),
            max_tokens=int(manifest["maxTokens"]),
            text_rule=TextRule.from_manifest(manifest["text"]),
            raw=manifest,
        )
    except OSError as error:
        raise artifact_error(path, error.strerror or str(error)) from None
    except KeyError as error:
        raise artifact_error(path, f"has no key {error}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise artifact_error(path, f"is malformed ({error})") from None


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked(folder: Path, entry: dict[str, Any]) -> Path:
    path = folder / str(entry["path"])
    try:
        size = path.stat().st_size
        if size != entry["bytes"]:
            raise artifact_error(path, f"has {size} bytes, its manifest says {entry['bytes']}")
        sha256 = sha256_file(path)
    except OSError as error:
        raise artifact_error(path, error.strerror or str(error)) from None
    if sha256 != entry["sha256"]:
        raise artifact_error(path, f"was changed: its SHA-256 is {sha256[:12]}…, its manifest says {entry['sha256'][:12]}…")
    return path
