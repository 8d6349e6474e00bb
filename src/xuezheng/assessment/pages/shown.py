"""A display for whoever holds its code: classmates, parents, teachers, without an account. First names stay out; objections go in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.limits import is_spent, origin_of, spend
from xuezheng.assessment.actions import displaying
from xuezheng.assessment.models import Chosen, Display
from xuezheng.assessment.pages.where import Block, grade_words
from xuezheng.assessment.rules.portfolio import DOMAINS, OBJECTION_STATES, OBJECTORS, masked, plain_code, spaced
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution, pseudonym
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Definition, EmptyState, Link, Notice, Row, Table, problem_notice

TITLE = Words("综合素质档案公示", "Portfolios on display")
HOUR = 3600
WRONG_CODES, OBJECTIONS = 30, 20  # an hour, of an address: a school's people share one
COLUMNS = (
    Column("number", Words("号", "No."), "count", is_sortable=False), Column("title", Words("记录", "Record"), is_sortable=False),
    Column("who", Words("班级与学生", "Class and child"), is_sortable=False), Column("domain", Words("领域", "Domain"), is_sortable=False),
    Column("on", Words("日期", "Day"), "date", is_sortable=False), Column("state", Words("异议", "Objection"), is_sortable=False),
)  # fmt: skip
WAIT = Notice(
    Words("试得太多，请过一小时再来。", "Too many tries: come again in an hour."),
    Words("也可以直接向学校或县级教育部门提出。", "Or turn to the school or the county directly."),
    tone="must",
)
VOID = Notice(
    Words("没有这个公示码。", "There is no display of this code."),
    Words("请照公示栏上的八位码输入。", "Type the eight letters that hang beside the display."),
    tone="must",
)


def enter(request: HttpRequest) -> HttpResponse:
    """Where the code of a display, or of an objection's answer, is typed in."""
    notices: tuple[Notice, ...] = ()
    code = plain_code(request.POST.get("code", "")) if request.method == "POST" else ""
    if code:
        found, notice = opened(request, code)
        if found is not None:
            return HttpResponseRedirect(reverse("quality-shown", args=[code]))
        if notice is VOID and displaying.by_receipt(code) is not None:
            return HttpResponseRedirect(reverse("quality-answer", args=[code]))
        notices = (notice,)
    return asked(request, notices)


def asked(request: HttpRequest, notices: tuple[Notice, ...]) -> HttpResponse:
    text = Words(
        "输入公示栏上的公示码，看公示、提异议；或输入回执码，看复核结果。",
        "Type the code that hangs beside the display to read it and to object; or the code of your receipt to read the answer.",
    )
    blocks = [Block(Words("公示码或回执码", "Code"), (("text", text), ("assessment/enter_code.html", None)))]
    page = page_for(request, TITLE, notices=notices)
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks}, status=404 if notices else 200)


def opened(request: HttpRequest, code: str) -> tuple[Display | None, Notice]:
    """The display of a code, or why it is not shown; wrong codes are counted by address."""
    origin = origin_of(request)
    if is_spent("quality-shown", origin, WRONG_CODES):
        return None, WAIT
    found = displaying.by_code(code)
    if found is None:
        spend("quality-shown", origin, WRONG_CODES, HOUR)
    return found, VOID


