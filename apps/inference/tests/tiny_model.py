"""A model artifact small enough to reason about: the probability is sigmoid(mean token id - 10)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WORDS = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "hello": 4, "free": 30, "money": 40}
MAX_TOKENS = 6
MAX_CHARACTERS = 200

TOKENIZER: dict[str, Any] = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": [],
    "normalizer": {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]},
    "decoder": None,
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": WORDS,
    },
}


def expected_probability(token_ids: list[int]) -> float:
    return float(1 / (1 + np.exp(10 - np.mean(token_ids))))


def write_artifact(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    files = {"model": ("model.onnx", _graph()), "tokenizer": ("tokenizer.json", json.dumps(TOKENIZER).encode())}
    for name, data in files.values():
        (folder / name).write_bytes(data)
    manifest = {
        "schema": "lab.model/v1",
        "name": "tiny",
        "variant": "fp32",
        "files": {role: _entry(name, data) for role, (name, data) in files.items()},
        "opset": 17,
        "maxTokens": MAX_TOKENS,
        "text": {
            "characters": [{"pattern": "[\U00010000-\U0010ffff]", "replacement": " "}],
            "maxCharacters": MAX_CHARACTERS,
            "steps": [{"pattern": "<(b)>", "replacement": " $1 "}],
        },
        "labels": ["ham", "spam"],
        "threshold": 0.5,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def _entry(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _graph() -> bytes:
    nodes = [
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["input_ids"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["ids", "mask"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "axis"], ["total"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "axis"], ["count"], keepdims=0),
        helper.make_node("Div", ["total", "count"], ["mean"]),
        helper.make_node("Sub", ["mean", "ten"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["probability"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["batch"])],
        [numpy_helper.from_array(np.array([1], np.int64), "axis"), numpy_helper.from_array(np.array(10, np.float32), "ten")],
    )
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    data: bytes = model.SerializeToString()
    return data
