"""The pages of layout plans as a planner, an officer and the public use them: every step by plain links and forms."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.layout.models import Comment, Consultation, LayoutPlan, LayoutVersion
from xuezheng.layout.tests.river import COUNTY, FAR, SMALL, TOWN, registered
from xuezheng.registers.models import Succession

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    settings.INSTANCE = Instance(tmp_path)
    monkeypatch.setattr("xuezheng.layout.actions.planning.READY", type("Set", (), {"is_set": lambda self: True})())
    registered()
    clients = {"visitor": Client()}
    for name, role, area in (("planner", "city_planner", "511000"), ("officer", "county_officer", COUNTY)):
        account = Account.objects.create(username=name)
        do_grant(account, role, area, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
        clients[name] = Client()
        clients[name].force_login(account)
    return clients


def text(client: Client, address: str, language: str = "en") -> str:
    found = client.get(address, headers={"accept-language": language})
    assert found.status_code == 200, address
    return found.content.decode()


def made(client: Client) -> LayoutPlan:
    """A plan by the form as it stands."""
    today = timezone.localdate()
    form = {
        "county": COUNTY, "stage": "primary", "title": "方案甲", "first_year": today.year + 2, "year_count": 3, "announced_on": today.isoformat(), "notice_years": 1,
        "limit_lower": 30, "limit_upper": 40, "minute_yuan": 60, "move_yuan": 300, "school_yuan": 300000, "seat_yuan": 300, "closing_yuan": 100000, "boarder_yuan": 2000, "km_h": 25,
        "budgets": "", "sites": "", "counts_crowding": "1",
    }  # fmt: skip
    answer = client.post("/layout/new/", form)
    assert answer.status_code == 302
    return LayoutPlan.objects.get()


def test_a_plan_is_made_tried_changed_undone_and_exported(people: dict[str, Client]) -> None:
    officer = people["officer"]
    assert "No layout plan yet" in text(officer, "/layout/")
    assert "Announced today" in text(officer, "/layout/new/")
    plan = made(officer)
    page = f"/layout/plans/{plan.pk}/"
    assert "Nothing changes in this version" in text(officer, page)
    told = officer.get(f"{page}what-if", {"code": SMALL}, headers={"accept-language": "en"}).json()
    assert (told["children"], told["can_keep"], len(told["moves"])) == (18, True, 2)
    assert "18 children change school" in told["panel"]
    assert (
        "have no seat within the limit"
        in officer.get(f"{page}what-if", {"code": FAR}, headers={"accept-language": "en"}).json()["panel"]
    )
    assert "18 children change school" in text(officer, f"{page}?school={SMALL}&try=1")  # the same without a script
    officer.post(page, {"do": "change", "version": 0, "code": SMALL})
    assert "merges into" in text(officer, page)
    assert "撤销一步" in text(officer, page, "zh-hans")
    refused = officer.post(page, {"do": "change", "version": 1, "code": FAR}, headers={"accept-language": "en"})
    assert "54 children have no seat within the limit" in refused.content.decode()
    officer.post(page, {"do": "unlock", "version": 1, "code": SMALL})
    assert LayoutVersion.objects.latest("number").decided == {}
    assert "Redo" in text(officer, f"{page}?version=0")
    assert SMALL in officer.get(f"{page}?version=1&format=csv").content.decode()
    drawn = json.loads(officer.get(f"{page}map.geojson?version=1").content)
    assert {f["properties"]["kind"] for f in drawn["features"]} == {"school", "village", "way"}
    versions = "&".join(f"v={pk}" for pk in LayoutVersion.objects.values_list("pk", flat=True))
    assert "Schools that differ: 1" in text(officer, f"/layout/compare/?{versions}")
    assert "is to become part of" in text(officer, f"{page}letters/{SMALL}/?version=1")
    assert "为什么" in text(officer, f"{page}letters/{TOWN}/?version=1", "zh-hans")


def test_a_wrong_form_names_each_field(people: dict[str, Client]) -> None:
    answer = people["officer"].post(
        "/layout/new/",
        {"county": COUNTY, "stage": "primary", "limit_lower": "半小时"},
        headers={"accept-language": "en"},
    )
    page = answer.content.decode()
    assert "This must be a number." in page
    assert "半小时" in page
    assert not LayoutPlan.objects.exists()


def test_the_public_sees_no_small_count_and_comments_without_a_name(people: dict[str, Client]) -> None:
    officer, planner, visitor = people["officer"], people["planner"], people["visitor"]
    plan = made(officer)
    officer.post(f"/layout/plans/{plan.pk}/", {"do": "change", "version": 0, "code": SMALL})
    adopt = f"/layout/plans/{plan.pk}/adopt/?version=1"
    today = timezone.localdate()
    officer.post(
        adopt, {"do": "publish", "opened_on": today.isoformat(), "ends_on": (today + timedelta(days=20)).isoformat()}
    )
    assert not Consultation.objects.exists()  # the city puts plans before the public
    planner.post(
        adopt,
        {
            "do": "publish",
            "opened_on": today.isoformat(),
            "ends_on": (today + timedelta(days=20)).isoformat(),
            "how": "县局",
        },
    )
    public = f"/layout/public/{Consultation.objects.get().pk}/"
    page = text(visitor, public)
    assert ">20<" in page  # 18 children, rounded to tens
    assert "石桥村" not in page
    visitor.post(public, {"text": "请保留教学点", "code": SMALL})
    assert "请保留教学点" not in text(visitor, public)
    officer.post(adopt, {"do": "show", "comment": Comment.objects.get().pk, "answer": "会研究"})
    assert "请保留教学点" in text(visitor, public)


def test_a_version_is_heard_adopted_and_withdrawn_on_its_page(people: dict[str, Client]) -> None:
    officer, planner = people["officer"], people["planner"]
    plan = made(officer)
    officer.post(f"/layout/plans/{plan.pk}/", {"do": "change", "version": 0, "code": SMALL})
    adopt = f"/layout/plans/{plan.pk}/adopt/?version=1"
    today = timezone.localdate()
    assert "It cannot be adopted yet" in text(planner, adopt)
    version = LayoutVersion.objects.get(plan=plan, number=1)
    Consultation.objects.create(
        version=version,
        opened_on=today - timedelta(days=40),
        ends_on=today - timedelta(days=9),
        published_at=timezone.now(),
    )
    hearing = {"do": "hear", "code": SMALL, "held_on": today.isoformat(), "parent_count": 9, "summary": "同意，要校车"}
    assert officer.post(adopt, hearing).status_code == 302
    assert "Adopt and sign" in text(planner, adopt)
    officer.post(adopt, {"do": "adopt", "reason": "布局优化", "document": "内教〔2026〕1号"})
    assert not Succession.objects.exists()  # a county makes plans, the city adopts them
    planner.post(adopt, {"do": "adopt", "reason": "布局优化", "document": "内教〔2026〕1号"})
    assert Succession.objects.get().kind == "merged"
    assert "Version 1 is adopted" in text(planner, adopt)
    planner.post(adopt, {"do": "withdraw", "reason": "再议"})
    assert not Succession.objects.exists()
    assert "再议" in text(planner, adopt)
