"""What happens to a text before the tokenizer sees it, the same in every language that serves the model.

A client may send a whole e-mail with headers, a subject and a body, a body with MIME parts or HTML, or just words. The model
reads 128 tokens, so what carries no words (headers but the subject, MIME part headings, markup, long rules of punctuation) is
taken out first. Characters on which the Python and the JavaScript tokenizer disagree are taken out as well.

The rule is data: it travels in the manifest (`text`) as patterns that mean the same in Python's `re` and in ECMAScript's
`RegExp` with the flags `gu` (ASCII classes only, no shorthand whose Unicode meaning differs, `$1` in replacements).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Substitution:
    """Every match of `pattern` becomes `replacement`, in which `$1` stands for the first group."""

    pattern: str
    replacement: str

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], str]:
        return re.compile(self.pattern), self.replacement.replace("$1", r"\g<1>")

    def apply(self, text: str) -> str:
        pattern, template = self._compiled
        return pattern.sub(template, text)


@dataclass(frozen=True)
class TextRule:
    """How a client's text becomes the tokenizer's input: characters, then the cut, then steps, in this order."""

    characters: tuple[Substitution, ...]
    """Each maps single characters to single characters; after them, all are in the Basic Multilingual Plane."""

    max_characters: int
    """Only this many characters from the start are used."""

    steps: tuple[Substitution, ...]

    def apply(self, text: str) -> str:
        """The text as the tokenizer takes it."""
        # One code point is one character here, so cutting first is the same and cheaper. In UTF-16 the cut comes second.
        result = text[: self.max_characters]
        for substitution in (*self.characters, *self.steps):
            result = substitution.apply(result)
        return result

    def to_json(self) -> dict[str, Any]:
        return {
            "characters": _to_json(self.characters),
            "maxCharacters": self.max_characters,
            "steps": _to_json(self.steps),
        }

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> TextRule:
        return TextRule(
            characters=_from_json(raw["characters"]),
            max_characters=int(raw["maxCharacters"]),
            steps=_from_json(raw["steps"]),
        )


def _to_json(substitutions: Sequence[Substitution]) -> list[dict[str, str]]:
    return [{"pattern": each.pattern, "replacement": each.replacement} for each in substitutions]


def _from_json(raw: Sequence[Mapping[str, str]]) -> tuple[Substitution, ...]:
    return tuple(Substitution(pattern=each["pattern"], replacement=each["replacement"]) for each in raw)
