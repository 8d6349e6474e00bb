"""A release of the county of six schools, attacked with every number that it prints."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from xuezheng.engine.compute import compute_all
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.rows_behind import rows_behind
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.indicators.tests import county
from xuezheng.publication.between import THEN, Earlier
from xuezheng.publication.exposure import Exposure, Protected, protect
from xuezheng.publication.release import VALUE_SCHEMA, Content
from xuezheng.publication.suppression import Key, Protection, attack
from xuezheng.registers.tables import CLASSES, INSTITUTIONS

NATIONAL = Protection(10, 3)
EARLIER_NONE = Earlier()
TABLES = tuple({**county.TABLES, "institutions": INSTITUTIONS}.values())
BEHIND = {
    "x.pupils": Asked("students_enrolled", county.CITY, Period(year=2023)),
    "x.masters": Asked("teacher_masters_share", county.CITY, Period(year=2023)),
    "x.primary": Asked("students_enrolled", county.CITY, Period(year=2023), {"stage": ("primary",)}),
}


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return county.freeze(tmp_path_factory.mktemp("exposure"))


def corrected(frozen: Frozen, home: Path) -> Frozen:
    """The same returns, one of them corrected: the teaching point has more pupils, the primary school fewer."""
    for one in frozen.returns:
        frames = {
            t.name: pl.read_parquet(one.folder / f"{t.name}.parquet") for t in TABLES if t.name in one.manifest.tables
        }
        classes = frames[CLASSES.name]
        more = pl.when(pl.col("institution_code") == "2151100007").then(5)
        fewer = (
            more.when((pl.col("institution_code") == "2151100004") & (pl.col("grade") == "11")).then(-3).otherwise(0)
        )
        if one.year == 2023:
            frames[CLASSES.name] = classes.with_columns(
                (pl.col("pupil_count") + fewer).cast(classes.schema["pupil_count"])
            )
        folder = home / "returns" / one.city_code / str(one.year) / "r2"
        write_snapshot(folder, frames, {t.name: t for t in TABLES}, {"city": one.city_code, "year": one.year})
    return Frozen.of(Instance(home))


def released(frozen: Frozen, earlier: Earlier = EARLIER_NONE) -> Protected:
    catalogue = county.national()
    frame = compute_all(catalogue, frozen).filter(pl.col("level").cast(pl.String).is_in(["city", "county"]))
    values = frame.select(pl.col(name).cast(dtype) for name, dtype in VALUE_SCHEMA.items())
    rows = {id: rows_behind(asked, catalogue, frozen, is_suppressed=False) for id, asked in BEHIND.items()}
    exposure = Exposure(catalogue, frozen)
    exposure.add_values(values)
    exposure.bind()
    for id, asked in BEHIND.items():
        exposure.add_rows(id, asked, rows[id])
    exposure.bind_counts()
    return protect(Content((), {}, (), values, rows), exposure, earlier, NATIONAL)


@pytest.fixture(scope="module")
def first(frozen: Frozen) -> Protected:
    """The first release."""
    return released(frozen)


def is_printed(made: Protected, where: tuple[Any, ...]) -> bool:
    """Whether the written tables show the numbers of a line."""
    if where[0] == "row":
        return made.content.rows[where[1]]["numerator"][where[2]] is not None
    _, indicator_id, place, year = where
    values = made.content.values
    found = values.filter(
        (pl.col("indicator_id") == indicator_id) & (pl.col("place_code") == place) & (pl.col("school_year") == year)
    )
    shown = found["numerator"].item() is not None
    assert shown == (found["value"].item() is not None) == (found["state"].item() == "known")
    return shown


def test_no_protected_cell_is_won_back_from_all_that_is_printed(first: Protected) -> None:
    made = first
    cells = made.exposure.cells
    printed = {key for line in made.exposure.lines if is_printed(made, line.where) for key in line.keys}
    assert printed
    assert not printed & made.withheld.keys
    won = attack(cells, cells.values.keys() - printed, NATIONAL)
    assert set(won) <= made.withheld.exposed
    assert made.withheld.exposed == frozenset()
    assert not [k for k in printed if NATIONAL.is_small(cells.values[k])]


def test_a_school_below_ten_pupils_is_withheld_and_so_is_one_beside_it(first: Protected) -> None:
    rows = first.content.rows["x.primary"]
    point = rows.filter(pl.col("institution_code") == "2151100007")
    assert point["is_withheld"].item()
    assert point["numerator"].item() is None
    assert point["row_count"].item() is None


def test_the_next_release_still_withholds_what_this_one_did(frozen: Frozen, first: Protected) -> None:
    kept: Key = ("nothing", "511002", "2023")
    made = first
    some = sorted(
        key
        for key in made.exposure.cells.values
        if key not in made.withheld.keys and key not in made.exposure.cells.unseen
    )[0]
    again = released(frozen, Earlier(withheld=frozenset((some, kept))))
    assert some in again.withheld.keys
    assert kept not in again.withheld.keys


def test_nothing_is_won_back_from_two_releases_and_the_correction_between_them(
    frozen: Frozen, first: Protected, tmp_path: Path
) -> None:
    """The programme knows every number of both releases, and that what was not corrected is the same in both."""
    told = {(n, p, t): frozenset({v}) for n, p, t, v in first.content.printed.iter_rows()}
    assert told
    second = released(corrected(frozen, tmp_path), Earlier(told, first.withheld.keys, first.exposure.cells))
    system = second.system
    ghosts = {k for k in system.values if k[2].endswith(THEN)}
    assert ghosts & system.public
    assert ghosts & system.unseen
    printed = {(n, p, t) for n, p, t, _ in second.content.printed.iter_rows()} | system.public
    won = attack(system, system.values.keys() - printed, NATIONAL)
    assert set(won) <= second.withheld.exposed
    assert not printed & second.withheld.keys - system.public
    assert {k for k in second.withheld.exposed if not k[2].endswith(THEN)} == set()


def test_means_over_persons_are_not_released(first: Protected) -> None:
    values = first.content.values
    parity = values.filter(pl.col("indicator_id") == "urban_rural_parity_index_teacher_above_requirement")
    assert "withheld" in parity["state"].to_list()
    assert parity["value"].drop_nulls().is_empty()


def test_what_was_left_out_is_listed_without_saying_which_are_small(first: Protected) -> None:
    made = first
    listed = made.content.withheld
    assert listed["count"] == len(listed["cells"]) == len(made.withheld.keys)
    assert (listed["smallest_shown"], listed["distance"]) == (10, 3)
    assert "small" not in listed
