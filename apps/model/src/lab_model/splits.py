"""Train, validation and test: whole groups only, kept in `apps/model/data/splits.json`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab_model.corpus import GROUPS, PACKAGE, PACKAGE_VERSION, Mail
from lab_model.errors import ModelError
from lab_model.head import DATA_DIR

SPLITS_SCHEMA = "lab.model-splits/v1"
SPLITS_PATH = DATA_DIR / "splits.json"
SHARES = {"train": 0.6, "validation": 0.2, "test": 0.2}


@dataclass(frozen=True)
class Splits:
    """Ids of e-mails by split name, sorted."""

    ids: dict[str, list[str]]

    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(self.ids, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SPLITS_SCHEMA,
            "dataset": f"{PACKAGE}@{PACKAGE_VERSION}",
            "id": "first 16 hex digits of the SHA-256 of the UTF-8 bytes of the e-mail's text field",
            "label": "spam when the e-mail's group field starts with spam, else ham",
            "sha256": self.sha256(),
            "splits": self.ids,
        }


def split(mails: Sequence[Mail], groups: Sequence[Sequence[int]]) -> Splits:
    """Deal whole groups to the splits, the largest first, each to where it leaves every corpus part closest to its share.

    Equal groups are taken in the order of a hash of their ids, so nothing depends on file order.
    """
    totals = Counter(mail.group for mail in mails)
    dealt: dict[str, Counter[str]] = {name: Counter() for name in SHARES}
    ids: dict[str, list[str]] = {name: [] for name in SHARES}
    for members in sorted(groups, key=lambda group: (-len(group), _group_hash(mails, group))):
        counts = Counter(mails[index].group for index in members)
        chosen = min(SHARES, key=lambda name: _excess(dealt[name], counts, totals, SHARES[name]))
        dealt[chosen] += counts
        ids[chosen].extend(mails[index].id for index in members)
    return Splits({name: sorted(members) for name, members in ids.items()})


def _excess(dealt: Counter[str], added: Counter[str], totals: Counter[str], share: float) -> float:
    """How far a split would exceed its share, by corpus part, weighted by the e-mails added to each part."""
    filled = [(dealt[part] + added[part]) / (share * totals[part]) * added[part] for part in GROUPS if added[part]]
    return sum(filled) / sum(added.values())


def _group_hash(mails: Sequence[Mail], group: Sequence[int]) -> str:
    return hashlib.sha256("".join(sorted(mails[index].id for index in group)).encode()).hexdigest()


def save_splits(splits: Splits, path: Path = SPLITS_PATH) -> None:
    path.write_text(json.dumps(splits.to_json(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def load_splits(path: Path = SPLITS_PATH) -> Splits:
    """Read the committed splits.

    Raises:
        ModelError: missing, of another schema, or edited (its hash does not match).
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path} is missing. It is part of the repository; to make it anew: python -m lab_model train") from None
    if raw.get("schema") != SPLITS_SCHEMA:
        raise ModelError(f"{path}: schema must be {SPLITS_SCHEMA}")
    splits = Splits(raw["splits"])
    if splits.sha256() != raw["sha256"]:
        raise ModelError(f"{path} was edited: its ids do not have the hash it states. Restore it from the repository.")
    return splits
