"""Variants of the spam model as artifact folders, each beside the FP32 folder that it was made from."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import onnx
import onnxruntime

from lab_inference.artifact import MANIFEST_NAME, Artifact, open_artifact, sha256_file
from lab_inference.model import TextEncoder, pad
from lab_model.corpus import dataset_dir, mails_of, read_mails
from lab_model.errors import ModelError
from lab_model.splits import load_splits
from lab_model.variants.graph_parts import Feeds, load
from lab_model.variants.make import Source, make
from lab_model.variants.recipes import RECIPES, Recipe, recipe_named
from lab_model.whole_folder import whole_folder

CALIBRATION_MAILS = 48
CALIBRATION_CANDIDATES = 200
CALIBRATION_SEED = 20021003


def find_recipe(name: str) -> Recipe:
    """The recipe with that name.

    Raises:
        ModelError: there is none; the message lists those there are.
    """
    recipe = recipe_named(name)
    if recipe is None:
        raise ModelError(f"There is no variant {name!r}. Variants: {', '.join(each.name for each in RECIPES)}.")
    return recipe


def folder_name(base: Artifact, recipe: Recipe) -> str:
    """Name of the variant's folder: changes with the base model, the recipe, its code and the libraries that carry it out."""
    digest = hashlib.sha256(f"{base.sha256} {recipe} ort {onnxruntime.__version__} onnx {onnx.__version__}\n".encode())
    digest.update(load_splits().sha256().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{base.sha256[:12]}-{recipe.name}-{digest.hexdigest()[:12]}"


def cached_variant(base: Artifact, recipe: Recipe, cache: Path) -> Artifact:
    """The variant from the cache (checked), or made and cached. Every FP32 recipe gives the base itself."""
    if recipe.method == "none":
        return base
    folder = cache / folder_name(base, recipe)
    if not (folder / MANIFEST_NAME).exists():
        build_variant(base, recipe, folder)
    return open_artifact(folder)


def build_variant(base: Artifact, recipe: Recipe, out: Path) -> None:
    """Write the variant's artifact to `out`, replacing what is there."""
    with whole_folder(out) as staging:
        model = staging / base.model_path.name
        make(recipe, spam_source(base), model)
        shutil.copyfile(base.tokenizer_path, staging / base.tokenizer_path.name)
        manifest = _manifest(base, recipe, model)
        (staging / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n", encoding="ascii")


def spam_source(base: Artifact) -> Source:
    """The spam model. Its head stays in FP32: it makes the whole decision and is a thousandth of the work."""
    head = [node.name for node in load(base.model_path).graph.node if node.name.startswith("head.")]
    return Source(model=base.model_path, keep=head, calibration=lambda: _calibration(base))


def _calibration(base: Artifact) -> list[Feeds]:
    """A seeded sample of training e-mails, one call each; neither validation nor test has a part in a variant.

    Only e-mails of full length: onnxruntime's histograms want values of one shape, and padding would count as a value.
    """
    ids = Random(CALIBRATION_SEED).sample(load_splits().ids["train"], CALIBRATION_CANDIDATES)
    mails = mails_of(read_mails(dataset_dir()), ids)
    rows = TextEncoder.of(base).token_ids([mail.text for mail in mails])
    return [feeds_of(row) for row in rows if len(row) == base.max_tokens][:CALIBRATION_MAILS]


def feeds_of(row: list[int]) -> Feeds:
    """Inputs of the spam model for one e-mail alone, as a server that does not batch sends them."""
    input_ids, attention_mask = pad([row])
    return {"input_ids": input_ids, "attention_mask": attention_mask}


def _manifest(base: Artifact, recipe: Recipe, model: Path) -> dict[str, Any]:
    # The metrics of the base manifest are those of FP32.
    kept = {key: value for key, value in base.raw.items() if key != "metrics"}
    files = {**base.raw["files"], "model": {"path": model.name, "sha256": sha256_file(model), "bytes": model.stat().st_size}}
    return {
        **kept,
        "variant": recipe.name,
        "files": files,
        "base": {"folder": base.model_path.parent.name, "sha256": base.sha256},
        "recipe": {"method": recipe.method, "words": recipe.words, "onnxruntime": onnxruntime.__version__},
    }
