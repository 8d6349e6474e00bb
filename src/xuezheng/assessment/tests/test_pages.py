"""A test from the bank to the reports, and a portfolio from record to lock, as their people do it on the pages."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.tiny_city import COUNTY, tiny_city

from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.assessment.actions.adding import KINDS as ADDING
from xuezheng.assessment.actions.calibrating import KINDS as CALIBRATING
from xuezheng.assessment.models import (
    Calibration,
    Effects,
    Item,
    ItemStatistic,
    ItemVersion,
    Programme,
    Sheet,
)
from xuezheng.engine.instance import Instance
from xuezheng.jobs.actions import do_cancel
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import work_once

pytestmark = pytest.mark.django_db
KINDS = {**ADDING, **CALIBRATING}
EAST, HILLS, CITY = "2151000001", "3151000002", "511000"
ACTORS = {
    "officer": ("county_officer", COUNTY, ""),
    "head": ("head_teacher", COUNTY, EAST),
    "auditor": ("auditor", CITY, ""),
}
CODES = [f"q{k:02d}" for k in range(14)]


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, Client]:
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    made: dict[str, Client] = {}
    for name, (role, area, institution) in ACTORS.items():
        account = Account.objects.create(username=name, display_name=name)
        do_grant(account, role, area, institution, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
        made[name] = Client()
        made[name].force_login(account)
    return made


def text(answer: Any) -> str:
    return answer.content.decode()


def file(name: str, content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def items(client: Client, do: str = "apply", points: str = "1") -> Any:
    lines = "\n".join(
        f"{code},maths,16,{'数' if k % 2 else '形'},choice,A=1|B=2,A,{points}" for k, code in enumerate(CODES)
    )
    content = "code,subject,grade,domain,kind,options,key,points\n" + lines
    return client.post("/assessment/items/", {"area": COUNTY, "do": do, "file": file("items.csv", content)})


def answers(seed: int, gain: float, codes: list[str]) -> str:
    """Sixty pupils at each of two schools; the last line has a score that cannot be and a number twice."""
    rng = np.random.default_rng(seed)
    theta = np.random.default_rng(0).normal(0.0, 1.0, 120) + gain + rng.normal(0.0, 0.3, 120)
    lines = ["考号,学校代码,班级,性别," + ",".join(codes)]
    for k in range(120):
        right = rng.random(len(codes)) < 1 / (1 + np.exp(-1.2 * (theta[k] - np.linspace(-1.5, 1.5, len(codes)))))
        lines.append(
            f"n{k:03d},{EAST if k % 2 else HILLS},1,{'男' if k % 4 < 2 else '女'},"
            + ",".join("A" if one else "B" for one in right)
        )
    lines.append(f"n000,{EAST},1,男," + ",".join("C" for _ in codes))
    return "\n".join(lines)


def held(client: Client, year: int, grade: str, codes: list[str], gain: float, base: Calibration | None) -> Programme:
    """A programme begun, its sheet tried and taken, calibrated by the worker."""
    client.post(
        "/assessment/forms/",
        {"area": COUNTY, "do": "form", "code": f"F{year}", "title": "卷", "codes": " ".join(codes)},
    )
    form = {
        "area": COUNTY,
        "kind": "test",
        "title": f"{year}数学",
        "subject": "maths",
        "grade": grade,
        "school_year": str(year),
        "held_on": f"{year + 1}-05-20",
    }
    from xuezheng.assessment.models import Form

    answer = client.post("/assessment/new/", {**form, "forms": [Form.objects.get(code=f"F{year}").pk]})
    assert answer.status_code == 302, text(answer)
    one = Programme.objects.latest("pk")
    at = f"/assessment/programmes/{one.pk}/"
    assert client.post(at, {"do": "send", "file": file("a.csv", answers(year, gain, codes))}).status_code == 302
    sheet = Sheet.objects.latest("pk")
    assert (sheet.told["taken"], sheet.told["bad_cells"]) == (119, 2)  # both rows of the number that stands twice
    assert "两人同号" in text(client.get(f"/assessment/sheets/{sheet.pk}/"))
    client.post(f"/assessment/sheets/{sheet.pk}/", {"do": "take"})
    asked = {"do": "calibrate", "model": "2pl", "method": "fixed" if base else "own", "base": base.pk if base else ""}
    assert client.post(at, asked).status_code == 302
    assert work_once("w", KINDS, 0) and Calibration.objects.latest("pk").state == "done"
    return one


def test_from_the_bank_to_what_schools_add(people: dict[str, Client], tmp_path: Path) -> None:
    officer, head = people["officer"], people["head"]
    assert "没有写入" in text(items(officer, "try")) and not Item.objects.exists()
    assert "新题 14" in text(items(officer))
    assert "新版本 14" in text(items(officer, points="2")) and ItemVersion.objects.filter(number=2).count() == 14
    items(officer, points="1")
    names = [v.name for v in ItemVersion.objects.filter(number=3)]
    assert names[0] == "q00@3"
    early = held(officer, 2022, "15", CODES[:11], 0.0, None)
    later = held(officer, 2023, "16", CODES[3:], 0.5, Calibration.objects.get())
    assert ItemStatistic.objects.count() == 22 and "q03" in text(officer.get("/assessment/scales/2/?lang=en"))
    for path, who in (
        (f"areas/{COUNTY}/", ("officer", "head", "auditor")), (f"schools/{EAST}/", ("officer", "head", "auditor")), (f"schools/{HILLS}/", ("officer", "auditor")),
        (f"schools/{EAST}/classes/1/", ("officer", "head", "auditor")),
    ):  # fmt: skip
        seen = {
            name
            for name, client in people.items()
            if client.get(f"/assessment/programmes/{later.pk}/{path}").status_code == 200
        }
        assert seen == set(who), path
    assert "历年变化" in text(head.get(f"/assessment/programmes/{later.pk}/schools/{EAST}/"))
    asked = {"title": "增值", "later1": later.pk, "earlier1": early.pk, "least": "10"}
    assert officer.post("/assessment/effects/", asked).status_code == 302
    effects = Effects.objects.get()
    at = f"/assessment/effects/{effects.pk}/"
    assert effects.state == "waiting" and "Cancel" in text(officer.get(at))
    assert "还没有结果" in text(head.get(f"{at}schools/{EAST}/"))
    assert work_once("w", KINDS, 0)
    effects.refresh_from_db()
    assert effects.told["pupils"] == 119 and effects.told["schools"] == 2
    assert text(officer.get(f"/assessment/effects/{effects.pk}/?format=csv")).count("\n") >= 3
    assert head.get(f"/assessment/effects/{effects.pk}/").status_code == 403
    officer.post("/assessment/effects/", asked)
    assert (
        Effects.objects.count() == 1 and Job.objects.filter(kind="assessment.effects").count() == 1
    )  # the answer is kept
    assert "before the later one" in text(
        officer.post("/assessment/effects/", {**asked, "later1": early.pk, "earlier1": later.pk})
    )
    assert "本校增值" in text(head.get(f"/assessment/effects/{effects.pk}/schools/{EAST}/"))
    stored = pl.read_parquet(tmp_path / "assessment" / "sheets" / "1" / "answers.parquet")
    assert "number" not in stored.columns and not stored["person"].str.starts_with("n").any()
    assert not audit_breaks()


def test_a_pupil_is_seen_by_right_and_for_a_reason(people: dict[str, Client]) -> None:
    items(people["officer"])
    one = held(people["officer"], 2023, "16", CODES, 0.0, None)
    at = f"/assessment/programmes/{one.pk}/schools/{EAST}/pupil/"
    assert "量尺分" not in text(people["head"].post(at, {"number": "n001", "reason": "x"}))
    assert not AuditEntry.objects.filter(verb="assessment.pupil.seen").exists()
    assert "量尺分" in text(people["head"].post(at, {"number": "n001", "reason": "家长咨询"}))
    assert "没有这名学生" in text(
        people["head"].post(at, {"number": "n002", "reason": "家长咨询"})
    )  # of the other school
    assert AuditEntry.objects.filter(verb="assessment.pupil.seen", reason="家长咨询").count() == 2
    assert people["officer"].post(at, {"number": "n001", "reason": "家长咨询"}).status_code == 403


def test_a_sheet_is_taken_back_and_a_job_cancelled(people: dict[str, Client]) -> None:
    officer = people["officer"]
    items(officer)
    one = held(officer, 2023, "16", CODES, 0.0, None)
    at = f"/assessment/programmes/{one.pk}/"
    officer.post(at, {"do": "send", "file": file("b.csv", answers(5, 0.0, CODES))})
    officer.post("/assessment/sheets/2/", {"do": "take"})
    assert dict(Sheet.objects.values_list("pk", "state")) == {1: "replaced", 2: "taken"}
    officer.post("/assessment/sheets/2/", {"do": "undo"})
    assert dict(Sheet.objects.values_list("pk", "state")) == {1: "taken", 2: "undone"}
    officer.post(at, {"do": "calibrate", "model": "2pl", "method": "own"})
    job = Job.objects.latest("pk")
    assert "取消" in text(officer.get(job.href)) and do_cancel(job)
    assert not work_once("w", KINDS, 0) and "任务已取消" in text(officer.get(job.href))
    assert "须选一个同学科" in text(officer.post(at, {"do": "calibrate", "model": "2pl", "method": "fixed"}))
