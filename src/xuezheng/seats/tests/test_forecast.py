"""The forecast as a library: hand-reckoned cases, what it may not see, what must add up."""

from dataclasses import replace

import numpy as np
import pytest

from xuezheng.seats.problem import Cohorts, History, Scenario, Truth, invented_history, ladder_of
from xuezheng.seats.solver.backtest import Backtest, run_backtest
from xuezheng.seats.solver.choosing import OURS, chosen
from xuezheng.seats.solver.cohort import Model, cohort_forecast
from xuezheng.seats.solver.intervals import Errors, widths
from xuezheng.seats.solver.peers import no_change, trend, unshrunk
from xuezheng.seats.solver.shrinkage import pooled_ratio, shrunk_deviation, weights

LONG = Model("long", recent=0.0, entry_recent=0.0)


def two_grades() -> History:
    """Two villages; every year the county keeps 90 % into grade one, and takes 80 of every 100 births."""
    _, grades = ladder_of(["K", "1"])
    born = np.arange(2010, 2021)
    births = np.full((11, 1), 100.0)
    counts = np.zeros((5, 2, 2))
    counts[:, 0] = (60, 54)
    counts[:, 1] = (20, 18)
    return History(np.arange(2016, 2021), ("hill", "river"), np.zeros(2, dtype=np.int64), ("c",), grades, counts, Cohorts(born, births))  # fmt: skip


def test_a_steady_county_stays_as_it_is() -> None:
    made = cohort_forecast(two_grades(), LONG, 3)
    np.testing.assert_allclose(made.counties[:, 0], [[80, 72]] * 3)
    np.testing.assert_allclose(made.areas[2], [[60, 54], [20, 18]])


def test_fewer_births_reach_the_first_grade_when_they_are_old_enough_and_the_next_a_year_later() -> None:
    history = two_grades()
    births = history.births.counties.copy()
    births[history.births.years == 2017] = 50.0
    made = cohort_forecast(replace(history, births=Cohorts(history.births.years, births)), LONG, 4)
    np.testing.assert_allclose(made.counties[:, 0, 0], [80, 40, 80, 80])  # born 2017, aged five in 2022
    np.testing.assert_allclose(made.counties[:, 0, 1], [72, 72, 36, 72])


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (Scenario(births_change=-0.5), [80, 80, 80, 80, 80, 40]),  # 2020's births enter in 2025; 2021's are supposed
        (Scenario(migration={"c": 0.1}), [88, 88, 88, 88, 88, 88]),
        (Scenario(area_migration={"river": 0.5}), [90, 90, 90, 90, 90, 90]),
        (Scenario(added={("hill", 2022, "K"): 7.0}), [80, 87, 80, 80, 80, 80]),
    ],
)
def test_a_scenario_changes_what_it_says(scenario: Scenario, expected: list[float]) -> None:
    np.testing.assert_allclose(cohort_forecast(two_grades(), LONG, 6, scenario).counties[:, 0, 0], expected)


def test_children_of_new_dwellings_go_on_to_the_next_grade() -> None:
    made = cohort_forecast(two_grades(), LONG, 2, Scenario(added={("hill", 2021, "K"): 10.0}))
    np.testing.assert_allclose(made.areas[1], [[60, 63], [20, 18]])


@pytest.mark.parametrize(
    ("half_life", "expected"), [(np.inf, [1, 1, 1]), (1.0, [0.25, 0.5, 1]), (2.0, [0.5, 2**-0.5, 1])]
)
def test_years_weigh_less_the_older_they_are(half_life: float, expected: list[float]) -> None:
    np.testing.assert_allclose(weights(3, half_life), expected)


def test_a_year_not_counted_gives_no_ratio() -> None:
    below, above = np.array([[100.0], [np.nan], [100.0]]), np.array([[90.0], [80.0], [110.0]])
    np.testing.assert_allclose(pooled_ratio(below, above, np.inf), [1.0])
    assert np.isnan(pooled_ratio(below * np.nan, above, np.inf)).all()


