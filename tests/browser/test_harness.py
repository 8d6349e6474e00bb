"""The browser itself, and that its guards can fail."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe_violations

pytestmark = pytest.mark.browser

GOOD = '<!doctype html><html lang="zh-CN"><title>页</title><main><h1>学政</h1><p>文字</p></main></html>'


def test_axe_passes_a_sound_page(browser_page: Page) -> None:
    browser_page.set_content(GOOD)
    assert axe_violations(browser_page) == []


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        pytest.param(' lang="zh-CN"', "", "html-has-lang", id="language"),
        pytest.param("文字", '<img src="data:,">', "image-alt", id="picture without words"),
        pytest.param("<p>", '<p style="color:#ccc;background:#fff">', "color-contrast", id="pale text"),
    ],
)
def test_axe_finds_a_fault(browser_page: Page, good: str, bad: str, rule: str) -> None:
    browser_page.set_content(GOOD.replace(good, bad))
    assert [sentence.split(":")[0] for sentence in axe_violations(browser_page)] == [rule]
