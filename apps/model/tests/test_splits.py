from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab_model.corpus import Mail, mails_of
from lab_model.errors import ModelError
from lab_model.grouping import grouped, near_duplicates, source_keys
from lab_model.splits import SHARES, SPLITS_PATH, load_splits, split


def mail(raw: str, group: str = "easy-ham-1") -> Mail:
    return Mail(group=group, raw=raw)


PROSE = "the quick brown fox jumps over the lazy dog while seven wizards quietly box five dozen liquor jugs near the old mill"


def test_the_list_of_a_mail_is_known_by_header_and_by_subject_tag() -> None:
    listed = mail("From: a@x.example\nList-Id: Irish Users <ilug.linux.ie>\nSubject: Re: [Other] hi\n\nbody")
    assert source_keys(listed) == {"list ilug", "list [other]"}


def test_a_mail_of_no_list_is_known_by_its_sender() -> None:
    assert source_keys(mail("From: Ann <Ann@X.example>\nSubject: hi\n\nbody")) == {"from ann@x.example"}


def test_mails_of_one_list_or_one_long_subject_or_one_text_are_one_group() -> None:
    mails = [
        mail("From: a@x\nList-Id: <l.x>\nSubject: one\n\nalpha"),
        mail("From: b@x\nList-Id: <l.y>\nSubject: two\n\nbeta"),
        mail("From: c@x\nSubject: a rather long subject\n\ngamma"),
        mail("From: d@x\nSubject: Re: A rather LONG subject\n\ndelta"),
        mail(f"From: e@x\nSubject: hi\n\n{PROSE} call 555"),
        mail(f"From: f@x\nSubject: hi\n\n{PROSE} call 777 today"),
        mail("From: g@x\nSubject: hi\n\nsomething else entirely"),
    ]
    assert sorted(sorted(members) for members in grouped(mails)) == [[0, 1], [2, 3], [4, 5], [6]]


def test_a_text_with_a_few_words_changed_is_a_near_duplicate_and_another_text_is_not() -> None:
    bodies = [PROSE, PROSE.replace("seven", "eight"), "an unrelated note on the price of eggs in spring and what to do about it"]
    assert near_duplicates(bodies) == [(0, 1)]


def test_splitting_does_not_depend_on_the_order_of_the_mails() -> None:
    mails = [mail(f"Subject: {index}\n\n{index}", group="spam-1" if index % 3 == 0 else "easy-ham-1") for index in range(60)]
    singles = [[index] for index in range(60)]
    assert split(mails, singles).ids == split(mails[::-1], singles).ids


def test_each_split_gets_its_share_of_every_corpus_part() -> None:
    mails = [mail(f"Subject: {index}\n\n{index}", group="spam-1" if index % 3 == 0 else "easy-ham-1") for index in range(300)]
    ids = split(mails, [[index] for index in range(300)]).ids
    for name, share in SHARES.items():
        spam = sum(each.is_spam for each in mails_of(mails, ids[name]))
        assert abs(spam - 100 * share) <= 1
        assert abs(len(ids[name]) - 300 * share) <= 2


def test_the_committed_splits_are_what_the_corpus_gives_and_no_group_straddles(mails: list[Mail]) -> None:
    committed = load_splits()
    groups = grouped(mails)
    assert split(mails, groups).ids == committed.ids
    home = {each: name for name, ids in committed.ids.items() for each in ids}
    assert len(home) == len(mails) == sum(map(len, committed.ids.values()))
    assert all(len({home[mails[index].id] for index in members}) == 1 for members in groups)


def test_edited_splits_are_an_error(tmp_path: Path) -> None:
    raw = json.loads(SPLITS_PATH.read_text(encoding="utf-8"))
    raw["splits"]["train"].append(raw["splits"]["test"].pop())
    (tmp_path / "splits.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(ModelError, match="was edited"):
        load_splits(tmp_path / "splits.json")
