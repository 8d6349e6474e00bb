"""A county of three schools, by hand: parts, splitting, variations, items, since when, allowances."""

from math import sqrt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from xuezheng.evaluations.figures.allowances import Allowed, with_allowances
from xuezheng.evaluations.figures.lines import school_lines, school_verdicts
from xuezheng.evaluations.figures.parts import school_parts
from xuezheng.evaluations.figures.variations import variations
from xuezheng.evaluations.law import BASIC
from xuezheng.evaluations.plan import planned, problem_of
from xuezheng.evaluations.rules import composite_variation, judge_school, weighted_variation
from xuezheng.evaluations.schemes import BY_ID, ITEMS, SCHEMES, schemes_of
from xuezheng.evaluations.scorecard import Evaluated, Given, evaluated, scorecard
from xuezheng.evaluations.tests.county import COUNTY, EAST, HILLS, POINT, freeze
from xuezheng.ground.errors import Refused
from xuezheng.registers.tables import CONDITIONS


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return school_parts(freeze(tmp_path_factory.mktemp("county")))


@pytest.fixture
def found(tmp_path: Path) -> Evaluated:
    made = evaluated(freeze(tmp_path), None, ())
    assert made is not None
    return made


def part(parts: pl.DataFrame, code: str, stage: str) -> dict[str, Any]:
    return parts.filter(
        (pl.col("institution_code") == code) & (pl.col("part") == stage) & (pl.col("school_year") == 2024)
    ).row(0, named=True)


def test_a_nine_year_school_is_two_schools_and_a_small_point_none(parts: pl.DataFrame) -> None:
    now = parts.filter(pl.col("school_year") == 2024)
    assert now.select("institution_code", "part", "student_count", "is_counted").rows() == [
        (EAST, "primary", 500, True), (POINT, "primary", 30, False), (HILLS, "primary", 600, True), (HILLS, "junior", 300, True),
    ]  # fmt: skip


def test_what_the_parts_share_is_split_and_teachers_are_not(parts: pl.DataFrame) -> None:
    primary, junior = part(parts, HILLS, "primary"), part(parts, HILLS, "junior")
    assert (primary["split_share"], junior["split_share"]) == pytest.approx((600 / 930, 330 / 930))
    assert primary["teaching_room_area_m2"] == pytest.approx(3000)
    assert junior["sports_area_m2"] == pytest.approx(3300)
    assert (primary["high_degree_count"], junior["high_degree_count"]) == (26, 16)
    assert primary["multimedia_count"] == pytest.approx(20)


def test_variations_are_those_of_the_rule(parts: pl.DataFrame) -> None:
    """Sports, primary: 6 and 10 m² a student of 500 and 600: mean 9000 / 1100."""
    got = variations(parts, ["sports_area_m2"]).filter((pl.col("part") == "primary") & (pl.col("school_year") == 2024))
    by_rule = weighted_variation([3000, 6000], [500, 600])
    assert got["variation"][0] == pytest.approx(by_rule.value)
    mean = 9000 / 1100
    assert got["variation"][0] == pytest.approx(sqrt((500 * (6 - mean) ** 2 + 600 * (10 - mean) ** 2) / 1100) / mean)


def test_lines_and_verdicts_are_those_of_the_rule(parts: pl.DataFrame) -> None:
    lines = school_lines(parts)
    for row in school_verdicts(lines).iter_rows(named=True):
        own = lines.filter(
            (pl.col("institution_code") == row["institution_code"])
            & (pl.col("part") == row["part"])
            & (pl.col("school_year") == row["school_year"])
        )
        quantities = dict(own.select("indicator", "quantity").iter_rows())
        minimum = dict(own.select("indicator", "minimum").iter_rows())
        by_rule = judge_school(quantities, row["student_count"], minimum, met_at_least=6, floor_share=0.85)
        assert (row["verdict"], row["met_count"]) == (by_rule.verdict, by_rule.met_count)


def test_the_scorecard_tells_what_is_short_and_since_when(found: Evaluated) -> None:
    card = scorecard(found, BY_ID["quality_balanced"], COUNTY, 2024)
    by_id = {o.item.id.removeprefix("quality_balanced."): o for o in card.outcomes}
    sports = by_id["resource.sports_area_per_pupil"]
    assert (sports.verdict, sports.value, sports.since) == ("unmet", 1, 2023)  # 3000 of 3750 m² is 80 %
    assert by_id["resource.schools"].value == 1
    assert by_id["government.5"].value == 5  # five classes of 55
    assert by_id["government.3"].value == 2  # an art room of 66 m² is too small by one square metre; the other has none
    assert by_id["government.12"].verdict == "met"
    assert by_id["government.7"].verdict == "unknown"
    assert card.verdict == "unmet"


def test_evidence_by_hand_is_unknown_until_given_and_judged_by_the_standard(found: Evaluated) -> None:
    scheme = BY_ID["quality_balanced"]
    funds, layout = "quality_balanced.government.7", "quality_balanced.government.1"
    given = [
        Given(1, funds, COUNTY, 2023, 800_000, None), Given(2, funds, COUNTY, 2024, 790_000, None), Given(3, layout, COUNTY, 2024, None, True),
    ]  # fmt: skip
    before, now = ({o.item.id: o for o in scorecard(found, scheme, COUNTY, y, given).outcomes} for y in (2023, 2024))
    assert before[funds].verdict == "met"
    assert (now[funds].verdict, now[funds].shortfall, now[funds].since) == ("unmet", 10_000, 2024)
    assert now[layout].verdict == "met"
    assert before[layout].verdict == "unknown"


