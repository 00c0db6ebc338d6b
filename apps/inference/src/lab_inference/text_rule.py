"""`text` of a lab.model/v1 manifest: what happens to a text before the tokenizer sees it, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TextRule:
    """First the cut, then one substitution after the other."""

    max_characters: int
    """Only this many characters from the start are used."""

    substitutions: tuple[tuple[re.Pattern[str], str], ...]
    """Every match of the pattern becomes the template."""

    @staticmethod
    def from_manifest(raw: Mapping[str, Any]) -> TextRule:
        """
        Raises:
            ValueError: a pattern is no regular expression.
        """
        try:
            substitutions = tuple(
                (re.compile(each["pattern"]), each["replacement"].replace("$1", r"\g<1>"))
                for each in [*raw["characters"], *raw["steps"]]
            )
        except re.error as error:
            raise ValueError(f"text rule: {error}") from None
        return TextRule(int(raw["maxCharacters"]), substitutions)

    def apply(self, text: str) -> str:
        # One code point is one character here, so cutting first is the same and cheaper. In UTF-16 the cut comes second.
        result = text[: self.max_characters]
        for pattern, template in self.substitutions:
            result = pattern.sub(template, result)
        return result
