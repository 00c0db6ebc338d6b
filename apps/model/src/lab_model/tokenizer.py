"""Texts to token ids: the artifact's `tokenizer.json` read with the `tokenizers` package."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from lab_model.text import TextRule

MAX_TOKENS = 128
"""Longest sequence, [CLS] and [SEP] included: a longer text keeps [CLS], its first 126 tokens and [SEP]."""

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Encoded:
    """A batch of texts, padded on the right to the longest one. Both arrays are int64 [batch, sequence]."""

    input_ids: Ids
    attention_mask: Ids


class TextEncoder:
    """Applies the text rule, tokenizes, truncates. Safe to share between threads."""

    def __init__(self, tokenizer_path: Path, rule: TextRule) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_path))
        self._rule = rule

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, [CLS] and [SEP] included, at most MAX_TOKENS each."""
        encodings = self._tokenizer.encode_batch([self._rule.apply(text) for text in texts])
        return [encoding.ids for encoding in encodings]

    def encode(self, texts: Sequence[str]) -> Encoded:
        """One padded batch."""
        return pad(self.token_ids(texts))


def pad(rows: Sequence[Sequence[int]]) -> Encoded:
    """Rows of token ids as one batch; padding has id 0 and mask 0."""
    width = max(len(row) for row in rows)
    input_ids = np.zeros((len(rows), width), dtype=np.int64)
    attention_mask = np.zeros((len(rows), width), dtype=np.int64)
    for index, row in enumerate(rows):
        input_ids[index, : len(row)] = row
        attention_mask[index, : len(row)] = 1
    return Encoded(input_ids, attention_mask)


def artifact_tokenizer(source: Path) -> bytes:
    """The published `tokenizer.json` with truncation at MAX_TOKENS and without its padding to a fixed length."""
    raw = json.loads(source.read_text(encoding="utf-8"))
    raw["truncation"] = {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0}
    raw["padding"] = None
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
