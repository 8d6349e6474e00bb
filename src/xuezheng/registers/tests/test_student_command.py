"""`xuezheng student`: acts are tried before they are written; a file of them is done whole or not at all."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.tiny_city import COUNTY, areas, id_number, institution

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.ground.errors import Refused
from xuezheng.registers.actions import Stated, life
from xuezheng.registers.actions.life import Newcomer, Taught
from xuezheng.registers.commands.students import COMMANDS
from xuezheng.registers.models import Enrolment, LifeEvent, SchoolClass, Student, TransferRequest

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2023, 9, 1)
BORN = date(2017, 3, 1)
EAST, WEST = "2151000001", "2151000010"
Run = Callable[..., str]


@pytest.fixture
def world() -> SimpleNamespace:
    """Two primary schools; three first-graders and a sixth-grader in the east, one child in the west."""
    areas()
    made = SimpleNamespace(east=institution(EAST, "城东小学", "211"), west=institution(WEST, "城西小学", "211"))
    for serial, grade, school in (
        (1, "11", made.east),
        (2, "11", made.east),
        (3, "11", made.east),
        (6, "16", made.east),
        (8, "11", made.west),
    ):
        life.do_admit(
            school,
            Newcomer(id_number(serial, BORN), f"学生{serial}"),
            Taught("primary", grade, 1),
            SEPTEMBER,
            Stated(reason="入学"),
        )
    return made


@pytest.fixture
def run(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("XUEZHENG_LANGUAGE", "en")
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)

    def run(words: str, code: int = 0) -> str:
        assert COMMANDS[0].run(parser.parse_args(words.split())) == code
        return capsys.readouterr().out

    return run


def number(serial: int) -> str:
    return id_number(serial, BORN)


def state() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Enrolment, SchoolClass, TransferRequest)]


CALLS = {
    "admit": (f"admit {number(20)} --name 新生 --school {EAST} --grade 11 --class 1 --on 2023-10-09", "Admitted 2023-10-09"),
    "transfer": (f"transfer {number(1)} --to {WEST} --class 2 --on 2024-03-01 --agreed", "城东小学 → 城西小学"),
    "leave": (f"leave {number(2)} --why suspended --on 2024-03-01", "Away for a while 2024-03-01"),
    "repeat": (f"repeat {number(2)} --on 2024-09-01", "Repeats 2024-09-01"),
    "graduate": (f"graduate {number(6)} --on 2024-07-08", "Graduated 2024-07-08"),
    "promote": (f"promote {EAST} --year 2023 --graduates-on 2024-07-08", "Grade 1, class 1: 3 → Grade 2: 3"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(CALLS))
def test_an_act_is_tried_then_written_then_undone(run: Run, what: str) -> None:
    words, said = CALLS[what]
    before, acts = state(), LifeEvent.objects.count()
    tried = run(f"{words} --reason 家长申请")
    assert said in tried
    assert "nothing was written" in tried
    assert (state(), LifeEvent.objects.count()) == (before, acts)
    run(f"{words} --reason 家长申请 --apply")
    event = LifeEvent.objects.latest("pk")
    assert (LifeEvent.objects.count(), event.reason) == (acts + 1, "家长申请")
    run(f"undo {event.pk} --reason 误办 --apply")
    assert state()[:2] == before[:2]


def test_a_transfer_waits_for_the_other_school_and_is_answered(run: Run) -> None:
    assert "asked for" in run(f"transfer {number(1)} --to {WEST} --on 2024-03-01 --reason 迁居 --apply")
    asked = TransferRequest.objects.get()
    listed = run("transfers")
    assert "城西小学 is to answer" in listed
    assert "+10" in listed
    with pytest.raises(Refused, match="says why"):
        run(f"answer {asked.pk} refuse --reason 不 --apply")
    assert "Transferred" in run(f"answer {asked.pk} agree --class 2 --reason 同意 --apply")
    assert "城西小学  Grade 1, class 2  Transferred" in run(f"history {asked.student_id}")


def test_who_was_away_comes_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(f"leave {number(2)} --why suspended --on 2024-03-01 --reason 生病 --apply")
    monkeypatch.setattr("sys.stdin", StringIO(number(2) + "\n"))
    assert "Returned 2024-05-06" in run("return - --grade 11 --on 2024-05-06 --reason 病愈 --apply")
    assert Enrolment.objects.filter(student__name="学生2").latest("pk").start_reason == "returned"


HEADS = "事项,身份证件号,姓名,学校标识码,年级,班号,日期,离校方式,对方已同意,事由"


def sheet(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "变动.csv"
    path.write_text("\n".join([HEADS, *rows]) + "\n", encoding="utf-8")
    return path


GOOD = (
    f"入学,{number(20)},新生,{EAST},小学一年级,1,2023-10-09,,,随父母迁入",
    f"转学,{number(1)},学生1,{WEST},,2,2024年3月1日,,是,迁居",
    f"离校,{number(2)},,,,,2024/3/3,休学,,生病",
    f"复学,{number(2)},,,小学一年级,1,2024-05-06,,,病愈",
    f"毕业,{number(6)},学生6,,,,2024-07-08,,,期满",
)


def test_a_file_is_done_whole(run: Run, tmp_path: Path) -> None:
    before = state()
    path = sheet(tmp_path, *GOOD)
    assert "nothing was written" in run(f"file {path}")
    assert state() == before
    told = run(f"file {path} --apply")
    assert "Admit: 1" in told
    assert "All of them are written" in told
    assert Student.objects.filter(name="新生").exists()
    assert Enrolment.objects.filter(student__name="学生1").latest("pk").institution.code == WEST


BAD = [
    (f"入学,{number(20)[:17]}1,新生,{EAST},小学一年级,1,2023-10-09,,,迁入", ["B3", "check character"]),
    (f"转学,{number(3)},别人,{WEST},,1,2024-03-01,,是,迁居", ["row 3", "another name"]),
    (f"离校,{number(3)},,,,,2024-03-01,,,生病", ["row 3", "lacks what it needs", "why"]),
    (f"毕业,{number(3)},,,,,2024-07-08,,,期满", ["row 3", "last grade"]),
    (f"离校,{number(3)},,,,,2024-02-30,退学,,外出", ["G3", "no day"]),
    (f"复读,{number(3)},,,,,2024-09-01,,,成绩", ["A3", "code list"]),
    (f"留级,{number(3)},,,,,2024-09-01,,,", ["row 3", "reason is needed"]),
    (f"留级,{number(77)},,,,,2024-09-01,,,成绩", ["row 3", "no such student"]),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_one_bad_row_and_nothing_is_written(run: Run, tmp_path: Path, row: str, said: list[str]) -> None:
    before = state()
    told = run(f"file {sheet(tmp_path, GOOD[0], row)} --apply", code=1)
    assert [text for text in said if text not in told] == [], told
    assert "nothing was changed" in told
    assert state() == before


def test_an_account_acts_for_its_own_school_alone(run: Run) -> None:
    account = Account.objects.create(username="head")
    do_grant(account, "head_teacher", COUNTY, EAST, started_on=date(2020, 1, 1))
    run(f"leave {number(2)} --why left --on 2024-03-01 --reason 外出务工 --account head")
    with pytest.raises(Refused, match="does not act for"):
        run(f"leave {number(8)} --why left --on 2024-03-01 --reason 外出务工 --account head")
    with pytest.raises(Refused, match="does not act for"):
        run(f"transfer {number(2)} --to {WEST} --on 2024-03-01 --reason 迁居 --agreed --account head")
