"""The artifact folder: `model.onnx`, `tokenizer.json` and the `manifest.json` that vouches for them.

Everything that serves the model starts with load_manifest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab_model.errors import ArtifactError
from lab_model.text import TextRule

MANIFEST_SCHEMA = "lab.model/v1"
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class ArtifactFile:
    """A file of the artifact whose bytes were checked."""

    path: Path
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What an artifact holds. `raw` is the whole document; the fields are what serving needs."""

    name: str
    variant: str
    model: ArtifactFile
    tokenizer: ArtifactFile
    labels: tuple[str, ...]
    threshold: float
    max_tokens: int
    text: TextRule
    raw: dict[str, Any]


def load_manifest(directory: Path | str) -> Manifest:
    """Read the manifest and check size and SHA-256 of every file it names.

    Raises:
        ArtifactError: what is missing, unreadable or changed, and what to do.
    """
    folder = Path(directory)
    raw = _read(folder)
    try:
        return Manifest(
            name=raw["name"],
            variant=raw["variant"],
            model=_checked(folder, "model", raw["files"]["model"]),
            tokenizer=_checked(folder, "tokenizer", raw["files"]["tokenizer"]),
            labels=tuple(raw["labels"]),
            threshold=float(raw["threshold"]),
            max_tokens=int(raw["maxTokens"]),
            text=TextRule.from_json(raw["text"]),
            raw=raw,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"has no key {error}" if isinstance(error, KeyError) else f"is malformed: {error}"
        raise ArtifactError(f"{folder / MANIFEST_NAME} {reason}. {_remedy(folder)}") from None


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST_NAME
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"No model artifact in {folder}: {MANIFEST_NAME} is missing. {_remedy(folder)}") from None
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ArtifactError(f"{path} is not JSON ({error}). {_remedy(folder)}") from None
    if not isinstance(raw, dict) or raw.get("schema") != MANIFEST_SCHEMA:
        found = raw.get("schema") if isinstance(raw, dict) else type(raw).__name__
        raise ArtifactError(f"{path}: schema is {found!r}, expected {MANIFEST_SCHEMA!r}. {_remedy(folder)}")
    return raw


def _checked(folder: Path, role: str, entry: dict[str, Any]) -> ArtifactFile:
    path = folder / entry["path"]
    try:
        size = path.stat().st_size
        if size != entry["bytes"]:
            raise ArtifactError(f"The {role} file {path} has {size} bytes, its manifest says {entry['bytes']}. {_remedy(folder)}")
        digest = sha256_file(path)
    except OSError as error:
        raise ArtifactError(f"The {role} file {path} cannot be read: {error.strerror}. {_remedy(folder)}") from None
    if digest != entry["sha256"]:
        raise ArtifactError(
            f"The {role} file {path} was changed: its SHA-256 is {digest[:12]}…, its manifest says {entry['sha256'][:12]}…. "
            f"{_remedy(folder)}"
        )
    return ArtifactFile(path=path, sha256=digest, bytes=size)


def _remedy(folder: Path) -> str:
    return f"Delete the folder and build it again: python -m lab_model build --out {folder}"
