"""An examination from its papers to its reviews, as its people see it: each list tried, compared, taken, gone back."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import held_rows
from xuezheng.exams.models import Appeal, Exam, ExamList, ExamWork
from xuezheng.registers.models import Area

CITY, COUNTY, OWN = "511000", "511002", "3151000001"
CANDIDATES = "报名号,姓名,学校,学校代码,班,加分\n" + "".join(
    f"{k:03d},考生{k},{'甲乙'[k % 2]}校,{OWN[:-1]}{1 + k % 2},1,{5 if k == 1 else ''}\n" for k in range(12)
)
ROOMS = "考点,考场,座位数,类别,经度,纬度\n01,001,6,,105.1,29.4\n01,002,6,备用,105.1,29.4\n02,001,8,,105.2,29.4\n"
PAPERS = "科目,满分,计入,双评,误差阈值,日期,开始\n语文,150,150,1,6,2025-06-12,9:00\n体育与健康,100,100,,,,\n"
MARKS = "报名号,科目,一评,二评\n" + "".join(
    f"{k:03d},语文,{100 + k},{100 + k if k else 120}\n{k:03d},体育与健康,{80 + k},\n" for k in range(12)
)
PROGRAMMES = "招生代码,招生学校,批次,类别,计划数\nA,A校,统招,统招,6\nB,B校,统招,统招,3\n"
CHOICES = "报名号,志愿1,志愿2\n" + "".join(f"{k:03d},A校,B校\n" for k in range(12))


@pytest.fixture
def exam(db: None, tmp_path: Path, settings: Any) -> Exam:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)
    for code, name, level in ((CITY, "内江市", "city"), (COUNTY, "市中区", "county")):
        Area.objects.get_or_create(code=code, defaults={"name": name, "level": level, "started_on": date(2000, 1, 1)})
    for name, role, school in (
        ("officer", "exam_officer", ""), ("second", "exam_officer", ""), ("planner", "county_officer", ""), ("head", "head_teacher", OWN),
    ):  # fmt: skip
        account = Account.objects.create_user(name, password="x", display_name=name)
        do_grant(account, role, COUNTY, school, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    officer = as_("officer")
    assert (
        officer.post(
            "/exams/new/", {"title": "2025年中考", "exam": "junior_leaving", "area": COUNTY, "school_year": "2024"}
        ).status_code
        == 302
    )
    assert "已有同名考试" in officer.post("/exams/new/", {"title": "2025年中考", "exam": "junior_leaving", "area": COUNTY, "school_year": "2024"}).content.decode()  # fmt: skip
    return Exam.objects.get()


def as_(name: str, where: str = "") -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name))
    if where:
        client.post(where, {"act": "look", "reason": "核对名册"})
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def sent(client: Client, exam: Exam, kind: str, content: str, how: str = "replace") -> Any:
    """A file of a list tried on its page."""
    file = SimpleUploadedFile("list.csv", content.encode())
    return client.post(f"/exams/{exam.pk}/lists/{kind}/", {"do": "import", "how": how, "file": file})


def taken(client: Client, exam: Exam, kind: str, content: str, how: str = "replace") -> str:
    """The page of a draft, then taken."""
    answer = sent(client, exam, kind, content, how)
    assert answer.status_code == 302, text(answer)
    page = text(client.get(answer["Location"]))
    assert client.post(answer["Location"], {"do": "take"}).status_code == 302
    return page


def ready(exam: Exam, *kinds: str) -> Client:
    """The exam officer, with these lists taken."""
    client = as_("officer", f"/exams/{exam.pk}/lists/candidates/")
    contents = {
        "papers": PAPERS,
        "candidates": CANDIDATES,
        "rooms": ROOMS,
        "marks": MARKS,
        "programmes": PROGRAMMES,
        "choices": CHOICES,
    }
    for kind in kinds:
        taken(client, exam, kind, contents[kind])
    return client


def held(exam: Exam, kind: str) -> pl.DataFrame:
    from django.conf import settings

    return held_rows(settings.INSTANCE, exam, kind)


def begun(client: Client, exam: Exam, kind: str, **more: str) -> ExamWork:
    answer = client.post(f"/exams/new/{kind}/?exam={exam.pk}", {"exam": exam.pk, "title": kind, **more})
    assert answer.status_code == 302, text(answer)
    return ExamWork.objects.latest("id")


def test_a_list_is_tried_compared_taken_edited_and_gone_back(exam: Exam) -> None:
    at = f"/exams/{exam.pk}/lists/candidates/"
    assert "考生信息须有事由" in text(as_("officer").get(at)) and as_("planner").get(at).status_code == 403
    officer = ready(exam, "candidates")
    page = taken(officer, exam, "candidates", "报名号,姓名,学校\n003,改名,甲校\n090,新来,乙校\n", "add")
    assert "新增1行，减少0行，改动1行" in page and "考生3" in page and held(exam, "candidates").height == 13
    row = f"{at}row/?number=090"
    old = {"number": "090", "name": "新来", "school": "丙校", "based_on": "1", "do": "save"}
    assert "名单又有了新版本" in text(officer.post(row, old))  # two tabs
    assert officer.post(row, {**old, "based_on": "2"}).status_code == 302
    assert "已有同一个" in text(officer.post(f"{at}row/", {**old, "number": "003", "based_on": "3"}))
    assert (
        officer.post(row, {"do": "remove", "based_on": "3"}).status_code == 302
        and held(exam, "candidates").height == 12
    )
    assert "请写明理由" in text(officer.post(at, {"do": "back", "version": "1", "reason": ""}))
    assert officer.post(at, {"do": "back", "version": "1", "reason": "导入有误"}).status_code == 302
    assert held(exam, "candidates")["name"][3] == "考生3" and "退回" in text(officer.get(at))
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"exams.list.read", "exams.list.taken", "exams.list.seen"} <= verbs and not audit_breaks()


def test_a_draft_that_was_overtaken_is_refused(exam: Exam) -> None:
    officer = ready(exam, "candidates")
    first = sent(officer, exam, "candidates", CANDIDATES + "050,后来,甲校,,1,\n")["Location"]
    taken(officer, exam, "candidates", CANDIDATES + "051,先到,甲校,,1,\n")
    assert "又有了新版本" in text(officer.post(first, {"do": "take"}))
    assert (
        officer.post(first, {"do": "discard"}).status_code == 302 and not ExamList.objects.filter(version=None).exists()
    )


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("candidates", CANDIDATES + "003,重号,甲校,,1,\n", "有几行是同一个"),
        ("candidates", "姓名\n甲\n", "缺少必需的列"),
        ("candidates", CANDIDATES.replace("002,考生2,甲校", "002,考生2,"), "学校：必填的格是空的"),
        ("marks", MARKS + "003,物理,10,\n", "没有这张试卷"),
        ("marks", MARKS.replace("005,语文,105", "005,语文,151"), "分数超出试卷"),
        ("marks", MARKS + "999,语文,10,10\n", "考生不在名单上"),
        ("choices", CHOICES.replace("001,A校", "001,Z校"), "没有这所学校或招生代码"),
        ("programmes", PROGRAMMES + "C,C校,统招,统招,很多\n", "须为不小于0的整数"),
        ("programmes", PROGRAMMES + "C,C校,统招,火星,3\n", "不是可用的类别"),
        ("programmes", PROGRAMMES.replace("计划数", "计划数,指标学校").replace("统招,6", "指标到校,9,甲校").replace("统招,3", "统招,3,"), "下达的指标多于本校考生"),
        ("papers", PAPERS.replace("9:00", "九点"), "时间须写作 09:00"),
        ("rooms", "考点,考场\n", "考点与考场"),
    ],
)  # fmt: skip
def test_bad_rows_are_named_and_the_others_kept(exam: Exam, kind: str, content: str, said: str) -> None:
    officer = ready(exam, "papers", "candidates", "programmes")
    answer = sent(officer, exam, kind, content)
    page = text(answer) if answer.status_code == 200 else text(officer.get(answer["Location"]))
    assert said in page


def test_from_near_sites_to_the_letters_and_reviews(exam: Exam) -> None:
    officer = ready(exam, "papers", "candidates", "rooms", "marks", "programmes", "choices")
    answer = officer.post(f"/exams/{exam.pk}/sites/", {"share": "50", "km": "5"})
    assert answer.status_code == 302 and "不知道学校在哪里" in text(officer.get(answer["Location"]))
    officer.post(answer["Location"], {"do": "take"})
    at_site = dict(held(exam, "candidates").group_by("site").len().iter_rows())
    assert at_site["01"] <= 6 and at_site["02"] <= 8 and sum(at_site.values()) == 12  # the spare room stays empty
    seating = begun(officer, exam, "seating")
    officer.post(f"/exams/works/{seating.pk}/", {"do": "draw", "seed": "1 2 3"})
    officer.post(f"/exams/works/{seating.pk}/day/", {"do": "note", "kind": "absent", "who": "004", "session": "语文"})
    assert "登记缺考却有分" in text(officer.get(f"/exams/{exam.pk}/marking/"))
    give = {"do": "mark", "number": "000", "paper": "语文", "question": "", "turn": "third", "mark": "160"}
    assert "分数须在0与满分之间" in text(officer.post(f"/exams/{exam.pk}/marking/", give))
    assert officer.post(f"/exams/{exam.pk}/marking/", {**give, "mark": "118"}).status_code == 302
    assert "这道题不在等这一评" in text(officer.post(f"/exams/{exam.pk}/marking/", {**give, "mark": "110"}))
    scores = begun(officer, exam, "scores")
    assert (scores.told["awaiting"], scores.lists["marks"]) == (0, 1)
    officer.post(f"/exams/{exam.pk}/", {"results_on": "2025-07-05", "appeals_until": "2099-07-20"})
    reviewed(exam, officer)
    assert begun(officer, exam, "scores").told["corrections"] == 2  # one that changed, one that stands
    asked = {"order": "total,语文", "ties": "lot", "mechanism": "serial", "longest": ""}
    admission = begun(officer, exam, "admission", **asked)
    at = f"/exams/works/{admission.pk}/"
    officer.post(at, {"do": "draw", "seed": "7"})
    assert admission.told["candidates"] == 12 and "A校" in text(officer.get(f"{at}letter/?number=011"))
    assert as_("planner").get(f"/exams/public/works/{admission.pk}/").status_code == 404
    officer.post(at, {"do": "publish"})
    public = text(Client().get(f"/exams/public/works/{admission.pk}/"))
    assert "考生" not in public.split("<main")[1].split("结果")[-1] and admission.roster_hash in public


def reviewed(exam: Exam, officer: Client) -> None:
    """A school asks for its own pupil only; another exam officer than asked decides."""
    own = f"/exams/own/{exam.pk}/{OWN}/"
    assert as_("head").get(f"/exams/own/{exam.pk}/{OWN[:-1]}2/").status_code == 403
    head = as_("head", own)
    page = text(head.get(own))
    assert "考生2" in page and "考生1<" not in page
    request = {"do": "ask", "number": "001", "paper": "语文", "request": "请核对合分"}
    assert "不是本校考生" in text(head.post(own, request))
    assert head.post(own, {**request, "number": "002"}).status_code == 302
    assert "已有待复核的申请" in text(head.post(own, {**request, "number": "002"}))
    one, at = Appeal.objects.get(), f"/exams/{exam.pk}/appeals/"
    decide = {"do": "decide", "pk": str(one.pk), "outcome": "sum", "after": "104", "note": "合分少2分"}
    assert "有误须改分" in text(officer.post(at, {**decide, "after": "102"}))
    assert officer.post(at, decide).status_code == 302
    assert officer.post(at, {**request, "number": "003"}).status_code == 302
    mine = Appeal.objects.get(number="003")
    assert "不能自己决定" in text(officer.post(at, {**decide, "pk": str(mine.pk)}))
    upheld = {**decide, "pk": str(mine.pk), "outcome": "upheld", "after": ""}
    assert as_("second", at).post(at, upheld).status_code == 302


def test_quotas_are_sent_down_and_made_anew(exam: Exam) -> None:
    officer = ready(exam, "candidates", "programmes")
    for _ in range(2):  # the second time from the same seats
        answer = officer.post(f"/exams/{exam.pk}/quotas/", {"schools": ["A校"], "percent": "50", "tilt": "100"})
        if answer.status_code == 302:
            officer.post(answer["Location"], {"do": "take"})
    rows = held(exam, "programmes").select("programme", "seats", "for_school").rows()
    assert [row for row in rows if not row[2]] == [("A", "3", ""), ("B", "3", "")]
    assert sum(int(n) for _, n, to in rows if to) == 3
