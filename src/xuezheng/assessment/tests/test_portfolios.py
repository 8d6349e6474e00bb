"""A portfolio from record to lock: the child signs by its own word, whoever holds the display's code objects, the county decides."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.tiny_city import COUNTY, student, tiny_city

from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.assessment.actions import displaying, portfolios, signing
from xuezheng.assessment.models import Chosen, Display, Objection, Portfolio, Record
from xuezheng.assessment.plan.bundle import looked_through
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.registers.models import Institution, Student

pytestmark = pytest.mark.django_db
EAST = "2151000001"
SHOWN = f"/assessment/quality/{EAST}/display/"
MAY = date(2024, 5, 8)


@dataclass
class School:
    """A school's head, the county's officer, a child, and what day it is."""

    head: Client
    officer: Client
    child: Student
    home: Path
    day: date = MAY

    @property
    def at(self) -> str:
        return f"/assessment/quality/{EAST}/pupils/{self.child.pk}/?year=2023"


@pytest.fixture
def school(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> School:
    settings.INSTANCE = Instance(tmp_path)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    tiny_city()
    people: list[Client] = []
    for role, place in (("head_teacher", EAST), ("county_officer", "")):
        account = Account.objects.create(username=role, display_name=role)
        do_grant(account, role, COUNTY, place, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
        people.append(Client())
        people[-1].force_login(account)
    child = student(Institution.objects.get(code=EAST), 7, "11", date(2023, 9, 1))
    made = School(people[0], people[1], child, tmp_path)
    monkeypatch.setattr(portfolios.timezone, "localdate", lambda: made.day)
    return made


def text(answer: Any) -> str:
    return answer.content.decode()


def recorded(school: School, title: str = "合唱", **more: Any) -> Record:
    form = {"do": "record", "domain": "arts", "happened_on": "2024-04-20", "title": title, "text": "领唱"}
    school.head.post(school.at, {"reason": "整理档案"})
    evidence = SimpleUploadedFile("a.txt", "证".encode())
    assert "已记录" in text(school.head.post(school.at, {**form, "evidence": evidence, **more}))
    return Record.objects.latest("pk")


def chosen(school: School, *records: Record) -> str:
    """Choose; gives the code of the child."""
    page = text(school.head.post(school.at, {"do": "choose", "records": [r.pk for r in records]}))
    return page.split("/assessment/quality/sign/")[1].split("/")[0]


def displayed(school: School) -> Display:
    signing.do_sign(chosen(school, recorded(school)), school.child.name, "我的签字口令一")
    assert "开始公示，至 2024-05-21" in text(
        school.head.post(SHOWN, {"do": "display"})
    )  # ten working days, 11 May worked
    return Display.objects.get()


def objection(**more: str) -> dict[str, str]:
    form = {
        "do": "object",
        "chosen": str(Chosen.objects.get().pk),
        "role": "parent",
        "by": "同班家长",
        "text": "那天没有去",
    }
    return {**form, **more}


def test_what_is_private_stays_out(school: School) -> None:
    assert school.child.name not in text(school.head.get(school.at))
    public, private = recorded(school), recorded(school, "心理咨询三次", is_private="1")
    form = {"do": "record", "domain": "arts", "happened_on": "2024-04-20", "title": "单亲家庭"}
    assert "家庭困难" in text(school.head.post(school.at, form))
    assert (school.home / "assessment" / "files" / public.evidence_hash).read_bytes() == "证".encode()
    form = {"do": "choose", "records": [str(public.pk), str(private.pk)]}
    assert "不公开的记录不能入选" in text(school.head.post(school.at, form))
    where = f"/assessment/quality/sign/{chosen(school, public)}/"
    assert "合唱" in text(Client().get(where)) and "心理" not in text(Client().get(where))
    assert "逐年成长" in text(school.head.get(school.at))


def test_the_child_signs_by_its_code_its_name_and_its_own_word(school: School) -> None:
    pupil, record = Client(), recorded(school)
    code = chosen(school, record)
    where = f"/assessment/quality/sign/{code}/"
    spaced = f"{code[:4].lower()}-{code[4:8]} {code[8:]}"
    assert pupil.post("/assessment/quality/sign/", {"code": spaced}).headers["Location"] == where
    sign = {"do": "sign", "name": school.child.name, "word": "我的签字口令一"}
    assert "请写本人姓名" in text(pupil.post(where, {**sign, "name": "别人"}))
    assert "口令至少" in text(pupil.post(where, {**sign, "word": "短"}))
    assert "已转给老师" in text(pupil.post(where, {"do": "decline", "text": "那天不是领唱"}))
    assert pupil.get(where).status_code == 404 and "那天不是领唱" in text(school.head.get(school.at))
    code = chosen(school, record)
    assert "已签字" in text(pupil.post(f"/assessment/quality/sign/{code}/", sign))
    assert pupil.post(f"/assessment/quality/sign/{code}/", sign).status_code == 404  # the other tab
    assert "已经签字" in text(school.head.post(school.at, {"do": "choose", "records": [str(record.pk)]}))


def test_nobody_signs_for_a_child_that_has_its_word(school: School) -> None:
    signing.do_sign(chosen(school, recorded(school)), school.child.name, "我的签字口令一")
    Portfolio.objects.update(state="chosen", school_year=2022)
    with pytest.raises(Refused, match="口令不对|not your word"):
        signing.do_sign(chosen(school, recorded(school)), school.child.name, "老师的签字口令")
    assert "请写明重设" in text(school.head.post(school.at, {"do": "forget", "why": ""}))
    assert "口令已重设" in text(school.head.post(school.at, {"do": "forget", "why": "学生忘了"}))
    assert AuditEntry.objects.filter(verb="quality.signing_key.forgotten", reason="学生忘了").exists()
    signing.do_sign(chosen(school, Record.objects.latest("pk")), school.child.name, "新的签字口令二")


def test_a_class_gets_its_slips(school: School) -> None:
    old = chosen(school, recorded(school))
    one = Portfolio.objects.get()
    at = f"/assessment/quality/{EAST}/?year=2023&class={one.grade}.{one.class_number}"
    page = text(school.head.post(at, {"do": "slips", "reason": "发签字条"}))
    assert school.child.name in page and "/assessment/quality/sign/" in page
    assert signing.by_secret(old) is None and Portfolio.objects.get().secret


def test_whoever_holds_the_code_objects_without_an_account(school: School) -> None:
    display = displayed(school)
    parent, at = Client(), f"/assessment/quality/shown/{display.code}/"
    assert parent.post("/assessment/quality/shown/", {"code": display.code.lower()}).headers["Location"] == at
    page = text(parent.get(at))
    assert (
        "合唱" in page
        and school.child.name not in page
        and school.child.student_number not in page
        and "领唱" not in page
    )
    assert "请写明提出人" in text(parent.post(at, objection(by="")))
    assert "不要写隐私" in text(parent.post(at, objection(text="我的电话13812345678")))
    assert "请选哪一条" in text(parent.post(at, objection(role="school")))
    sent = text(parent.post(at, objection()))
    receipt = sent.split("/assessment/quality/answers/")[1].split("/")[0]
    assert "已提出异议" in text(parent.post(at, objection()))
    assert "同班家长" not in text(
        school.head.post(SHOWN, {"reason": "查看公示"})
    )  # the school does not learn who it was
    assert "同班家长" in text(school.officer.get("/assessment/quality/objections/"))
    answer = f"/assessment/quality/answers/{receipt}/"
    assert "待复核" in text(parent.get(answer))
    decided = {"objection": str(Objection.objects.get().pk), "do": "uphold", "decision": "经核实未参加"}
    school.officer.post("/assessment/quality/objections/", decided)
    assert "经核实未参加" in text(parent.get(answer)) and Chosen.objects.get().is_struck
    entry = AuditEntry.objects.get(verb="quality.objection.made")
    assert "127.0.0.1" not in str(entry.detail) and "origin" in str(entry.detail)


def test_codes_are_not_guessed_and_forms_not_flooded(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    from xuezheng.assessment.pages import shown
    from xuezheng.assessment.pages import signing as page

    display = displayed(school)
    monkeypatch.setattr(shown, "WRONG_CODES", 3)
    monkeypatch.setattr(page, "WRONG_CODES", 3)
    for where in ("shown", "sign"):
        answers = [text(Client().post(f"/assessment/quality/{where}/", {"code": f"AAAA{k}BBB"})) for k in (2, 3, 4, 5)]
        assert ["试得太多" in one for one in answers] == [False, False, False, True]
    assert "试得太多" in text(Client().get(f"/assessment/quality/shown/{display.code}/"))
    cache.clear()
    monkeypatch.setattr(shown, "OBJECTIONS", 1)
    at = f"/assessment/quality/shown/{display.code}/"
    assert "已收到" in text(Client().post(at, objection()))
    assert "试得太多" in text(Client().post(at, objection(by="另一家长"))) and Objection.objects.count() == 1


def test_objections_end_with_the_display_and_hold_the_lock(school: School) -> None:
    display = displayed(school)
    one = Chosen.objects.select_related("portfolio__institution", "portfolio__display").get()
    displaying.do_object(None, one, "同学", "他没有领唱", "classmate")
    school.day = display.ends_on + timedelta(days=1)
    with pytest.raises(Refused, match="while it is on display"):
        displaying.do_object(None, one, "另一同学", "他没有领唱", "classmate")
    lock = {"do": "lock", "reason": "学期末归档"}
    assert "还不能归档" in text(school.head.post(SHOWN, lock))
    assert school.head.get("/assessment/quality/objections/").status_code == 403
    decided = {"objection": str(Objection.objects.get().pk), "do": "reject", "decision": "已核实属实"}
    school.officer.post("/assessment/quality/objections/", decided)
    assert "已归档 1 份" in text(school.head.post(SHOWN, lock))
    portfolio = Portfolio.objects.get()
    export = f"/assessment/quality/{EAST}/portfolios/{portfolio.pk}/export"
    said, packed = school.head.get(export), school.head.get(f"{export}?with=evidence")
    assert hashlib.sha256(said.content).hexdigest() == portfolio.hash and "合唱" in text(said)
    assert looked_through(packed.content, "p.zip")["hash"] == portfolio.hash
    assert not audit_breaks()


def test_what_was_changed_after_signing_is_not_locked(school: School) -> None:
    display = displayed(school)
    Record.objects.update(title="独唱一等奖")
    school.day = display.ends_on + timedelta(days=1)
    assert "与学生签字时不符" in text(school.head.post(SHOWN, {"do": "lock", "reason": "学期末归档"}))
    Record.objects.update(title="合唱")
    evidence = school.home / "assessment" / "files" / Record.objects.get().evidence_hash
    evidence.write_bytes(b"other")
    assert "佐证文件缺失或被改动" in text(school.head.post(SHOWN, {"do": "lock"}))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"portfolio.json": b'{"records": []}'}, "changed"), ({"evidence/ab.txt": b"x"}, "changed"),
        ({"more.txt": b"x"}, "unlisted"), ({"portfolio.json": b"{"}, "no_portfolio"), ({}, ""),
    ],
)  # fmt: skip
def test_a_bundle_that_was_touched_is_known(change: dict[str, bytes], rule: str) -> None:
    from xuezheng.assessment.plan.bundle import bundled

    whole = bundled({"portfolio.json": b'{"records": [{"evidence": ""}]}', "evidence/ab.txt": b"a"})
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()} | change
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    if not rule:
        assert looked_through(out.getvalue(), "p.zip")["records"] == 1
        return
    with pytest.raises(Refused) as refused:
        looked_through(out.getvalue(), "p.zip")
    assert [p.rule for p in refused.value.problems] == [f"quality.bundle_{rule}"]
