"""Accuracy of an artifact on a split of the corpus, with its 95 % interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lab_inference.artifact import Artifact
from lab_inference.model import TextEncoder
from lab_model.corpus import Mail, dataset_dir, mails_of, read_mails
from lab_model.metrics import confusion
from lab_model.session import open_session, run_batched
from lab_model.splits import load_splits

SENT: dict[str, Callable[[Mail], str]] = {
    "text": lambda mail: mail.text,
    "raw": lambda mail: mail.raw,
    "body": lambda mail: mail.body,
}
"""Texts that a client may send of an e-mail: subject and body (the head was trained and chosen on these), all of it, the body."""


def evaluate(artifact: Artifact, split: str, sent: str) -> dict[str, Any]:
    """Run the artifact on the e-mails of a split, given as one of SENT."""
    mails = mails_of(read_mails(dataset_dir()), load_splits().ids[split])
    rows = TextEncoder.of(artifact).token_ids([SENT[sent](mail) for mail in mails])
    probability = run_batched(open_session(artifact.model_path, threads=1), "probability", rows)
    counts = confusion(np.array([mail.is_spam for mail in mails]), probability >= artifact.threshold)
    return {"split": split, "sent": sent, "model": artifact.sha256, "variant": artifact.variant, **counts.to_json()}


def describe(result: dict[str, Any]) -> str:
    """The result in two lines."""
    low, high = result["accuracyInterval95"]
    counts = result["confusion"]
    return (
        f"{result['split']} ({result['sent']}): accuracy {result['accuracy']:.2%} (95 % interval {low:.2%} to {high:.2%}), "
        f"F1 {result['f1']:.3f}, {result['n']} e-mails\n"
        f"spam: {counts['trueSpam']} found, {counts['falseHam']} missed; "
        f"ham: {counts['trueHam']} passed, {counts['falseSpam']} taken for spam"
    )