def test_a_small_area_is_drawn_to_its_county_further_than_a_large_one() -> None:
    rng = np.random.default_rng(5)
    size = np.array([20.0] * 10 + [2000.0] * 10)
    true = np.tile([-0.1, 0.1], 10)
    below = np.tile(size, (8, 1))
    above = rng.poisson(below * (1 + true)).astype(float)
    kept = shrunk_deviation(below, above, np.ones_like(below), np.inf, np.zeros(20, dtype=np.int64))
    seen = above.mean(axis=0) / size - 1
    shrink = kept / seen
    assert (shrink[10:] > 0.9).all()
    assert (shrink[:10] < 0.8).all()


def test_areas_that_differ_by_chance_alone_keep_no_deviation_of_their_own() -> None:
    rng = np.random.default_rng(1)
    below = np.full((10, 30), 50.0)
    above = rng.poisson(below).astype(float)
    kept = shrunk_deviation(below, above, np.ones_like(below), np.inf, np.zeros(30, dtype=np.int64))
    assert np.abs(kept).max() < 0.02


def test_peers_are_what_they_are_called() -> None:
    history = two_grades()
    np.testing.assert_allclose(no_change(history, 2).areas[1], history.counts[-1])
    np.testing.assert_allclose(unshrunk(history, 2).areas[1], history.counts[-1])
    growing = replace(history, counts=history.counts + 10 * np.arange(5)[:, None, None])
    np.testing.assert_allclose(trend(growing, 2).areas[1], growing.counts[-1] + 20)


def test_nothing_after_the_origin_is_seen() -> None:
    history = invented_history(Truth(year_count=14, area_count=6), 3)
    origin = int(history.years[9])
    later = history.years > origin
    counts = history.counts.copy()
    counts[later] *= 3
    births = history.births.counties.copy()
    births[history.births.years > origin] *= 3
    other = replace(history, counts=counts, births=Cohorts(history.births.years, births))
    one, two = Backtest(history, 3), Backtest(other, 3)
    assert one.model_at(origin) == two.model_at(origin)
    np.testing.assert_array_equal(one.shown(origin).areas, two.shown(origin).areas)
    assert one.widths_at(origin) == two.widths_at(origin)


def test_all_levels_add_up_and_nothing_is_below_zero() -> None:
    history = invented_history(Truth(year_count=10, area_count=8, county_count=3, births=60), 7)
    made = Backtest(history, 4).ahead()
    np.testing.assert_allclose(np.einsum("ca,hag->hcg", history.gathering, made.areas), made.counties, atol=1e-8)
    assert (made.areas >= 0).all()


def test_a_closed_school_gets_nobody() -> None:
    history = invented_history(Truth(year_count=10, area_count=5), 2)
    counts = history.counts.copy()
    counts[6:, 1] = np.nan
    made = Backtest(replace(history, counts=counts), 2).ahead()
    assert (made.areas[:, 1] == 0).all()
    assert (made.areas[:, 0] > 0).any()


def test_the_first_model_stands_unless_another_is_surely_better() -> None:
    rng = np.random.default_rng(0)
    losses = [np.abs(rng.normal(1, 0.3, (4, 2, 2))) for _ in range(12)]
    assert chosen(OURS[:3], losses) == OURS[0]
    for loss in losses:
        loss[2] = loss[0] * 0.5
    assert chosen(OURS[:3], losses) == OURS[2]
    assert chosen(OURS[:3], losses[:3]) == OURS[0]


def test_intervals_widen_with_the_years_ahead_and_reach_beyond_what_was_seen() -> None:
    rng = np.random.default_rng(4)
    errors = {h: Errors(rng.normal(0, 5 * h, 200), np.full(200, 100.0), np.repeat(np.arange(10.0), 20)) for h in (1, 2)}
    found = widths(errors, 4)
    factors = [found[h].factor for h in (1, 2, 3, 4)]
    assert factors == sorted(factors)
    assert factors[3] == pytest.approx(factors[1] * 2**0.5)
    assert widths({}, 2)[2].is_assumed


@pytest.mark.parametrize(
    "truth", [Truth(year_count=20, area_count=15), Truth(year_count=14, area_count=20, births=3000)]
)
def test_intervals_cover_what_they_promise_where_the_truth_is_known(truth: Truth) -> None:
    reports = [run_backtest(invented_history(truth, seed), (1, 3), models=OURS[:1]) for seed in range(3)]
    assert 0.86 <= np.mean([r.coverage for r in reports]) <= 0.94
    assert np.mean([r.mape("shown", 3) for r in reports]) < np.mean([r.mape("no_change", 3) for r in reports])
