"""The pages of the return, seen by a cast: head, another head, county officer, another county's, planner, auditor, visitor."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.tiny_city import CITY, COUNTY, tiny_city

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.jobs import beside
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import work_once
from xuezheng.registers.models import Conditions
from xuezheng.returns.actions import do_open, do_sign_school
from xuezheng.returns.jobs import KINDS
from xuezheng.returns.models import Collection, Explanation, Part, ReturnRevision
from xuezheng.returns.rules import usual_dues
from xuezheng.returns.tests.test_signing import FROM_OUTSIDE, FULL, ready, sign_all

BASE = f"/returns/{CITY}/2023/"


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any) -> SimpleNamespace:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    made = tiny_city()
    made.instance = settings.INSTANCE
    made.collection = do_open(made.instance, CITY, 2023, usual_dues(2023))
    for name, role, area, code in (
        ("head", "head_teacher", COUNTY, made.east.code),
        ("other_head", "head_teacher", COUNTY, made.hills.code),
        ("officer", "county_officer", COUNTY, ""),
        ("other_officer", "county_officer", "510903", ""),
        ("planner", "city_planner", CITY, ""),
        ("auditor", "auditor", CITY, ""),
    ):
        account = Account.objects.create_user(name, password="x", display_name=name)
        do_grant(account, role, area, code, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return made


def as_(name: str) -> Client:
    client = Client()
    if name:
        client.force_login(Account.objects.get(username=name))
    return client


def part(city: SimpleNamespace, code: str) -> Part:
    collection: Collection = city.collection
    return collection.parts.get(code=code)


CAST = ("head", "other_head", "officer", "other_officer", "planner", "auditor", "")
# page, and what each of the cast sees of it (200 the page, 302 sent elsewhere, 403 refused)
SEEN = [
    ("", (302, 302, 200, 403, 200, 200, 302)),
    ("schools/", (200, 200, 200, 200, 200, 200, 302)),
    ("schools/EAST/", (200, 403, 200, 403, 200, 200, 302)),
    ("schools/EAST/forms/教基5170/", (200, 403, 200, 403, 200, 200, 302)),
    ("schools/EAST/classes/", (200, 403, 200, 403, 200, 200, 302)),
    ("schools/EAST/print/", (200, 403, 200, 403, 200, 200, 302)),
    ("schools/EAST/forms.xlsx", (200, 403, 200, 403, 200, 200, 302)),
    ("forms/", (403, 403, 200, 403, 200, 200, 302)),
]


@pytest.mark.parametrize(("page", "answers"), SEEN, ids=[page or "collection" for page, _ in SEEN])
def test_who_sees_what(city: SimpleNamespace, page: str, answers: tuple[int, ...]) -> None:
    address = BASE + page.replace("EAST", city.east.code)
    assert tuple(as_(name).get(address).status_code for name in CAST) == answers


# what is pressed, and who may (302 done, 409 told why not, 403 not theirs)
PRESSED = [
    ("schools/EAST/sign/", {"note": "纸质表已签"}, (409, 403, 409, 403, 403, 403)),
    ("schools/EAST/withdraw/", {}, (409, 403, 409, 403, 403, 403)),
    ("schools/EAST/explain/", {"rule": "x", "reason": "因为如此"}, (409, 403, 409, 403, 403, 403)),
    ("schools/EAST/reopen/", {"reason": "请核对图书数"}, (403, 403, 409, 403, 409, 403)),
    (f"counties/{COUNTY}/sign/", {}, (403, 403, 409, 403, 403, 403)),
    (f"counties/{COUNTY}/reopen/", {"reason": "请核对图书数"}, (403, 403, 409, 403, 409, 403)),
    ("certify/", {}, (403, 403, 403, 403, 409, 403)),
    ("reopen/", {"reason": "请核对图书数"}, (403, 403, 403, 403, 409, 403)),
    ("remind/", {}, (403, 403, 302, 302, 302, 403)),
    ("check/", {}, (403, 403, 302, 403, 302, 403)),
]


@pytest.mark.parametrize(("page", "form", "answers"), PRESSED, ids=[page for page, _, _ in PRESSED])
def test_who_may_press_what(city: SimpleNamespace, page: str, form: dict[str, str], answers: tuple[int, ...]) -> None:
    address = BASE + page.replace("EAST", city.east.code)
    assert tuple(as_(name).post(address, form).status_code for name in CAST[:-1]) == answers
    assert as_("").post(address, form).status_code == 302
    assert as_("head").get(address).status_code == 405  # a link cannot press it


@pytest.mark.parametrize(
    ("name", "status"), [("head", 302), ("other_head", 403), ("officer", 302), ("planner", 403), ("auditor", 403)]
)
def test_who_may_fill_in(city: SimpleNamespace, name: str, status: int) -> None:
    answer = as_(name).post(
        f"{BASE}schools/{city.east.code}/forms/教基5176/", {"book_count": "１,２００", "to": "next"}
    )
    assert answer.status_code == status
    kept = Conditions.objects.get(institution=city.east, school_year=2023).book_count
    assert kept == (1200 if status == 302 else None)


@pytest.mark.parametrize(
    ("field", "text", "kept", "said"),
    [
        ("book_count", "1 200", 1200, ""),
        ("book_count", "很多", None, "不是数"),
        ("book_count", "-5", None, "应在0到"),
        ("book_count", "12.5", None, "填整数"),
        ("equipment_fen", "1,234.56", 123456, ""),
        ("equipment_fen", "0.001", None, "最小到分"),
        ("bandwidth_mbps", "", None, ""),
    ],
)
def test_a_field_is_kept_as_it_is_left(
    city: SimpleNamespace, field: str, text: str, kept: int | None, said: str
) -> None:
    answer = as_("head").post(
        f"{BASE}schools/{city.east.code}/forms/教基5176/?lang=zh", {field: text}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    assert said in answer.json()["problems"].get(field, "")
    assert getattr(Conditions.objects.get(institution=city.east, school_year=2023), field) == kept


def test_a_wrong_field_does_not_lose_the_others(city: SimpleNamespace) -> None:
    page = as_("head").post(
        f"{BASE}schools/{city.east.code}/forms/教基5176/?lang=zh",
        {"book_count": "很多", "terminal_count": "40", "to": "next"},
    )
    assert page.status_code == 409
    assert "很多" in page.content.decode()
    assert Conditions.objects.get(institution=city.east, school_year=2023).terminal_count == 40


def test_an_error_stands_beside_its_field(city: SimpleNamespace) -> None:
    ready(city.instance, part(city, city.east.code))
    client = as_("head")
    client.post(f"{BASE}schools/{city.east.code}/forms/教基5170/", {"dangerous_area_m2": "90000"})
    page = client.get(f"{BASE}schools/{city.east.code}/forms/教基5170/?lang=zh").content.decode()
    assert 'name="dangerous_area_m2" value="90000" inputmode="decimal" autocomplete="off" aria-invalid="true"' in page
    assert "还有1处" in client.get(f"{BASE}schools/{city.east.code}/?lang=zh").content.decode()


def test_the_story_on_screen(city: SimpleNamespace) -> None:
    """The head fills in, explains and signs; the officer signs for the rest and the county; the planner certifies."""
    head, officer, planner = as_("head"), as_("officer"), as_("planner")
    school = f"{BASE}schools/{city.east.code}/"
    typed = {
        name: ("yes" if v else "no") if isinstance(v, bool) else str(v / 100 if name.endswith("_fen") else v)
        for name, v in (FULL | FROM_OUTSIDE).items()
    }
    for form in ("教基1001", "教基1102", "教基4067", "教基4149", "教基5170", "教基5176"):
        assert head.post(f"{school}forms/{form}/", {**typed, "to": "next"}).status_code == 302
    one = part(city, city.east.code)
    assert (one.lacking_count, one.error_count) == (0, 0)
    for objection in one.objections.all():
        assert head.post(f"{school}explain/", {"rule": objection.rule, "reason": "情况属实，已核"}).status_code == 302
    assert head.post(f"{school}sign/").status_code == 302
    locked = head.post(f"{school}forms/教基5176/?lang=zh", {"book_count": "5"})
    assert locked.status_code == 409 and "学校已签字" in locked.content.decode()
    seen = officer.get(f"{school}?lang=zh").content.decode()
    assert Explanation.objects.count() == 0 or "情况属实" in seen  # reasons are shown at the next step

    hills = ready(city.instance, part(city, city.hills.code))
    assert officer.post(f"{BASE}schools/{hills.code}/sign/").status_code == 409  # on behalf of a school: by what?
    assert officer.post(f"{BASE}schools/{hills.code}/sign/", {"note": "校长签字的纸质表"}).status_code == 302
    sign_all(city.instance, city.collection)
    assert officer.post(f"{BASE}counties/{COUNTY}/sign/").status_code == 302
    answer = planner.post(f"{BASE}certify/")
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}r1/")
    assert ReturnRevision.objects.get().frozen_by == Account.objects.get(username="planner")
    assert "已冻结" in head.get(f"{school}?lang=zh").content.decode()

    assert planner.post(f"{school}reopen/", {"reason": "图书数有误"}).status_code == 302
    assert head.post(f"{school}forms/教基5176/", {"book_count": "2100"}).status_code == 302


def test_forms_come_out_as_a_workbook(city: SimpleNamespace) -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(as_("officer").get(f"{BASE}schools/{city.hills.code}/forms.xlsx?lang=zh").content)
    )
    assert "教基3115" in book.sheet_names and "教基3112" in book.sheet_names
    rows = book.get_sheet_by_name("教基3115").to_python()
    assert rows[0][0] == "初中分类型学生数"
    assert rows[1][0] == "表号：教基3115"
    total = next(row for row in rows if row[0] == "总计")
    heads = next(row for row in rows if row[0] == "指标")
    assert total[heads.index("在校生数")] == 30
    inferred = book.get_sheet_by_name("教基5170").to_python()
    assert inferred[0][0].endswith("*") and any("推定" in str(row[0]) for row in inferred)


def test_sums_come_out_as_a_workbook_made_by_a_job(city: SimpleNamespace) -> None:
    planner, address = as_("planner"), f"{BASE}forms/?county={COUNTY}&lang=zh"
    assert "开始汇总" in planner.get(address).content.decode()
    assert planner.post(address, {"decision": "make"}).status_code == 302
    assert "排队等候" in planner.get(address).content.decode()
    planner.post(address, {"decision": "make"})
    job = Job.objects.get()  # asked for twice, made once
    assert work_once("tester", KINDS, beat_seconds=0)
    job.refresh_from_db()
    assert (job.state, job.result["file"]) == ("done", "基层表汇总-市中区-2023.xlsx")
    assert "下载（XLSX）" in planner.get(address).content.decode()
    answer = planner.get(f"/jobs/{job.pk}/file/")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_name("教基3112").to_python()
    heads = next(row for row in rows if row[0] == "指标")
    total = next(row for row in rows if row[0] == "总计")
    assert total[heads.index("在校生数")] == 98
    seen = {name: as_(name).get(f"/jobs/{job.pk}/file/").status_code for name in ("officer", "other_officer", "head")}
    assert seen == {"officer": 200, "other_officer": 404, "head": 404}
    beside.begin(job.pk)  # leaves nothing for the next job of this number
    assert planner.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_the_late_are_listed_and_exported(city: SimpleNamespace) -> None:
    do_sign_school(city.instance, ready(city.instance, part(city, city.east.code)))
    page = as_("officer").get(f"{BASE}schools/?late=1&lang=zh").content.decode()
    assert "白马学校" in page and "迟报" in page
    exported = as_("officer").get(f"{BASE}schools/?late=1&format=csv&lang=zh").content.decode("utf-8-sig")
    assert "白马学校" in exported and "城东幼儿园" in exported
    assert "白马学校" not in as_("other_officer").get(f"{BASE}schools/").content.decode()


def test_rules_are_listed_with_their_reasons(city: SimpleNamespace) -> None:
    page = as_("head").get("/returns/checks/?lang=en").content.decode()
    assert page.count("Beside its like") >= 10
    assert "slipped decimal point" in page


@pytest.mark.parametrize("name", ["head", "officer", "planner", "auditor"])
def test_the_list_of_returns(city: SimpleNamespace, name: str) -> None:
    page = as_(name).get("/returns/?lang=zh").content.decode()
    assert ("城东小学" in page) == (name == "head")
    assert ("开始填报：" in page) == (name == "planner")


def test_a_collection_is_opened_on_screen(city: SimpleNamespace) -> None:
    address = f"/returns/{CITY}/open/"
    assert as_("officer").get(address).status_code == 403
    planner = as_("planner")
    assert planner.get(address).status_code == 200
    again = {"year": "2023", "school_on": "2023-09-20", "county_on": "2023-09-27", "city_on": "2023-10-08"}
    assert planner.post(address, again).status_code == 409
    Collection.objects.all().delete()
    assert planner.post(address, again | {"county_on": "2023-09-01"}).status_code == 409
    assert planner.post(address, again | {"county_on": "?"}).status_code == 409
    assert planner.post(address, again).status_code == 302
