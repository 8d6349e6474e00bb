"""Importing on the page: send in, see, mend, write, take back; within one's area; nothing left lying about."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from python_calamine import load_workbook

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.jobs import beside
from xuezheng.jobs.actions import Running, do_cancel, do_retry
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import work_once
from xuezheng.registers import bulk
from xuezheng.registers.intake import intake, pending, uploads
from xuezheng.registers.intake.intake import run
from xuezheng.registers.intake.tests.workbooks import AREAS, SCHOOLS, Sheet, dump, number, students, write_book
from xuezheng.registers.jobs import KINDS
from xuezheng.registers.models import ImportRun, SchoolClass, Student

pytestmark = pytest.mark.django_db
CLASS_HEADS = ["学校标识码", "学年", "学段", "年级", "班号", "学生数", "校训<b>"]
CLASSES: Sheet = (
    "班级",
    CLASS_HEADS[:6],
    [["2151000001", "2024—2025", "小学", "小学一年级", n, 40] for n in (1, 2, 3)],
)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    shutil.rmtree(Instance.here().home / "imports", ignore_errors=True)


def work() -> None:
    """Do the jobs that wait."""
    while work_once("test", KINDS, beat_seconds=0):
        pass


def decide(client: Client, url: str, decision: str, **more: Any) -> Any:
    """A decision on the page of an import, and the job that comes of it."""
    answer = client.post(f"{url}decide/", {"decision": decision, **more})
    work()
    return answer


@pytest.fixture
def officer(tmp_path: Path) -> Client:
    assert run([write_book(tmp_path / "standing.xlsx", AREAS, SCHOOLS)], apply=True).is_applied
    return signed_in("officer", "county_officer", "511083")


def signed_in(name: str, role: Any, area: str, school: str = "") -> Client:
    account = Account.objects.create(username=name)
    do_grant(account, role, area, school, started_on=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def send(client: Client, path: Path, url: str = "/registers/imports/", **more: str) -> str:
    answer = client.post(url, {"files": SimpleUploadedFile(path.name, path.read_bytes()), **more})
    assert answer.status_code == 302
    work()
    return str(answer["Location"])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def stored_bytes() -> bytes:
    home = Instance.here().home / "imports"
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file()) if home.exists() else b""


def test_a_file_is_checked_written_and_taken_back(officer: Client, tmp_path: Path) -> None:
    before = dump()
    person = number("51108320170901100")
    url = send(officer, write_book(tmp_path / "学生.xlsx", students(3)))
    page = text(officer, url)
    assert "试读完成，还没有写入任何数据" in page
    assert dump() == before
    assert stored_bytes()
    assert person.encode() not in stored_bytes()
    decide(officer, url, "write")
    assert Student.objects.count() == 3
    assert stored_bytes() == b""
    assert "整批撤销" in text(officer, url)
    decide(officer, url, "undo")
    assert dump() == before
    assert "已撤销" in text(officer, "/registers/imports/")
    assert [e.verb for e in AuditEntry.objects.exclude(verb__startswith="jobs.").order_by("number") if e.account_name == "officer"] == [
        "registers.import.received", "registers.imported", "registers.import.undone",
    ]  # fmt: skip


def test_bad_rows_are_downloaded_mended_and_sent_back(officer: Client, tmp_path: Path) -> None:
    rows = [[*CLASSES[2][0]], [*CLASSES[2][1][:5], "四十"], [*CLASSES[2][2][:5], "４１"]]
    url = send(officer, write_book(tmp_path / "班级.xlsx", (CLASSES[0], CLASSES[1], rows)))
    page = text(officer, url)
    for part in ("2 处要改", "F3", "四十", "应为数字", "全角", "读法确定"):
        assert part in page
    assert "full-width" in officer.get(url + "?lang=en").content.decode()
    officer.get(url + "?lang=zh-hans")
    decide(officer, url, "accept", rule="cell.full_width")
    assert "1 处要改" in text(officer, url)
    book = tmp_path / "to-mend.xlsx"
    book.write_bytes(officer.get(f"{url}bad-rows/").content)
    page_rows = load_workbook(book).get_sheet_by_name("班级").to_python()
    assert len(page_rows) == 2
    mended = write_book(tmp_path / "mended.xlsx", ("班级", page_rows[0], [[*page_rows[1][:6], 40]]))
    send(officer, mended, f"{url}decide/", decision="mended")
    assert "还没有写入任何数据" in text(officer, url)
    decide(officer, url, "write")
    assert sorted(SchoolClass.objects.values_list("pupil_count", flat=True)) == [40, 40, 41]


def test_a_job_that_writes_is_cancelled_and_everything_taken_back(
    officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While SQLite is written nobody can write into it that the job is to stop: the wish is laid beside it."""
    before, inserted = dump(), bulk.insert
    url = send(officer, write_book(tmp_path / "学生.xlsx", students(3)))

    def stopped_midway(model: Any, frame: Any, told: Any) -> None:
        inserted(model, frame, lambda rows: None)
        job = Job.objects.latest("pk")
        beside.write_pulse(job.pk, 0.66, "写入 50%")
        assert "写入 50%" in text(officer, url), "told while the database is locked"
        with monkeypatch.context() as locked:
            locked.setattr("django.db.models.query.QuerySet.update", _locked)
            assert do_cancel(job, job.account) is True
        assert "正在停下" in text(officer, url)
        told(frame.height)

    monkeypatch.setattr(bulk, "insert", stopped_midway)
    decide(officer, url, "write")
    assert Job.objects.latest("pk").state == "cancelled"
    assert dump() == before
    assert "没有改动" in text(officer, url)
    monkeypatch.setattr(bulk, "insert", inserted)
    decide(officer, url, "write")
    assert Student.objects.count() == 3


