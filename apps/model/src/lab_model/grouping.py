"""Groups of e-mails that must not be on both sides of a split: mailing lists, senders, threads, near-duplicates."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from email.parser import HeaderParser
from email.utils import parseaddr

import numpy as np
import numpy.typing as npt

from lab_model.corpus import Mail

LIST_HEADERS = ("List-Id", "List-Post", "X-BeenThere", "Mailing-List")

SHINGLE_WORDS = 3
PERMUTATIONS = 96
BAND_ROWS = 4
NEAR_DUPLICATE_SIMILARITY = 0.5
"""From this estimated Jaccard similarity of word shingles on, two bodies count as versions of one text."""

SUBJECT_THREAD_WORDS = 3
"""A shorter subject ("hello", "your account") does not make two mails one thread."""

_TAG = re.compile(r"^(?:(?:re|fw|fwd|aw)\s*:\s*)*\[([\w .:+-]{2,40})\]", re.IGNORECASE)
_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|fw|fwd|aw)\s*(?:\[\d+\])?\s*:|\s*\[[^\]]{1,40}\])+", re.IGNORECASE)


class UnionFind:
    """Disjoint sets over 0..n-1."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, items: Iterable[int]) -> None:
        first, *rest = items
        for item in rest:
            low, high = sorted((self.find(first), self.find(item)))
            self._parent[high] = low

    def sets(self) -> list[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for item in range(len(self._parent)):
            members[self.find(item)].append(item)
        return list(members.values())


def grouped(mails: Sequence[Mail]) -> list[list[int]]:
    """Indices of the mails that belong together."""
    union = UnionFind(len(mails))
    for keys in (_source_keys(mails), _subject_keys(mails)):
        for members in keys.values():
            union.join(members)
    for pair in near_duplicates([mail.body for mail in mails]):
        union.join(pair)
    return union.sets()


def _source_keys(mails: Sequence[Mail]) -> dict[str, list[int]]:
    """By mailing list, or by sender where there is none."""
    keys: dict[str, list[int]] = defaultdict(list)
    for index, mail in enumerate(mails):
        for key in source_keys(mail):
            keys[key].append(index)
    return keys


def source_keys(mail: Mail) -> set[str]:
    """The lists a mail came through; else its sender."""
    headers = HeaderParser().parsestr(mail.headers + "\n\n")
    lists = {_list_name(str(headers[name])) for name in LIST_HEADERS if name in headers}
    tag = _TAG.match(mail.subject)
    if tag:
        lists.add(f"[{tag.group(1).lower()}]")
    lists.discard("")
    if lists:
        return {f"list {name}" for name in lists}
    sender = parseaddr(str(headers.get("From", "")))[1].lower()
    return {f"from {sender}"} if sender else set()


def _list_name(value: str) -> str:
    """The list's own name, without its host: hosts were rewritten in parts of the corpus."""
    found = re.search(r"<(?:mailto:)?([^>]+)>", value) or re.search(r"(?:list\s+)?([\w.+-]+@[\w.-]+)", value)
    return re.split(r"[.@]", found.group(1).lower())[0] if found else ""


def _subject_keys(mails: Sequence[Mail]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = defaultdict(list)
    for index, mail in enumerate(mails):
        subject = _REPLY_MARKS.sub("", mail.subject).lower()
        words = re.findall(r"[a-z]+", subject)
        if len(words) >= SUBJECT_THREAD_WORDS:
            keys[" ".join(words)].append(index)
    return keys


def near_duplicates(bodies: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of bodies whose MinHash signatures agree in at least NEAR_DUPLICATE_SIMILARITY of their places."""
    signatures = np.stack([_signature(body) for body in bodies])
    pairs: set[tuple[int, int]] = set()
    for start in range(0, PERMUTATIONS, BAND_ROWS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for index, band in enumerate(signatures[:, start : start + BAND_ROWS]):
            buckets[band.tobytes()].append(index)
        for members in buckets.values():
            # One comparison with the bucket's first is enough to join them; pairs that differ from it meet in another band.
            pairs.update((members[0], other) for other in members[1:])
    alike = [pair for pair in pairs if np.mean(signatures[pair[0]] == signatures[pair[1]]) >= NEAR_DUPLICATE_SIMILARITY]
    return sorted(alike)


def _signature(body: str) -> npt.NDArray[np.uint64]:
    words = re.findall(r"[a-z]+", re.sub(r"<[^>]*>", " ", body.lower())) or body.split() or [body]
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    hashes = np.array([_hash(shingle) for shingle in sorted(shingles)], dtype=np.uint64)
    mixed = (hashes[None, :] ^ _SEEDS[:, None]) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    signature: npt.NDArray[np.uint64] = mixed.min(axis=1)
    return signature


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


_SEEDS = np.array([_hash(f"seed {index}") for index in range(PERMUTATIONS)], dtype=np.uint64)
