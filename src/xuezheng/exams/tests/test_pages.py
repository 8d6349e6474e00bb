"""The works of the exam office as their people see them: tried, drawn once, checked, printed, noted, annulled."""

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from xlsxwriter import Workbook

from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.exams.models import DayEvent, ExamWork
from xuezheng.registers.models import Area

CITY, COUNTY, NEXT = "511000", "511002", "511011"
CANDIDATES = "报名号,姓名,学校\n" + "".join(f"{k:03d},考生{k},{'甲乙丙丁'[k % 4]}校\n" for k in range(12))
ROOMS = "考点,考场,座位数\n01,001,6\n01,002,6\n02,001,6\n"
LISTS = {
    "candidates": "number,name,school,total\n1,甲,J,700\n2,乙,J,650\n",
    "choices": "number,place,wanted\n1,1,A\n2,1,A\n2,2,B\n",
    "programmes": "programme,seats\nA,1\nB,1\n",
}


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    for code, name, level in ((CITY, "内江市", "city"), (COUNTY, "市中区", "county"), (NEXT, "东兴区", "county")):
        Area.objects.get_or_create(code=code, defaults={"name": name, "level": level, "started_on": date(2000, 1, 1)})
    for name, role, area in (
        ("planner", "city_planner", CITY), ("officer", "exam_officer", COUNTY), ("other", "exam_officer", NEXT), ("auditor", "auditor", CITY),
    ):  # fmt: skip
        account = Account.objects.create_user(name, password="x", display_name=name)
        do_grant(account, role, area, "", started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return tmp_path


def as_(name: str, where: str = "") -> Client:
    """A browser of somebody; `where` is a page of persons at which a reason was given."""
    client = Client()
    client.force_login(Account.objects.get(username=name))
    if where:
        client.post(where, {"act": "look", "reason": "核对考务"})
    return client


def sent(kind: str, files: Mapping[str, str | bytes], who: str = "officer", **more: str) -> HttpResponse:
    form: dict[str, Any] = {"title": "2024年中考", **more}
    for name, content in files.items():
        suffix = "xlsx" if isinstance(content, bytes) else "csv"
        form[name] = SimpleUploadedFile(f"{name}.{suffix}", content if isinstance(content, bytes) else content.encode())
    return as_(who).post(f"/exams/new/{kind}/", form)


def begun(kind: str, files: Mapping[str, str | bytes], **more: str) -> tuple[ExamWork, str]:
    answer = sent(kind, files, **more)
    assert answer.status_code == 302, answer.content.decode()
    work = ExamWork.objects.latest("id")
    return work, f"/exams/works/{work.pk}/"


def text(answer: Any) -> str:
    return answer.content.decode()


def test_seats_from_the_roster_to_the_day(city: Path) -> None:
    work, at = begun("seating", {"candidates": CANDIDATES, "rooms": ROOMS})
    assert work.roster_hash in text(as_("officer").get(at)) and not (city / "exams" / str(work.pk) / "out").exists()
    assert "请填写当众产生的种子" in text(as_("officer").post(at, {"do": "draw", "seed": " "}))
    assert as_("officer").post(at, {"do": "draw", "seed": "3 1 4"}).status_code == 302
    work.refresh_from_db()
    assert (work.state, work.seed, work.told["rooms"]) == ("done", "3 1 4", 2)
    seats = (city / "exams" / str(work.pk) / "out" / "seats.csv").read_text()
    assert "只能抽一次" in text(as_("officer").post(at, {"do": "draw", "seed": "2"}))
    assert (city / "exams" / str(work.pk) / "out" / "seats.csv").read_text() == seats
    assert b"".join(as_("officer", f"{at}day/").get(f"{at}files/seats.csv").streaming_content).decode() == seats  # type: ignore[attr-defined]
    day = f"{at}day/"
    assert "事由" in text(as_("officer").get(day)) and "003" not in text(as_("officer").get(day))
    officer = as_("officer", day)
    assert officer.post(day, {"do": "note", "kind": "absent", "who": "003", "session": "语文"}).status_code == 302
    assert "已经登记过了" in text(officer.post(day, {"do": "note", "kind": "absent", "who": "003", "session": "语文"}))
    assert officer.post(day, {"do": "room", "who": "01-001", "to_room": "备用1"}).status_code == 302
    assert "没有这个报名号" in text(officer.post(day, {"do": "note", "kind": "absent", "who": "999"}))
    assert "新考场须空着" in text(officer.post(day, {"do": "room", "who": "01-001", "to_room": "01-002"}))
    assert "违规须写明情形" in text(officer.post(day, {"do": "note", "kind": "violation", "who": "003"}))
    assert DayEvent.objects.count() == 2 and "Room changed" in text(as_("officer", day).get(f"{day}?lang=en"))
    event = DayEvent.objects.get(kind="absent")
    assert "请写明理由" in text(officer.post(day, {"do": "undo", "pk": event.pk, "why": " "}))
    assert officer.post(day, {"do": "undo", "pk": event.pk, "why": "迟到"}).status_code == 302
    assert "已撤销：迟到" in text(officer.get(day))
    assert as_("officer").post(at, {"do": "annul", "reason": "名单有误"}).status_code == 302
    verbs = list(AuditEntry.objects.filter(verb__startswith="exams.").order_by("number").values_list("verb", flat=True))
    assert verbs == [
        "exams.work.tried",
        "exams.work.done",
        "exams.file.opened",
        "exams.day.noted",
        "exams.day.noted",
        "exams.day.undone",
        "exams.work.annulled",
    ]
    assert not audit_breaks()


def test_who_sees_a_work_and_who_its_persons(city: Path) -> None:
    _, at = begun("seating", {"candidates": CANDIDATES, "rooms": ROOMS})
    as_("officer").post(at, {"do": "draw", "seed": "1"})
    answers = {
        name: tuple(as_(name).get(where).status_code for where in (at, f"{at}files/seats.csv", f"{at}letter/?number=1"))
        for name in ("planner", "officer", "other", "auditor")
    }
    assert answers == {
        "planner": (200, 403, 403), "officer": (200,) * 3, "other": (403,) * 3, "auditor": (200, 403, 403),
    }  # fmt: skip
    assert "name,school" not in text(as_("officer").get(f"{at}files/seats.csv"))  # a reason first
    assert as_("auditor").post(at, {"do": "annul", "reason": "x"}).status_code == 403
    assert "2024年中考" not in text(as_("other").get("/exams/"))
    assert sent("seating", {"candidates": CANDIDATES, "rooms": ROOMS}, who="other", area=COUNTY).status_code == 200


def test_a_workbook_is_read_like_a_file(city: Path) -> None:
    """Whole numbers come out of a workbook without their decimal point."""
    held = io.BytesIO()
    with Workbook(held) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((("报名号", "学校"), (101, "甲"), (102, "乙"))):
            sheet.write_row(row, 0, cells)
    work, at = begun("seating", {"candidates": held.getvalue(), "rooms": ROOMS})
    as_("officer").post(at, {"do": "draw", "seed": "1"})
    assert "101" in (city / "exams" / str(work.pk) / "out" / "seats.csv").read_text().split("\n")[1]


@pytest.mark.parametrize(
    ("kind", "files", "more", "said"),
    [
        ("seating", {"candidates": CANDIDATES}, {}, "缺少文件"),
        ("seating", {"candidates": "a\n1\n", "rooms": ROOMS}, {}, "缺少必需的列"),
        ("seating", {"candidates": b"no workbook", "rooms": ROOMS}, {}, "读不出工作簿"),
        ("classes", {"pupils": "number,sex\n1,男\n"}, {"classes": "many"}, "这里要一个正整数"),
        ("grading", {"scores": "number,score\n1,90\n"}, {"rule": "mars"}, "没有这条赋分规则"),
        ("admission", LISTS, {"order": "physics"}, "排序所用的列不在考生表中"),
    ],
)
def test_bad_files_begin_nothing(city: Path, kind: str, files: dict[str, str], more: dict[str, str], said: str) -> None:
    answer = sent(kind, files, **more)
    assert answer.status_code == 200 and said in text(answer)
    assert ExamWork.objects.count() == 0 and not (city / "exams").exists()


def test_graded_scores_are_done_at_once(city: Path) -> None:
    work, at = begun("grading", {"scores": "考号,物理\n1,90\n2,80\n2,x\n"}, rule="provinces_2021", full="100")
    page = text(as_("officer").get(at))
    assert work.state == "done" and "考号重复" in page and "provinces" not in page and "五等级" in page
    assert text(as_("officer").get(f"{at}?format=csv")).count("\n") >= 3


def test_admission_with_its_letter(city: Path) -> None:
    _, at = begun("admission", LISTS, order="total")
    as_("officer").post(at, {"do": "draw", "seed": "1"})
    assert "Stable" in text(as_("officer").get(f"{at}?lang=en"))
    officer = as_("officer", f"{at}letter/")
    letter = text(officer.get(f"{at}letter/?number=2"))
    assert "您被B（B）录取" in letter and "计划1个已满" in letter
    assert AuditEntry.objects.filter(verb="exams.letter.read").count() == 1
    assert "没有这个报名号" in text(officer.get(f"{at}letter/?number=9"))


def test_scores_from_marks(city: Path) -> None:
    """Without the optional file of appeals."""
    files = {
        "candidates": "number,name\n1,甲\n2,乙\n",
        "papers": "paper,full,double,threshold\n语文,150,1,5\n",
        "marks": "number,paper,first,second\n1,语文,100,102\n2,语文,90,120\n",
    }
    work, at = begun("scores", files)
    assert (work.state, work.told["awaiting"]) == ("done", 1)
    assert '1,甲,"",101.0,101.0' in (city / "exams" / str(work.pk) / "out" / "scores.csv").read_text()
    assert "Marks awaited" in text(as_("officer").get(f"{at}?lang=en"))


def test_duties_from_drawn_seats(city: Path) -> None:
    work, at = begun("seating", {"candidates": CANDIDATES, "rooms": ROOMS})
    as_("officer").post(at, {"do": "draw", "seed": "1"})
    seats = (city / "exams" / str(work.pk) / "out" / "seats.csv").read_text()
    staff = "number,school,subject\n" + "".join(f"t{k},S{k},{'语文' if k == 0 else ''}\n" for k in range(6))
    files = {"staff": staff, "rooms": ROOMS, "seats": seats}
    assert "不可重复" in text(sent("duties", files, sessions="语文,语文"))
    duties, there = begun("duties", files, sessions="语文,数学")
    as_("officer").post(there, {"do": "draw", "seed": "2"})
    table = (city / "exams" / str(duties.pk) / "out" / "duties.csv").read_text()
    assert table.count("\n") == 9 and not any("t0" in line and "语文" in line for line in table.splitlines())
