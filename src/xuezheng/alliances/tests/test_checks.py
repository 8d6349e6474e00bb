"""Each check of alliances: rows that pass, and the smallest change by which they do not."""

from typing import Any

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.alliances.checks import CHECKS
from xuezheng.alliances.tables import ALLIANCES, MEMBERS, PARTNERSHIPS
from xuezheng.engine.tables import Table
from xuezheng.registers.tables import INSTITUTIONS

PRIMARY, GARDEN = "2151000001", "1151000002"
FLAGS = [name for name in INSTITUTIONS.columns if name.startswith("has_")]


def institution(code: str, teaches: str) -> pl.DataFrame:
    return row(INSTITUTIONS, institution_code=code, **{flag: flag == teaches for flag in FLAGS})


SOUND: dict[str, pl.DataFrame] = {
    INSTITUTIONS.name: pl.concat([institution(PRIMARY, "has_primary"), institution(GARDEN, "has_preschool")]),
    ALLIANCES.name: row(ALLIANCES, institution_code=PRIMARY, alliance_number=1, kind="community"),
    MEMBERS.name: pl.concat(
        [
            row(MEMBERS, institution_code=PRIMARY, alliance_number=1, kind="community", role="lead"),
            row(MEMBERS, partner_number=1, alliance_number=1, kind="community", role="member"),
            row(MEMBERS, institution_code=GARDEN, alliance_number=2, kind="kindergarten_alliance", role="lead"),
        ]
    ),
    PARTNERSHIPS.name: row(
        PARTNERSHIPS, institution_code=GARDEN, partnership_number=1, kind="university_kindergarten", partner_number=1
    ),
}
BROKEN: list[tuple[str, Table, dict[str, Any]]] = [
    ("alliances.members.once", MEMBERS, {"role": "member"}),
    ("alliances.members.teach", MEMBERS, {"kind": "kindergarten_alliance", "alliance_number": 3}),
    ("alliances.members.teach", MEMBERS, {"institution_code": GARDEN}),
    ("alliances.partnerships.teach", PARTNERSHIPS, {"institution_code": PRIMARY}),
    ("alliances.partnerships.teach", PARTNERSHIPS, {"kind": "shared_curriculum"}),
    ("alliances.alliances.lead", ALLIANCES, {"institution_code": None}),
]


def broken_by(check: str, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return next(c for c in CHECKS if c.name == check).broken(frames)


@pytest.mark.parametrize("check", [c.name for c in CHECKS])
def test_sound_rows_pass(check: str) -> None:
    assert broken_by(check, SOUND).is_empty()


@pytest.mark.parametrize(("check", "table", "change"), BROKEN)
def test_a_small_change_breaks_it(check: str, table: Table, change: dict[str, Any]) -> None:
    whole = SOUND[table.name]
    changed = whole[:1].with_columns(pl.lit(value, table.dtypes[name]).alias(name) for name, value in change.items())
    assert not broken_by(check, {**SOUND, table.name: pl.concat([whole, changed])}).is_empty()
