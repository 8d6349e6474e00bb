"""The published pages in a real browser: accessible, within their width, without network, in both languages, on one sheet."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults
from xuezheng.engine.instance import Instance
from xuezheng.publication.tests.fakes import publish_invented

pytestmark = pytest.mark.browser
ADDRESSES = (
    "/page/", "/releases/", "/releases/1/changes/", "/releases/1/figures/", "/releases/1/figures/nj.alliances/", "/releases/1/catalogue/",
)  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer, tmp_path: Path, settings: Any) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    publish_invented(settings.INSTANCE)
    return live_server.url


def test_published_pages(site: str, browser_page: Page) -> None:
    assert [f for a in ADDRESSES for language in ("zh", "en") for f in faults(browser_page, site + a, language)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_broadsheet_prints_on_one_sheet(site: str, browser_page: Page, language: str) -> None:
    browser_page.goto(f"{site}/page/?lang={language}")
    printed = browser_page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1


def test_a_number_opens_to_its_figure(site: str, browser_page: Page) -> None:
    browser_page.goto(f"{site}/page/")
    browser_page.locator("a.big").first.click()
    browser_page.wait_for_url("**/releases/1/figures/nj.seats_added/")
    assert browser_page.locator("h1").inner_text().startswith("新增学位")
