from __future__ import annotations

import re

import pytest

from lab_model.corpus import Mail
from lab_model.text import Substitution, TextRule
from lab_model.text_rule import MAX_CHARACTERS, TEXT_RULE

RAW = (
    "From ann@a.example  Thu Aug 22 12:36:23 2002\nReceived: from b\n\tby c\nSubject: The\n minutes\nTo: bob@b.example\n\n"
    "Dear Bob,\n\nhere they are.\n"
)


def words(text: str) -> list[str]:
    return TEXT_RULE.apply(text).split()


def test_plain_words_pass_unchanged() -> None:
    text = "Lunch on Friday?\n\nNote: bring 20 = twenty plates, 5 < 6 & 7 > 3. -- Ann"
    assert TEXT_RULE.apply(text) == text


def test_a_raw_mail_and_its_subject_with_body_become_the_same_words() -> None:
    text = Mail(group="easy-ham-1", raw=RAW).text
    assert words(RAW) == words(text) == ["The", "minutes", "Dear", "Bob,", "here", "they", "are."]


def test_a_raw_mail_with_crlf_line_ends_becomes_the_same_words() -> None:
    assert words(RAW.replace("\n", "\r\n")) == words(RAW)


def test_markup_styles_comments_and_character_references_are_taken_out() -> None:
    html = "<html><style>p {color: red}</style><!-- x --><p align='left'>Buy&nbsp;<b>now</b></p></html>"
    assert words(html) == ["Buy", "now"]


def test_mime_part_headings_and_base64_lines_are_taken_out() -> None:
    boundary = "------=_Part_1_77"
    part = f"{boundary}\nContent-Type: text/plain;\n\tcharset=us-ascii\n\nthere"
    body = f"Hello\n\n{part}\n\n{boundary}--\n{'QUJD' * 15}\n"
    assert words(body) == ["Hello", "there"]


def test_quoted_printable_is_joined() -> None:
    assert words("so=\nlong a=3Db caf=E9 now") == ["solong", "a=b", "caf", "now"]


def test_a_rule_of_punctuation_becomes_three() -> None:
    assert words("==========\nSALE!!!!!!!!") == ["===", "SALE!!!"]


@pytest.mark.parametrize(
    ("opening", "longest"),
    [("<!--", 1000), ("<style ", 4000), ("<SCRIPT>", 4000), ("<a", 2000), ("<!--x <b ", 1000), ("</", 2000)],
)
def test_openings_without_an_end_are_looked_through_once(opening: str, longest: int) -> None:
    text = (opening * MAX_CHARACTERS)[:MAX_CHARACTERS]
    for step in TEXT_RULE.steps:
        if f"{{0,{longest}}}?" in step.pattern:
            # Each match takes with it all that was looked through, so no character is looked at again and again.
            assert sum(1 for _ in re.finditer(step.pattern, text)) <= 1.1 * MAX_CHARACTERS / longest + 1


def test_an_opening_without_an_end_hides_nothing_from_the_steps_after_it() -> None:
    assert words("<!-- " + "word " * 500 + "<b>bold</b> --") == ["<!--", *["word"] * 500, "bold", "--"]


def test_the_text_is_cut_after_surrogates_became_spaces() -> None:
    rule = TextRule(characters=(Substitution("[\U00010000-\U0010ffff]", " "),), max_characters=3, steps=())
    assert rule.apply("😀ab😀cd") == " ab"


@pytest.mark.parametrize("character", ["\ud800", "😀", "\u061d"])
def test_a_character_on_which_tokenizers_disagree_becomes_a_space(character: str) -> None:
    assert TEXT_RULE.apply(f"a{character}b") == "a b"


def test_a_rule_survives_its_way_through_the_manifest() -> None:
    rules = (*TEXT_RULE.characters, *TEXT_RULE.steps)
    assert TEXT_RULE.served.max_characters == TEXT_RULE.max_characters
    assert [pattern.pattern for pattern, _ in TEXT_RULE.served.substitutions] == [each.pattern for each in rules]
