"""The return in a real browser: a head fills in and signs on a phone; every page is whole and accessible."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults
from tests.tiny_city import CITY, COUNTY, tiny_city
from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.registers.models import Conditions
from xuezheng.returns.actions import do_enter, do_open
from xuezheng.returns.rules import usual_dues
from xuezheng.returns.tests.test_signing import FROM_OUTSIDE, FULL

pytestmark = pytest.mark.browser
EAST = "2151000001"
BASE = f"/returns/{CITY}/2023/"
STAFF = f"/registers/institutions/{EAST}/staff/"
PAGES = {
    "head": ("/returns/", f"{BASE}schools/{EAST}/", f"{BASE}schools/{EAST}/forms/教基5170/", f"{BASE}schools/{EAST}/forms/教基3112/",
             f"{BASE}schools/{EAST}/forms/教基1102/", f"{BASE}schools/{EAST}/forms/教基1001/", f"{BASE}schools/{EAST}/forms/教基4067/",
             f"{STAFF}", f"{STAFF}engage/", f"{BASE}schools/{EAST}/classes/", f"{BASE}schools/{EAST}/print/"),
    "officer": ("/returns/", BASE, f"{BASE}schools/?county={COUNTY}&late=1", f"{BASE}schools/{EAST}/", "/returns/checks/"),
    "planner": (BASE, f"/returns/{CITY}/open/"),
}  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer, tmp_path: Path, settings: Any) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    collection = do_open(settings.INSTANCE, CITY, 2023, usual_dues(2023))
    do_enter(
        settings.INSTANCE,
        collection.parts.get(code=EAST),
        {**FULL, **FROM_OUTSIDE, "dangerous_area_m2": 9000.0, "book_count": None},
    )
    for name, role, area, code in (
        ("head", "head_teacher", COUNTY, EAST), ("officer", "county_officer", COUNTY, ""), ("planner", "city_planner", CITY, ""),
    ):  # fmt: skip
        account = Account.objects.create_user(name, password="x", display_name=name)
        do_grant(account, role, area, code, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return live_server.url


def sign_in(page: Page, site: str, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", name)
    page.fill("#id_password", "x")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def test_pages_are_whole_and_accessible(site: str, browser_page: Page) -> None:
    wrong: list[str] = []
    for name, addresses in PAGES.items():
        sign_in(browser_page, site, name)
        for address in addresses:
            wrong += [f for language in ("zh", "en") for f in faults(browser_page, site + address, language)]
    assert not wrong, "\n".join(wrong)


def test_a_head_finishes_on_a_phone(site: str, browser_page: Page) -> None:
    """An error beside its field, kept as typed, mended; the last empty field filled; warnings explained; signed."""
    browser_page.set_viewport_size({"width": 390, "height": 844})
    sign_in(browser_page, site, "head")
    browser_page.goto(f"{site}{BASE}schools/{EAST}/forms/教基5170/?lang=zh")
    field = browser_page.locator("[name=dangerous_area_m2]")
    assert field.get_attribute("aria-invalid") == "true"
    assert "危房" in browser_page.locator("#e-dangerous_area_m2").inner_text()
    field.fill("0")
    with browser_page.expect_response(lambda answer: answer.request.method == "POST"):
        field.blur()
    browser_page.locator(".saved", has_text="已保存").wait_for()
    assert Conditions.objects.get(institution__code=EAST, school_year=2023).dangerous_area_m2 == 0
    browser_page.click("button[value=next]")
    browser_page.wait_for_url("**/%E6%95%99%E5%9F%BA5176/")
    browser_page.fill("[name=book_count]", "多")
    browser_page.locator("[name=book_count]").blur()
    browser_page.locator("#e-book_count", has_text="不是数").wait_for()
    browser_page.fill("[name=book_count]", "2,000")
    with browser_page.expect_response(
        lambda answer: answer.request.method == "POST"
    ):  # the test's own database has one writer
        browser_page.locator("[name=book_count]").blur()
    browser_page.click("button[value=next]")
    browser_page.wait_for_url(f"**/schools/{EAST}/")
    for _ in range(browser_page.locator("article form.reason").count()):
        open_one = browser_page.locator("article.objection:not(:has(dt:text-is('说明')))").first
        open_one.locator("[name=reason]").fill("情况属实，已核")
        with browser_page.expect_navigation():
            open_one.locator("button").click()
    browser_page.click("form[action$='/sign/'] button")
    browser_page.locator("text=已锁定").wait_for()
