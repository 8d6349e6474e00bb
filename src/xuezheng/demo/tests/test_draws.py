"""Counts and sums come out exactly, or it is said why they cannot."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from xuezheng.demo.draws import above, any_days, days, fitted, near, over, pick, school_days, some
from xuezheng.demo.world import World

RNG = np.random.default_rng(7)


@pytest.mark.parametrize(
    ("raw", "total", "low", "high", "wanted"),
    [
        ((1.0, 1.0, 2.0), 8, 0, 100, (2, 2, 4)),
        ((1.0, 1.0, 2.0), 9, 0, 100, (2, 2, 5)),  # what is left over goes to the largest
        ((1.0, 1.0, 98.0), 20, 5, 10, (5, 5, 10)),
        ((0.0, 0.0), 6, 3, 3, (3, 3)),
    ],
)
def test_numbers_keep_proportion_and_bounds_and_add_up(
    raw: tuple[float, ...], total: int, low: int, high: int, wanted: tuple[int, ...]
) -> None:
    assert tuple(fitted(np.array(raw), total, low, high).tolist()) == wanted


@pytest.mark.parametrize("total", [5, 31])
def test_a_total_out_of_bounds_is_refused(total: int) -> None:
    with pytest.raises(ValueError, match="cannot add up"):
        fitted(np.ones(3), total, 2, 10)


def test_any_total_within_bounds_is_met() -> None:
    for _ in range(50):
        raw = RNG.lognormal(3, 1, 40)
        high = RNG.integers(5, 80, 40)
        total = int(RNG.integers(40, high.sum() + 1))
        found = fitted(raw, total, 1, high)
        assert found.sum() == total
        assert (found >= 1).all()
        assert (found <= high).all()


def test_a_pick_has_no_row_twice_and_keeps_their_order() -> None:
    frame = pl.DataFrame({"id": range(20)})
    chosen = pick(RNG, frame, 12, "schools")["id"].to_list()
    assert chosen == sorted(set(chosen))
    with pytest.raises(ValueError, match=r"needs 21 of schools\. There are 20"):
        pick(RNG, frame, 21, "schools")


def test_days_lie_within_their_span_in_order() -> None:
    found = days(RNG, date(2024, 2, 28), date(2024, 3, 1), 60)
    assert found == sorted(found)
    assert set(found) == {date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)}


def test_school_days_are_weekdays_in_term() -> None:
    found = school_days(RNG, date(2023, 9, 1), date(2024, 8, 31), 400)
    assert all(d.weekday() < 5 and d.month not in (7, 8) for d in found)
    with pytest.raises(ValueError, match="no school day"):
        school_days(RNG, date(2024, 7, 1), date(2024, 8, 31), 1)


def test_above_is_above() -> None:
    assert above(1150, 0.043) == 1199


def test_any_days_lie_within_their_span_both_ends_included() -> None:
    assert set(any_days(RNG, date(2024, 8, 30), date(2024, 8, 31), 40)) == {date(2024, 8, 30), date(2024, 8, 31)}


@pytest.mark.parametrize("printed_id", ["sn.partner_enterprises", "nc.exchange_schools", "ls.order_class_students"])
def test_over_is_above_the_printed_number_by_a_little_and_not_round(printed_id: str) -> None:
    world = World(seed=1)
    for _ in range(200):
        found = over(world, RNG, printed_id)
        assert world.target(printed_id) < found <= world.target(printed_id) * 1.1
        assert found % 10


def test_near_stays_within_one_per_cent() -> None:
    world = World(seed=1)
    for _ in range(200):
        assert abs(near(world, RNG, "nj.seats_added") / world.target("nj.seats_added") - 1) < 0.01


def test_some_gives_different_rows_and_no_more_than_there_are() -> None:
    frame = pl.DataFrame({"id": range(8), "pull": [0, 0, 0, 0, 9, 9, 9, 9]})
    assert sorted(some(RNG, frame, 20)["id"].to_list()) == list(range(8))
    assert set(some(RNG, frame, 4, "pull")["id"].to_list()) == {4, 5, 6, 7}
    assert some(RNG, frame, 0).is_empty()
