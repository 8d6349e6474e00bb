"""A school's week on the screen: a lesson is taken and put down by the keyboard and by the pointer, and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import faults
from tests.browser.test_console import sign_in
from tests.demonstration import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("one city")]


@pytest.fixture(scope="module")
def site(one_city: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with one_city.copied(tmp_path_factory.mktemp("week") / "city").served() as address:
        yield address


def opened(page: Page, site: str) -> str:
    """The version that is worked on."""
    sign_in(page, site, "director")
    page.goto(f"{site}/timetables/")
    page.click("table tbody a >> nth=0")
    page.click("main .tt-bar a.btn-main")
    page.wait_for_url("**/versions/**")
    return page.url


def test_a_lesson_is_moved_by_keyboard_and_pointer(browser_page: Page, site: str) -> None:
    page = browser_page
    first = opened(page, site)
    lesson = page.locator("td a.les:not([data-locked])").nth(3)
    lesson.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("button.eff")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#over")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address.split("?")[0] != first)
    second = page.url
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda address: address.split("?")[0] == first)
    lesson = page.locator("td a.les:not([data-locked])").nth(3)
    here, there = lesson.bounding_box(), page.locator("tr.evening td[data-slot]").first.bounding_box()
    assert here is not None
    assert there is not None
    page.mouse.move(here["x"] + 10, here["y"] + 6)
    page.mouse.down()
    page.mouse.move(here["x"] + 40, here["y"] + 40, steps=3)
    page.mouse.move(there["x"] + 20, there["y"] + 10, steps=5)
    page.wait_for_selector("td.is-over")
    page.mouse.up()
    page.wait_for_url(lambda address: address.split("?")[0] not in (first, second.split("?")[0]))


def test_a_lesson_is_moved_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    opened(page, site)
    page.locator("td a.les:not([data-locked])").nth(5).click()
    before = page.url
    page.locator("button.eff").first.click()
    page.wait_for_url(lambda address: address.split("?")[0] != before.split("?")[0])
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_a_week_are_whole_and_accessible(browser_page: Page, site: str, language: str) -> None:
    address = opened(browser_page, site)
    week = address.split("/versions/")[0]
    paths = (
        address,
        f"{address.split('#')[0]}?lesson=5",
        f"{week}/",
        f"{week}/rules/?kind=meeting",
        f"{week}/import/",
        f"{week}/compare/",
    )
    wrong = [one for path in paths for one in faults(browser_page, path, language)]
    assert not wrong, "\n".join(wrong)