def _locked(*_: Any, **__: Any) -> int:
    raise OperationalError("database is locked")


def test_a_wish_to_cancel_that_comes_at_the_end_is_told_to_be_too_late(
    officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = send(officer, write_book(tmp_path / "学生.xlsx", students(3)))
    kept = intake.keep_journal

    def asked_too_late(made: Any, register: Any) -> None:
        kept(made, register)
        monkeypatch.setattr(Running, "tell", lambda *_: None)
        beside.ask_to_stop(Job.objects.latest("pk").pk)

    monkeypatch.setattr(intake, "keep_journal", asked_too_late)
    decide(officer, url, "write")
    page = text(officer, url)
    assert "取消来得太晚" in page
    assert "整批撤销" in page
    assert Student.objects.count() == 3


def test_what_a_file_says_is_shown_as_text(officer: Client, tmp_path: Path) -> None:
    url = send(officer, write_book(tmp_path / "a.xlsx", ("班级", CLASS_HEADS, [[*CLASSES[2][0], "<script>"]])))
    page = text(officer, url)
    assert "校训&lt;b&gt;" in page
    assert "<script>" not in page.replace("<script src", "")
    decide(officer, url, "discard")
    assert stored_bytes() == b""


def test_a_named_part_is_written_alone(officer: Client, tmp_path: Path) -> None:
    url = send(
        officer,
        write_book(
            tmp_path / "a.xlsx",
            CLASSES,
            ("学生", students(1)[1], [[*students(1)[2][0][:8], "昨天", "入学"], *students(3)[2][1:]]),
        ),
    )
    decide(officer, url, "write", only="classes")
    assert (SchoolClass.objects.count(), Student.objects.count()) == (3, 0)


def test_while_a_job_is_under_way_it_is_shown_and_can_be_cancelled_and_tried_again(
    officer: Client, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "a.xlsx", CLASSES)
    url = officer.post("/registers/imports/", {"files": SimpleUploadedFile(path.name, path.read_bytes())})["Location"]
    page = text(officer, url)
    assert "试读导入" in page and "后台任务进程没有在运行" in page and "写入登记册" not in page
    officer.post(f"{url}decide/", {"decision": "discard"})
    assert stored_bytes(), "nothing is thrown away under somebody who works on it"
    decide(officer, url, "cancel")
    assert "任务已取消" in text(officer, url) and "重新试读" in text(officer, url)
    job = Job.objects.get()
    assert do_retry(job) and not do_retry(job)
    work()
    assert "还没有写入任何数据" in text(officer, url)
    for _ in range(2):  # a double click
        officer.post(f"{url}decide/", {"decision": "write"})
    assert Job.objects.filter(kind="import.write").count() == 1
    work()
    assert SchoolClass.objects.count() == 3
    written = Job.objects.get(kind="import.write")
    Job.objects.filter(pk=written.pk).update(state="queued")  # its worker died after the rows were committed
    work()
    written.refresh_from_db()
    assert written.state == "done" and SchoolClass.objects.count() == 3 and not do_cancel(written)


def test_nobody_is_imported_for_who_has_left(officer: Client, tmp_path: Path) -> None:
    url = send(officer, write_book(tmp_path / "a.xlsx", CLASSES))
    officer.post(f"{url}decide/", {"decision": "write"})
    Account.objects.filter(username="officer").update(is_active=False)
    work()
    assert Job.objects.filter(state="failed", problems__0__rule="import.account").count() == 1
    assert SchoolClass.objects.count() == 0


def test_who_built_on_it_is_told_on_the_page(officer: Client, tmp_path: Path) -> None:
    url = send(officer, write_book(tmp_path / "a.xlsx", CLASSES))
    decide(officer, url, "write")
    SchoolClass.objects.filter(number=2).update(pupil_count=99)
    decide(officer, url, "undo")
    page = text(officer, url)
    assert "导入之后又改动过" in page and "整批撤销" in page
    assert "changed after the import" in officer.get(url + "?lang=en").content.decode()


def test_who_may(officer: Client, tmp_path: Path) -> None:
    url = send(officer, write_book(tmp_path / "a.xlsx", CLASSES))
    assert Client().get(url).status_code == 302
    assert signed_in("auditor", "auditor", "511000").get("/registers/imports/").status_code == 403
    neighbour = signed_in("neighbour", "county_officer", "511002")
    assert neighbour.get(url).status_code == 403
    assert neighbour.post(f"{url}decide/", {"decision": "write"}).status_code == 403
    assert "a.xlsx" not in text(neighbour, "/registers/imports/")
    planner = signed_in("planner", "city_planner", "511000")
    assert planner.get(url).status_code == 200
    assert planner.get(url + "bad-rows/").status_code == 404
    foreign = send(neighbour, write_book(tmp_path / "b.xlsx", CLASSES))
    assert "不在您的辖区或学校之内" in text(neighbour, foreign)
    decide(neighbour, foreign, "write")
    assert SchoolClass.objects.count() == 0


def test_too_large_and_nothing(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有选文件" in officer.post("/registers/imports/", {}).content.decode()
    monkeypatch.setattr("xuezheng.registers.pages.imports.MOST_UPLOAD_BYTES", 10)
    answer = officer.post("/registers/imports/", {"files": SimpleUploadedFile("a.csv", b"x" * 11)})
    assert "文件太大" in answer.content.decode()
    assert ImportRun.objects.filter(state="checking").count() == 0


def test_what_nobody_decides_for_a_week_is_thrown_away(officer: Client, tmp_path: Path) -> None:
    url = send(officer, write_book(tmp_path / "a.xlsx", CLASSES))
    run = ImportRun.objects.latest("id")
    assert run.begun_at is not None
    pending.discard_old(run.begun_at.date() + dt.timedelta(days=6))
    assert stored_bytes()
    pending.discard_old(run.begun_at.date() + dt.timedelta(days=9))
    assert stored_bytes() == b""
    assert "已放弃" in text(officer, url)


def test_a_full_disk_is_told(officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads, "keep", full)
    answer = officer.post("/registers/imports/", {"files": SimpleUploadedFile("a.csv", b"x")})
    assert "磁盘已满" in answer.content.decode()


def test_a_sealed_file_cannot_be_changed_or_moved() -> None:
    uploads.keep(7, "files", "../x/名册.csv", [b"a" * 1_500_000, b"b"])
    with uploads.opened(7) as (files, mended):
        assert (files[0].name, files[0].stat().st_size, mended) == ("名册.csv", 1_500_001, [])
    path = uploads.folder(7) / "files" / "0"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(InvalidTag), uploads.opened(7):
        pass
    uploads.forget(7)
    assert not uploads.folder(7).exists()
