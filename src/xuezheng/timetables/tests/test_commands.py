"""`xuezheng timetable` as its user runs it: the last lines are stable, faults are named and nothing is written."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.commands import COMMANDS
from xuezheng.timetables.plan.book.writing import written_book
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.written import read_week
from xuezheng.timetables.problem.week.book import Asked
from xuezheng.timetables.tests import books
from xuezheng.timetables.tests.test_sections import given
from xuezheng.timetables.tests.tiny_school import EVENTS, archive, constraint, part


def run(*words: str) -> int:
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)
    return COMMANDS[0].run(parser.parse_args(words))


@pytest.fixture
def school(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.xml"
    path.write_bytes(archive(constraint("AssignTime", EVENTS), part("Sport", 1, "Mo1")))
    return path


def test_evaluate_says_the_cost_of_each_solution(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", str(school)) == 0
    assert capsys.readouterr().out == "3/0  Ours\n"
    with pytest.raises(Refused, match="no such solution"):
        run("evaluate", str(school), "--solution", "Theirs")


@pytest.mark.slow
def test_solve_writes_what_evaluate_reads(school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xml"
    assert run("solve", str(school), "--seconds", "0.2", "--out", str(out)) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"cost 0/0 bound 0 seconds \d+\.\d+", last)
    run("evaluate", str(out))
    assert capsys.readouterr().out == "0/0  Xuezheng\n"


def test_solve_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        run("solve", str(tmp_path / "a.fet"), "--out", str(tmp_path / "b.fet"))
    with pytest.raises(Refused, match="no such file"):
        run("solve", str(tmp_path / "a.xml"), "--out", str(tmp_path / "b.xml"))
    assert not (tmp_path / "b.xml").exists()


def test_sections_say_bound_and_movers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "choices.json", tmp_path / "plan.json"
    path.write_bytes(given())
    assert run("sections", str(path), "--cap", "20", "--seconds", "3", "--out", str(out)) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"max_class 15 bound 15 movers \d+ seconds \d+\.\d+", last)
    assert sum(row["n"] for row in json.loads(out.read_text(encoding="utf-8"))["students"]) == 30


def test_a_workbook_becomes_a_week(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "week.json"
    book.write_bytes(written_book(books.book()))
    assert run("week", str(book), "--seconds", "1", "--seed", "3", "--out", str(out)) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("cost 0/0 bound 0 seconds ")
    school, table = read_week(out.read_bytes())
    assert table is not None
    assert (report_on(table).cost, school.name) == ((0, 0), "book")


def test_a_workbook_that_cannot_be_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(written_book(books.book(Asked("allowed_times", subjects=("数学",), times="每天第1节"))))
    with pytest.raises(Refused) as refused:
        run("week", str(book), "--check")
    assert [(one.rule, one.which) for one in refused.value.problems] == [("week.crowded", "王老师")]
