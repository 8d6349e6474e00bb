"""Records told apart by a key: new ones added, differing ones changed, equal ones left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.registers.intake.rows import Entry

CHUNK = 500  # keys in one question: below SQLite's limit of parameters
BATCH = 2000


@dataclass
class Taken:
    """What became of the rows of one sheet."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])

    def count(self, other: "Taken") -> None:
        """Add what became of further records of the same rows."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.problems += other.problems


def chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Distinct values in groups that a database takes in one question."""
    ordered = list(dict.fromkeys(values))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def by_key(model: Any, lead: str, leads: Iterable[Any], key: Sequence[str]) -> dict[tuple[Any, ...], Any]:
    """Records whose `lead` column is one of `leads`, by their key."""
    found: dict[tuple[Any, ...], Any] = {}
    for some in chunks(leads):
        for record in model.objects.filter(**{f"{lead}__in": some}):
            found[tuple(getattr(record, name) for name in key)] = record
    return found


def upsert(model: Any, rows: Sequence[dict[str, Any]], key: Sequence[str], lead: str) -> Taken:
    """Write rows of column values; those without a value for a column (the key is absent) leave it as it is."""
    there = by_key(model, lead, (row[lead] for row in rows), key)
    added: list[Any] = []
    changed: list[Any] = []
    touched: set[str] = set()
    taken = Taken()
    for row in rows:
        record = there.get(tuple(row[name] for name in key))
        if record is None:
            added.append(model(**row))
            continue
        differing = [name for name, value in row.items() if getattr(record, name) != value]
        if not differing:
            taken.unchanged += 1
            continue
        for name in differing:
            setattr(record, name, row[name])
        touched.update(differing)
        changed.append(record)
    model.objects.bulk_create(added, batch_size=BATCH)
    if changed:
        model.objects.bulk_update(changed, sorted(touched), batch_size=CHUNK // max(1, len(touched)) or 1)
    taken.added, taken.changed = len(added), len(changed)
    return taken


def given(entry: Entry, *names: str, **renamed: str) -> dict[str, Any]:
    """The values of an entry for the columns its file has, blanks left out; `renamed` gives attribute=column."""
    pairs = [(name, name) for name in names] + [(column, attribute) for attribute, column in renamed.items()]
    return {attribute: entry.values[column] for column, attribute in pairs if entry.values.get(column) is not None}
