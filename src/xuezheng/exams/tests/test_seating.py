"""Seats by lot: apart where they can be, the same for whoever draws again, everything bad named."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from xuezheng.exams.plan import remake_seats, seating
from xuezheng.exams.rules.draw import lot, lots
from xuezheng.exams.rules.layouts import most_apart, seats_of
from xuezheng.exams.solver.seating import solve
from xuezheng.ground.errors import Refused


def candidates(schools: Mapping[str, int], **more: str) -> pl.DataFrame:
    """So many candidates of each school; `more` are further columns, the same for all."""
    rows = [{"number": f"{s}{k:03d}", "school": s, **more} for s, count in schools.items() for k in range(count)]
    return pl.DataFrame(rows)


def rooms(count: int, kind: str = "", seats: str = "30") -> pl.DataFrame:
    return pl.DataFrame([{"site": "01", "room": f"{k + 1:03d}", "seats": seats, "kind": kind} for k in range(count)])


@pytest.mark.parametrize(
    ("layout", "count", "sides", "most"),
    [
        ("6-6-6-6-6", 30, 8, 9),  # three columns by three rows
        ("6-6-6-6-6", 30, 4, 15),  # a chess board
        ("7-8-8-7", 30, 8, 8),
        ("6-6-6-6-6", 6, 8, 3),  # the first column alone
        ("6-6-6-6-6", 1, 8, 1),
        ("1-1-1", 3, 8, 2),
    ],
)
def test_how_many_sit_apart(layout: str, count: int, sides: int, most: int) -> None:
    assert most_apart(layout, count, sides) == most


def test_seats_are_numbered_like_a_snake() -> None:
    assert seats_of("3-3")[:6] == ((0, 0), (0, 1), (0, 2), (1, 2), (1, 1), (1, 0))


def test_a_lot_can_be_drawn_by_hand() -> None:
    """The published text and SHA-256 are enough."""
    assert lot("2024|ab", "candidate", "7") == "403b874ffec22365"
    assert int(lot("2024|ab", "candidate", "7"), 16) == lots("2024|ab", "candidate", ["7"])[0]


@pytest.mark.parametrize(
    ("schools", "clashing"),
    [
        ({"A": 12, "B": 12, "C": 12, "D": 12, "E": 12}, 0),
        ({"A": 18, "B": 8, "C": 8, "D": 8, "E": 8, "F": 10}, 0),  # nine in each room: as many as can be
        ({"A": 18, "B": 18, "C": 6, "D": 6, "E": 6, "F": 6}, 0),
        ({chr(65 + k): 3 for k in range(20)}, 0),
        ({"A": 15, "B": 15, "C": 15, "D": 15}, 0),  # four alike fill every seat: a second beginning finds it
    ],
)
def test_no_two_of_a_school_touch_where_that_can_be(schools: dict[str, int], clashing: int) -> None:
    plan = seating.drawn(candidates(schools), rooms(2), "seed")
    assert plan.seating.clash.sum() == clashing
    assert seating.neighbours(plan, plan.problem.room_names) == []
    assert plan.findings == ()


def test_the_script_draws_the_same() -> None:
    """Pools, front seats, a smaller last room and clashes that stay: seat by seat as the stand-alone script has them."""
    given = candidates({"A": 40, "B": 20, "C": 7}).with_columns(
        need=pl.Series(["front"] * 3 + [""] * 64), group=pl.Series(["", "日语"] * 33 + [""])
    )
    plan = seating.drawn(given, rooms(4), "7")
    roster, halls = (list(pl.read_csv(b, infer_schema=False).to_dicts()) for b in (plan.roster, plan.rooms))
    made = remake_seats.remake(roster, halls, f"7|{plan.roster_hash}")
    assert made == {n: (r, str(s)) for n, r, s in plan.seats.select("number", "room", "seat").iter_rows()}
    assert plan.problem.pool_names == ("", "日语")


def test_the_shipped_script_runs_alone(tmp_path: Path) -> None:
    plan = seating.drawn(candidates({"A": 9, "B": 9}), rooms(1), "7")
    for name, content in (("roster", plan.roster), ("rooms", plan.rooms), ("seats", plan.seats.write_csv().encode())):
        (tmp_path / f"{name}.csv").write_bytes(content)
    script = tmp_path / "remake_seats.py"
    script.write_bytes(Path(remake_seats.__file__).read_bytes())
    code = [line for line in script.read_text("utf-8").splitlines()[10:] if line.strip()]
    assert len(code) <= 60
    told = subprocess.run([sys.executable, "-I", script, "7"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, f"roster {plan.roster_hash}\nseats 18 the same\n")
    assert subprocess.run([sys.executable, "-I", script, "8"], capture_output=True, check=False).returncode == 1


def test_another_seed_another_draw_and_every_seat_alike() -> None:
    """Over many seeds the first candidate comes to each seat about as often."""
    problem = seating.drawn(candidates({chr(65 + k): 1 for k in range(6)}), rooms(1, seats="6"), "0").problem
    seats = [int(solve(problem, f"{seed}").seat[0]) for seed in range(300)]
    assert np.bincount(seats, minlength=7)[1:].min() > 25


BAD = [
    # what is given, rooms, rule of the finding, whom it names, where, who is seated
    (
        pl.DataFrame({"number": ["1", "1", "2", ""], "school": ["A", "B", "A", "B"]}), rooms(1),
        [("exams.candidate_missing", "", "row 5"), ("exams.candidate_twice", "1", "rows 2, 3")], 1,
    ),
    (pl.DataFrame({"number": ["1", "2"], "school": ["A", ""]}), rooms(1), [("exams.school_missing", "2", "row 3")], 1),
    (
        candidates({"A": 10, "B": 20}), rooms(1), [("exams.school_beyond_apart", "A", "rows 2, 3, 4, 5, 6, 7, 8, 9 … (10)"),
        ("exams.school_beyond_apart", "B", "rows 12, 13, 14, 15, 16, 17, 18, 19 … (20)")], 30,
    ),
    (
        candidates({"A": 2, "B": 2}).with_columns(area=pl.Series(["x", "x", "y", "y"])),
        pl.DataFrame({"site": ["1", "2"], "room": ["1", "1"], "area": ["x", "y"], "seats": ["6", "1"]}),
        [("exams.seats_short", "y", "rows 4, 5")], 2,
    ),
    (candidates({"A": 2}), pl.concat([rooms(1), rooms(1)]).vstack(rooms(2)[1:]), [("exams.room_twice", "01-001", "rows 2, 3")], 2),
    (candidates({"A": 1}), pl.concat([rooms(1), rooms(2, kind="?")[1:]]), [("exams.room_kind", "01-002", "row 3")], 1),
    (candidates({"A": 1}), pl.concat([rooms(1), rooms(2, seats="many")[1:]]), [("exams.room_seats", "01-002", "row 3")], 1),
    (candidates({"A": 1, "B": 1}, need="large_print"), rooms(1), [("exams.special_missing", "A000, B000", "rows 2, 3")], 2),
    (candidates({"A": 1}), rooms(1, kind="spare"), [("exams.spare_opened", "01-001", "")], 1),
]  # fmt: skip


@pytest.mark.parametrize(("given", "halls", "named", "seated"), BAD)
def test_what_is_bad_is_named_and_the_rest_is_seated(
    given: pl.DataFrame, halls: pl.DataFrame, named: list[tuple[str, str, str]], seated: int
) -> None:
    plan = seating.drawn(given, halls, "s")
    found = [(f.rule, f.which, f.where) for f in plan.findings]
    assert [one for one in found if one in named] == sorted(named)
    assert plan.seats.height == seated


def test_special_needs_have_rooms_of_their_own() -> None:
    given = candidates({"A": 3, "B": 3}).with_columns(need=pl.Series(["", "braille", "", "", "braille", "time"]))
    plan = seating.drawn(given, pl.concat([rooms(1), rooms(3, kind="special")[1:]]), "s")
    by_room = plan.seats.group_by("room").agg(pl.col("need").unique()).sort("room").rows()
    assert by_room == [("01-001", [""]), ("01-002", ["braille"]), ("01-003", ["time"])]


@pytest.mark.parametrize(
    ("given", "rule"),
    [(pl.DataFrame({"school": ["A"]}), "exams.column_missing"), (pl.DataFrame({"number": [""], "school": ["A"]}), "exams.nobody")],
)  # fmt: skip
def test_where_nothing_can_be_done_it_is_refused(given: pl.DataFrame, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        seating.drawn(given, rooms(1), "s")
    assert rule in [p.rule for p in refused.value.problems]
