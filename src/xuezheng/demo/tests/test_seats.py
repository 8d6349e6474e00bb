"""Projects laid out on rooms: seats add up to what was asked, and every seat is a room's."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from xuezheng.demo.offices.seats.rooms import Site, room_rows
from xuezheng.demo.offices.seats.schools import programme
from xuezheng.demo.world import World
from xuezheng.registers.models import Room
from xuezheng.seats.models import BuildingProject

DONE = date(2022, 7, 25)


def world_with(rooms: list[tuple[int, str, str, int, date]]) -> World:
    """A world of classrooms: campus, code, stage, seats, first day."""
    world = World(seed=3)
    world.institutions = pl.DataFrame({"id": [1, 2, 3], "campus_id": [1, 2, 3]})
    columns = ["campus_id", "code", "stage", "seat_count", "started_on"]
    world.add(Room, pl.DataFrame(rooms, schema=columns, orient="row").with_columns(kind=pl.lit("classroom")))
    return world


def projects(*kinds: tuple[int, str, str]) -> pl.DataFrame:
    """Projects completed on one day: campus, kind, stage."""
    return pl.DataFrame(
        [(c, DONE, kind, c, f"P{c}", stage, "", date(2021, 3, 1)) for c, kind, stage in kinds],
        schema=[
            "campus_id",
            "completed_on",
            "project_kind",
            "institution_id",
            "code",
            "stage",
            "programme",
            "started_on",
        ],
        orient="row",
    )


def made(world: World) -> dict[str, int]:
    """Seats by project."""
    rooms = world.all(Room).filter(pl.col("project_code") != "")
    return dict(rooms.group_by("project_code").agg(pl.col("seat_count").sum()).sort("project_code").rows())


def test_rooms_that_began_with_a_project_are_its_work_and_older_ones_are_not() -> None:
    began = date(2022, 8, 10)
    rooms = [(1, f"X{i}", "primary", 45, began if i < 8 else date(2005, 9, 1)) for i in range(20)]
    world = world_with(rooms)
    site = Site(world)
    site.lay_out(projects((1, "rebuilt", "primary")), 5 * 45, np.random.default_rng(1))
    site.stamp()
    assert made(world) == {"P1": 225}
    stamped = world.all(Room).filter(pl.col("project_code") == "P1")
    assert set(stamped["started_on"].to_list()) == {began}
    assert world.all(Room).height == 20


def test_what_no_room_began_for_is_added_in_rooms() -> None:
    world = world_with([(1, "X1", "primary", 45, date(2005, 9, 1))])
    site = Site(world)
    site.lay_out(projects((1, "extended", "primary"), (2, "extended", "junior")), 913, np.random.default_rng(1))
    site.stamp()
    seats = made(world)
    assert set(seats) == {"P1", "P2"}
    assert sum(seats.values()) == 913
    assert (world.all(BuildingProject)["budget_fen"] > 0).all()


def test_a_school_that_opened_keeps_its_first_rooms_and_others_get_the_rest() -> None:
    first = [(1, f"X{i}", "primary", 45, date(2022, 8, 6)) for i in range(4)]
    again = [(2, f"C{i}", "junior", 50, date(2022, 8, 10)) for i in range(10)]
    world = world_with(first + again)
    site = Site(world)
    site.lay_out(projects((1, "new", "primary"), (2, "rebuilt", "junior")), 480, np.random.default_rng(1))
    site.stamp()
    assert made(world) == {"P1": 180, "P2": 300}


def test_added_rooms_are_alike_in_size() -> None:
    asked = projects((1, "extended", "primary")).with_columns(seat_count=pl.lit(100))
    assert room_rows(asked)["seat_count"].to_list() == [34, 33, 33]


@pytest.mark.parametrize(
    ("stage", "day", "wanted"),
    [
        ("preschool", date(2020, 12, 31), "preschool_plan_13"),
        ("preschool", date(2021, 1, 1), "preschool_plan_14"),
        ("senior", date(2019, 7, 1), ""),
        ("primary", date(2019, 7, 1), "compulsory_weak_schools"),
    ],
)
def test_the_programme_follows_from_stage_and_day(stage: str, day: date, wanted: str) -> None:
    assert programme(stage, day) == wanted
