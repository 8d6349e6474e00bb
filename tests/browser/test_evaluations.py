"""The pages of the national evaluations in a real browser: accessible, within their width, in both languages."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults
from tests.tiny_city import tiny_city
from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.models import ImprovementPlan, PlanStep
from xuezheng.evaluations.tests.county import CITY, COUNTY, EAST, freeze

pytestmark = pytest.mark.browser
COUNTY_AT = f"/evaluations/counties/{COUNTY}/"
ADDRESSES = (
    f"/evaluations/?area={CITY}", COUNTY_AT, f"{COUNTY_AT}schools/", f"{COUNTY_AT}items/quality_balanced.government.7/",
    f"{COUNTY_AT}items/quality_balanced.government.1/", f"/evaluations/schools/{EAST}/", f"{COUNTY_AT}plans/", "/evaluations/standards/",
)  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer, tmp_path: Path, settings: Any, browser_page: Page) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    freeze(tmp_path)
    account = Account.objects.create_user("planner", password="x", display_name="规划")
    do_grant(account, "city_planner", CITY, started_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    client.post(f"{COUNTY_AT}plans/", {})
    session = client.cookies["sessionid"].value
    browser_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return live_server.url


def test_pages_of_the_evaluations(site: str, browser_page: Page) -> None:
    plan = ImprovementPlan.objects.order_by("pk").last()
    assert plan is not None
    addresses = (*ADDRESSES, f"/evaluations/plans/{plan.pk}/")
    assert [f for a in addresses for language in ("zh", "en") for f in faults(browser_page, site + a, language)] == []


def test_evidence_and_a_step_in_the_browser(site: str, browser_page: Page, tmp_path: Path) -> None:
    """A wrong file is refused with what was typed kept; a right one is judged; withdrawn, it counts no more. A step of the
    plan is adopted and taken back."""
    page, wrong, right = browser_page, tmp_path / "决算.exe", tmp_path / "决算.pdf"
    wrong.write_bytes(b"MZ")
    right.write_bytes(b"%PDF-1.4 1")
    page.goto(f"{site}{COUNTY_AT}items/quality_balanced.government.7/?lang=zh")
    page.fill("#number", "8200")
    page.set_input_files("#file", wrong)
    page.click("button:text-is('提交佐证')")
    assert "不收这种文件" in page.inner_text("main")
    assert page.input_value("#number") == "8200"
    page.set_input_files("#file", right)
    page.click("button:text-is('提交佐证')")
    assert "8,200元／生" in page.inner_text("main")
    assert "决算.pdf" in page.inner_text("main")
    page.click("button:text-is('撤回')")
    assert "已撤回" in page.inner_text("main")
    page.goto(f"{site}{COUNTY_AT}?lang=zh")
    page.click("text=要做什么才能通过")
    page.click("table a >> nth=0")
    page.check("input[name=step] >> nth=0")
    page.click("button:text-is('采纳所选步骤')")
    assert PlanStep.objects.filter(adopted_at__isnull=False).count() == 1
    page.click("button:text-is('撤回')")
    assert PlanStep.objects.filter(adopted_at__isnull=False).count() == 0
