"""Plans of the river: prepared with what is wrong named, changed by hand, described, written as letters. No database."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.changing import judged, toggled
from xuezheng.layout.plan.describing import moves_of, parts_of_cost, present_answer, spread_of, summary
from xuezheng.layout.plan.keeping import freeze_answer, freeze_problem, read_answer, read_problem
from xuezheng.layout.plan.letters import letter_of
from xuezheng.layout.plan.preparing import prepare
from xuezheng.layout.plan.solving import reasons_against, solved
from xuezheng.layout.rules.planning import first_closing_year, moved_up
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.tests.river import COUNTY, FAR, SMALL, TOWN, asked, prepared, schools, villages

RIVER = prepared()
PLACE = RIVER.place_of


def test_the_river_is_prepared_with_its_children_seats_and_limits() -> None:
    assert RIVER.rows["village_name"].to_list() == ["上坝村", "下坝村", "石桥村", "柳树村", "源头村", "杉林村"]
    assert RIVER.children[0].sum() == 156  # grades move up; the youngest enter as the mean of the three youngest
    assert RIVER.sites["seats"].to_list() == [180, 90, 90]
    assert set(RIVER.rows["limit_minutes"].to_list()) == {30.0}  # all grades within the limit of the youngest
    assert RIVER.notes == ()
    assert not reasons_against(RIVER, {})


def test_bands_apart_have_limits_of_their_own() -> None:
    made = prepared(bands_apart=True)
    assert sorted(set(made.rows.select("band", "limit_minutes").rows())) == [("lower", 30.0), ("upper", 40.0)]
    assert (made.children.sum(axis=1) == RIVER.children.sum(axis=1)).all()


@pytest.mark.parametrize(
    ("change", "rule", "told"),
    [
        (lambda v, s: (v.with_columns(longitude=pl.when(pl.col("name") == "石桥村").then(None).otherwise("longitude")), s), "layout.plan.unplaced", "石桥村"),
        (lambda v, s: (v, s.with_columns(pl.when(pl.col("code") == SMALL).then(0).otherwise(c).alias(c) for c in ("seats", "pupils"))), "layout.plan.no_seats", f"学校{SMALL}"),
        (lambda v, s: (v.with_columns(longitude=pl.when(pl.col("name") == "源头村").then(105.9).otherwise("longitude")), s), "layout.plan.beyond", "源头村"),
        (lambda v, s: (v.with_columns(present_code=pl.lit(None, pl.String)), s), "layout.plan.present", ""),
        (lambda v, s: (v, s.with_columns(seats=pl.when(pl.col("code") == SMALL).then(5).otherwise("seats"))), "layout.plan.crowded", f"学校{SMALL}"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_goes_on(change: object, rule: str, told: str) -> None:
    made = prepare(*change(villages(), schools()), None, asked(), COUNTY)  # type: ignore[operator]
    notes = {note.rule: note.which for note in made.notes}
    assert notes[rule] == told
    assert made.rows.height >= 5


def test_too_few_seats_are_named_by_village_and_school() -> None:
    made = prepare(
        villages(),
        schools().with_columns(seats=pl.when(pl.col("code") == FAR).then(20).otherwise("seats")),
        None,
        asked(counts_crowding=False),
        COUNTY,
    )
    problem = reasons_against(made, {})[0]
    assert problem.rule == "layout.county.shortage"
    assert problem.which == "源头村、杉林村"
    assert f"学校{FAR}" in (problem.cure.zh if problem.cure else "")


def test_a_forecast_is_shared_among_a_townships_villages() -> None:
    grades = [
        {"town_code": "511002100", "grade": g, "school_year": y, "children": c}
        for y, c in ((2028, 20.0), (2029, 10.0))
        for g in ("11", "14")
    ]
    made = prepare(villages(), schools(), pl.DataFrame(grades), asked(), COUNTY)
    assert made.children.sum(axis=1).tolist() == [40, 20, 20]  # the last year known goes on
    assert made.children[0].tolist() == [12, 9, 2, 3, 8, 6]


def test_closing_the_small_school_sends_its_children_to_the_town() -> None:
    trial = toggled(RIVER, present_answer(RIVER), PLACE[SMALL], 0)
    assert (trial.closes, trial.children, trial.without_seat, trial.stands) == (True, 18, 0, True)
    assert set(trial.after.tolist()) == {PLACE[TOWN]}
    assert trial.running == pytest.approx(-32.7)
    assert trial.minutes_after > trial.minutes_before
    merged, receives = moves_of(RIVER, trial.answer)
    assert (merged.action, merged.into, merged.year, merged.children) == ("merged", PLACE[TOWN], 2028, 18)
    assert (receives.action, receives.site) == ("receives", PLACE[TOWN])
    told = summary(RIVER, trial.answer)
    assert (told["schools"], told["closed"], told["moved"], told["beyond"]) == (2, 1, 18, 0)
    back = toggled(RIVER, trial.answer, PLACE[SMALL], 0)
    assert (back.closes, back.t, back.children) == (False, 0, 18)
    assert (back.answer.school_of == present_answer(RIVER).school_of).all()


def test_who_is_beyond_the_limit_already_is_not_lost_by_a_change() -> None:
    far_out = villages().with_columns(
        present_code=pl.when(pl.col("name") == "杉林村").then(pl.lit(TOWN)).otherwise("present_code")
    )
    made = prepare(far_out, schools(), None, asked(), COUNTY)
    trial = toggled(made, present_answer(made), PLACE[SMALL], 0)
    assert (trial.children, trial.without_seat) == (18, 0)


def test_closing_the_far_school_leaves_children_without_a_seat() -> None:
    trial = toggled(RIVER, present_answer(RIVER), PLACE[FAR], 0)
    assert not trial.stands
    assert [RIVER.rows["village_name"][i] for i in trial.homeless_rows] == ["源头村", "杉林村"]
    assert trial.without_seat == 54
    assert "layout.plan.served" in {f.rule for f in judged(RIVER, trial.answer, {}, None)[1]}


def test_the_solver_merges_the_small_school_and_keeps_what_is_locked() -> None:
    plan = solved(RIVER, {}, Stop(0.3), 0)
    assert plan.is_open[-1].tolist() == [True, False, True]
    kept = solved(RIVER, {SMALL: "open"}, Stop(0.3), 0)
    assert kept.is_open[-1].tolist() == [True, True, True]
    assert kept.objective > plan.objective


def test_a_run_tells_how_far_it_is_and_stops_when_asked() -> None:
    told: list[tuple[float, float]] = []
    solved(RIVER, {}, Stop(0.3, told=lambda best, bound: told.append((best, bound))), 0)
    assert told
    asked_for = iter([False] * 300)
    plan = solved(RIVER, {}, Stop(60.0, is_asked=lambda: next(asked_for, True)), 0)
    assert plan.seconds < 10
    assert np.isfinite(plan.objective)


def test_costs_ways_and_letters_add_up() -> None:
    answer = toggled(RIVER, present_answer(RIVER), PLACE[SMALL], 0).answer
    layout, faults = judged(RIVER, answer, {SMALL: "closed"}, None)
    assert not faults
    assert layout.objective == pytest.approx(sum(sum(values) for values in parts_of_cost(RIVER, answer).values()))
    assert sum(spread_of(RIVER, answer, 2)) == pytest.approx(1.0)
    letter = letter_of(RIVER, answer, SMALL)
    assert letter.heading.en == f"学校{SMALL} is to become part of 学校{TOWN} on 1 September 2028"
    assert "在校18人" in letter.why[0].zh
    assert sum(way.children for way in letter.ways) == 18
    assert "announced a year ahead" in letter.when[0].en
    assert "must stay by the rule of small schools" in letter_of(RIVER, answer, FAR).why[0].en


def test_problems_and_answers_are_read_as_they_were_frozen(tmp_path: Path) -> None:
    answer = toggled(RIVER, present_answer(RIVER), PLACE[SMALL], 0).answer
    problem = freeze_problem(tmp_path, RIVER, {})
    assert problem == freeze_problem(tmp_path, RIVER, {})
    named = freeze_answer(tmp_path, RIVER, answer.is_open, answer.school_of, {})
    made = read_problem(tmp_path / problem)
    assert (made.children == RIVER.children).all()
    assert np.allclose(made.minutes, RIVER.minutes)
    is_open, school_of = read_answer(tmp_path / named, tmp_path / problem)
    assert (is_open == answer.is_open).all()
    assert (school_of == answer.school_of).all()


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 9, 1), 2027), (date(2026, 9, 2), 2028), (date(2026, 11, 24), 2028), (date(2026, 1, 5), 2027)],
)
def test_a_school_closes_a_year_after_its_announcement_at_the_earliest(day: date, first: int) -> None:
    assert first_closing_year(day, 1) == first


def test_cohorts_move_up_a_grade_a_year() -> None:
    counted = {"04": 9.0, "11": 8.0, "12": 7.0, "16": 3.0}
    assert (moved_up(counted, 1, "12"), moved_up(counted, 2, "12"), moved_up(counted, 3, "12")) == (8.0, 9.0, 8.0)


@pytest.mark.parametrize(
    ("more", "rule"),
    [({"stage": "senior"}, "stage"), ({"year_count": 0}, "years"), ({"limits": {"lower": 0, "upper": 40}}, "limit"), ({"move_yuan": -1}, "weight"), ({"budgets": (1.0,)}, "budgets")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(more: dict[str, Any], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(**more)
    assert {p.rule for p in refused.value.problems} == {f"layout.asked.{rule}"}
