"""The artifact's `tokenizer.json`."""

from __future__ import annotations

import json
from pathlib import Path

MAX_TOKENS = 128
"""Longest sequence, [CLS] and [SEP] included: a longer text keeps [CLS], its first 126 tokens and [SEP]."""


def artifact_tokenizer(source: Path) -> bytes:
    """The published `tokenizer.json` with truncation at MAX_TOKENS and without its padding to a fixed length."""
    raw = json.loads(source.read_text(encoding="utf-8"))
    raw["truncation"] = {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0}
    raw["padding"] = None
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
