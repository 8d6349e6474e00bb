"""When a printed and a computed value agree, as a table."""

import pytest

from xuezheng.publication.compare import compare, decimals_printed
from xuezheng.publication.printed import Printed
from xuezheng.publication.units import in_print


def figure(value: float, unit: str, qualifier: str, kind: str = "counted") -> Printed:
    """An invented printed figure."""
    return Printed(
        "xx.figure",
        "990000",
        "M99",
        "nowhere",
        kind,
        "a figure",
        value,
        unit,
        qualifier,
        2020,
        2024,
        "printed",
        "level",
        "all",
        "",
    )


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "computed", "agrees"),
    [
        (67, "pair", "exact", 67, True),
        (67, "pair", "exact", 68, False),
        (0, "school", "exact", 0, True),
        (28.55, "%", "exact", 28.5451, True),
        (28.55, "%", "exact", 28.5449, False),
        (18.02, "%", "exact", 100 * (4342 / 3679 - 1), True),
        (100, "%", "exact", 100, True),
        (100, "%", "exact", 99.8, False),  # all is never a rounding
        (90, "%", "exact", 90, True),
        (85400, "seat", "rounded", 85412, True),
        (85400, "seat", "rounded", 86254, True),
        (85400, "seat", "rounded", 86300, False),
        (300, "base", "over", 300, True),
        (300, "base", "over", 345, True),
        (300, "base", "over", 346, False),
        (300, "base", "over", 299, False),
        (95, "%", "at_least", 95.2, True),
        (95, "%", "at_least", 94.9, False),
        (1200, "student", "under", 1200, True),
        (1200, "student", "under", 1201, False),
    ],
)
def test_agreement(value: float, unit: str, qualifier: str, computed: float, agrees: bool) -> None:
    found = compare(figure(value, unit, qualifier), computed)
    assert found.agrees is agrees
    assert found.why.zh
    assert found.why.en


@pytest.mark.parametrize("state", ["unknown", "not_applicable", "withheld", "not_computed"])
def test_without_a_value_there_is_no_verdict(state: str) -> None:
    found = compare(figure(5, "school", "exact"), None, state)
    assert (found.agrees, found.difference) == (None, None)


def test_zero_is_not_missing() -> None:
    assert compare(figure(5, "school", "exact"), 0.0).agrees is False


@pytest.mark.parametrize(("value", "decimals"), [(28.55, 2), (100.0, 0), (6.5, 1), (245000000.0, 0)])
def test_decimals_printed(value: float, decimals: int) -> None:
    assert decimals_printed(value) == decimals


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [(0.5611, "%", 56.11), (24_500_000_000, "yuan", 245_000_000), (67, "pair", 67), (1, "%", 100)],
)
def test_units_of_print(value: float, unit: str, printed: float) -> None:
    assert in_print(value, unit) == printed


def test_the_sentence_says_both_numbers() -> None:
    why = compare(figure(300, "base", "over"), 312).why
    assert "312个" in why.zh
    assert "300个" in why.zh
    assert "312 bases" in why.en
    assert "300 bases" in why.en
