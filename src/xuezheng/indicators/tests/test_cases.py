"""The figures of a county small enough to check by hand (`cases.yaml`)."""

from collections.abc import Mapping
from typing import Any

import pytest

from xuezheng.engine.compute import compute_all
from xuezheng.engine.evaluate import Answer, answers
from xuezheng.engine.frozen import Frozen
from xuezheng.indicators.tests import county

CASES: list[Mapping[str, Any]] = county.content()["cases"]


def name(case: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in case["ask"]) + "".join(
        f" {k}={v}" for k, v in case.get("filters", {}).items()
    )


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return county.freeze(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def given(frozen: Frozen) -> list[Answer]:
    return answers([county.asked(case) for case in CASES], county.national(), frozen)


@pytest.mark.parametrize("position", range(len(CASES)), ids=[name(case) for case in CASES])
def test_figure_is_what_a_statistician_computes_by_hand(position: int, given: list[Answer]) -> None:
    case, found = CASES[position], given[position]
    assert found.state == case.get("state", "known"), found.reason
    if found.state == "known":
        assert (found.numerator, found.denominator) == (case["numerator"], case.get("denominator"))
        assert found.value == pytest.approx(case["value"], rel=1e-12)
    else:
        assert found.value is None
        assert found.reason is not None


PLAIN = [i for i, case in enumerate(CASES) if len(case["ask"]) == 3 and "filters" not in case]


@pytest.fixture(scope="module")
def everything(frozen: Frozen) -> dict[tuple[str, str, int], dict[str, Any]]:
    frame = compute_all(county.national(), frozen)
    return {(r["indicator_id"], r["place_code"], r["school_year"]): r for r in frame.iter_rows(named=True)}


@pytest.mark.parametrize("position", PLAIN, ids=[name(CASES[i]) for i in PLAIN])
def test_all_figures_at_once_agree_with_the_answer_to_one(
    position: int, given: list[Answer], everything: dict[tuple[str, str, int], dict[str, Any]]
) -> None:
    asked, found = county.asked(CASES[position]), given[position]
    row = everything.get((asked.indicator_id, asked.place_code, asked.period.year or 0))
    if row is None:  # nothing to say at a school or town, or nothing frozen
        assert found.state != "known" or found.value == 0
        return
    assert (row["state"], row["value"]) == (found.state, found.value)
    if found.state == "known":
        assert (row["numerator"], row["denominator"]) == (found.numerator, found.denominator)
