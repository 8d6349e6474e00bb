"""The commands as their users call them: files in, files out, the last line stable, bad input on the error stream."""

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from xuezheng.exams.commands import COMMANDS
from xuezheng.ground.errors import Refused

FILES = {
    "c.csv": "报名号,姓名,学校\n1,甲,A\n2,乙,B\n3,丙,A\n3,丁,B\n",
    "r.csv": "考点,考场,座位数\n01,001,30\n",
    "t.csv": "number,school\n1,C\n2,D\n3,E\n",
    "s.csv": "考号,物理\n1,90\n2,x\n",
    "a.csv": "number,school,total\n1,J,600\n2,J,600\n",
    "w.csv": "number,choice1,choice2\n1,P,Z\n2,P,\n",
    "p.csv": "programme,seats\nP,1\n",
    "k.csv": "number,sex\n1,男\n2,女\n",
    "q.csv": "paper,full\n语文,150\n",
    "m.csv": "number,paper,first\n1,语文,120\n2,语文,151\n",
}
CALLS = [
    # command, how its last line begins, what the error stream names, files it leaves
    ("exams seat c.csv --rooms r.csv --seed 7 --out seats", "seated 2 rooms 1 clashing 0 roster ", "3  位置：rows 4, 5", "seats/remake_seats.py"),
    ("exams convert s.csv --rule provinces_2021 --out g.csv --map map.csv", "rows 2 converted 1 subjects 1 rule provinces_2021 ", "row 3", "map.csv"),
    ("exams classes k.csv --classes 2 --seed 7 --out cls", "divided 2 classes 2 roster ", "", "cls/remake_classes.py"),
    ("exams marks c.csv --papers q.csv --marks m.csv --out sc", "scored 2 of 2 awaiting 0 corrections 0", "2 语文/", "sc/trace.csv"),
    ("admission run a.csv --choices w.csv --programmes p.csv --seed 7 --out adm", "admitted 1 of 2 batches 1 stable yes ", "P", "adm/lines.csv"),
    ("exams rules", "    A+:5%→70 A:10%→67", "", "c.csv"),
]  # fmt: skip


def called(line: str) -> int:
    """One command line, as `xuezheng` would run it."""
    parser = ArgumentParser()
    parts = parser.add_subparsers(required=True)
    for command in COMMANDS:
        own = parts.add_parser(command.name)
        command.arguments(own)
        own.set_defaults(run=command.run)
    args = parser.parse_args([str(word) for word in line.split()])
    return int(args.run(args))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XUEZHENG_LANGUAGE", "zh")
    return tmp_path


@pytest.mark.parametrize(("call", "last", "named", "left"), CALLS)
def test_commands(desk: Path, capsys: pytest.CaptureFixture[str], call: str, last: str, named: str, left: str) -> None:
    assert called(call) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[-1].startswith(last)
    assert named.replace("  ", "　") in told.err
    assert (desk / left).exists()


def test_seats_are_drawn_checked_and_watched(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("exams seat c.csv --rooms r.csv --seed 7") == 0
    again = subprocess.run(
        [sys.executable, "-I", "seats/remake_seats.py", "7"], capture_output=True, text=True, check=False
    )
    assert (again.returncode, again.stdout.splitlines()[1]) == (0, "seats 2 the same")
    assert called("exams invigilate t.csv --rooms r.csv --seats seats/seats.csv --sessions 语文,数学 --seed 7") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("duties 4 spread 1×2 2×1 ")


@pytest.mark.parametrize(("call", "said"), [
    ("exams seat none.csv --rooms r.csv --seed 7", "没有这个文件"),
    ("exams convert s.csv --rule mars", "没有这条赋分规则"),
    ("exams classes k.csv --classes 3 --seed 7", "学生比班级少"),
    ("admission run a.csv --choices w.csv --programmes p.csv --order physics", "排序所用的列"),
])  # fmt: skip
def test_refusals(desk: Path, call: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        called(call)
    assert said in refused.value.problems[0].sentence("zh")
