"""The console as its readers see it: every page in Chromium, both languages, wide and narrow, with axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import faults
from tests.demonstration import PASSWORD, Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("one city")]


@pytest.fixture(scope="module")
def site(one_city: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with one_city.copied(tmp_path_factory.mktemp("console") / "city").served() as address:
        yield address


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


PLANNER_PAGES = (
    "/areas/510900/",
    "/areas/510903/",
    "/figures/",
    "/figures/compare/",
    "/figures/public_kindergarten_enrolment_share/?year=2023",
    "/figures/public_kindergarten_enrolment_share/rows/",
    "/registers/institutions/",
    "/records/",
    "/records/honours/awards/",
    "/records/honours/awards/add/",
    "/returns/",
    "/returns/510900/2024/r1/",
    "/search/?q=chuanshan",
)
PUBLIC_PAGES = ("/page/", "/releases/", "/releases/1/figures/", "/releases/1/figures/sn.training_bases/", "/sign-in/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_whole_and_accessible(browser_page: Page, site: str, language: str) -> None:
    wrong: list[str] = []

    def look(path: str) -> None:
        wrong.extend(faults(browser_page, site + path, language))
        if ("演示" if language == "zh" else "emonstration data") not in browser_page.inner_text("body"):
            wrong.append(f"{path}: does not say that the data are synthetic")

    for path in PUBLIC_PAGES:
        look(path)
    sign_in(browser_page, site, "planner")
    for path in PLANNER_PAGES:
        look(path)
    assert not wrong, "\n".join(wrong)


def test_the_console_works_from_the_keyboard_and_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "planner")
    page.goto(f"{site}/registers/institutions/")
    page.focus("main input[name=q]")
    page.keyboard.type("幼儿园")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator("table tbody tr").count() > 10
    context.close()


def test_each_role_sees_its_own_area_and_no_further(browser_page: Page, site: str) -> None:
    sign_in(browser_page, site, "head")
    page = browser_page
    page.goto(f"{site}/registers/institutions/")
    links = page.locator("table tbody a")
    assert links.count() == 1  # the head teacher's own school
    links.first.click()
    page.get_by_role("link", name="学生名册").click()
    page.fill("#reason", "核对")
    page.click("main button[type=submit]")
    assert "至少四个字" in page.inner_text("main") or page.locator("#reason:invalid").count() == 1
    page.fill("#reason", "核对新生学籍")
    page.click("main button[type=submit]")
    assert "已记入审计链" in page.inner_text("main")
    for forbidden in ("/audit/", "/areas/510921/", "/records/honours/awards/add/"):
        answer = page.request.get(f"{site}{forbidden}")
        assert answer.status == 403, forbidden
    missing = page.request.get(f"{site}/no-such-page/")
    assert missing.status == 404
    assert "没有这一页" in missing.text()
