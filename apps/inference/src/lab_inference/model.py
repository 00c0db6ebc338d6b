"""The classifier: texts to probabilities of spam. Everything here runs on an inference thread, not on the event loop."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

# Before the tokenizer is imported: its own thread pool would have one thread per core of the machine.
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Encoding, Tokenizer

from lab_inference.artifact import Artifact, artifact_error
from lab_inference.cpu_limit import cpu_limit_cores, whole_cores
from lab_inference.text_rule import TextRule

Ids = npt.NDArray[np.int64]

BEGINNING_CHARACTERS_PER_TOKEN = 12
"""A token of prose is about 5 characters; with this many, the beginning of nearly every text is enough."""


@dataclass(frozen=True, slots=True)
class Prediction:
    label: str
    probability: float
    """Of spam."""

    truncated: bool
    """The model read only the beginning of this text."""


class TextEncoder:
    """Applies the text rule, tokenizes and truncates."""

    def __init__(self, tokenizer: Tokenizer, rule: TextRule, max_tokens: int) -> None:
        tokenizer.enable_truncation(max_tokens)
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._rule = rule
        self._beginning = BEGINNING_CHARACTERS_PER_TOKEN * max_tokens

    @classmethod
    def of(cls, artifact: Artifact) -> TextEncoder:
        return cls(Tokenizer.from_file(str(artifact.tokenizer_path)), artifact.text_rule, artifact.max_tokens)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, [CLS] and [SEP] included."""
        return [self.encode(text)[0] for text in texts]

    def encode(self, original: str) -> tuple[list[int], bool]:
        """Token ids, and whether some of the text was left out."""
        encoding = self._encoding(self._rule.apply(original))
        return encoding.ids, bool(encoding.overflowing) or len(original) > self._rule.max_characters

    def _encoding(self, text: str) -> Encoding:
        # No token reaches across a space, so when the beginning fills the sequence the rest does not matter.
        if len(text) > self._beginning and (space := text.rfind(" ", 0, self._beginning)) > 0:
            encoding = self._tokenizer.encode(text[:space])
            if encoding.overflowing:
                return encoding
        return self._tokenizer.encode(text)


class SpamModel:
    """One onnxruntime session. One call at a time uses all its threads."""

    def __init__(self, session: ort.InferenceSession, encoder: TextEncoder, artifact: Artifact) -> None:
        self._session = session
        self._encoder = encoder
        self._labels = artifact.labels
        self._threshold = artifact.threshold

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        encoded = [self._encoder.encode(text) for text in texts]
        input_ids, attention_mask = pad([ids for ids, _ in encoded])
        (probabilities,) = self._session.run(["probability"], {"input_ids": input_ids, "attention_mask": attention_mask})
        return [
            Prediction(self._labels[probability >= self._threshold], probability, truncated)
            for probability, (_, truncated) in zip(probabilities.tolist(), encoded, strict=True)
        ]


def pad(rows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Input ids and attention mask of a batch, padded on the right to its longest row."""
    width = max(len(row) for row in rows)
    input_ids = np.zeros((len(rows), width), dtype=np.int64)
    attention_mask = np.zeros((len(rows), width), dtype=np.int64)
    for index, row in enumerate(rows):
        input_ids[index, : len(row)] = row
        attention_mask[index, : len(row)] = 1
    return input_ids, attention_mask


def load_model(artifact: Artifact, threads: int, cpu_limit: float | None) -> SpamModel:
    """Load and warm up.

    Args:
        artifact: checked before.
        threads: of one inference call.
        cpu_limit: cores; with a fractional limit, threads do not spin while they wait for work, because
            that burns the quota that the next call needs.

    Raises:
        StartError: the files match the manifest, but are not a usable model.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    if cpu_limit is not None and not cpu_limit.is_integer():
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(str(artifact.model_path), options, providers=["CPUExecutionProvider"])
        model = SpamModel(session, TextEncoder.of(artifact), artifact)
        # The first call allocates the memory arena; no client should wait for that.
        model.predict(["warm up"])
    except Exception as error:
        # Both libraries raise many unrelated classes for a file they cannot use.
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise artifact_error(artifact.model_path.parent, f"the model cannot be loaded ({reason})") from None
    return model


def load_within_limit(artifact: Artifact, threads: int | None) -> SpamModel:
    """Load with these threads, or with as many as the CPU limit of this process has cores.

    Raises:
        StartError: as load_model.
    """
    limit = cpu_limit_cores()
    return load_model(artifact, threads or whole_cores(limit), limit)
