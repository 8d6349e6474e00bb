"""The pages of the evaluations, seen by a cast: head, county officer, another county's, planner, auditor, visitor."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.tiny_city import tiny_city

from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.models import EvidenceItem, ImprovementPlan, PlanStep
from xuezheng.evaluations.tests.county import CITY, COUNTY, EAST, freeze

COUNTY_AT, FUNDS = f"/evaluations/counties/{COUNTY}/", "quality_balanced.government.7"
ITEM_AT = f"{COUNTY_AT}items/{FUNDS}/"
CAST = ("head", "officer", "other_officer", "planner", "auditor", "")


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    tiny_city()
    freeze(tmp_path)
    for name, role, area, code in (
        ("head", "head_teacher", COUNTY, EAST),
        ("officer", "county_officer", COUNTY, ""),
        ("other_officer", "county_officer", "510903", ""),
        ("planner", "city_planner", CITY, ""),
        ("auditor", "auditor", CITY, ""),
    ):
        account = Account.objects.create_user(name, password="x", display_name=name)
        do_grant(account, role, area, code, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return tmp_path


def as_(name: str) -> Client:
    client = Client()
    if name:
        client.force_login(Account.objects.get(username=name))
    return client


SEEN = [  # head, officer, other officer, planner, auditor, visitor
    (f"/evaluations/?area={CITY}", (200, 403, 403, 200, 200, 302)),
    (COUNTY_AT, (200, 200, 403, 200, 200, 302)),
    (f"{COUNTY_AT}schools/", (403, 200, 403, 200, 200, 302)),
    (ITEM_AT, (200, 200, 403, 200, 200, 302)),
    (f"{COUNTY_AT}plans/", (403, 200, 403, 200, 403, 302)),
    (f"/evaluations/schools/{EAST}/", (200, 200, 403, 200, 200, 302)),
    ("/evaluations/schools/3151000002/", (403, 200, 403, 200, 200, 302)),
    ("/evaluations/standards/", (200, 200, 200, 200, 200, 302)),
    ("/evaluations/counties/511000/", (404, 403, 403, 404, 404, 302)),
    (f"{COUNTY_AT}items/no.such/", (404, 404, 403, 404, 404, 302)),
]


@pytest.mark.parametrize(("address", "answers"), SEEN, ids=[a for a, _ in SEEN])
def test_who_sees_what(city: Path, address: str, answers: tuple[int, ...]) -> None:
    assert tuple(as_(name).get(address).status_code for name in CAST) == answers


def given(name: str, **more: Any) -> int:
    form: dict[str, Any] = {"number": "8,200", "statement": "2024年决算", "page": "第3页", **more}
    return as_(name).post(f"{ITEM_AT}?year=2024", form).status_code


def test_evidence_is_handed_in_by_right_and_judged(city: Path) -> None:
    file = SimpleUploadedFile("决算.pdf", b"%PDF-1.4 x")
    assert [given(name) for name in ("head", "other_officer", "auditor")] == [403, 403, 403]
    assert given("officer", file=file) == 302
    kept = EvidenceItem.objects.get()
    assert (kept.number, kept.page, kept.file_name) == (820_000, "第3页", "决算.pdf")
    assert (city / "evidence" / kept.file_sha256).read_bytes() == b"%PDF-1.4 x"
    page = as_("officer").get(f"{ITEM_AT}?year=2024&lang=zh").content.decode()
    assert "8,200元／生" in page
    assert "达到" in page
    assert AuditEntry.objects.filter(verb="evaluations.evidence.given").count() == 1
    assert audit_breaks() == []


def test_its_file_is_opened_by_right_and_the_opening_recorded(city: Path) -> None:
    given("officer", file=SimpleUploadedFile("决算.pdf", b"%PDF-1.4 x"))
    address = f"/evaluations/evidence/{EvidenceItem.objects.get().pk}/file"
    assert tuple(as_(name).get(address).status_code for name in CAST) == (403, 200, 403, 200, 200, 302)
    answer = as_("planner").get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(verb="evaluations.evidence.opened").count() == 4


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"number": "八千"}, "这里要一个数"),
        ({"number": ""}, "这一项要填数"),
        ({"number": "-5"}, "数不能为负"),
        ({"number": "nan"}, "这里要一个数"),
        ({"file": SimpleUploadedFile("virus.exe", b"MZ")}, "不收这种文件"),
        ({"file": SimpleUploadedFile("virus.pdf", b"MZ")}, "不是它的名字所说的"),
        ({"file": SimpleUploadedFile("空.pdf", b"")}, "文件是空的"),
    ],
)
def test_what_is_wrong_with_evidence_is_told_and_nothing_kept(city: Path, form: dict[str, Any], said: str) -> None:
    answer = as_("officer").post(f"{ITEM_AT}?year=2024&lang=zh", {"number": "8200", **form})
    assert said in answer.content.decode()
    assert not EvidenceItem.objects.exists()


def test_a_form_filled_in_before_a_colleague_handed_in_is_refused_once(city: Path) -> None:
    """Two people open the page; the second learns what the first gave, and gives his own only after seeing it."""
    before = as_("planner").get(f"{ITEM_AT}?year=2024&lang=zh").content.decode()
    assert 'name="seen" value="0"' in before
    given("officer", seen="0")
    form = {"number": "9000", "seen": "0", "statement": "另一份"}
    answer = as_("planner").post(f"{ITEM_AT}?year=2024&lang=zh", form).content.decode()
    assert "已有人交了新的佐证" in answer
    assert "officer" in answer
    assert 'value="另一份"' in answer  # nothing typed is lost
    assert EvidenceItem.objects.count() == 1
    assert given("planner", number="9000", seen=str(EvidenceItem.objects.get().pk)) == 302
    assert EvidenceItem.objects.count() == 2


def test_withdrawn_evidence_stays_on_file_and_counts_no_more(city: Path) -> None:
    given("officer")
    kept = EvidenceItem.objects.get()
    assert as_("officer").post(f"{ITEM_AT}?year=2024", {"withdraw": kept.pk}).status_code == 302
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    assert "已撤回" in as_("officer").get(f"{ITEM_AT}?year=2024&lang=zh").content.decode()


def test_an_item_of_the_registers_takes_no_evidence(city: Path) -> None:
    assert as_("officer").post(f"{COUNTY_AT}items/quality_balanced.government.5/", {"number": "0"}).status_code == 403


def test_an_allowance_of_a_school_needs_a_file_and_changes_its_lines(city: Path) -> None:
    address = f"/evaluations/schools/{EAST}/"
    form = {"item": "allowance.sports_area", "year": "2024", "number": "800"}
    assert "须附佐证文件" in as_("officer").post(f"{address}?lang=zh", form).content.decode()
    assert as_("head").post(address, form).status_code == 403
    file = SimpleUploadedFile("租用协议.pdf", b"%PDF-1.4 y")
    assert as_("officer").post(address, {**form, "file": file}).status_code == 302
    page = as_("officer").get(f"{address}?lang=zh").content.decode()
    assert "7.60" in page  # 3800 m² for 500 students, where 6.00 was
    assert "租用协议.pdf" in page


def test_plans_are_computed_kept_and_adopted_step_by_step(city: Path) -> None:
    assert as_("officer").post(f"{COUNTY_AT}plans/?year=2024", {}).status_code == 302
    found = list(ImprovementPlan.objects.all())
    assert {p.profile for p in found} == {"cheapest", "fewest_posts", "least_building"}
    assert all(p.is_checked and p.cost_fen >= p.bound_fen > 0 for p in found)
    cheapest = next(p for p in found if p.profile == "cheapest")
    assert cheapest.cost_fen == sum(s.cost_fen for s in cheapest.steps.all())
    address = f"/evaluations/plans/{cheapest.pk}/"
    assert tuple(as_(name).get(address).status_code for name in CAST) == (403, 200, 403, 200, 403, 302)
    assert (
        as_("officer").post(address, {"step": ["1"]}).status_code == 403
    )  # computing is the county's, adopting the city's
    assert as_("planner").post(address, {"step": ["1", "2"]}).status_code == 302
    assert PlanStep.objects.filter(adopted_at__isnull=False).count() == 2
    assert as_("planner").post(address, {"take_back": "1"}).status_code == 302
    assert PlanStep.objects.filter(adopted_at__isnull=False).count() == 1
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"evaluations.plan.made", "evaluations.plan.adopted", "evaluations.plan.taken_back"} <= verbs


def test_a_budget_too_small_says_what_would_be_needed(city: Path) -> None:
    page = as_("officer").post(f"{COUNTY_AT}plans/?year=2024&lang=zh", {"budget": "1"}).content.decode()
    assert "没有方案能通过" in page
    assert "万元" in page
    assert not ImprovementPlan.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        f"/evaluations/?area={CITY}",
        COUNTY_AT,
        f"{COUNTY_AT}schools/",
        f"/evaluations/schools/{EAST}/",
        "/evaluations/standards/",
    ],
)
@pytest.mark.parametrize("format", ["xlsx", "csv", "parquet"])
def test_every_table_downloads(city: Path, address: str, format: str) -> None:
    sign = "&" if "?" in address else "?"
    answer = as_("planner").get(f"{address}{sign}format={format}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]


def test_pages_read_in_english_without_chinese_verdicts(city: Path) -> None:
    page = as_("planner").get(f"{COUNTY_AT}?lang=en").content.decode()
    assert "not met" in page
    assert "未达到" not in page


def test_a_limit_from_memory_says_so_on_screen(city: Path) -> None:
    page = as_("planner").get(f"{COUNTY_AT}?scheme=basic_balanced&lang=zh").content.decode()
    assert "未核实" in page
