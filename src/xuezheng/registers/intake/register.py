"""What the register holds, and what it would hold: rows to be added and changed, gathered before anything is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from xuezheng.registers import bulk
from xuezheng.registers.intake.faults import Fault

Model = Any


@dataclass
class Taken:
    """What became of the rows of one sheet."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])

    def count(self, other: "Upserted") -> None:
        """Add what became of records, one a row."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged


@dataclass
class Upserted:
    """What became of records: counts, and for each row the record's key (`ids`) and whether it is new or differs."""

    added: int
    changed: int
    unchanged: int
    ids: pl.Series
    is_added: pl.Series
    is_changed: pl.Series


@dataclass
class Changed:
    """Rows of one table as they are and as they will be."""

    before: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    after: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])


class Register:
    """The register with what an import adds and changes. Nothing is written before `write`."""

    def __init__(self) -> None:
        self.added: dict[Model, list[pl.DataFrame]] = {}
        self.changed: dict[Model, Changed] = {}
        self._next: dict[Model, int] = {}

    def rows(self, model: Model, column: str, values: pl.Series, names: Sequence[str] | None = None) -> pl.DataFrame:
        """Rows whose `column` holds one of the values, those to be added among them."""
        found = [bulk.rows_by(model, column, values, names)]
        for frame in self.added.get(model, ()):
            part = frame.filter(pl.col(column).is_in(values.unique().implode()))
            found.append(part.select(found[0].columns))
        return pl.concat(found)

    def add(self, model: Model, frame: pl.DataFrame) -> pl.Series:
        """Rows to be added; gives their keys."""
        key = model._meta.pk.attname
        if key == "id":
            start = self._next.get(model) or bulk.next_id(model)
            self._next[model] = start + frame.height
            frame = frame.with_columns(id=pl.int_range(start, start + frame.height, eager=True))
        full = bulk.complete(model, cast(model, frame))
        if full.height:
            self.added.setdefault(model, []).append(full)
        return full[key]

    def change(self, model: Model, before: pl.DataFrame, after: pl.DataFrame) -> None:
        """Rows (with all columns) to be changed."""
        if after.height:
            there = self.changed.setdefault(model, Changed())
            there.before.append(before.select(list(bulk.schema_of(model))))
            there.after.append(after.select(list(bulk.schema_of(model))))

    def upsert(self, model: Model, frame: pl.DataFrame, key: Sequence[str]) -> Upserted:
        """Rows told apart by a key: new ones added, differing ones changed, equal ones left; a missing value leaves what is.

        `frame` has one row a record.
        """
        frame = cast(model, frame)
        schema, pk = bulk.schema_of(model), model._meta.pk.attname
        there = self.rows(model, key[0], frame[key[0]]).unique(list(key), keep="last", maintain_order=True)
        now = there.rename({name: f"{name}|now" for name in there.columns if name not in key})
        if pk in key:
            now = now.with_columns(pl.col(pk).alias(f"{pk}|now"))
        joined = frame.join(now, on=list(key), how="left", maintain_order="left")
        is_new = joined[f"{pk}|now"].is_null()
        values = [name for name in frame.columns if name not in key]
        differs = [pl.col(n).is_not_null() & pl.col(n).ne_missing(pl.col(f"{n}|now")) for n in values]
        is_changed = joined.select(pl.any_horizontal(differs) if differs else pl.lit(False)).to_series()
        if is_changed.len() != joined.height:
            is_changed = pl.Series([False], dtype=pl.Boolean).new_from_index(0, joined.height)
        is_changed = is_changed & ~is_new
        if is_changed.any():
            mine = joined.filter(is_changed)
            before = mine.select(pl.col(n if n in key else f"{n}|now").alias(n) for n in schema)
            after = before.with_columns(
                mine.select(pl.coalesce(pl.col(n), pl.col(f"{n}|now")).alias(n) for n in values)
            )
            self.change(model, before, after)
        new_keys = self.add(model, frame.filter(is_new))
        ids = joined[f"{pk}|now"].rename(pk)
        if new_keys.len():
            ids = ids.scatter(is_new.arg_true(), new_keys)
        added, changed = int(is_new.sum()), int(is_changed.sum())
        return Upserted(added, changed, frame.height - added - changed, ids, is_new, is_changed)

    def write(self, told: Callable[[float], None] = lambda _: None) -> None:
        """Write everything, what is referred to before what refers to it; `told` hears the share that is written (0 to 1)."""
        total = sum(frame.height for frames in self.added.values() for frame in frames)
        total += sum(frame.height for change in self.changed.values() for frame in change.after)
        done = 0

        def count(rows: int) -> None:
            nonlocal done
            done += rows
            told(done / max(total, 1))

        for model in bulk.ordered(list(self.added)):
            for frame in self.added[model]:
                bulk.insert(model, frame, count)
        for model, change in self.changed.items():
            for before, after in zip(change.before, change.after, strict=True):
                touched = [n for n in after.columns if not before[n].equals(after[n], null_equal=True)]
                bulk.update(model, after, touched, count)


def cast(model: Model, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns in the types of the model's."""
    schema = bulk.schema_of(model)
    return frame.with_columns(
        pl.col(name).cast(schema[name]) for name in frame.columns if frame.schema[name] != schema.get(name)
    )
