"""Builds the artifact. The same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lab_inference.artifact import MANIFEST_NAME, MANIFEST_SCHEMA
from lab_model.graph import INPUT_NAMES, OPSET, OUTPUTS, build_graph
from lab_model.head import LABELS, Head, load_head
from lab_model.text_rule import TEXT_RULE
from lab_model.tokenizer import MAX_TOKENS, artifact_tokenizer
from lab_model.weights import WEIGHTS_PACKAGE, load_pretrained, pretrained_dir, weights_version
from lab_model.whole_folder import whole_folder

NAME = "minilm-spam"
FP32 = "fp32"
MODEL_NAME = "model.onnx"
TOKENIZER_NAME = "tokenizer.json"

LICENCES = {
    "weights": "Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2)",
    "dataset": "PDDL-1.0, contents CC0-1.0 (SpamAssassin public mail corpus)",
    "head": "Apache-2.0 (ml-scaling-lab)",
}

BUILDER_SOURCES = ("build.py", "graph.py", "head.py", "text.py", "text_rule.py", "tokenizer.py", "weights.py")


def build(out: Path) -> dict[str, Any]:
    """Write the FP32 artifact to `out`, replacing what is there. Returns the manifest."""
    head = load_head()
    model = build_graph(load_pretrained(), head).SerializeToString(deterministic=True)
    tokenizer = artifact_tokenizer(pretrained_dir() / TOKENIZER_NAME)
    manifest = _manifest(head, model, tokenizer)
    with whole_folder(out) as staging:
        (staging / MODEL_NAME).write_bytes(model)
        (staging / TOKENIZER_NAME).write_bytes(tokenizer)
        (staging / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n", encoding="ascii")
    return manifest


def key() -> str:
    """Name for a cache of the artifact: changes with the weights package, the head and the builder's source."""
    digest = hashlib.sha256(f"{WEIGHTS_PACKAGE}=={weights_version()}\n".encode())
    digest.update(json.dumps(load_head().to_json(), sort_keys=True).encode())
    for name in BUILDER_SOURCES:
        digest.update(name.encode() + b"\0" + (Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def _manifest(head: Head, model: bytes, tokenizer: bytes) -> dict[str, Any]:
    return {
        "schema": MANIFEST_SCHEMA,
        "name": NAME,
        "variant": FP32,
        "files": {"model": _entry(MODEL_NAME, model), "tokenizer": _entry(TOKENIZER_NAME, tokenizer)},
        "opset": OPSET,
        "inputs": [{"name": name, "type": "int64", "shape": ["batch", "sequence"]} for name in INPUT_NAMES],
        "outputs": [{"name": name, "type": "float32", "shape": ["batch", *rest]} for name, rest in OUTPUTS],
        "maxTokens": MAX_TOKENS,
        "text": TEXT_RULE.to_json(),
        "labels": list(LABELS),
        "threshold": head.threshold,
        "licences": LICENCES,
        "source": {"weights": f"{WEIGHTS_PACKAGE}=={weights_version()}", "headSha256": head.sha256(), **head.training},
        "metrics": head.metrics,
    }


def _entry(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