def test_a_table_missing_from_a_return_leaves_its_items_unknown(tmp_path: Path) -> None:
    made = evaluated(freeze(tmp_path, without=(CONDITIONS,)), None, ())
    assert made is not None
    verdicts = {o.item.id: o.verdict for o in scorecard(made, BY_ID["quality_balanced"], COUNTY, 2024).outcomes}
    assert verdicts["quality_balanced.resource.sports_area_per_pupil"] == "unknown"
    assert verdicts["quality_balanced.resource.high_degree_teachers_per_100"] == "met"
    assert verdicts["quality_balanced.resource.schools"] == "unknown"


def test_a_stadium_nearby_is_counted_once_shown(parts: pl.DataFrame) -> None:
    allowed = with_allowances(
        parts,
        [Allowed("allowance.sports_area", EAST, 2024, 800.0), Allowed("allowance.sports_area", HILLS, 2024, 93.0)],
    )
    assert part(allowed, EAST, "primary")["sports_area_m2"] == 3800
    assert part(allowed, HILLS, "junior")["sports_area_m2"] == pytest.approx(3333)
    assert allowed.filter(pl.col("school_year") == 2023)["sports_area_m2"].equals(
        parts.filter(pl.col("school_year") == 2023)["sports_area_m2"]
    )


def test_itinerant_teachers_count_in_small_rural_schools_only(parts: pl.DataFrame) -> None:
    given = [Allowed("allowance.pe_arts", EAST, 2024, 1.0)]
    assert part(with_allowances(parts, given), EAST, "primary")["pe_arts_count"] == 5
    small = parts.with_columns(area_group=pl.lit("rural"), primary_count=pl.lit(80), junior_count=pl.lit(0))
    assert part(with_allowances(small, given), EAST, "primary")["pe_arts_count"] == 6


def test_what_it_would_take_is_checked_on_the_changed_table(tmp_path: Path) -> None:
    frozen = freeze(tmp_path)
    problem = problem_of(frozen, school_parts(frozen), COUNTY, 2024)
    assert problem.splits.tolist() == [2, 0, 0]  # 275 pupils of grade two: seven classes, where five are
    found = planned(problem)
    assert found.checked is not None and found.checked.passes
    measures = {c.measure for c in found.solution.changes}
    assert {"split_class", "music_room", "art_room", "sports_area", "appoint_teacher"} <= measures


def test_nothing_is_planned_on_guesses(tmp_path: Path) -> None:
    frozen = freeze(tmp_path, without=(CONDITIONS,))
    with pytest.raises(Refused, match="did not report"):
        problem_of(frozen, school_parts(frozen), COUNTY, 2024)


def test_every_item_has_its_own_id_and_a_standard_that_exists() -> None:
    from xuezheng.evaluations.law import law_of

    assert len(ITEMS) == sum(len(s.items) for s in SCHEMES)
    assert [BY_ID["quality_balanced"].count_of(g) for g in ("resource", "government", "quality")] == [7, 15, 9]
    assert [BY_ID["preschool_universal"].count_of(g) for g in ("level", "government", "quality")] == [3, 11, 6]
    for item in ITEMS.values():
        if item.standard:
            assert law_of(2024).entry(item.standard).unit


def test_each_year_is_judged_by_its_own_law(tmp_path: Path) -> None:
    """2015 by the composite variation of 2012 alone, 2024 by that of 2017 as well, 2011 by nothing."""
    made = evaluated(freeze(tmp_path, (2011, 2015, 2024)), None, ())
    assert made is not None
    assert made.years == [2015, 2024]
    assert {i for y, i in made.values.select("school_year", "item_id").rows() if y == 2015} == {
        "basic_balanced.variation.primary", "basic_balanced.variation.junior",
    }  # fmt: skip
    assert set(made.lines["school_year"]) == {2024}
    old = {o.item.id: o for o in scorecard(made, BY_ID["basic_balanced"], COUNTY, 2015).outcomes}
    primary = old["basic_balanced.variation.primary"]
    assert (primary.verdict, primary.limit, primary.is_verified) == ("met", 0.65, False)
    assert primary.value == pytest.approx(composite_of(made, "primary"))
    assert not scorecard(made, BY_ID["quality_balanced"], COUNTY, 2015).outcomes
    assert schemes_of(2015) == (BY_ID["basic_balanced"],)
    assert schemes_of(2024)[0] is BY_ID["quality_balanced"]
    assert evaluated(freeze(tmp_path / "old", (2011,)), None, ()) is None
    with pytest.raises(Refused, match="2017"):
        problem_of(freeze(tmp_path / "plan", (2015,)), made.parts, COUNTY, 2015)


def composite_of(made: Evaluated, stage: str) -> float:
    """The mean of the eight by the rule, without the teaching point."""
    own = made.parts.filter((pl.col("school_year") == 2015) & (pl.col("part") == stage) & ~pl.col("is_teaching_point"))
    values = [weighted_variation(own[c].to_list(), own["student_count"].to_list()).value for c in BASIC]
    found = composite_variation(values)
    assert found is not None
    return found
