"""A page looked at as its readers see it: on a wide window and on a phone, with axe."""

from playwright.sync_api import Page

from tests.browser.axe import axe_violations

WIDE, NARROW = 1440, 390


def faults(page: Page, address: str, language: str) -> list[str]:
    """What is wrong with a page: its status, what is wider than the window at both widths, and what axe finds.

    It is loaded once and then narrowed. Axe looks at the wide page in Chinese and at the narrow one in English: which rules a page
    breaks hangs on its form and on its words, hardly on both together.
    """
    page.set_viewport_size({"width": WIDE, "height": 900})
    answer = page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    wrong = [] if answer is not None and answer.ok else [f"answered {answer.status if answer else 'nothing'}"]
    for width, axe_language in ((WIDE, "zh"), (NARROW, "en")):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth") - width
        wrong += [f"{over} px wider than the window of {width}"] if over > 0 else []
        wrong += axe_violations(page) if language == axe_language else []
    return [f"{address} in {language}: {one}" for one in wrong]