def shown(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs out, and the form of an objection."""
    display, notice = opened(request, code)
    if display is None:
        return asked(request, (notice,))
    notices: tuple[Notice, ...] = ()
    records = displaying.shown_on(display)
    if request.method == "POST" and request.POST.get("do") == "object":
        try:
            notices = (objected(request, records),)
            records = displaying.shown_on(display)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    is_open = today_of(request) <= display.ends_on and bool(records)
    over = EmptyState(
        Words("公示已经结束", "The display is over"),
        Words(f"公示至 {display.ends_on}。", f"It lasted until {display.ends_on}."),
    )
    rows: list[Row] = [row_of(at, one) for at, one in enumerate(records, start=1)]
    note = Words(
        "只显示姓；不显示学号、记述与佐证。", "First names, numbers, descriptions and evidence are not shown here."
    )
    parts: tuple[tuple[str, Any], ...] = (
        (("table", Table(COLUMNS, tuple(rows), note=note)),) if is_open else (("empty", over),)
    )
    place = find_institution(display.institution.code)
    school = place.name if place else display.institution.code
    blocks = [Block(Words("公示内容", "On display"), parts)]
    if is_open:
        blocks.append(Block(Words("提出异议", "Object"), (("assessment/object_here.html", None),), 7))
        blocks.append(Block(Words("怎么处理", "What happens then"), (("definitions", ways(display)),), 5))
    title = Words(f"{school}：综合素质档案公示", f"{school}: portfolios on display")
    lead = Words(f"{display.started_on} 至 {display.ends_on}", f"{display.started_on} to {display.ends_on}")
    context = {
        "page": page_for(request, title, lead=lead, notices=notices), "blocks": blocks, "asked": {} if notices and notices[0].tone == "info" else request.POST,
        "records": list(enumerate(records, start=1)), "roles": [(k, w) for k, w in OBJECTORS.items() if k != "school"],
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def ways(display: Display) -> list[Definition]:
    return [
        Definition(
            Words("期限", "Until"),
            Words(f"{display.ends_on} 当天及以前", f"{display.ends_on}, that day included"),
        ),
        Definition(Words("谁来定", "Who decides"), Words("县级教育部门复核", "the county's education bureau")),
        Definition(
            Words("谁看得到您", "Who sees you"),
            Words("只有复核人看得到姓名与理由", "the reviewer alone sees your name and your reason"),
        ),
        Definition(Words("结果", "The answer"), Words("凭回执码在本页查看", "read here by the code of the receipt")),
    ]


def row_of(number: int, one: Chosen) -> Row:
    objections = [o.state for o in one.objections.all()]  # type: ignore[attr-defined]
    grade, child = grade_words(one.portfolio.grade), masked(one.portfolio.student.name)
    number_of_class = one.portfolio.class_number
    return {
        "number": number, "who": Words(f"{grade.zh}{number_of_class}班 {child}", f"{grade.en}, class {number_of_class}: {child}"),
        "domain": DOMAINS[one.record.domain], "on": one.record.happened_on, "title": one.record.title,
        "state": OBJECTION_STATES[objections[-1]] if objections else "—",
    }  # fmt: skip


def objected(request: HttpRequest, records: list[Chosen]) -> Notice:
    """Take an objection in. Raises Refused."""
    origin = origin_of(request)
    if not spend("quality-object", origin, OBJECTIONS, HOUR):
        return WAIT
    form = request.POST
    wanted = next((one for one in records if str(one.pk) == form.get("chosen")), None)
    role = form.get("role", "")
    if wanted is None or role not in OBJECTORS or role == "school":
        return Notice(
            Words("请选哪一条、您是谁。", "Choose the record, and who you are."),
            Words("没有提交。", "Nothing was sent."),
            tone="must",
        )
    one = Chosen.objects.select_related("portfolio__institution", "portfolio__display").get(pk=wanted.pk)
    _, receipt = displaying.do_object(
        None, one, form.get("by", ""), form.get("text", ""), role, pseudonym(f"address {origin}")
    )
    link = request.build_absolute_uri(reverse("quality-answer", args=[receipt]))
    return Notice(
        Words(f"已收到。回执码 {spaced(receipt)}", f"Received. Your receipt: {spaced(receipt)}"),
        Words(
            "请记下，只显示这一次；凭它查看复核结果。",
            "Write it down, it is shown this once: by it you read the answer.",
        ),
        tone="info",
        links=(Link(Words("查看结果的网址", "Where the answer will stand"), link),),
    )


def answer(request: HttpRequest, code: str) -> HttpResponse:
    """By the code of a receipt: where the objection stands, and nothing else."""
    origin = origin_of(request)
    is_waiting = is_spent("quality-shown", origin, WRONG_CODES)
    found = None if is_waiting else displaying.by_receipt(code)
    if found is None:
        spend("quality-shown", origin, WRONG_CODES, HOUR)
        return asked(request, (WAIT if is_waiting else VOID,))
    lines = [
        Definition(Words("提出", "Raised"), str(found.made_on)),
        Definition(Words("对象", "About"), found.chosen.record.title),
        Definition(Words("现在", "Now"), OBJECTION_STATES[found.state]),
    ]
    if found.decided_on is not None:
        lines += [
            Definition(Words("复核", "Decided"), str(found.decided_on)),
            Definition(Words("理由", "Why"), found.decision),
        ]
    title = Words("异议的复核结果", "What became of the objection")
    blocks = [Block(Words("结果", "Answer"), (("definitions", lines),), 8)]
    return render(request, "assessment/page.html", {"page": page_for(request, title), "blocks": blocks})
