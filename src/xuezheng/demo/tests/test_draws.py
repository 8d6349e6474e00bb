"""Counts and sums come out exactly, or it is said why they cannot."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from xuezheng.demo.draws import above, days, fitted, pick, school_days

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
