"""The audit chain: append-only entries, each hashed over the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
FIELDS = ("number", "at", "verb", "account_name", "area_code", "subject", "reason", "detail")


def entry_hash(previous: str, values: tuple[object, ...]) -> str:
    """SHA-256 over the hash before and the entry's fields in the order of `FIELDS`, as a JSON list."""
    text = json.dumps([previous, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how it shows."""

    number: int
    what: str


def verify(entries: Iterable[dict[str, Any]], head_number: int, head_hash: str) -> list[Break]:
    """Breaks of a chain given in order of number; empty when nothing was changed, removed or put in another order."""
    breaks: list[Break] = []
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry["number"] != expected:
            breaks.append(Break(expected, f"entries {expected} to {entry['number'] - 1} are missing"))
            expected = entry["number"]
        if entry["previous_hash"] != previous:
            breaks.append(Break(entry["number"], "does not follow the entry before"))
        found = entry_hash(entry["previous_hash"], tuple(entry[name] for name in FIELDS))
        if found != entry["hash"]:
            breaks.append(Break(entry["number"], "was changed after it was written"))
        previous, expected = entry["hash"], expected + 1
    if head_number != expected - 1 or head_hash != previous:
        breaks.append(Break(head_number, "the end of the chain was cut or replaced"))
    return breaks
