"""Embeddings of the corpus for training, cached because they take minutes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from lab_inference.model import TextEncoder
from lab_model import graph
from lab_model.build import TOKENIZER_NAME
from lab_model.corpus import Mail
from lab_model.head import Head
from lab_model.session import BATCH, open_session, run_batched
from lab_model.text_rule import TEXT_RULE
from lab_model.tokenizer import MAX_TOKENS, artifact_tokenizer
from lab_model.weights import Array, load_pretrained, pretrained_dir

CACHE_DIR = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ml-scaling-lab" / "embeddings"

CHUNK = 16 * BATCH

Report = Callable[[str], None]


def embed(mails: Sequence[Mail], report: Report) -> Array:
    """Embedding of each mail's text: [mails, 384]."""
    tokenizer = artifact_tokenizer(pretrained_dir() / TOKENIZER_NAME)
    model = graph.build_graph(load_pretrained(), _blank_head()).SerializeToString(deterministic=True)
    cached = CACHE_DIR / f"{_key(model, tokenizer, mails)}.npy"
    if cached.exists():
        report(f"embeddings: {cached}")
        stored: Array = np.load(cached)
        return stored
    CACHE_DIR.mkdir(parents=True, exist_ok=True)
    encoder = TextEncoder(Tokenizer.from_buffer(tokenizer), TEXT_RULE.served, MAX_TOKENS)
    rows = encoder.token_ids([mail.text for mail in mails])
    session = open_session(model, threads=1)
    parts = []
    for start in range(0, len(rows), CHUNK):
        parts.append(run_batched(session, "embedding", rows[start : start + CHUNK]))
        report(f"embedded {min(start + CHUNK, len(rows))} of {len(rows)} e-mails")
    result = np.concatenate(parts)
    np.save(cached, result)
    return result


def _blank_head() -> Head:
    width = graph.EMBEDDING_SIZE
    zeros = np.zeros((1, width), dtype=np.float32)
    return Head(linear=zeros[0], projection=zeros, square=zeros[0, :1], bias=0.0, threshold=0.5, training={}, metrics={})


def _key(model: bytes, tokenizer: bytes, mails: Sequence[Mail]) -> str:
    digest = hashlib.sha256(model)
    digest.update(tokenizer)
    digest.update(json.dumps(TEXT_RULE.to_json(), sort_keys=True).encode())
    digest.update("".join(mail.id for mail in mails).encode())
    return digest.hexdigest()[:16]
