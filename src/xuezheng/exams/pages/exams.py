"""Examinations: begun, their course from the papers to the letters, and when results are out."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.exams.actions.exams import do_begin_exam, do_set_dates
from xuezheng.exams.actions.gathering import sessions
from xuezheng.exams.actions.keeping import version_of
from xuezheng.exams.models import Appeal, Exam, ExamWork
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.works import COLUMNS, crumbs, managed_areas, row_of
from xuezheng.exams.rules import EXAMS
from xuezheng.exams.rules.lists import LISTS, LISTS_OF_WORK
from xuezheng.exams.rules.works import WORKS
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Step, Table, TableQuery, arrange, problem_notice

LIST_COLUMNS = (
    Column("title", Words("名单", "List"), is_sortable=False), Column("rows", Words("行", "Rows"), "count", is_sortable=False),
    Column("version", Words("版本", "Version"), is_sortable=False), Column("by", Words("经手", "By"), is_sortable=False),
    Column("at", Words("时间", "When"), "instant", is_sortable=False), Column("lead", Words("说明", "About"), is_sortable=False),
)  # fmt: skip


def find_exam(request: HttpRequest, pk: int, action: Any = "exam.view") -> Exam:
    """The examination, if it lies within the person's area."""
    exam = Exam.objects.filter(pk=pk).first()
    if exam is None:
        raise Http404
    if not may(request.user, action, Place(exam.area_code)):
        raise PermissionDenied
    return exam


def exam_link(exam: Exam) -> Link:
    return Link(exam.title, reverse("exam", args=[exam.pk]))


def day_of(text: str) -> date | None:
    """A day from a form; None for nothing. Raises Refused for what is no day."""
    from xuezheng.exams.actions.keeping import refuse

    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse(
            "exams.day", "日期读不懂，须写作 2025-06-12。", "The day cannot be read: 2025-06-12.", got=text
        ) from None


