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


def test_pages_of_the_evaluations(site: str, browser_page: Page) -> None:
    plan = ImprovementPlan.objects.order_by("pk").last()
    assert plan is not None
    addresses = (*ADDRESSES, f"/evaluations/plans/{plan.pk}/")
    assert [f for a in addresses for language in ("zh", "en") for f in faults(browser_page, site + a, language)] == []
