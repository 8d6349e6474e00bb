"""Every rule of doubt: where it speaks, and where it must be silent."""

from dataclasses import replace

import pytest

from xuezheng.engine.figures import Asked, Period
from xuezheng.ground.words import Words
from xuezheng.publication.claims import Claim, Stock
from xuezheng.publication.doubts import RULES, doubts

TERM = Words("某数", "a figure")
CITY = "990000"


def claim(id: str = "xx.a", unit: str = "school", **values: object) -> Claim:
    return replace(Claim(id, TERM, unit), **values)


def rules_of(one: Claim, *others: Claim) -> set[tuple[str, bool]]:
    return {(found.rule, found.is_open) for found in doubts(one, [one, *others])}


PEOPLE = Stock(Words("在校生", "students"), 93_000.0)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (claim(unit="%", printed=101.25), {("rate_over_whole", True)}),
        (claim(unit="%", computed=100.4, numerator=251, denominator=250), {("rate_over_whole", True)}),
        (claim(unit="%", printed=118.0, is_growth=True), set()),
        (claim(unit="%", printed=99.9, computed=99.9), set()),
        (claim(unit="person", printed=300_000, stock=PEOPLE), {("flow_over_stock", True)}),
        (claim(unit="person", computed=94_000, stock=PEOPLE), {("flow_over_stock", True)}),
        (claim(unit="person", printed=90_000, computed=30_000, stock=PEOPLE), set()),
        (claim(unit="person", printed=300_000, stock=Stock(TERM, None)), set()),
        (claim(unit="%", printed=100), {("whole_without_denominator", True)}),
        (claim(unit="%", printed=100, computed=100, numerator=34, denominator=34), {("whole_without_denominator", False)}),
        (claim(unit="%", printed=100, computed=97, numerator=97, denominator=100), {("whole_without_denominator", True)}),
        (claim(unit="%", printed=90, computed=90, numerator=9, denominator=10), set()),
        (claim(printed=5, computed=6, agrees=False, why=TERM), {("records_differ", True)}),
        (claim(printed=5, computed=5, agrees=True), set()),
        (claim(printed=5), set()),
        (claim(computed=9, is_additive=True, parts=(("1", 4.0), ("2", 5.0))), set()),
        (claim(computed=10, is_additive=True, parts=(("1", 4.0), ("2", 5.0))), {("parts_against_whole", False)}),
        (claim(computed=8, is_additive=True, parts=(("1", 4.0), ("2", 5.0))), {("parts_against_whole", True)}),
        (claim(computed=8, is_additive=True, parts=(("1", 4.0), ("2", None))), set()),
        (claim(computed=8, parts=(("1", 4.0), ("2", 5.0))), set()),
        (claim(trend=((2020, 300.0), (2021, 700.0))), {("jump", True)}),
        (claim(trend=((2020, 700.0), (2021, 300.0))), {("jump", True)}),
        (claim(trend=((2020, 300.0), (2021, 599.0))), set()),
        (claim(trend=((2020, 300.0), (2022, 700.0))), set()),  # a year between is missing
        (claim(trend=((2020, 30.0), (2021, 70.0))), set()),  # a few records only
    ],
)  # fmt: skip
def test_rule(one: Claim, expected: set[tuple[str, bool]]) -> None:
    assert rules_of(one) == expected


def test_two_printed_values_for_one_question() -> None:
    asked = Asked("schools", CITY, Period(year=2024), {"level": ("a", "b")})
    turned = Asked("schools", CITY, Period(year=2024), {"level": ("b", "a")})
    first = claim("xx.a", printed=5, asked=asked)
    assert rules_of(first, claim("xx.b", printed=6, asked=turned)) == {("printed_twice", True)}
    assert rules_of(first, claim("xx.b", printed=5, asked=turned)) == set()
    assert rules_of(first, claim("xx.b", printed=6, asked=replace(asked, place_code="980000"))) == set()


@pytest.mark.parametrize(("growth", "expected"), [(18.02, set()), (18.20, {("growth_against_levels", True)})])
def test_growth_follows_from_its_levels(growth: float, expected: set[tuple[str, bool]]) -> None:
    before = claim("xx.before", "teacher", printed=3679, asked=Asked("teachers", CITY, Period(year=2020)))
    after = claim("xx.after", "teacher", printed=4342, asked=Asked("teachers", CITY, Period(year=2024)))
    change = claim(
        "xx.growth",
        "%",
        printed=growth,
        is_growth=True,
        asked=Asked("teachers_growth", CITY, Period(year=2024, since=2020)),
    )
    assert rules_of(change, before, after) == expected


def test_every_rule_speaks_both_languages_and_names_itself() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    found = doubts(claim(unit="%", printed=101.25, computed=103.0, agrees=False, why=TERM), [])
    assert [doubt.rule for doubt in found] == ["rate_over_whole", "records_differ"]
    for doubt in found:
        assert doubt.why.zh
        assert doubt.why.en
        assert doubt.cure.zh
        assert doubt.cure.en
