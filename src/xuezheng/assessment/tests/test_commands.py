"""The commands on the files of a tiny bureau."""

import re
from argparse import ArgumentParser
from pathlib import Path

import polars as pl
import pytest

from xuezheng.assessment.commands import COMMANDS
from xuezheng.assessment.tests.published import LSAT7, answers
from xuezheng.ground.errors import Refused


def call(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)
    return COMMANDS[0].run(parser.parse_args([str(argument) for argument in arguments]))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the answers of LSAT 7 under invented candidates' numbers, two groups."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    frame = pl.DataFrame(answers(LSAT7), schema=[f"Q{j}" for j in range(1, 6)]).cast(pl.Int8)
    frame = frame.with_columns(pl.Series("candidate", range(70001, 71001)), pl.Series("grade", ["g3", "g4"] * 500))
    frame.write_csv(tmp_path / "resp.csv")
    return tmp_path


def test_calibrate_ends_with_the_promised_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("calibrate", folder / "resp.csv", "--model", "2pl", "--id", "candidate", "--out", folder / "i.csv") == 0
    last = capsys.readouterr().out.splitlines()[-1]
    found = re.fullmatch(r"loglik (-[\d.]+) iterations (\d+) seconds [\d.]+", last)
    assert found is not None
    assert float(found[1]) == pytest.approx(-2658.805114, abs=1e-5)


def test_calibrate_then_score(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resp, items, groups, out = (folder / name for name in ("resp.csv", "items.csv", "groups.csv", "scores.csv"))
    beside = ("--id", "candidate", "--groups", "grade")
    assert call("calibrate", resp, "--model", "rasch", *beside, "--out", items, "--groups-out", groups) == 0
    table = pl.read_csv(items)
    assert table["item"].to_list() == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert table["b"].to_list() == pytest.approx((-table["d"]).to_list())
    assert call("score", resp, "--items", items, *beside, "--population", groups, "--plausible", "3", "--out", out) == 0
    scores = pl.read_csv(out)
    assert scores.columns == ["candidate", "grade", "answered_count", "eap", "eap_se", "pv1", "pv2", "pv3"]
    assert scores.height == 1000
    assert capsys.readouterr().out.splitlines()[-1] == "scored 1000 method eap"


def test_bad_cells_and_columns_are_named_and_the_rest_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.read_csv(folder / "resp.csv").with_columns(
        pl.when(pl.col("candidate") == 70003).then(pl.lit("x")).otherwise(pl.col("Q2").cast(pl.String)).alias("Q2")
    )
    frame.write_csv(folder / "resp.csv")
    assert call("calibrate", folder / "resp.csv", "--model", "2pl", "--out", folder / "items.csv") == 0
    said = capsys.readouterr().err
    assert "This column holds no scores of an item; it is left out.  Which: candidate" in said
    assert "A score must be a number; the cell is taken as blank.  Which: Q2  Where: 4  Got: x" in said
    assert pl.read_csv(folder / "items.csv").height == 5


def test_an_unknown_column_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="no such column"):
        call("calibrate", folder / "resp.csv", "--model", "2pl", "--groups", "klasse", "--out", folder / "i.csv")


def test_known_items_stay_as_they_are(folder: Path) -> None:
    resp, items = folder / "resp.csv", folder / "items.csv"
    call("calibrate", resp, "--model", "2pl", "--id", "candidate", "--groups", "grade", "--out", items)
    old = pl.read_csv(items)
    old.head(3).write_csv(folder / "anchors.csv")
    call("calibrate", resp, "--model", "2pl", "--id", "candidate", "--groups", "grade",
         "--known", folder / "anchors.csv", "--out", items)  # fmt: skip
    new = pl.read_csv(items)
    assert new["a"].to_list()[:3] == pytest.approx(old["a"].to_list()[:3])
    assert new["a_se"].null_count() == 3


def test_scores_below_or_above_the_paper_and_doubled_numbers_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (folder / "resp.csv").read_text().splitlines()
    rows[3] = rows[3].replace("0,", "-2,", 1)
    rows[5] = "5" + rows[5][1:]
    rows[9] = rows[9].replace("70009", "70002")
    (folder / "resp.csv").write_text("\n".join(rows))
    (folder / "papers.csv").write_text("item,top\nQ1,1\n")
    call("calibrate", folder / "resp.csv", "--model", "gpcm", "--id", "candidate", "--groups", "grade",
         "--papers", folder / "papers.csv", "--out", folder / "items.csv")  # fmt: skip
    said = capsys.readouterr().err
    assert "A score is never negative; the cell is taken as blank.  Which: Q1  Where: 4  Got: -2" in said
    assert "Which: Q1  Where: 6  Got: 5" in said
    assert "One number stands in several rows; each row is used as it stands.  Which: 70002  Where: 3, 10" in said


def test_a_file_of_an_office_program_is_read(folder: Path) -> None:
    text = (folder / "resp.csv").read_text().replace("grade", "年级").replace("g3", "三年级")
    (folder / "resp.csv").write_bytes(text.encode("gb18030"))
    out = folder / "groups.csv"
    call("calibrate", folder / "resp.csv", "--model", "2pl", "--groups", "年级", "--id", "candidate",
         "--out", folder / "items.csv", "--groups-out", out)  # fmt: skip
    assert pl.read_csv(out)["group"].to_list() == ["三年级", "g4"]


@pytest.mark.parametrize(("content", "reason"), [("", "cannot be read"), ("a,b\n1,2,3\n", "cannot be read")])
def test_what_is_no_table_is_refused(folder: Path, content: str, reason: str) -> None:
    (folder / "resp.csv").write_text(content)
    with pytest.raises(Refused, match=reason):
        call("calibrate", folder / "resp.csv", "--model", "2pl", "--out", folder / "i.csv")


def test_a_group_without_distribution_is_refused(folder: Path) -> None:
    resp, items, groups = folder / "resp.csv", folder / "items.csv", folder / "groups.csv"
    call("calibrate", resp, "--model", "2pl", "--id", "candidate", "--groups", "grade", "--out", items)
    groups.write_text("group,mean,sd\ng3,0,1\n")
    with pytest.raises(Refused, match="no mean and standard deviation"):
        call("score", resp, "--items", items, "--groups", "grade", "--population", groups, "--out", folder / "s.csv")


def test_what_schools_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three invented schools of which the second adds a point; one pupil's prior score is not known."""
    rows = [f"{'ABC'[k % 3]},{k % 7},{0.5 * (k % 7) + (k % 3 == 1) + (k % 5) * 0.1}" for k in range(90)]
    rows[4] = "B,,3"
    (tmp_path / "pupils.csv").write_text("school,prior,result\n" + "\n".join(rows))
    assert call("value-added", tmp_path / "pupils.csv", "--result", "result", "--school", "school",
                "--covariates", "prior", "--out", tmp_path / "schools.csv") == 0  # fmt: skip
    table = pl.read_csv(tmp_path / "schools.csv")
    assert table.columns == ["school", "pupil_count", "effect", "effect_se", "low", "high", "trust"]
    assert table["pupil_count"].to_list() == [30, 29, 30]
    assert table["effect"].to_list() == pytest.approx([-1 / 3, 2 / 3, -1 / 3], abs=0.02)
    said = capsys.readouterr()
    assert "take no part" in said.err or "不参加" in said.err
    assert said.out.startswith("schools 3 sd_between 0.")
