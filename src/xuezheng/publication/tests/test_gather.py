"""From frozen returns to a release: a tiny Leshan with medals only, two years frozen."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import return_folder, write_snapshot
from xuezheng.ground.errors import Refused
from xuezheng.honours.tables import AWARDS
from xuezheng.publication import remake as remaking
from xuezheng.publication.gather import Sources, release_now
from xuezheng.publication.release import release
from xuezheng.publication.remake import remake

pytestmark = pytest.mark.django_db
LESHAN = "511100"
ON = date(2030, 1, 2)


def freeze(instance: Instance, year: int, golds: int, revision: int = 1) -> Path:
    """A return of Leshan that holds so many gold medals of the games, each a dated record."""
    rows = [
        row(
            AWARDS, city_code=LESHAN, county_code="511102", school_year=year, award_number=year * 100 + n,
            awarded_on=date(year - 1, 9, 15), field="sports", level="national", contest="national_games_14", event="", prize="gold",
            winner="student",
        )
        for n in range(golds)
    ]  # fmt: skip
    frame = pl.concat(rows) if rows else pl.DataFrame(schema=AWARDS.dtypes)
    folder = return_folder(instance, LESHAN, year, revision)
    write_snapshot(folder, {AWARDS.name: frame}, {AWARDS.name: AWARDS}, {"city_code": LESHAN, "school_year": year})
    return folder


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path)
    freeze(made, 2021, 0)
    freeze(made, 2022, 4)
    return made


def test_the_medals_are_counted_and_only_the_citys_own_figures_are_there(instance: Instance) -> None:
    made = release_now(instance, None, ON)
    assert made is not None
    assert {entry.city_code for entry in made.entries.values()} == {LESHAN}
    gold = made.entries["ls.games_gold"]
    assert (gold.computed, gold.agrees) == (4, True)
    assert made.entries["ls.civics_lessons"].computed is None
    rows = made.rows("ls.games_gold")
    assert rows is not None
    assert rows["numerator"].sum() == 4


def test_a_medal_more_moves_the_figure_and_is_listed_as_a_correction(instance: Instance) -> None:
    release_now(instance, None, ON)
    freeze(instance, 2022, 5, revision=2)
    second = release_now(instance, None, ON)
    assert second is not None
    assert second.entries["ls.games_gold"].agrees is False
    changed = {(c.id, c.kind) for c in second.changes if c.scope == "row"}
    assert {("ls.games_gold", "value"), ("ls.games_gold", "verdict")} <= changed
    assert ("awards_won", "figures") in {(c.id, c.kind) for c in second.changes if c.scope == "indicator"}


def test_a_damaged_return_cannot_be_certified(instance: Instance) -> None:
    folder = return_folder(instance, LESHAN, 2022, 1)
    (folder / f"{AWARDS.name}.parquet").write_bytes(b"something else")
    with pytest.raises(Refused, match="cannot be certified"):
        release_now(instance, None, ON)
    assert not instance.releases.exists()


def test_without_a_frozen_return_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="xuezheng freeze"):
        Sources.of(Instance(tmp_path))


def test_a_release_is_made_again_byte_for_byte_from_the_returns_it_names(instance: Instance) -> None:
    release_now(instance, None, ON)
    freeze(instance, 2022, 5, revision=2)
    release_now(instance, None, ON)
    for number in (1, 2):
        found = release(instance, number)
        assert found is not None
        made = remake(instance, found, None)
        assert (made.differing, made.is_same_code, list(made.definitions)) == ([], True, [])
        assert {
            "page.json",
            "values.parquet",
            "withheld.json",
            "changes.json",
            "rows/ls.games_gold.parquet",
        } <= made.files.keys()


def test_remaking_says_that_the_code_or_a_return_is_another(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release_now(instance, None, ON)
    assert made is not None
    monkeypatch.setattr(remaking, "code_version", lambda: "9.9.9+00000000")
    assert not remake(instance, made, None).is_same_code
    shutil.rmtree(return_folder(instance, LESHAN, 2021, 1))
    with pytest.raises(Refused, match="is gone"):
        remake(instance, made, None)
