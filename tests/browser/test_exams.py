"""The pages of an examination in a real browser: accessible, within their width, in both languages; a list imported by hand."""

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
from xuezheng.exams.actions.exams import do_begin_exam
from xuezheng.exams.models import ExamList

pytestmark = pytest.mark.browser
COUNTY = "511002"


@pytest.fixture
def site(live_server: LiveServer, tmp_path: Path, settings: Any, browser_page: Page) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    account = Account.objects.create_user("exams", password="x", display_name="考试招生")
    do_grant(account, "exam_officer", COUNTY, started_on=date(2020, 1, 1))
    do_begin_exam(account, settings.INSTANCE, COUNTY, "2025年中考", "junior_leaving", 2024)
    client = Client()
    client.force_login(account)
    session = client.cookies["sessionid"].value
    browser_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return live_server.url


def test_a_roster_is_given_a_reason_imported_and_taken(site: str, browser_page: Page, tmp_path: Path) -> None:
    pk = ExamList.objects.latest("id").exam.pk
    roster = tmp_path / "名册.csv"
    roster.write_text("报名号,姓名,学校\n1,甲,东校\n2,乙,西校\n2,丙,西校\n", encoding="gb18030")
    browser_page.goto(f"{site}/exams/{pk}/lists/candidates/")
    browser_page.fill("#reason", "核对名册")
    browser_page.click("main button[type=submit]")
    browser_page.set_input_files("input[type=file]", roster)
    browser_page.get_by_role("button", name="试读").click()
    assert "有几行是同一个" in browser_page.inner_text("main")
    browser_page.get_by_role("button", name="采用").click()
    assert "甲" in browser_page.inner_text("main") and ExamList.objects.get(kind="candidates").row_count == 1
    addresses = (f"/exams/{pk}/", f"/exams/{pk}/lists/candidates/", f"/exams/{pk}/lists/rooms/row/", "/exams/public/")
    assert [f for a in addresses for language in ("zh", "en") for f in faults(browser_page, site + a, language)] == []
