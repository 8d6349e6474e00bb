"""`xuezheng evaluate` on the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from xuezheng.evaluations.commands import COMMANDS
from xuezheng.evaluations.tests.county import COUNTY, EAST, freeze
from xuezheng.ground.errors import Refused

BOOKS = "school,pupils,books\na,45,279\nb,37,137\nc,89,935\nd,76,160\ne,55,402\n"


def run(*words: str) -> int:
    """What `xuezheng evaluate` answers to these words."""
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)
    return COMMANDS[0].run(parser.parse_args(words))


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.csv"
    path.write_text(BOOKS)
    return path


def test_anyone_can_check_a_coefficient(
    books: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert run("cv", str(books), "--weight", "pupils", "--value", "books") == 0
    assert "0.515257" in capsys.readouterr().out


def test_values_per_student_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split(",") for line in BOOKS.splitlines()[1:]]
    each = "".join(f"{p},{int(b) / int(p)}\n" for _, p, b in lines)
    path = tmp_path / "each.csv"
    path.write_text("pupils,books\n" + each)
    assert run("cv", str(path), "--weight", "pupils", "--value", "books", "--per-student", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["variation"] == pytest.approx(0.51525663)


@pytest.mark.parametrize(
    ("text", "weight", "said"),
    [
        (BOOKS, "students", "no such column"),
        ("pupils,books\n45,many\n", "pupils", "must be a number"),
        ("pupils,books\n,5\n", "pupils", "needs its students"),
        ("pupils,books\n-4,5\n", "pupils", "not negative"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, weight: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(Refused, match=said):
        run("cv", str(path), "--weight", weight, "--value", "books")


@pytest.mark.django_db
def test_a_county_and_a_school(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(tmp_path)
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))
    assert run("county", COUNTY, "--year", "2024", "--format", "json") == 0
    cards: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    by_scheme = {c["scheme"]: c for c in cards}
    items = {i["item"]: i for i in by_scheme["quality_balanced"]["items"]}
    assert by_scheme["quality_balanced"]["verdict"] == "unmet"
    assert items["quality_balanced.government.5"]["value"] == 5
    assert run("county", COUNTY) == 0
    assert "2018" not in capsys.readouterr().out
    assert run("school", EAST, "--format", "json") == 0
    lines = {line["indicator"]: line for line in json.loads(capsys.readouterr().out)}
    assert lines["sports_area_per_pupil"]["value"] == 6
    with pytest.raises(Refused, match="No return holds this county"):
        run("county", "999999")
    with pytest.raises(Refused, match="No return of this school year"):
        run("county", COUNTY, "--year", "1999")
