"""Every component in a real browser: accessible, within its width, without network, in both languages, on paper."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.urls("xuezheng.screens.tests.gallery_urls")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_gallery(live_server: LiveServer, browser_page: Page, language: str) -> None:
    assert faults(browser_page, f"{live_server.url}/gallery", language) == []


def test_keys(live_server: LiveServer, browser_page: Page) -> None:
    browser_page.goto(f"{live_server.url}/gallery")
    browser_page.keyboard.press("/")
    assert browser_page.evaluate("document.activeElement.id") == "search-words"
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("j")
    assert browser_page.locator("tr.at").count() == 1
    browser_page.keyboard.press("?")
    assert browser_page.locator("dialog.keys").is_visible()
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("]")
    browser_page.wait_for_url("**page=2**")


def test_the_first_stop_of_the_tabulator_skips_to_the_content(live_server: LiveServer, browser_page: Page) -> None:
    browser_page.goto(f"{live_server.url}/gallery")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "content"
