"""The river with options: more seats, a boarding house, a teaching point, the other stage, a new school, a road network."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.changing import judged, toggled
from xuezheng.layout.plan.describing import Answer, moves_of, parts_of_cost, present_answer
from xuezheng.layout.plan.keeping import freeze_answer, freeze_problem, read_answer, read_problem
from xuezheng.layout.plan.letters import letter_of, reason_of
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.plan.preparing import Given, prepare_stages
from xuezheng.layout.plan.solving import solved
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.tests.river import COUNTY, FAR, SMALL, TOWN, asked, prepared, schools, villages

EXTEND = {"of": TOWN, "kind": "extend", "seats": 90, "cost_yuan": 900_000, "running_yuan": 50_000}
BOARD = {"of": TOWN, "kind": "board", "beds": 60, "cost_yuan": 400_000, "running_yuan": 20_000}
POINT = {"of": FAR, "kind": "point", "seats": 45, "cost_yuan": 50_000, "running_yuan": -120_000}
SITE = {"name": "新校", "longitude": 105.06, "latitude": 29.58, "seats": 120, "building_yuan": 2_000_000}
MAY = {"lower": False, "upper": True}


def made(**more: Any) -> Prepared:
    return prepared(**{"bands_apart": True, "may_board": MAY, "boarder_yuan": 1500, **more})


def after(one: Prepared, *codes: str) -> Answer:
    """How things are, with some turned off or on, one after the other."""
    answer = present_answer(one)
    for code in codes:
        answer = toggled(one, answer, one.place_of[code], 0).answer
    return answer


def test_each_choice_of_ways_to_grow_is_a_form() -> None:
    one = made(options=(EXTEND, BOARD))
    forms = one.sites.filter(one.sites["of_code"] != "").select("site_code", "of_code", "kind", "seats", "beds").rows()
    assert forms == [
        (f"{TOWN}+1", TOWN, "extend", 270, 0), (f"{TOWN}+2", TOWN, "board", 180, 60), (f"{TOWN}+1.2", f"{TOWN}+1", "grown", 270, 60),
    ]  # fmt: skip
    assert one.county.building.tolist()[3:] == [90.0, 40.0, 40.0]
    assert one.county.built.tolist()[3:] == [90.0, 40.0, 130.0]


@pytest.mark.parametrize(
    ("codes", "action", "site", "children", "year"),
    [
        ((f"{TOWN}+1",), "extend", TOWN, 84, 2028), ((f"{TOWN}+1.2",), "grown", TOWN, 84, 2028), ((f"{FAR}+3",), "point", FAR, 27, 2028),
        (("+1",), "opened", "+1", None, 2028), ((SMALL,), "merged", SMALL, 18, 2028),
    ],
)  # fmt: skip
def test_what_is_taken_is_a_move_with_its_cost_and_reason(
    codes: tuple[str, ...], action: str, site: str, children: int | None, year: int
) -> None:
    one = made(options=(EXTEND, BOARD, {**POINT, "seats": 45}), sites=(SITE,), limits={"lower": 30, "upper": 90})
    answer = after(one, *codes)
    layout, faults = judged(one, answer, {}, None)
    assert not faults
    assert layout.objective == pytest.approx(sum(sum(values) for values in parts_of_cost(one, answer).values()))
    move = next(m for m in moves_of(one, answer) if m.action == action)
    assert (one.sites["site_code"][move.site], move.year) == (site, year)
    assert children is None or move.children == children
    reason = reason_of(one, answer, move)
    assert reason.zh and reason.en
    assert move.action == "merged" or "thousand yuan" in reason.en
    assert letter_of(one, answer, site).heading.en


def test_an_option_is_left_again_and_all_is_as_it_was() -> None:
    one = made(options=(EXTEND,))
    taken = toggled(one, present_answer(one), one.place_of[f"{TOWN}+1"], 0)
    assert (taken.action, taken.once, taken.running) == ("enter", 90.0, pytest.approx(5.0))
    left = toggled(one, taken.answer, one.place_of[f"{TOWN}+1"], 0)
    assert left.action == "leave"
    assert (left.answer.is_open == present_answer(one).is_open).all()
    assert (left.answer.school_of == present_answer(one).school_of).all()


def test_far_children_board_where_there_are_beds_and_the_youngest_do_not() -> None:
    one = made(options=(BOARD,), limits={"lower": 60, "upper": 30})
    board = one.place_of[f"{TOWN}+1"]
    ways = one.county.boards(0)[:, board]
    bands = [band for band, lives in zip(one.rows["band"].to_list(), ways.tolist(), strict=True) if lives]
    assert set(bands) == {"upper"}
    closed = after(one, f"{TOWN}+1", FAR)
    assert not judged(one, closed, {}, None)[1]
    assert parts_of_cost(one, closed)["boarding"][-1] == pytest.approx(27 * 0.15)


def test_the_solver_takes_an_option_that_pays() -> None:
    tight = made(options=({**EXTEND, "cost_yuan": 1000, "running_yuan": 0},), counts_crowding=False)
    plan = solved(tight, {}, Stop(0.4), 0)
    assert {m.action for m in moves_of(tight, Answer(plan.is_open, plan.school_of))} >= {"merged"}
    locked = solved(tight, {f"{TOWN}+1": "open"}, Stop(0.4), 0)
    assert "extend" in {m.action for m in moves_of(tight, Answer(locked.is_open, locked.school_of))}


def test_both_stages_in_one_plan_and_a_school_that_turns() -> None:
    primary = Given(villages(), schools(), None)
    grown = villages().with_columns(**{"21": 4, "22": 4, "23": 4}, present_code=np.array([TOWN] * 6))
    junior = Given(grown, schools().filter(schools()["code"] == TOWN), None)
    turn = {"of": SMALL, "kind": "convert", "seats": 90, "cost_yuan": 100_000}
    limits = {"lower": 60, "upper": 60, "junior": 60}
    one = prepare_stages(
        {"primary": primary, "junior": junior}, asked(stage="both", limits=limits, options=(turn,)), COUNTY
    )
    assert one.sites["site_code"].to_list() == [TOWN, SMALL, FAR, f"{TOWN}~", f"{SMALL}+1"]
    answer = after(one, f"{SMALL}+1")
    assert not judged(one, answer, {}, None)[1]
    (move,) = [m for m in moves_of(one, answer) if m.action == "convert"]
    assert (move.children, one.sites["site_code"][move.into]) == (18, TOWN)


def test_the_last_junior_school_of_a_township_stays_unless_somebody_says_so() -> None:
    one = prepare_stages({"junior": Given(villages().with_columns(**{"21": 4, "22": 4, "23": 4}), schools(), None)},
                         asked(stage="junior", limits={"junior": 60}), COUNTY)  # fmt: skip
    assert one.sites["kept_by"].to_list() == ["township", "", ""]
    free = asked(stage="junior", limits={"junior": 60}, keeps_junior_in_town=False)
    assert set(prepare_stages({"junior": Given(villages(), schools(), None)}, free, COUNTY).sites["kept_by"]) == {""}


@pytest.mark.parametrize(
    ("option", "more", "rule"),
    [
        ({**EXTEND, "seats": 0}, {}, "seats"), ({**BOARD, "beds": 0}, {}, "beds"), ({**EXTEND, "cost_yuan": -1}, {}, "negative"), ({**EXTEND, "kind": "move"}, {}, "kind"),
        (POINT, {"bands_apart": False}, "point"), (BOARD, {"bands_apart": False}, "board"), ({**EXTEND, "kind": "convert"}, {}, "convert"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused(option: dict[str, Any], more: dict[str, Any], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        made(options=(option,), **more)
    assert {p.rule for p in refused.value.problems} == {f"layout.option.{rule}"}


def test_an_option_of_no_school_is_named_and_the_rest_goes_on() -> None:
    one = made(options=({**EXTEND, "of": "9999999999"}, EXTEND))
    assert [n.rule for n in one.notes if n.rule.startswith("layout.option")] == ["layout.option.school"]
    assert f"{TOWN}+2" in one.place_of


def test_problems_with_options_and_roads_are_read_as_they_were_frozen(tmp_path: Path) -> None:
    base = made(options=(EXTEND, BOARD, POINT), sites=(SITE,))
    ways = np.round(base.base_minutes * 1.2, 3)
    ways[base.rows["village_name"].to_numpy() == base.rows["village_name"][0], 1] = np.inf
    one = Prepared(base.asked, base.county_code, base.rows, base.children, base.sites, (), ways)
    answer = present_answer(one)
    problem = freeze_problem(tmp_path, one, {})
    named = freeze_answer(tmp_path, one, answer.is_open, answer.school_of, {})
    again = read_problem(tmp_path / problem)
    assert np.allclose(again.minutes, one.minutes)
    assert (again.county.capacity == one.county.capacity).all()
    assert (read_answer(tmp_path / named, tmp_path / problem)[1] == answer.school_of).all()


ROADS = """<osm><node id="1" lon="105.05" lat="29.58"/><node id="2" lon="105.08" lat="29.58"/><node id="3" lon="105.25" lat="29.58"/>
<node id="4" lon="105.26" lat="29.58"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
<way id="2"><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/></way></osm>"""


def test_ways_by_road_hold_where_there_are_roads(tmp_path: Path) -> None:
    from xuezheng.engine.instance import Instance
    from xuezheng.layout.actions.roads import roads_folder, roads_for

    here = Instance(tmp_path)
    folder = roads_folder(here, COUNTY)
    folder.mkdir(parents=True)
    (folder / "abc.osm.gz").write_bytes(gzip.compress(ROADS.encode()))
    by_road = asked(roads={"hash": "abc", "name": "r.osm.gz", "by": "bus"})
    one = prepare_stages(
        {"primary": Given(villages(), schools(), None)}, by_road, COUNTY, roads_for(here, COUNTY, by_road)
    )
    assert one.ways is not None
    assert not np.isfinite(one.ways[0, 2])  # no road leads up the river
    assert np.isfinite(one.ways[-1, 2])
