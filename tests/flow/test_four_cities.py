"""The main job on the whole demonstration: the page's figures come out of the records, and move with them."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demonstration import Demonstration, build

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demonstration")]


@pytest.fixture(scope="module")
def four_cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    home = tmp_path_factory.mktemp("four") / "cities"
    yield build(home)
    shutil.rmtree(home.parent, ignore_errors=True)


def page(made: Demonstration) -> dict[str, dict[str, Any]]:
    done = made.run("page", "--format", "json")
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in json.loads(done.stdout)}


def test_the_page_comes_out_of_the_records(four_cities: Demonstration) -> None:
    rows = page(four_cities)
    assert len(rows) == 132
    counted = [row for row in rows.values() if row["kind"] == "counted"]
    assert len(counted) == 127
    assert [row["id"] for row in counted if not row["agrees"]] == []
    assert all(row["agrees"] for row in rows.values() if row["kind"] == "stated")
    doubtful = [row for row in rows.values() if row["kind"] == "doubtful"]
    assert [(row["agrees"], bool(row["doubts"])) for row in doubtful] == [(False, True)]
    assert "rate_over_whole" in str(rows["nj.compulsory_retention"]["doubts"])
    assert "whole_without_denominator" in str(rows["nc.after_school_schools"]["doubts"])

    # Freezing again gives the same bytes, so no new revision (the return of 2024 is being collected, so it has moved on).
    again = four_cities.run("freeze", "--city", "511000", "--year", "2023")
    assert again.returncode == 0, again.stderr
    assert "unchanged" in again.stdout

    # Publishing the same twice is one release; then an award and a school less make a second one that says so.
    assert "Release 1" in four_cities.run("publish").stdout or (four_cities.home / "releases" / "1").is_dir()
    delete_one_award_and_one_room_of_a_school(four_cities.home)
    corrected = four_cities.run("freeze", "--city", "511000", "--reason", "test")  # every year
    assert corrected.returncode == 0, corrected.stderr
    moved = page(four_cities)
    assert moved["nj.art_awards_provincial"]["computed"] == rows["nj.art_awards_provincial"]["computed"] - 1
    assert not moved["nj.art_awards_provincial"]["agrees"]
    assert moved["nj.seats_added"]["computed"] < rows["nj.seats_added"]["computed"]
    assert moved["nc.schools_now"] | {"inputs": 0} == rows["nc.schools_now"] | {"inputs": 0}
    second = four_cities.run("publish", "--note", "One award was registered twice")
    assert second.returncode == 0, second.stderr
    assert (four_cities.home / "releases" / "1").is_dir()
    assert (four_cities.home / "releases" / "2").is_dir()


def delete_one_award_and_one_room_of_a_school(home: Path) -> None:
    """What a clerk would do on the pages of records, done to the register at once."""
    with sqlite3.connect(home / "register.sqlite3") as register:
        award = register.execute(
            "SELECT a.id FROM honours_award a JOIN honours_contest c ON c.id = a.contest_id "
            "JOIN registers_institution i ON i.id = a.institution_id "
            "WHERE c.field = 'art' AND c.level = 'provincial' AND i.county_code LIKE '5110%' "
            "AND a.awarded_on BETWEEN '2018-01-01' AND '2024-08-31' LIMIT 1"
        ).fetchone()
        register.execute("DELETE FROM honours_award WHERE id = ?", award)
        room = register.execute(
            "SELECT r.id FROM registers_room r JOIN registers_campus c ON c.id = r.campus_id "
            "JOIN registers_institution i ON i.id = c.institution_id JOIN seats_buildingproject p "
            "ON p.code = r.project_code WHERE i.county_code LIKE '5110%' AND p.completed_on > '2021-09-01' LIMIT 1"
        ).fetchone()
        register.execute("DELETE FROM registers_room WHERE id = ?", room)
