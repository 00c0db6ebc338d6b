"""Reading only the beginning of a long text must not change its tokens."""

from __future__ import annotations

import random
from pathlib import Path

from tokenizers import Tokenizer

from lab_inference.artifact import open_artifact
from lab_inference.model import TextEncoder

WORDS = ["hello", "free", "money", "x", "", "  ", "\n", "\x00", "\u0301", "中", "[SEP]", "a" * 300, "!?", "ﬁ", "e\u0301"]


def random_text(generator: random.Random) -> str:
    separator = generator.choice([" ", "  ", "", "\n"])
    return separator.join(generator.choice(WORDS) for _ in range(generator.randrange(400)))


def compare(folder: Path, rounds: int) -> int:
    """Number of texts that were longer than the beginning."""
    artifact = open_artifact(folder)
    encoder = TextEncoder(Tokenizer.from_file(str(artifact.tokenizer_path)), artifact.text_rule, artifact.max_tokens)
    whole = Tokenizer.from_file(str(artifact.tokenizer_path))
    whole.enable_truncation(artifact.max_tokens)
    whole.no_padding()
    generator = random.Random(5)
    shortened = 0
    for _ in range(rounds):
        text = random_text(generator)
        expected = whole.encode(artifact.text_rule.apply(text))
        truncated = bool(expected.overflowing) or len(text) > artifact.text_rule.max_characters
        assert encoder.encode(text) == (expected.ids, truncated)
        shortened += len(artifact.text_rule.apply(text)) > 12 * artifact.max_tokens
    return shortened


def test_with_the_tiny_tokenizer(artifact_dir: Path) -> None:
    assert compare(artifact_dir, 500) > 100


def test_with_the_real_tokenizer(real_artifact_dir: Path) -> None:
    assert compare(real_artifact_dir, 200) > 50
