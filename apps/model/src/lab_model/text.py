"""What happens to a text before the tokenizer sees it, the same in every language that serves the model.

A client may send a whole e-mail with headers, a subject and a body, a body with MIME parts or HTML, or just words. The model
reads 128 tokens, so what carries no words (headers but the subject, MIME part headings, markup, long rules of punctuation) is
taken out first. Characters on which the Python and the JavaScript tokenizer disagree are taken out as well.

The rule is data: it travels in the manifest (`text`) as patterns that mean the same in Python's `re` and in ECMAScript's
`RegExp` with the flags `gu` (ASCII classes only, no shorthand whose Unicode meaning differs, `$1` in replacements).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lab_inference.text_rule


@dataclass(frozen=True)
class Substitution:
    """Every match of `pattern` becomes `replacement`, in which `$1` stands for the first group."""

    pattern: str
    replacement: str


@dataclass(frozen=True)
class TextRule:
    """How a client's text becomes the tokenizer's input: characters, then the cut, then steps, in this order."""

    characters: tuple[Substitution, ...]
    """Each maps single characters to single characters; after them, all are in the Basic Multilingual Plane."""

    max_characters: int
    """Only this many characters from the start are used."""

    steps: tuple[Substitution, ...]

    def apply(self, text: str) -> str:
        """The text for the tokenizer."""
        return self.served.apply(text)

    @cached_property
    def served(self) -> lab_inference.text_rule.TextRule:
        """The rule as servers read it from the manifest."""
        return lab_inference.text_rule.TextRule.from_manifest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return {
            "characters": _to_json(self.characters),
            "maxCharacters": self.max_characters,
            "steps": _to_json(self.steps),
        }


def _to_json(substitutions: Sequence[Substitution]) -> list[dict[str, str]]:
    return [{"pattern": each.pattern, "replacement": each.replacement} for each in substitutions]
