"""A headless Chromium for tests: `browser_page` is a page that may reach this machine only, and fails on script errors."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

NOTE = Path(__file__).resolve().parents[2] / ".venv" / "chromium"
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)
HERE = ("127.0.0.1", "localhost", "::1")

# The driver keeps an event loop in the test's thread; Django would take that for an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium_path() -> str | None:
    """The browser that the set-up noted, or one on the path."""
    noted = NOTE.read_text().strip() if NOTE.exists() else None
    return noted or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        reason = "No Chromium on this machine; `make test` brings one, or: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses to start as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A page of 1440 × 900 in Chinese. What it asks of any other machine, and every script error, fails the test."""
    wrong: list[str] = []
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, timezone_id="Asia/Shanghai")

    def guard(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("http", "https") and address.hostname not in HERE:
            wrong.append(f"asked the network for {route.request.url}")
            route.abort()
        else:
            route.continue_()

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"console: {message.text}")

    context.route("**/*", guard)
    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    yield page
    context.close()
    assert not wrong, f"The page must need no network and raise no error. It {'; it '.join(wrong)}."
