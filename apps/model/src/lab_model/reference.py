"""MiniLM in plain numpy, one text at a time, written from the BERT paper (Devlin et al., 2018) and the model's own settings.

An independent check of the ONNX graph: no padding, no batching, no fused operators, float64 throughout.
It shares no code with graph.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, sqrt

import numpy as np
import numpy.typing as npt

from lab_model.head import Head
from lab_model.weights import PretrainedModel

Doubles = npt.NDArray[np.float64]

_erf = np.vectorize(erf, otypes=[np.float64])


@dataclass(frozen=True)
class ReferenceOutput:
    embedding: Doubles
    probability: float


class ReferenceModel:
    """The classifier as equations."""

    def __init__(self, model: PretrainedModel, head: Head) -> None:
        self._tensors = {name: tensor.astype(np.float64) for name, tensor in model.tensors.items()}
        self._config = model.config
        self._head = head

    def run(self, token_ids: Sequence[int]) -> ReferenceOutput:
        """One text, given as its token ids with [CLS] and [SEP]."""
        states = self._embed(token_ids)
        for layer in range(self._config.num_hidden_layers):
            states = self._layer(f"encoder.layer.{layer}", states)
        mean = states.mean(axis=0)
        embedding = mean / sqrt(float(mean @ mean))
        head = self._head
        logit = head.bias + sum(float(weight) * value for weight, value in zip(head.linear, embedding, strict=True))
        for weight, direction in zip(head.square, head.projection, strict=True):
            logit += float(weight) * float(direction.astype(np.float64) @ embedding) ** 2
        return ReferenceOutput(embedding=embedding, probability=1.0 / (1.0 + exp(-logit)))

    def _embed(self, token_ids: Sequence[int]) -> Doubles:
        words = self._tensors["embeddings.word_embeddings.weight"]
        positions = self._tensors["embeddings.position_embeddings.weight"]
        segment_a = self._tensors["embeddings.token_type_embeddings.weight"][0]
        rows = [words[token] + positions[place] + segment_a for place, token in enumerate(token_ids)]
        return self._norm("embeddings.LayerNorm", np.stack(rows))

    def _layer(self, name: str, states: Doubles) -> Doubles:
        queries = self._dense(f"{name}.attention.self.query", states)
        keys = self._dense(f"{name}.attention.self.key", states)
        values = self._dense(f"{name}.attention.self.value", states)
        size = self._config.head_size
        heads = []
        for first in range(0, self._config.hidden_size, size):
            mine = slice(first, first + size)
            scores = queries[:, mine] @ keys[:, mine].T / sqrt(size)
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            heads.append(shares / shares.sum(axis=1, keepdims=True) @ values[:, mine])
        attended = self._dense(f"{name}.attention.output.dense", np.concatenate(heads, axis=1))
        middle = self._norm(f"{name}.attention.output.LayerNorm", states + attended)
        inner = self._dense(f"{name}.intermediate.dense", middle)
        inner = inner * 0.5 * (1.0 + _erf(inner / sqrt(2.0)))
        return self._norm(f"{name}.output.LayerNorm", middle + self._dense(f"{name}.output.dense", inner))

    def _dense(self, name: str, rows: Doubles) -> Doubles:
        product: Doubles = rows @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return product

    def _norm(self, name: str, rows: Doubles) -> Doubles:
        spread = np.sqrt(rows.var(axis=1, keepdims=True) + self._config.layer_norm_eps)
        normal: Doubles = (rows - rows.mean(axis=1, keepdims=True)) / spread
        return normal * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
