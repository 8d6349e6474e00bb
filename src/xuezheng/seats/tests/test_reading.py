"""Files of counts: what is odd is named and dealt with, what is wrong is refused, cell by cell."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.seats.commands import COMMANDS
from xuezheng.seats.problem import history_from_rows, ladder_of
from xuezheng.seats.problem.reading import Read

BIRTHS = [{"year": str(y), "births": "100"} for y in range(2005, 2021)]
YEARS = range(2010, 2021)


def rows(areas: str = "ab", skip: frozenset[tuple[int, str]] = frozenset(), odd: int = 0) -> list[dict[str, str]]:
    """Two schools of three grades, 40 to a grade; `odd` is a year in which a third of the children stay away."""
    return [
        {"year": str(y), "school": area, "grade": g, "students": str(27 if y == odd else 40)}
        for y in YEARS for area in areas for g in "K12" if (y, area) not in skip
    ]  # fmt: skip


def read(given: list[dict[str, str]], births: list[dict[str, str]] = BIRTHS, **more: Any) -> Read:
    return history_from_rows(given, "e.csv", (births, "b.csv"), **more)


def rules(found: Read) -> list[str]:
    return [n.rule for n in found.notices]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (rows(), []),
        (rows(skip=frozenset({(2015, "a"), (2015, "b")})), ["missing_year"]),
        (rows(skip=frozenset({(2014, "a")})), ["gap"]),
        (rows(odd=2016), ["odd_year"]),
        (rows(skip=frozenset((y, "a") for y in range(2018, 2021))), ["ends"]),
        (rows("abc", skip=frozenset({*((y, "a") for y in range(2015, 2021)), *((y, "c") for y in range(2010, 2015))})), ["renamed"]),
    ],
)  # fmt: skip
def test_what_is_odd_is_named_and_the_rest_goes_on(given: list[dict[str, str]], expected: list[str]) -> None:
    found = read(given)
    assert rules(found) == expected
    assert found.history.is_counted[-1]


def test_a_school_under_a_new_name_is_one_school_unless_names_are_kept() -> None:
    given = rows(
        "abc", skip=frozenset({*((y, "a") for y in range(2015, 2021)), *((y, "c") for y in range(2010, 2015))})
    )
    assert read(given).history.areas == ("b", "c")
    assert not np.isnan(read(given).history.counts).any()
    assert read(given, keeps_names=True).history.areas == ("a", "b", "c")


def test_a_school_that_misses_a_year_stands_in_it_and_is_not_judged_by_it() -> None:
    history = read(rows(skip=frozenset({(2014, "a")}))).history
    assert history.counts[4, 0].tolist() == [40, 40, 40]
    assert np.isnan(history.seen[4, 0]).all()
    assert history.total.tolist() == [240.0] * 11


def test_an_odd_year_counts_for_nothing_unless_it_is_kept() -> None:
    assert read(rows(odd=2016)).history.set_aside == (2016,)
    assert np.isnan(read(rows(odd=2016)).history.counts[6]).all()
    assert read(rows(odd=2016), keeps_years=True).history.set_aside == ()


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        ({"students": "four"}, "seats.number", "e.csv:2 students"),
        ({"students": "-1"}, "seats.number", "e.csv:2 students"),
        ({"year": "2010.5"}, "seats.number", "e.csv:2 year"),
        ({"school": ""}, "seats.empty", "e.csv:2"),
        ({"grade": "nine"}, "seats.grades", "e.csv"),
        ({"year": "2011"}, "seats.twice", "e.csv:8"),
    ],
)
def test_a_cell_that_is_wrong_is_refused_with_its_place(change: dict[str, str], rule: str, where: str) -> None:
    given = rows()
    given[0] = {**given[0], **change}
    with pytest.raises(Refused) as refused:
        read(given)
    assert (refused.value.problems[0].rule, refused.value.problems[0].where) == (rule, where)


@pytest.mark.parametrize(
    ("births", "rule"),
    [
        ([{"year": "2010", "births": "5", "area": "nowhere"}], "seats.area"),
        ([{"year": "2010", "births": "5"}, {"year": "2010", "births": "6"}], "seats.twice"),
        ([{"year": "2010", "born": "5"}], "seats.column"),
        ([], "seats.column"),
    ],
)
def test_births_that_are_wrong_are_refused(births: list[dict[str, str]], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read(rows(), births)
    assert refused.value.problems[0].rule == rule


def test_births_may_be_given_by_area() -> None:
    births = [{"year": str(y), "area": a, "births": "50"} for y in range(2005, 2021) for a in "ab"]
    found = read(rows(), births).history.births
    assert found.areas is not None
    assert found.areas.shape == (16, 2)
    assert (found.counties == 100).all()


@pytest.mark.parametrize(
    ("names", "stages", "entries"),
    [
        (["K", "1", "5"], ["preschool", "primary", "primary"], [True, False, True]),
        (["小班", "中班", "大班", "一年级"], ["preschool"] * 3 + ["primary"], [True, False, False, True]),
        (["6", "7", "9", "10"], ["primary", "junior", "junior", "senior"], [True, True, True, True]),
    ],
)
def test_grades_make_a_ladder(names: list[str], stages: list[str], entries: list[bool]) -> None:
    _, grades = ladder_of(names, by_stage=names[0] != "K")
    assert [g.stage for g in grades] == stages
    assert [g.is_entry for g in grades] == entries


def test_the_command_ends_with_the_stable_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from argparse import ArgumentParser

    counts, births = tmp_path / "e.csv", tmp_path / "b.csv"
    counts.write_text("year,school,grade,students\n" + "".join(",".join(r.values()) + "\n" for r in rows(odd=2016)))
    births.write_text("year,births\n" + "".join(",".join(r.values()) + "\n" for r in BIRTHS))
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)
    args = parser.parse_args(["backtest", str(counts), "--births", str(births), "--horizons", "1,2"])
    assert COMMANDS[0].run(args) == 0
    last = capsys.readouterr().out.splitlines()
    assert last[-1] == "mape 0.000 0.000 coverage90 100.0"
    assert any("2016" in line for line in last[:-1])
