"""`xuezheng evaluate` on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from xuezheng.cli import main
from xuezheng.evaluations.tests.county import COUNTY, EAST, freeze

BOOKS = "school,pupils,books\na,45,279\nb,37,137\nc,89,935\nd,76,160\ne,55,402\n"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.csv"
    path.write_text(BOOKS)
    return path


def test_anyone_can_check_a_coefficient(
    books: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert main(["evaluate", "cv", str(books), "--weight", "pupils", "--value", "books"]) == 0
    assert "0.515257" in capsys.readouterr().out


def test_values_per_student_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split(",") for line in BOOKS.splitlines()[1:]]
    each = "".join(f"{p},{int(b) / int(p)}\n" for _, p, b in lines)
    path = tmp_path / "each.csv"
    path.write_text("pupils,books\n" + each)
    assert (
        main(
            ["evaluate", "cv", str(path), "--weight", "pupils", "--value", "books", "--per-student", "--format", "json"]
        )
        == 0
    )
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
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path,
    text: str,
    weight: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    path = tmp_path / "x.csv"
    path.write_text(text)
    assert main(["evaluate", "cv", str(path), "--weight", weight, "--value", "books"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.django_db
def test_a_county_and_a_school(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(tmp_path)
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))
    assert main(["evaluate", "county", COUNTY, "--year", "2024", "--format", "json"]) == 0
    cards: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    by_scheme = {c["scheme"]: c for c in cards}
    items = {i["item"]: i for i in by_scheme["quality_balanced"]["items"]}
    assert by_scheme["quality_balanced"]["verdict"] == "unmet"
    assert items["quality_balanced.government.5"]["value"] == 5
    assert main(["evaluate", "county", COUNTY]) == 0
    assert "2018" not in capsys.readouterr().out
    assert main(["evaluate", "school", EAST, "--format", "json"]) == 0
    lines = {line["indicator"]: line for line in json.loads(capsys.readouterr().out)}
    assert lines["sports_area_per_pupil"]["value"] == 6
    assert main(["evaluate", "county", "999999"]) == 1
    assert main(["evaluate", "county", COUNTY, "--year", "1999"]) == 1
