"""What a model is judged on: its inputs, the right labels, and how its output becomes a label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from lab_inference.artifact import Artifact, open_artifact
from lab_inference.model import TextEncoder
from lab_model.corpus import dataset_dir, mails_of, read_mails
from lab_model.splits import load_splits
from lab_model.variants.artifact import cached_variant, feeds_of, spam_source
from lab_model.variants.graph_parts import Feeds
from lab_model.variants.make import Source
from lab_model.variants.recipes import Recipe

Scores = npt.NDArray[np.float32]
"""[samples, classes]: the greatest is the answer."""
Labels = npt.NDArray[np.int64]

SUBSAMPLE_SEED = 20020830


@dataclass(frozen=True)
class Samples:
    """Samples in a fixed random order: the first n of them are a random n."""

    feeds: Sequence[Feeds]
    labels: Labels

    def first(self, count: int | None) -> Samples:
        return Samples(self.feeds[:count], self.labels[:count])


@dataclass(frozen=True)
class Task:
    """A model, samples it never saw, and what its outputs mean."""

    name: str
    title: str
    source: Source
    validation: Callable[[], Samples]
    """What variants are chosen on."""
    test: Callable[[], Samples]
    """What the chosen one is reported on."""
    output: str
    scores: Callable[[npt.NDArray[np.floating]], Scores]
    """The output of one call as [1, classes]."""
    known_accuracy: float | None
    """Lower bound of the accuracy that the model's makers published for the test samples, if they did."""
    variant: Callable[[Recipe, Path], Path]
    """The graph of a variant, from the cache or made."""


def spam_task(base_dir: Path) -> Task:
    """The lab's spam filter on held-out e-mails, one e-mail a call, as clients send them."""
    base = open_artifact(base_dir)
    published = base.raw.get("metrics", {}).get("test", {}).get("accuracyInterval95")
    return Task(
        name="spam",
        title="spam filter (MiniLM, matrix products)",
        source=spam_source(base),
        validation=lambda: _mails(base, "validation"),
        test=lambda: _mails(base, "test"),
        output="logit",
        # Logit 0 is probability 0.5; the manifest may put the threshold elsewhere.
        scores=lambda logit: _two_classes(logit, base.threshold),
        known_accuracy=None if published is None else float(published[0]),
        variant=lambda recipe, cache: cached_variant(base, recipe, cache).model_path,
    )


def _mails(base: Artifact, split: str) -> Samples:
    ids = list(load_splits().ids[split])
    Random(SUBSAMPLE_SEED).shuffle(ids)
    mails = mails_of(read_mails(dataset_dir()), ids)
    rows = TextEncoder.of(base).token_ids([mail.text for mail in mails])
    return Samples([feeds_of(row) for row in rows], np.array([int(mail.is_spam) for mail in mails], dtype=np.int64))


def _two_classes(logit: npt.NDArray[np.floating], threshold: float) -> Scores:
    shifted = logit.astype(np.float32) - np.float32(np.log(threshold / (1 - threshold)))
    return np.stack([-shifted / 2, shifted / 2], axis=-1).reshape(-1, 2).astype(np.float32)
