"""Choosing subjects on a phone: the code, what a combination opens and closes, the receipt; the pages are whole and accessible."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults
from tests.tiny_city import student
from tests.worlds import school
from xuezheng.engine.instance import Instance
from xuezheng.registers.models import Enrolment
from xuezheng.timetables.actions.majors import do_take_majors
from xuezheng.timetables.actions.rounds import Wanted, do_make_round
from xuezheng.timetables.actions.slips import do_make_codes
from xuezheng.timetables.models import Chooser

pytestmark = pytest.mark.browser
MAJORS = "专业类,专业,首选科目,再选科目\n医学,临床医学,物理,化学、生物\n法学,法学,不限,不限\n".encode()
MEANS = {"most": 50, "rooms": 5, "teachers": {"物理": 1}, "mode": "packages", "spread": 5}


@pytest.fixture
def code(live_server: LiveServer, tmp_path: Path, settings: Any) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    own, now = school("2151000001", "511002"), timezone.now()
    student(own, 1, "31", date(2023, 9, 1))
    Enrolment.objects.update(stage="senior")
    offered: list[list[Any]] = [[["物理", "化学", "生物"], None], [["历史", "政治", "地理"], None]]
    until = now + timedelta(days=1)
    one = do_make_round(
        None,
        own,
        Wanted("选科", "binding", 2023, "31", {"name": "3+1+2"}, offered, MEANS, now - timedelta(days=1), until),
    )
    do_take_majors(None, own, "m.csv", MAJORS, apply=True)
    return do_make_codes(None, one)[0][1]


def test_a_student_chooses_on_a_phone(code: str, live_server: LiveServer, browser_page: Page) -> None:
    page, site = browser_page, live_server.url
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/choice/")
    page.fill("#code", code.lower())
    page.click("main .btn-main")
    page.wait_for_url("**/choice/mine/")
    page.click(".option:nth-of-type(2) summary")
    assert "医学" in page.inner_text(".option:nth-of-type(2)")
    page.check("input[value='物理+化学+生物']")
    page.click(".save .btn")
    page.wait_for_selector("#receipt")
    assert Chooser.objects.get().chosen == "物理+化学+生物"
    addresses = (f"{site}/choice/mine/", f"{site}/choice/")
    wrong = [f for address in addresses for language in ("zh", "en") for f in faults(page, address, language)]
    assert not wrong, "\n".join(wrong)
