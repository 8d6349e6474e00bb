"""Taking an import back: the register as it was, byte for byte, unless somebody has built on it.

Guarantee: after `do_undo` every table of the register holds exactly the rows, keys included, that it held before the
import. It refuses, and changes nothing, where a row that the import added or changed is no longer as the import left it,
where a row of anybody's refers to one that it added, or where the return of a city whose rows it touched was frozen
since; it says which, and who.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl
from django.db import OperationalError, connection, transaction

from xuezheng.access.actions import record
from xuezheng.access.models import AuditEntry
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers import bulk
from xuezheng.registers.bulk.writing import quoted, runs
from xuezheng.registers.intake.intake import Tell, tell_nobody, unavailable
from xuezheng.registers.intake.journal import marks, read_journal
from xuezheng.registers.intake.locking import one_at_a_time
from xuezheng.registers.models import ImportRun, Institution, Room

MOST_NAMED = 20


def do_undo(number: int, *, account: Any = None, tell: Tell = tell_nobody) -> ImportRun:
    """Take import `number` back. Raises Refused; what `tell` raises ends it, and nothing is changed."""
    try:
        with transaction.atomic(), one_at_a_time():
            run = _run(number)
            added, changed = read_journal(run, "added"), read_journal(run, "changed")
            if problems := list(_built_on(run, added, changed))[:MOST_NAMED]:
                raise Refused(problems)
            tables = [*reversed(bulk.ordered(list(added))), *changed]
            for model in reversed(bulk.ordered(list(added))):
                tell(model.__name__, tables.index(model) / len(tables))
                bulk.delete(model, added[model][model._meta.pk.attname])
            for model, frame in changed.items():
                tell(model.__name__, 1 - 1 / len(tables))
                bulk.update(model, frame, [name for name in frame.columns if name != "_mark"])
            entry = record(
                "registers.import.undone", account=account, subject=f"#{run.pk}",
                detail={"run": run.pk, "deleted": {m.__name__: f.height for m, f in added.items()},
                        "restored": {m.__name__: f.height for m, f in changed.items()}},
            )  # fmt: skip
            run.state, run.undone_at = "undone", datetime.fromisoformat(entry.at)
            run.undone_by = account.get_username() if account is not None else ""
            run.save()
            run.pieces.all().delete()
    except OperationalError as error:
        raise Refused([unavailable(error).problem()]) from error
    return run


def _run(number: int) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(pk=number).first()
    if run is None or run.state != "applied":
        state = "—" if run is None else run.state
        what = Words(
            "没有这次导入，或它没有写入、已经撤销。", "There is no such import, or it was not written, or is undone."
        )
        cure = Words("用 xuezheng imports 查看", "See xuezheng imports")
        raise Refused([Problem("import.state", what, which=f"#{number}", got=state, cure=cure)])
    return run


def _built_on(run: ImportRun, added: dict[Any, pl.DataFrame], changed: dict[Any, pl.DataFrame]) -> Iterator[Problem]:
    """What others have done since with the rows of an import, and who."""
    cities: set[str] = set()
    for source in (added, changed):
        for model, frame in source.items():
            yield from _touched(run, model, frame, cities)
    yield from _frozen(run, cities)
    for model, frame in added.items():
        yield from _referred(run, model, frame, added)


def _frozen(run: ImportRun, cities: set[str]) -> Iterator[Problem]:
    """Returns frozen since, of cities (by four digits) whose rows the import touched."""
    for entry in AuditEntry.objects.filter(number__gt=run.audit_number, verb="returns.return.frozen").order_by(
        "number"
    ):
        if entry.area_code[:4] in cities:
            yield Problem(
                "import.frozen", Words("导入之后，年报已经据此冻结。", "A return was frozen on it since."),
                which=entry.subject, got=f"{entry.account_name or '—'} {entry.verb} {entry.at[:16]}",
                cure=Words("用一次更正的导入改回，再冻结更正版", "Put it right by another import, and freeze a revision"),
            )  # fmt: skip


def _cities(frame: pl.DataFrame) -> set[str]:
    """The cities, by four digits, in which rows lie; none for persons, whose places are those of their posts and enrolments."""
    if "institution_id" in frame.columns:
        found = bulk.rows_by(Institution, "id", frame["institution_id"], ["id", "county_code"])
        return {code[:4] for code in found["county_code"]}
    column = next((name for name in ("county_code", "area_id", "code") if name in frame.columns), None)
    return {code[:4] for code in frame[column].drop_nulls().unique()} if column else set()


def _touched(run: ImportRun, model: Any, frame: pl.DataFrame, cities: set[str]) -> Iterator[Problem]:
    """Rows that are no longer as the import left them; adds the cities in which they lie to `cities`."""
    key = model._meta.pk.attname
    now = _current(model, frame[key])
    cities |= _cities(now) if model is not Room else set()
    joined = frame.select(key, "_mark").join(now.select(key, _now=marks(now)), on=key, how="left")
    differing = joined.filter(pl.col("_now").ne_missing(pl.col("_mark")))
    for value, _, mark in differing.head(MOST_NAMED).select(key, "_mark", "_now").rows():
        row = now.filter(pl.col(key) == value)
        gone = mark is None
        what = (
            Words("导入之后被删去。", "It was deleted after the import.")
            if gone
            else Words("导入之后又改动过。", "It was changed after the import.")
        )
        yield _problem(run, model, value, what, row.row(0, named=True) if row.height else {})


def _current(model: Any, keys: pl.Series) -> pl.DataFrame:
    """The rows with these keys as they are now."""
    if keys.dtype != pl.Int64:
        return bulk.rows_by(model, model._meta.pk.attname, keys)
    spans = runs(keys)
    if len(spans) > 50:
        return bulk.rows_by(model, "id", keys)
    where = " OR ".join(f"t.id BETWEEN {first} AND {last}" for first, last in spans)
    return bulk.stored(model, f"WHERE {where}")


def _referred(run: ImportRun, model: Any, frame: pl.DataFrame, added: dict[Any, pl.DataFrame]) -> Iterator[Problem]:
    """Rows of others that refer to rows added."""
    keys = frame[model._meta.pk.attname]
    for relation in model._meta.related_objects:
        other, column = relation.related_model, quoted(relation.field.column)
        own = added[other][other._meta.pk.attname] if other in added else pl.Series([], dtype=pl.Int64)
        table, pk = quoted(other._meta.db_table), quoted(other._meta.pk.column)
        for value, reference in _referring(table, pk, column, keys, own):
            what = Words("后来有记录引用了它。", "Records made since refer to it.")
            yield _problem(run, model, reference, what, {}, by=f"{other._meta.verbose_name} {value}")


def _referring(table: str, pk: str, column: str, keys: pl.Series, own: pl.Series) -> Iterator[tuple[Any, Any]]:
    """Keys of rows of a table that refer to one of `keys` and are not `own`: first by ranges, then one by one."""
    with connection.cursor() as cursor:
        if keys.dtype == pl.Int64:
            for first, last in runs(keys)[:5000]:
                outside = "".join(f" AND NOT {pk} BETWEEN {a} AND {b}" for a, b in runs(own)[:200]) if own.len() else ""
                cursor.execute(
                    f"SELECT {pk}, {column} FROM {table} WHERE {column} BETWEEN %s AND %s{outside} LIMIT {MOST_NAMED}",
                    [first, last],
                )
                yield from (
                    (a, b) for a, b in cursor.fetchall() if a not in set(own.to_list() if own.len() < 100_000 else ())
                )
            return
        for key in keys:
            cursor.execute(f"SELECT {pk}, {column} FROM {table} WHERE {column} = %s LIMIT 1000", [key])
            mine = set(own.to_list())
            yield from [(a, b) for a, b in cursor.fetchall() if a not in mine][:MOST_NAMED]


def _problem(run: ImportRun, model: Any, key: Any, what: Words, row: dict[str, Any], *, by: str = "") -> Problem:
    """Which row, and who: the last of those who imported or edited since, as far as the audit chain tells."""
    label = {"id": "", **row}
    name = str(label.get("name") or label.get("code") or "")
    school = ""
    if "institution_id" in row:
        school = str(Institution.objects.filter(pk=row["institution_id"]).values_list("code", flat=True).first() or "")
    who = _who(run, [text for text in (name, school, str(key), str(row.get("code", ""))) if text])
    return Problem(
        "import.built_on", what, which=" ".join(part for part in (model.__name__, f"#{key}", name, by) if part),
        where=school, got=who,
        cure=Words("先撤销后来的改动或导入，再撤销这一次", "Undo the later change or import first, then this one"),
    )  # fmt: skip


def _who(run: ImportRun, subjects: list[str]) -> str:
    """Who did what since: the entries about these subjects, else every later import, else every later entry."""
    since = AuditEntry.objects.filter(number__gt=run.audit_number).order_by("-number")
    chosen = since.filter(subject__in=subjects)[:1] or since.filter(verb="registers.imported")[:1] or since[:1]
    return "; ".join(f"{e.account_name or '—'} {e.verb} {e.at[:16]}" for e in chosen)
