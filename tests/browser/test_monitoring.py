"""Monitoring in a real browser: a file of answers from upload to report, and an objection to a display from a telephone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import faults
from tests.tiny_city import COUNTY, student, tiny_city
from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.assessment.actions import bank, displaying, portfolios, programmes, signing
from xuezheng.assessment.actions.calibrating import KINDS
from xuezheng.assessment.models import Objection, Programme
from xuezheng.engine.instance import Instance
from xuezheng.jobs.worker import work_once
from xuezheng.registers.models import Institution

pytestmark = pytest.mark.browser
SCHOOLS = ("2151000001", "3151000002")
CODES = [f"q{k:02d}" for k in range(10)]


@pytest.fixture
def site(live_server: LiveServer, tmp_path: Path, settings: Any) -> str:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    account = Account.objects.create_user("officer", password="x", display_name="officer")
    do_grant(account, "county_officer", COUNTY, "", started_on=date(2020, 1, 1))
    return live_server.url


def answers() -> bytes:
    """Two hundred and forty pupils of two schools; the last has a score outside the paper."""
    rng = np.random.default_rng(3)
    theta = rng.normal(size=240)
    lines = ["考号,学校代码,班级,性别,分组寄宿," + ",".join(CODES)]
    for k, ability in enumerate(theta):
        right = rng.random(len(CODES)) < 1 / (1 + np.exp(-1.3 * (ability - np.linspace(-1.5, 1.5, len(CODES)))))
        about = f"n{k},{SCHOOLS[k % 2]},1,{'男' if k % 4 < 2 else '女'},{int(k % 8 < 4)}"
        lines.append(f"{about}," + ",".join("1" if one else "0" for one in right))
    lines[-1] = lines[-1][:-1] + "7"
    return "\n".join(lines).encode()


def test_answers_from_upload_to_report(browser_page: Page, site: str) -> None:
    page = browser_page
    rows = "\n".join(f"{code},maths,16,数,scored,1" for code in CODES)
    bank.do_take_items(None, COUNTY, "i.csv", f"code,subject,grade,domain,kind,points\n{rows}".encode(), {}, apply=True)
    form = bank.do_form(None, COUNTY, "F", "卷", CODES)
    day = date(2024, 5, 20)
    programmes.do_programme(None, COUNTY, "test", "六年级数学", "maths", "16", 2023, day, [form.pk])
    at = f"{site}/assessment/programmes/{Programme.objects.get().pk}/"
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", "officer")
    page.fill("#id_password", "x")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto(at)
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": answers()})
    page.click("main button:has-text('试读')")
    assert "得分不在 0 至满分之间" in page.inner_text("main")
    page.click("button[value=take]")
    page.goto(at)
    page.select_option("#model", "2pl")
    page.click("main button:has-text('标定')")
    assert "排队等候" in page.inner_text("main")
    scale = page.url
    assert work_once("w", KINDS, 0)
    page.goto(scale)
    assert "寄宿" in page.inner_text("main") and "信度" in page.inner_text("main")
    report = f"{at}areas/{COUNTY}/"
    page.goto(report)
    assert "寄宿生" in page.inner_text("main") and "不排名" in page.inner_text("main")
    assert [*faults(page, report, "zh"), *faults(page, scale, "en")] == []
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_an_objection_from_a_telephone(browser_page: Page, site: str) -> None:
    page, today = browser_page, timezone.localdate()
    cache.clear()  # tries of codes that other tests made from this address
    child = student(Institution.objects.get(code=SCHOOLS[0]), 7, "11", date(today.year - 1, 9, 1))
    record = portfolios.do_record(None, settings.INSTANCE, SCHOOLS[0], child.pk, "arts", today, "合唱", "领唱")
    year = today.year if today.month >= 9 else today.year - 1
    _, code = portfolios.do_choose(None, SCHOOLS[0], child.pk, year, [record.pk])
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/assessment/quality/sign/")
    page.fill("#code", f"{code[:4]}-{code[4:]}".lower())
    page.click("main button:has-text('打开')")
    page.fill("#name", child.name)
    page.fill("#word", "我的签字口令")
    page.click("button[value=sign]")
    assert "已签字" in page.inner_text("body")
    display = displaying.do_display(None, SCHOOLS[0], list(child.portfolios.all()))  # type: ignore[attr-defined]
    at = f"{site}/assessment/quality/shown/{display.code}/"
    page.goto(at)
    assert child.name not in page.inner_text("body")
    page.select_option("#chosen", index=1)
    page.select_option("#role", "parent")
    page.fill("#by", "同班家长")
    page.fill("#text", "那天没有去")
    page.click("button[value=object]")
    assert "回执码" in page.inner_text("body") and Objection.objects.get().role == "parent"
    assert [*faults(page, at, "zh"), *faults(page, at, "en")] == []
    assert signing.by_secret(code) is None
