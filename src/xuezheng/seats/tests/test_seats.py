"""Projects and the rooms they make, from records to rows and figures."""

from datetime import date

import polars as pl
import pytest
from tests.worlds import NEIJIANG_2024, campus, measured, school

from xuezheng.registers.models import Room
from xuezheng.seats.collect import collect_projects, collect_rooms
from xuezheng.seats.figures import CAMPUSES_BUILT, SCHOOLS_BUILT, SEATS_ADDED
from xuezheng.seats.models import BuildingProject


def project(institution: object, code: str, completed_on: date | None, kind: str = "extended") -> BuildingProject:
    return BuildingProject.objects.create(
        code=code, institution=institution, kind=kind, stage="primary", programme="", started_on=date(2022, 3, 1),
        completed_on=completed_on, budget_fen=500_000_000,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_project_counts_in_the_school_year_in_which_it_is_completed() -> None:
    hill, river, far = school("2151000001"), school("2151000002"), school("2151000003", county="511302")
    project(hill, "in", date(2024, 8, 31))
    project(river, "too late", date(2024, 9, 1))
    project(river, "too early", date(2023, 8, 31))
    project(river, "not completed", None)
    project(far, "another city", date(2024, 5, 1))
    found = collect_projects(NEIJIANG_2024).select("school_year", "county_code", "institution_code", "project_code")
    assert found.rows() == [(2024, "511002", "2151000001", "in")]


@pytest.mark.django_db
def test_a_seat_belongs_to_a_room_made_by_a_project() -> None:
    hill = school("2151000001")
    project(hill, "block", date(2024, 5, 1))
    site = campus(hill)
    for code, made_by, seats in (("101", "block", 45), ("102", "block", 50), ("old", "", 60)):
        Room.objects.create(
            campus=site, code=code, kind="classroom", stage="primary", seat_count=seats, project_code=made_by,
            started_on=date(2024, 5, 1),
        )  # fmt: skip
    rooms = collect_rooms(NEIJIANG_2024)
    assert rooms.select("room_code", "seat_count", "completed_on").rows() == [
        ("101", 45, date(2024, 5, 1)),
        ("102", 50, date(2024, 5, 1)),
    ]
    assert measured(SEATS_ADDED.numerator, rooms) == 95


def test_a_school_with_two_projects_counts_once() -> None:
    frame = pl.DataFrame({"institution_code": ["a", "a", "b"], "project_kind": ["new", "extended", "new_campus"]})
    assert measured(SCHOOLS_BUILT.numerator, frame) == 2
    assert measured(CAMPUSES_BUILT.numerator, frame) == 1
