"""Writes the frames of a world into an empty register: one transaction, by the database's fastest plain way.

SQLite makes its indexes afterwards; the rows themselves go by `registers.bulk`.
"""

from collections.abc import Callable
from typing import Any

import polars as pl
from django.db import connection, models, transaction

from xuezheng.demo.world import World
from xuezheng.registers.bulk import complete, insert, ordered

Say = Callable[[str], None]


def _silent(_: str) -> None:
    return None


def _indexes(tables: list[str]) -> list[tuple[str, str]]:
    """Name and making of SQLite's plain indexes on the tables."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",
            tables,
        )
        return [(str(name), str(sql)) for name, sql in cursor.fetchall()]


def _pragmas(settings: tuple[str, ...]) -> None:
    """Set how SQLite works; inside somebody's transaction it takes no such orders."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")


def _sqlite(work: list[tuple[type[Any], pl.DataFrame]], say: Say) -> None:
    quick, careful = ("foreign_keys = OFF", "synchronous = OFF"), ("foreign_keys = ON", "synchronous = NORMAL")
    _pragmas(quick)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            made_later = _indexes([model._meta.db_table for model, _ in work])
            for name, _ in made_later:
                cursor.execute(f'DROP INDEX "{name}"')
            for model, frame in work:
                insert(model, frame)
                say(f"{model._meta.db_table} {frame.height:,}")
            for _, making in made_later:
                cursor.execute(making)
            cursor.execute("PRAGMA foreign_key_check")
            broken = cursor.fetchone()
            if broken:
                raise ValueError(
                    f"A row of {broken[0]} (row {broken[1]}) refers to a row of {broken[2]} that is not there."
                )
    finally:
        _pragmas(careful)


def _postgresql(work: list[tuple[type[Any], pl.DataFrame]], say: Say) -> None:
    with transaction.atomic():
        for model, frame in work:
            insert(model, frame)
            say(f"{model._meta.db_table} {frame.height:,}")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def load(world: World, say: Say = _silent) -> int:
    """Write all frames of a world into the register, whose tables must be empty of them; give the number of rows.

    Raises ValueError for frames that do not fit their models; then nothing is written.
    """
    frames = {model: world.all(model) for model in world.frames}
    found: list[type[models.Model]] = [model for model, frame in frames.items() if frame.height]
    work = [(model, complete(model, frames[model])) for model in ordered(found)]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _sqlite(work, say)
    else:
        _postgresql(work, say)
    return sum(frame.height for _, frame in work)
