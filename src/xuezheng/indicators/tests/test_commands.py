"""`xuezheng figures` and `xuezheng compute` in a town of two schools."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.figure_sets import figure_set
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office
from xuezheng.engine.tests import town
from xuezheng.ground.errors import Refused
from xuezheng.indicators import commands
from xuezheng.indicators.awaited import AWAITED

ROWS = {"tn.prizes": Asked("prizes", town.CITY, Period(first_on=date(2021, 9, 1), last_on=date(2022, 9, 1)))}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setattr(commands, "declared", lambda: (Office("town", town.A, indicators=town.INDICATORS),))
    return tmp_path


def run(name: str, *arguments: str) -> int:
    command = next(c for c in commands.commands(lambda: ROWS) if c.name == name)
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(list(arguments)))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run("figures", *arguments, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def test_one_figure_with_its_version_and_hashes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frozen = town.freeze(home)
    [row] = printed(capsys, "--area", town.CITY, "--year", "2022", "--figure", "clubs", "--filter", "kind=chess")
    assert (row["id"], row["value"], row["unit"], row["version"]) == ("clubs", 2, "club", 1)
    assert row["manifest_hash"] == frozen.by_place[town.CITY, 2022].manifest.hash
    assert len(row["definition_hash"]) == 64


def test_every_figure_of_the_only_city_in_the_latest_year(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town.freeze(home)
    rows = printed(capsys)
    assert [r["id"] for r in rows] == sorted(i.id for i in town.INDICATORS)
    assert {r["period"] for r in rows} == {"2023"}


def test_a_figure_of_the_page_by_its_id_and_the_same_elsewhere(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town.freeze(home)
    [row] = printed(capsys, "--figure", "tn.prizes")
    assert (row["id"], row["indicator"], row["value"], row["period"]) == (
        "tn.prizes",
        "prizes",
        3,
        "2021-09-01..2022-09-01",
    )
    [row] = printed(capsys, "--figure", "tn.prizes", "--area", town.NORTH, "--year", "2022")
    assert (row["value"], row["period"]) == (1, "2021-09-01..2022-09-01")


def test_table_and_csv_have_a_line_a_figure(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town.freeze(home)
    for format in ("table", "csv"):
        assert run("figures", "--format", format) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1 + len(town.INDICATORS)
        assert lines[0].startswith("id")


def test_list_needs_no_return(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [r["id"] for r in printed(capsys, "--list")] == [
        *sorted(i.id for i in town.INDICATORS),
        *(a.id for a in AWAITED),
    ]


def test_explain_gives_the_formula_as_sql_and_the_hash(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("figures", "--explain", "clubs") == 0
    said = capsys.readouterr().out
    for part in ("Definition: ", "Numerator: SELECT COUNT(*)", "Reads: ", "Hash: "):
        assert part in said


def test_explain_says_who_would_give_what_is_not_computed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("figures", "--explain", "bullying_rate") == 0
    assert "No input: surveys of students" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "--area"),
        (("--area", "51"), "6 or 9 digits"),
        (("--area", town.CITY, "--figure", "club"), "clubs"),
        (("--area", town.CITY, "--figure", "clubs", "--filter", "kind"), "column=value"),
    ],
)
def test_what_is_asked_wrongly_is_refused(home: Path, arguments: tuple[str, ...], says: str) -> None:
    town.freeze(home)
    town.freeze(home, city="510900")
    with pytest.raises(Refused) as refusal:
        run("figures", *arguments)
    assert says in refusal.value.problems[0].sentence("en")


def test_nothing_frozen_says_what_to_run(home: Path) -> None:
    with pytest.raises(Refused, match="xuezheng freeze"):
        run("figures", "--area", town.CITY)


def test_compute_keeps_a_set_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town.freeze(home)
    assert run("compute") == 0
    made = figure_set(Instance(home))
    assert made is not None
    assert f"{len(town.INDICATORS)} indicators, 3 returns" in capsys.readouterr().out
    assert run("compute") == 0
    assert f"Unchanged, {made.hash[:8]} stands" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("period", "year", "seen"),
    [
        (Period(year=2024), 2022, Period(year=2022)),
        (Period(year=2024, since=2020), 2023, Period(year=2023, since=2020)),
        (
            Period(first_on=date(2018, 1, 1), last_on=date(2024, 8, 31)),
            2024,
            Period(first_on=date(2018, 1, 1), last_on=date(2024, 8, 31)),
        ),
        (
            Period(first_on=date(2018, 1, 1), last_on=date(2024, 8, 31)),
            2022,
            Period(first_on=date(2018, 1, 1), last_on=date(2022, 8, 31)),
        ),
        (
            Period(first_on=date(2023, 1, 1), last_on=date(2023, 12, 31)),
            2021,
            Period(first_on=date(2021, 1, 1), last_on=date(2021, 12, 31)),
        ),
    ],
)
def test_a_row_of_the_page_seen_from_another_year(period: Period, year: int, seen: Period) -> None:
    assert commands.as_of(period, year, None) == seen
