"""The text rule of this model. Chosen on the validation e-mails; see README.md."""

from __future__ import annotations

from lab_model.text import Substitution, TextRule

MAX_CHARACTERS = 16_000
"""128 tokens of prose are about 600 characters; headers, styles and markup before them can take many more."""

DISPUTED_RANGES = (
    (0x061D, 0x061D), (0x07FD, 0x07FD), (0x0890, 0x0891), (0x0897, 0x089F), (0x08CA, 0x08E2), (0x09FD, 0x09FE),
    (0x0A76, 0x0A76), (0x0AFA, 0x0AFF), (0x0B55, 0x0B55), (0x0C04, 0x0C04), (0x0C3C, 0x0C3C), (0x0C77, 0x0C77),
    (0x0C84, 0x0C84), (0x0D00, 0x0D00), (0x0D3B, 0x0D3C), (0x0D81, 0x0D81), (0x0EBA, 0x0EBA), (0x0ECE, 0x0ECE),
    (0x166D, 0x166D), (0x1734, 0x1734), (0x180F, 0x180F), (0x1885, 0x1886), (0x1ABF, 0x1AEB), (0x1B4E, 0x1B4F),
    (0x1B7D, 0x1B7F), (0x1DF6, 0x1DFB), (0x2E43, 0x2E5D), (0xA82C, 0xA82C), (0xA8C5, 0xA8C5), (0xA8FF, 0xA8FF),
    (0xA9BD, 0xA9BD),
)  # fmt: skip
"""Code points of the Basic Multilingual Plane that the two tokenizers treat differently: their tables are of different Unicode
versions. tests/test_tokenizer_parity.py checks every code point."""

_DISPUTED = "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in DISPUTED_RANGES)
_SURROGATES = r"\ud800-\udfff"
_BEYOND_BMP = "\U00010000-\U0010ffff"
"""JavaScript does not see ideographs up here, and the vocabulary has none of them. Literal, because the escapes differ."""

_HEADER = r"[!-9;-~]{1,64}:[^\n]*\n(?:[ \t][^\n]*\n)*"


def _span(opening: str, inside: str, longest: int, end: str) -> Substitution:
    """Remove everything from an opening to the first end after it.

    An opening without an end stays, together with the text that was searched for its end (up to a space, if there is one).
    Otherwise a text of only openings would be searched again from each of them.
    """
    looked_through = rf"(?:{inside}{{0,{longest}}}(?=[ \n])|{inside}{{0,{longest}}})"
    return Substitution(f"{opening}{inside}{{0,{longest}}}?{end}|({opening}{looked_through})", "$1 ")


TEXT_RULE = TextRule(
    characters=(
        Substitution(f"[{_DISPUTED}{_SURROGATES}{_BEYOND_BMP}]", " "),
        # JavaScript's lower case of a capital sigma depends on the letters around it.
        Substitution("\u03a3", "\u03c3"),
    ),
    max_characters=MAX_CHARACTERS,
    steps=(
        Substitution(r"\r\n?", "\n"),
        # A header block that has a Subject: only the subject stays.
        Substitution(
            rf"^(?:>?From [^\n]*\n)?(?:{_HEADER}){{0,200}}?"
            rf"(?:[Ss]ubject|SUBJECT):([^\n]*(?:\n[ \t][^\n]*)*)\n(?:{_HEADER}){{0,200}}\n",
            "$1\n\n",
        ),
        # MIME: the line before a part, the part's own headers, lines of base64, quoted-printable.
        Substitution(r"(?:^|\n)--[!-~]{8,}(?: *\n(?:[Cc]ontent-[^\n]*\n(?:[ \t][^\n]*\n)*)*)?", "\n"),
        Substitution(r"\n[A-Za-z0-9+/]{60,}={0,2}", ""),
        Substitution(r"([^=\n])=\n", "$1"),
        Substitution(r"=3[Dd]", "="),
        Substitution(r"=(?:20|[89A-F][0-9A-F])", " "),
        # HTML: what is not shown, then tags and character references.
        _span("<!--", r"[\s\S]", 1000, "-->"),
        _span(r"<(?:[Ss][Tt][Yy][Ll][Ee]|[Ss][Cc][Rr][Ii][Pp][Tt])[ \t\n>]", r"[\s\S]", 4000, "</[^>]{0,16}>"),
        _span("<[!/?A-Za-z]", "[^>]", 2000, ">"),
        Substitution(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6});", " "),
        # A rule of punctuation would take one token for each character.
        Substitution(r"([!-/:-@\[-`{-~])\1{3,}", "$1$1$1"),
    ),
)
