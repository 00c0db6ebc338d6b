"""What happens to a text before the tokenizer sees it, the same in every language that serves the model.

The Python and the JavaScript tokenizer agree on all of Unicode except the characters below; they carry Unicode tables of
different age, JavaScript does not see characters above U+FFFF as ideographs, and its lower case of a capital sigma depends on
the neighbouring letters. So these characters are taken out first. The rule travels in the manifest (`text`), from where both
languages read it. Checked over every code point by tests/test_tokenizer_parity.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_CHARACTERS = 8192
"""128 tokens of prose are about 600 characters; the bound keeps a huge text from costing more than a long one."""


@dataclass(frozen=True)
class TextRule:
    """How a client's text becomes the tokenizer's input."""

    space_ranges: tuple[tuple[int, int], ...]
    """Inclusive code point ranges; each character inside becomes one space."""

    replacements: tuple[tuple[str, str], ...]
    """Single characters and what replaces them."""

    max_characters: int
    """Only this many characters from the start are used, counted after the replacements (all are in the BMP then)."""

    def apply(self, text: str) -> str:
        """The text as the tokenizer takes it."""
        # Each code point maps to one character, so the cut may come first; in UTF-16 it has to come last.
        head = text[: self.max_characters]
        for old, new in self.replacements:
            head = head.replace(old, new)
        return self._to_space.sub(" ", head)

    @cached_property
    def _to_space(self) -> re.Pattern[str]:
        return re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in self.space_ranges) + "]")

    def to_json(self) -> dict[str, Any]:
        return {
            "spaceRanges": [[f"{first:04X}", f"{last:04X}"] for first, last in self.space_ranges],
            "replacements": dict(self.replacements),
            "maxCharacters": self.max_characters,
        }

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> TextRule:
        return TextRule(
            space_ranges=tuple((int(first, 16), int(last, 16)) for first, last in raw["spaceRanges"]),
            replacements=tuple(raw["replacements"].items()),
            max_characters=raw["maxCharacters"],
        )


TEXT_RULE = TextRule(
    space_ranges=(
        (0x061D, 0x061D), (0x07FD, 0x07FD), (0x0890, 0x0891), (0x0897, 0x089F), (0x08CA, 0x08E2), (0x09FD, 0x09FE),
        (0x0A76, 0x0A76), (0x0AFA, 0x0AFF), (0x0B55, 0x0B55), (0x0C04, 0x0C04), (0x0C3C, 0x0C3C), (0x0C77, 0x0C77),
        (0x0C84, 0x0C84), (0x0D00, 0x0D00), (0x0D3B, 0x0D3C), (0x0D81, 0x0D81), (0x0EBA, 0x0EBA), (0x0ECE, 0x0ECE),
        (0x166D, 0x166D), (0x1734, 0x1734), (0x180F, 0x180F), (0x1885, 0x1886), (0x1ABF, 0x1AEB), (0x1B4E, 0x1B4F),
        (0x1B7D, 0x1B7F), (0x1DF6, 0x1DFB), (0x2E43, 0x2E5D), (0xA82C, 0xA82C), (0xA8C5, 0xA8C5), (0xA8FF, 0xA8FF),
        (0xA9BD, 0xA9BD), (0xD800, 0xDFFF), (0x10000, 0x10FFFF),
    ),
    replacements=(("\u03a3", "\u03c3"),),
    max_characters=MAX_CHARACTERS,
)  # fmt: skip
