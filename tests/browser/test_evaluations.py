"""The pages of the national evaluations in a real browser: accessible, within their width, in both languages."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import axe_violations
from tests.tiny_city import tiny_city
from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.models import ImprovementPlan
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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_the_evaluations(site: str, browser_page: Page, language: str, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 900})
    for address in (*ADDRESSES, f"/evaluations/plans/{ImprovementPlan.objects.order_by('pk').last().pk}/"):  # type: ignore[union-attr]
        sign = "&" if "?" in address else "?"
        browser_page.goto(f"{site}{address}{sign}lang={language}")
        assert axe_violations(browser_page) == [], address
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width, address