def number_of(text: str, which: Words, least: float = 0, most: float = 1e6) -> float:
    """A number from a form. Raises Refused for what is none, or out of bounds."""
    from xuezheng.exams.actions.keeping import refuse

    try:
        value = float(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise refuse(
            "exams.number",
            f"须为{least:g}至{most:g}的数。",
            f"It must be a number from {least:g} to {most:g}.",
            which=which.zh,
            got=text,
        )
    return value


@signed_in("exam.manage")
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new examination."""
    areas, form = managed_areas(request), request.POST
    year = SchoolYear.of(today_of(request)).start_year
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            chosen = int(number_of(form.get("school_year", ""), Words("学年", "School year"), 2000, 2100))
            area = form.get("area") or (areas[0] if areas else "")
            made = do_begin_exam(
                request.user, settings.INSTANCE, area, form.get("title", ""), form.get("exam", ""), chosen
            )
            return HttpResponseRedirect(reverse("exam", args=[made.pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    title = Words("新建考试", "A new examination")
    inputs = (
        Input("title", Words("名称", "Name"), value=form.get("title", ""), is_needed=True, note=Words(f"如 {year + 1}年初中学业水平考试", f"such as Junior-leaving exam {year + 1}")),
        Input("exam", Words("类别", "Kind"), "select", form.get("exam", ""), choices=list(EXAMS.items())),
        Input("area", Words("地区", "Area"), "select", form.get("area", ""), choices=[(code, area_words(code)) for code in areas]),
        Input("school_year", Words("学年", "School year"), "select", form.get("school_year", str(year)), choices=[(str(y), str(SchoolYear(y))) for y in range(year + 1, year - 4, -1)]),
    )  # fmt: skip
    lead = Words(
        "先建考试，再填科目与场次；中考预填惯常的科目。",
        "First the examination, then its papers and sessions; the usual papers of the junior-leaving exam are filled in.",
    )
    page = page_for(request, title, lead=lead, crumbs=crumbs(Link(title)), notices=notices)
    return shown(request, page, (Block(title, (("form", Ask("begin", inputs, Words("新建", "Begin"))),), 7),))


@signed_in("exam.view")
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """One examination: how far it is, its lists, its works, when results are out."""
    one = find_exam(request, pk)
    can = may(request.user, "exam.manage", Place(one.area_code))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can:
            raise PermissionDenied
        try:
            do_set_dates(
                request.user,
                one,
                day_of(request.POST.get("results_on", "")),
                day_of(request.POST.get("appeals_until", "")),
            )
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    works = [row_of(work) for work in one.works.select_related("made_by", "exam")]
    query = TableQuery.read(request.GET, page_size=30)
    blocks = [
        Block(Words("进程", "Course"), (("steps", course(one)),)),
        Block(Words("名单", "Lists"), (("table", list_table(one)),)),
    ]
    if can:
        blocks.append(Block(Words("安排与办理", "Arrange and do"), (("links", doing(one)),), 4))
        blocks.append(Block(Words("开始一项", "Begin a work"), (("links", beginnings(one)),), 4))
        blocks.append(Block(Words("成绩何时可查", "When results are out"), (("form", dates_form(one)),), 4))
    parts = (
        (("table", arrange(works, COLUMNS, query, language.current(), has_downloads=False)),)
        if works
        else (("text", Words("还没有。", "None yet.")),)
    )
    blocks.append(Block(Words("各项考务", "Works"), parts))
    lead = Words(
        f"{SchoolYear(one.school_year)}学年，{EXAMS[one.exam].zh}",
        f"{EXAMS[one.exam].en}, {SchoolYear(one.school_year)}",
    )
    page = page_for(
        request, one.title, lead=lead, aside=area_words(one.area_code), crumbs=crumbs(Link(one.title)), notices=notices
    )
    return shown(request, page, blocks)


def dates_form(one: Exam) -> Ask:
    return Ask(
        "dates",
        (
            Input("results_on", Words("成绩公布日", "Results on"), "date", str(one.results_on or "")),
            Input("appeals_until", Words("复核截止", "Reviews until"), "date", str(one.appeals_until or "")),
        ),
        Words("保存", "Save"), note=Words("从公布日起，学校可查本校考生成绩。", "From that day schools see their own pupils' results."),
    )  # fmt: skip


def list_table(one: Exam) -> Table:
    rows: list[dict[str, Any]] = []
    for kind, about in LISTS.items():
        held = version_of(one, kind)
        rows.append(
            {
                "title": Cell(about.title, href=reverse("exam-list", args=[one.pk, kind])), "rows": held.row_count if held else 0,
                "version": f"v{held.version}" if held else "—", "by": held.made_by.display_name if held and held.made_by else "—",
                "at": held.made_at if held else Cell("—"), "lead": about.lead,
            }
        )  # fmt: skip
    columns = LIST_COLUMNS[:5]
    return Table(columns, tuple(rows))


def doing(one: Exam) -> list[Link]:
    seating = one.works.filter(kind="seating", state="done").order_by("-id").first()
    found = [
        Link(Words("就近分派考点…", "Send candidates to near sites…"), reverse("exam-siting", args=[one.pk])),
        Link(Words("下达指标到校…", "Send seats down to junior schools…"), reverse("exam-quotas", args=[one.pk])),
        Link(Words("评卷：待评与仲裁…", "Marking: awaited marks, arbitration…"), reverse("exam-marking", args=[one.pk])),
        Link(Words("成绩复核…", "Reviews of scores…"), reverse("exam-appeals", args=[one.pk])),
        Link(Words("公开页", "The public page"), reverse("exam-public", args=[one.pk])),
    ]  # fmt: skip
    if seating is not None:
        found.insert(
            2,
            Link(
                Words("考试当天：缺考、违规、换考场…", "The day: absences, violations, rooms…"),
                reverse("exam-day", args=[seating.pk]),
            ),
        )
    return found


def beginnings(one: Exam) -> list[Link]:
    return [Link(WORKS[kind].title, f"{reverse('exam-begin', args=[kind])}?exam={one.pk}") for kind in LISTS_OF_WORK]


def course(one: Exam) -> list[Step]:
    """The steps of an examination, from what there is."""

    def has(kind: str) -> bool:
        return version_of(one, kind) is not None

    def done(kind: str) -> ExamWork | None:
        return one.works.filter(kind=kind, state="done").order_by("-id").first()

    def at(kind: str) -> str:
        work = done(kind)
        return reverse("exam-work", args=[work.pk]) if work else ""

    candidates = version_of(one, "candidates")
    waiting = Appeal.objects.filter(exam=one, state="asked").count()
    plan: list[tuple[Words, bool, str, Words | str]] = [
        (Words("科目与场次", "Papers and sessions"), bool(sessions(settings.INSTANCE, one)), reverse("exam-list", args=[one.pk, "papers"]), ""),
        (Words("考生", "Candidates"), candidates is not None, reverse("exam-list", args=[one.pk, "candidates"]), ""),
        (Words("考点与考场", "Sites and rooms"), has("rooms"), reverse("exam-list", args=[one.pk, "rooms"]), ""),
        (Words("就近分派", "Near sites"), candidates is not None and is_sited(one), reverse("exam-siting", args=[one.pk]), ""),
        (Words("抽座位", "Draw the seats"), done("seating") is not None, at("seating"), ""),
        (Words("抽监考", "Draw the invigilators"), done("duties") is not None, at("duties"), ""),
        (Words("评卷与合分", "Marks and scores"), done("scores") is not None, at("scores"), ""),
        (Words("复核", "Reviews"), waiting == 0 and done("scores") is not None, reverse("exam-appeals", args=[one.pk]), Words(f"{waiting}份待复核", f"{waiting} await a decision") if waiting else ""),
        (Words("计划与志愿", "Programmes and preferences"), has("programmes") and has("choices"), reverse("exam-list", args=[one.pk, "programmes"]), ""),
        (Words("录取", "Admission"), done("admission") is not None, at("admission"), ""),
    ]  # fmt: skip
    now = next((k for k, step in enumerate(plan) if not step[1]), len(plan))
    return [
        Step(words, note, "done" if is_done else "now" if k == now else "todo", href=href)
        for k, (words, is_done, href, note) in enumerate(plan)
    ]


def is_sited(one: Exam) -> bool:
    """Whether the candidates have sites: some version was computed, or the seats are drawn."""
    return (
        one.lists.filter(kind="candidates", origin="computed", version__isnull=False).exists()
        or one.works.filter(kind="seating", state="done").exists()
    )
