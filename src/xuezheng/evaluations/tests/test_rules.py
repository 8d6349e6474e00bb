"""The law's formulas on cases that can be checked by hand (cases.yaml)."""

from datetime import date
from math import sqrt
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import pytest
import yaml

from xuezheng import standards
from xuezheng.evaluations import rules

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8")
)
ORDER = ("L1", "L2", "L3", "L4", "L5", "L6", "L7")
PRIMARY = (0.042, 0.01, 0.009, 4.5, 7.5, 200_000, 0.023)


def named(kind: str) -> Any:
    return pytest.mark.parametrize("case", CASES[kind], ids=[c["name"] for c in CASES[kind]])


@named("variation")
def test_variation(case: dict[str, Any]) -> None:
    found = rules.weighted_variation(case["quantities"], case["students"])
    assert found.mean == pytest.approx(case["mean"])
    assert found.deviation == pytest.approx(case["deviation"])
    assert found.value == pytest.approx(case["variation"])
    assert (rules.compared(found.value, "<=", case["primary_limit"]) == "met") == case["passes"]


def test_unweighted_the_published_example_would_pass() -> None:
    case = CASES["variation"][0]
    each = [q / p for q, p in zip(case["quantities"], case["students"], strict=True)]
    unweighted = pstdev(each) / fmean(each)
    limit = standards.value("quality_balanced.primary.variation", on=date(2024, 9, 1))
    assert unweighted == pytest.approx(case["unweighted"])
    assert unweighted <= limit < case["variation"]


@pytest.mark.parametrize(
    ("quantities", "students", "missing"), [([1, None], [5, 5], 1), ([0, 0], [5, 5], 0), ([], [], 0), ([3], [0], 0)]
)
def test_variation_that_cannot_be_had_is_not_zero(quantities: list[Any], students: list[int], missing: int) -> None:
    found = rules.weighted_variation(quantities, students)
    assert found.value is None
    assert found.missing == missing


@pytest.mark.parametrize(("quantity", "students"), [(-1, 5), (1, -5), (float("nan"), 5), (1, float("inf"))])
def test_variation_refuses_what_is_no_quantity(quantity: float, students: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        rules.weighted_variation([quantity], [students])


def test_per_100_and_per_student_vary_alike() -> None:
    quantities, students = [3.0, 9.0, 4.0], [100, 200, 50]
    per_100 = rules.weighted_variation([100 * q for q in quantities], students).value
    assert per_100 == pytest.approx(rules.weighted_variation(quantities, students).value)


@named("splitting")
def test_splitting(case: dict[str, Any]) -> None:
    found = rules.split_shares(
        case["primary"], case["junior"], case["senior"], junior_weight=1.1, senior_weight=1.32, senior_to_junior=1.2
    )
    assert found == pytest.approx(tuple(case["shares"]), abs=1e-6)


@named("schools")
def test_schools(case: dict[str, Any]) -> None:
    quantities: dict[str, float | None] = dict(zip(ORDER, case["quantities"], strict=True))
    minimum: dict[str, float] = dict(zip(ORDER, PRIMARY, strict=True))
    found = rules.judge_school(quantities, 500, minimum, met_at_least=6, floor_share=0.85)
    assert (found.met_count, found.verdict) == (case["met"], case["verdict"])


def test_composite_of_2012_is_the_mean_and_needs_every_one() -> None:
    assert rules.composite_variation([0.2, 0.4, 0.6]) == pytest.approx(0.4)
    assert rules.composite_variation([0.2, None, 0.6]) is None
    assert rules.composite_variation([]) is None


@pytest.mark.parametrize(
    ("value", "comparison", "limit", "verdict", "short"),
    [
        (0.95, ">=", 0.95, "met", 0),
        (0.9, ">=", 0.95, "unmet", 0.05),
        (0.51525663, "<=", 0.5, "unmet", 0.01525663),
        (0.15, "<", 0.15, "unmet", 0),
        (3, "=0", 0, "unmet", 3),
        (None, ">=", 1, "unknown", None),
        (sqrt(0.2025), "<=", 0.45, "met", 0),
    ],
)
def test_comparisons(value: Any, comparison: Any, limit: float, verdict: str, short: float | None) -> None:
    assert rules.compared(value, comparison, limit) == verdict
    found = rules.shortfall(value, comparison, limit)
    assert found is None if short is None else found == pytest.approx(short)


def test_one_unmet_fails_and_one_unknown_leaves_open() -> None:
    assert rules.all_of(["met", "unknown", "unmet"]) == "unmet"
    assert rules.all_of(["met", "unknown"]) == "unknown"
    assert rules.all_of(["met", "not_applicable"]) == "met"
    assert rules.all_of([]) == "not_applicable"


def test_since_when() -> None:
    years = [(2020, "met"), (2021, "unmet"), (2022, "unmet"), (2023, "met"), (2024, "unmet")]
    assert rules.since(years, 2022) == 2021  # type: ignore[arg-type]
    assert rules.since(years, 2024) == 2024  # type: ignore[arg-type]
    assert rules.since(years, 2019) is None  # type: ignore[arg-type]
