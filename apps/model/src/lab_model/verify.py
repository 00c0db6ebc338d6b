"""Checks an artifact against the numpy reference and against published similarities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lab_inference.artifact import Artifact
from lab_inference.model import TextEncoder
from lab_model.errors import ModelError
from lab_model.head import load_head
from lab_model.reference import ReferenceModel
from lab_model.session import open_session, run_batched
from lab_model.weights import load_pretrained

TOLERANCE = 1e-4
"""Largest difference allowed between the graph and the reference, in any component of an embedding or a probability."""

PUBLISHED_TOLERANCE = 1e-4
"""The published similarities have four decimals."""

PUBLISHED_SIMILARITIES: tuple[tuple[str, str, float], ...] = (
    # sentence-transformers, docs/quickstart.rst, "Sentence Transformer", all-MiniLM-L6-v2
    ("The weather is lovely today.", "It's so sunny outside!", 0.6660),
    ("The weather is lovely today.", "He drove to the stadium.", 0.1046),
    ("It's so sunny outside!", "He drove to the stadium.", 0.1411),
    # sentence-transformers, docs/sentence_transformer/usage/semantic_textual_similarity.rst, all-MiniLM-L6-v2
    ("The new movie is awesome", "The dog plays in the garden", 0.0543),
    ("The new movie is awesome", "The new movie is so great", 0.8939),
    ("The new movie is awesome", "A woman watches TV", -0.0502),
    ("The cat sits outside", "The dog plays in the garden", 0.2838),
    ("The cat sits outside", "The new movie is so great", -0.0029),
    ("The cat sits outside", "A woman watches TV", 0.1310),
    ("A man is playing guitar", "The dog plays in the garden", 0.2277),
    ("A man is playing guitar", "The new movie is so great", -0.0136),
    ("A man is playing guitar", "A woman watches TV", -0.0327),
)

PROBE_TEXTS = (
    "",
    "Hi",
    "Minutes of Tuesday's meeting\n\nPlease find the minutes attached; comments by Friday.",
    "CONGRATULATIONS!!! You have been SELECTED\n\n<html><body><font color=red>Click <a href='http://x.example'>HERE</a></font></body></html>",
    "Café Ελλάς 東京 русский naïve — ½ €5",
    "word " * 200,
)


@dataclass(frozen=True)
class Verification:
    """Largest differences found; all are within their tolerance."""

    embedding: float
    probability: float
    published: float


def verify(artifact: Artifact) -> Verification:
    """Compare the artifact's outputs with the reference's.

    Raises:
        ModelError: something differs by more than its tolerance.
    """
    encoder = TextEncoder.of(artifact)
    session = open_session(artifact.model_path, threads=1)
    rows = encoder.token_ids(PROBE_TEXTS)
    reference = ReferenceModel(load_pretrained(), load_head())
    expected = [reference.run(row) for row in rows]
    embedding = _largest(run_batched(session, "embedding", rows), np.stack([output.embedding for output in expected]))
    probability = _largest(run_batched(session, "probability", rows), np.array([output.probability for output in expected]))
    sentences = sorted({text for first, second, _ in PUBLISHED_SIMILARITIES for text in (first, second)})
    vectors = dict(zip(sentences, run_batched(session, "embedding", encoder.token_ids(sentences)), strict=True))
    similarities = np.array([float(vectors[first] @ vectors[second]) for first, second, _ in PUBLISHED_SIMILARITIES])
    published = _largest(similarities, np.array([value for _, _, value in PUBLISHED_SIMILARITIES]))
    for what, difference, tolerance in (
        ("embeddings and the numpy reference", embedding, TOLERANCE),
        ("probabilities and the numpy reference", probability, TOLERANCE),
        ("similarities and the published ones", published, PUBLISHED_TOLERANCE),
    ):
        if not difference <= tolerance:
            raise ModelError(f"{artifact.model_path}: {what} differ by {difference:.2g}, more than {tolerance:.0e}.")
    return Verification(embedding=embedding, probability=probability, published=published)


def _largest(found: npt.NDArray[np.floating], expected: npt.NDArray[np.floating]) -> float:
    return float(np.max(np.abs(found - expected)))
