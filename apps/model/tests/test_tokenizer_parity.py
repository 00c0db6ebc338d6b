"""Python and JavaScript must make the same tokens of the same text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from lab_inference.artifact import Artifact
from lab_inference.model import TextEncoder
from lab_model.corpus import Mail
from lab_model.text_rule import DISPUTED_RANGES

pytestmark = pytest.mark.node

TokenizeInNode = Callable[[Sequence[str]], list[dict[str, Any]]]

ODD_TEXTS = (
    "",
    " \t\r\n",
    "[SEP] [CLS]x[MASK] [PAD] [unk] [UNK]a",
    "\x00\x01a\x1cb\x85c\x0bd",
    "ΟΔΟΣ ΣΑΣ Σ",
    "İstanbul ﬁ ǅ Å Å ½ €5",
    "\ud800a\udc00",
    "😀hello😀 𠀀𠀁",
    "a" * 101 + " " + "b" * 100,
    "word " * 500,
    "한국어 日本語 ไทย العربية हिन्दी",
    "\u2028x\u2029y\u00a0z\u3000w\ufeffq\u180er\u200bz\u200dz",
    "<b>" * 6000 + "far",
    "\r\nSubject: x\r\n\r\nbody",
    "Subject: folded\n  over two\nTo: me\n\nbody = 3D=20 &nbsp; &#169; *******",
    "😀" * 9000 + "behind the cut",
)


def assert_same(texts: Sequence[str], artifact: Artifact, tokenize_in_node: TokenizeInNode) -> None:
    ids = TextEncoder.of(artifact).token_ids(texts)
    for text, mine, theirs in zip(texts, ids, tokenize_in_node(texts), strict=True):
        assert artifact.text_rule.apply(text) == theirs["prepared"], repr(text[:200])
        assert mine == theirs["ids"], repr(text[:200])


def test_five_hundred_mails_have_the_same_ids_in_both_languages(
    mails: list[Mail], artifact: Artifact, tokenize_in_node: TokenizeInNode
) -> None:
    chosen = sorted(mails, key=lambda mail: mail.id)[:500]
    texts = [text for mail in chosen for text in (mail.raw, mail.text, mail.body)]
    assert_same(texts, artifact, tokenize_in_node)


def test_odd_texts_have_the_same_ids_in_both_languages(artifact: Artifact, tokenize_in_node: TokenizeInNode) -> None:
    assert_same(ODD_TEXTS, artifact, tokenize_in_node)


def test_every_code_point_has_the_same_ids_in_both_languages(artifact: Artifact, tokenize_in_node: TokenizeInNode) -> None:
    in_plane_zero = range(0x10000)
    beyond = range(0x10000, 0x110000, 97)
    texts = [f"ab{chr(code)}cd {chr(code)}{chr(code)} Q{chr(code)}" for code in (*in_plane_zero, *beyond)]
    assert_same(texts, artifact, tokenize_in_node)


def test_the_tokenizers_do_disagree_on_the_characters_taken_out(artifact: Artifact) -> None:
    assert all(artifact.text_rule.apply(chr(code)) == " " for first, last in DISPUTED_RANGES for code in range(first, last + 1))
