"""Candidates, rooms and classes drawn from the registers: by right, for a reason, numbers kept."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.tiny_city import student, tiny_city

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.exams import do_begin_exam
from xuezheng.exams.actions.keeping import held_rows
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.registers.models import Institution

COUNTY, NINE = "511002", "3151000002"


@pytest.fixture
def exam(db: None, tmp_path: Path, settings: Any) -> Exam:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    for serial in (901, 902, 903):
        student(Institution.objects.get(code=NINE), serial, "21", date(2021, 9, 1), stage="junior")
    account = Account.objects.create_user("officer", password="x")
    do_grant(account, "exam_officer", COUNTY, started_on=date(2020, 1, 1))
    return do_begin_exam(account, settings.INSTANCE, COUNTY, "中考", "junior_leaving", 2023)


def test_candidates_come_from_the_register_and_keep_their_numbers(exam: Exam, settings: Any) -> None:
    officer = Client()
    officer.force_login(Account.objects.get())
    at, form = f"/exams/{exam.pk}/register/candidates/", {"day": "2024-06-01", "grade": "23", "reason": "编制中考名册"}
    assert "至少四个字" in officer.post(at, {**form, "reason": "看"}).content.decode()
    assert "没有这个年级的学生" in officer.post(at, {**form, "grade": "33"}).content.decode()
    answer = officer.post(at, form)
    assert answer.status_code == 302, answer.content.decode()
    officer.post(answer["Location"], {"act": "look", "reason": "核对名册"})
    officer.post(answer["Location"], {"do": "take"})
    first = held_rows(settings.INSTANCE, exam, "candidates")
    assert first.height >= 3 and first["number"][0] == "2451100200001" and set(first["school_code"]) == {NINE}
    assert AuditEntry.objects.filter(verb="exams.roster.drawn", reason="编制中考名册").exists()
    student(Institution.objects.get(code=NINE), 900, "21", date(2021, 9, 1), stage="junior")
    officer.post(officer.post(at, form)["Location"], {"do": "take"})
    then = held_rows(settings.INSTANCE, exam, "candidates")
    assert (
        dict(first.select("student", "number").iter_rows()).items()
        <= dict(then.select("student", "number").iter_rows()).items()
    )
    assert then.height == first.height + 1 and then["number"].n_unique() == then.height


def test_classes_are_drawn_with_numbers_that_tell_nobody(exam: Exam) -> None:
    officer = Client()
    officer.force_login(Account.objects.get())
    form = {
        "title": "新生分班",
        "school": NINE,
        "grade": "23",
        "day": "2024-06-01",
        "classes": "2",
        "reason": "公开分班",
    }
    assert "没有这个代码的学校" in officer.post("/exams/new/classes/", {**form, "school": "1"}).content.decode()
    assert officer.post("/exams/new/classes/", form).status_code == 302
    work = ExamWork.objects.get()
    at = f"/exams/works/{work.pk}/"
    officer.post(at, {"do": "draw", "seed": "4 2"})
    officer.post(at, {"do": "publish"})
    open_ = Client().get(f"/exams/public{at.removeprefix('/exams')}pupils.csv").content.decode()
    assert (
        open_.startswith("number,class\n001,")
        and Client().get(f"/exams/public{at.removeprefix('/exams')}classes.csv").status_code == 404
    )
