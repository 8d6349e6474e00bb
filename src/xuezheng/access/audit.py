"""The audit chain: append-only entries, each hashed over the one before, and anchors of its end outside the database."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

GENESIS = "0" * 64
FIELDS = ("number", "at", "verb", "account_name", "area_code", "subject", "reason", "detail")
SEPARATOR = "\x1f"  # the control sign “unit separator”


def entry_text(previous: str, values: tuple[object, ...]) -> str:
    """What is hashed: the hash before, then each field, with a separator that no field may hold.

    Both databases put the same text together, which is what makes a long chain quick to verify.
    """
    return SEPARATOR.join((previous, *map(str, values)))


def entry_hash(previous: str, values: tuple[object, ...]) -> str:
    """SHA-256 over the hash before and the entry's fields in the order of `FIELDS`."""
    return sha256(entry_text(previous, values).encode()).hexdigest()


def text_sql(table: str) -> str:
    """Number, hashed text and hash of the entries after a number and up to another, in order, as SQL for both databases."""
    fields = f" || '{SEPARATOR}' || ".join(("previous_hash", *FIELDS))
    return f"SELECT number, {fields}, hash FROM {table} WHERE number > %s AND number <= %s ORDER BY number"


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how it shows."""

    number: int
    what: str


@dataclass(frozen=True)
class Anchor:
    """An end of the chain as it was written down outside the database."""

    number: int
    hash: str
    at: str = ""


def verify(
    entries: Iterable[tuple[int, str, str]],
    head: Anchor,
    anchors: Callable[[int, str], str] = lambda number, digest: digest,
    after: Anchor | None = None,
) -> list[Break]:
    """Breaks of a chain; empty when nothing was changed, removed or put in another order.

    `entries` are number, hashed text and hash in order of number; `anchors(number, hash)` gives the hash that was
    anchored for a number, or the one given where none was. `after` is where to begin, the start of the chain by default.
    """
    breaks: list[Break] = []
    previous, expected = (after.hash, after.number + 1) if after else (GENESIS, 1)
    for number, text, digest in entries:
        # The one line that is run a million times; only where it fails it is asked how.
        if (
            number != expected
            or not text.startswith(previous)
            or text.count(SEPARATOR) != len(FIELDS)
            or sha256(text.encode()).hexdigest() != digest
            or anchors(number, digest) != digest
        ):
            breaks += broken(number, text, digest, previous, expected, anchors)
        previous, expected = digest, number + 1
    if head.number != expected - 1 or head.hash != previous:
        breaks.append(Break(head.number, "the end of the chain was cut or replaced"))
    return breaks


def broken(
    number: int, text: str, digest: str, previous: str, expected: int, anchors: Callable[[int, str], str]
) -> list[Break]:
    """In which ways one entry does not hold."""
    found: list[Break] = []
    if number != expected:
        found.append(Break(expected, f"entries {expected} to {number - 1} are missing"))
    elif not text.startswith(previous):
        found.append(Break(number, "does not follow the entry before"))
    if sha256(text.encode()).hexdigest() != digest or text.count(SEPARATOR) != len(FIELDS):
        found.append(Break(number, "was changed after it was written"))
    if anchors(number, digest) != digest:
        found.append(Break(number, "is not what was anchored outside the database"))
    return found


@dataclass(frozen=True)
class AnchorFile:
    """A file of ends of the chain, one `number hash time` a line; lines are only ever added."""

    path: Path

    def add(self, anchor: Anchor) -> None:
        """Write a line at the end in one piece, so that lines of several processes never mix."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{anchor.number} {anchor.hash} {anchor.at}\n".encode())
        finally:
            os.close(handle)

    def read(self) -> dict[int, str]:
        """Hashes by number; none where the file does not exist. A line cut short by a full disk is left out."""
        if not self.path.exists():
            return {}
        words = self.path.read_bytes().decode("ascii", "replace").split()
        if len(words) % 3 == 0:
            with suppress(ValueError):
                return dict(zip(map(int, words[::3]), words[1::3], strict=True))
        lines = [line.split() for line in self.path.read_text("ascii", "replace").splitlines()]
        return {int(n): digest for n, digest, *_ in (x for x in lines if len(x) == 3) if n.isdecimal()}
