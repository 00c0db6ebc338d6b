"""Runs a graph with onnxruntime, for training, evaluation and checks; the apps serve in their own way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from lab_inference.model import pad
from lab_model.weights import Array

BATCH = 16


def open_session(model: Path | bytes, threads: int) -> ort.InferenceSession:
    """A CPU session with a fixed number of threads, so that results do not depend on the machine's cores."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    source = model if isinstance(model, bytes) else str(model)
    return ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def run_batched(session: ort.InferenceSession, output: str, rows: Sequence[Sequence[int]]) -> Array:
    """One output for rows of token ids, in their order. Rows of like length share a batch, so little is padded."""
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    results: dict[int, Array] = {}
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        input_ids, attention_mask = pad([rows[index] for index in chosen])
        (values,) = session.run([output], {"input_ids": input_ids, "attention_mask": attention_mask})
        results.update(zip(chosen, values, strict=True))
    return np.stack([results[index] for index in range(len(rows))])
