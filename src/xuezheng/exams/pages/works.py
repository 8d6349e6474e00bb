"""The works of the exam office, and the forms with which one is begun."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.access.scope import scoped
from xuezheng.exams.actions.gathering import sessions
from xuezheng.exams.actions.lists import MOST_BYTES, SUFFIXES
from xuezheng.exams.actions.works import do_begin, do_begin_classes, do_begin_of_exam
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.exams.rules.graded_variants import VARIANTS
from xuezheng.exams.rules.lists import LISTS, LISTS_OF_WORK
from xuezheng.exams.rules.works import STATES, WORKS
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, find_institution
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Row,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)

TITLE = Words("考试与招生", "Exams and admission")
LEADS = {
    "seating": Words(
        "先读名单，公布名册指纹；再当众产生种子，一次抽定。任何人凭种子、名册与随附的小程序都能重抽一遍。",
        "The rosters are read and their fingerprint is published; then the seed is thrown in public and the seats are drawn, once. "
        "With the seed, the roster and a small script anybody can draw them again.",
    ),
    "duties": Words(
        "每场每考场两人，抽签决定；回避本校、亲属与本学科，次数均匀，路程要短。",
        "Two a room in each session, by lot: not of the candidates' school, no relatives, not of the subject; duties even, travel short.",
    ),
    "scores": Words(
        "双评差异过阈值的三评、仲裁；各科精确合成；复核留痕。",
        "Marks too far apart go to a third, then the leader; parts add up exactly; appeals leave a trace.",
    ),
    "grading": Words(
        "按指名的规则换算，全程整数运算，次序不会颠倒；对照表一并给出。",
        "Converted by a named rule in whole numbers only: no order is reversed. The map is given with it.",
    ),
    "admission": Words(
        "按志愿与排序规则录取，稳定性另行核验；每名考生都有一份说明。",
        "By ordered lists and written rules; stability is checked apart; a letter explains every result.",
    ),
    "classes": Words(
        "性别（及成绩）均衡，班级由签决定，同座位一样可以复核。",
        "Classes alike in sex (and scores), decided by lot, and checked like the seats.",
    ),
}
ENTRY_GRADES = ("21", "11", "31")  # the first grades of junior, primary and senior
COLUMNS = (
    Column("title", Words("名称", "Name")), Column("kind", Words("事项", "Work")), Column("area", Words("地区", "Area")),
    Column("state", Words("状态", "State")), Column("people", Words("人数", "People"), "count"),
    Column("findings", Words("问题", "Findings"), "count"), Column("hash", Words("名册指纹", "Roster hash"), is_sortable=False),
    Column("at", Words("时间", "When"), "instant"),
)  # fmt: skip


def crumbs(*links: Link) -> tuple[Link, ...]:
    return (Link(TITLE, reverse("exams")), *links)


def local(at: datetime) -> datetime:
    """An instant as the clocks of the site show it."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


EXAM_COLUMNS = (
    Column("title", Words("考试", "Examination"), is_sortable=False), Column("area", Words("地区", "Area"), is_sortable=False), Column("year", Words("学年", "School year"), is_sortable=False),
    Column("candidates", Words("考生", "Candidates"), "count", is_sortable=False), Column("works", Words("已完成的考务", "Works done"), "count", is_sortable=False),
    Column("results", Words("成绩公布", "Results on"), is_sortable=False),
)  # fmt: skip


def exam_row(one: Exam) -> Row:
    held = one.lists.filter(kind="candidates", version__isnull=False).order_by("-version").first()
    return {
        "title": Cell(one.title, href=reverse("exam", args=[one.pk])), "area": area_words(one.area_code), "year": str(SchoolYear(one.school_year)),
        "candidates": held.row_count if held else 0, "works": one.works.filter(state="done").count(), "results": str(one.results_on or "—"),
    }  # fmt: skip


def people_of(work: ExamWork) -> int:
    return int(work.told.get("candidates", work.told.get("pupils", work.told.get("people", 0))))


def row_of(work: ExamWork) -> Row:
    return {
        "title": Cell(work.title, href=reverse("exam-work", args=[work.pk])), "kind": WORKS[work.kind].title,
        "area": area_words(work.area_code), "state": STATES[work.state], "people": people_of(work),
        "findings": len(work.findings), "hash": work.roster_hash[:16] or "—", "at": local(work.done_at or work.made_at),
    }  # fmt: skip


def managed_areas(request: HttpRequest) -> list[str]:
    """The areas in which the person may begin a work."""
    held = [one for one in held_by(request.user) if one.role in POLICY["exam.manage"] and not one.institution_code]
    return sorted({one.area_code for one in held})


@signed_in("exam.view")
def exams(request: HttpRequest) -> HttpResponse:
    """The works within one's area, the newest first."""
    found = scoped(ExamWork.objects.all(), request.user, "exam.view", area="area_code", institution="area_code")[:200]
    can_begin = bool(managed_areas(request))
    examinations = scoped(Exam.objects.all(), request.user, "exam.view", area="area_code", institution="area_code")[
        :100
    ]
    lead = Words(
        "座位、赋分、录取、分班：先试读，后抽签或计算，结果可复核，每一步都留痕。",
        "Seats, graded scores, admission, classes: first tried, then drawn or computed; anybody can check; every step is on record.",
    )
    page = page_for(request, TITLE, lead=lead)
    rows = [row_of(work) for work in found]
    table = arrange(rows, COLUMNS, TableQuery.read(request.GET, page_size=50), language.current()) if rows else None
    text = Words("选择上面的一项，上传名单试读。", "Choose one of the works above and send its files in.")
    empty = EmptyState(
        Words("还没有考务", "No work yet"),
        text if can_begin else Words("由市、县考试部门开始。", "The city's or a county's exam office begins one."),
    )
    begin = (
        [(reverse("exam-begin", args=[kind]), work.title, LEADS[kind]) for kind, work in WORKS.items()]
        if can_begin
        else []
    )
    listed = Table(EXAM_COLUMNS, tuple(exam_row(one) for one in examinations)) if examinations else None
    return render(
        request,
        "exams/list.html",
        {"page": page, "table": table, "empty": empty, "begin": begin, "exams": listed, "can": can_begin},
    )


@signed_in("exam.manage")
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a work; POST tries its files and goes on to what was found."""
    if kind not in WORKS:
        raise Http404
    exam = exam_of(request)
    areas = managed_areas(request)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("exam-work", args=[begun(request, kind, areas, exam).pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    title = WORKS[kind].title
    page = page_for(
        request,
        title,
        lead=LEADS[kind],
        crumbs=crumbs(*((Link(exam.title, reverse("exam", args=[exam.pk])),) if exam else ()), Link(title)),
        notices=notices,
    )
    context = {
        "exam": exam, "grades": [(g, GRADE_WORDS[g]) for g in ENTRY_GRADES],
        "of_exam": [LISTS[name].title for name in LISTS_OF_WORK.get(kind, {}).values()],
        "sessions": "、".join(s.paper for s in sessions(settings.INSTANCE, exam)) if exam else "",
        "page": page, "kind": kind, "files": [(name, words, name not in WORKS[kind].optional) for name, words in WORKS[kind].files.items()], "areas": [(code, area_words(code)) for code in areas],
        "accept": ",".join(SUFFIXES), "most": MOST_BYTES // 1_000_000, "asked": request.POST, "rules": [(r.id, r.term, r.note) for r in VARIANTS],
        "heads": HEADS[kind],
    }  # fmt: skip
    return render(request, "exams/begin.html", context)


HEADS = {
    "seating": (
        Words("考生：报名号、姓名、学校；可有考区、科类、特殊需要、考点。", "Candidates: number, name, school; also area, group, need, site."),
        Words("考场：考点、考场、座位数；可有考区、类别（普通、特殊、备用）、布局（如 7-8-8-7）。", "Rooms: site, room, seats; also area, kind (ordinary, special, spare), columns (7-8-8-7)."),
    ),
    "duties": (
        Words("人员：工号、姓名、学校、任教学科；可有经度、纬度、不能到场（场次，分号隔开）。", "People: number, name, school, subject; also longitude, latitude, absent (sessions, by ;)."),
        Words("考场名单可有经度、纬度；亲属：工号，及报名号或另一监考员。", "Rooms may have longitude and latitude; relatives: staff and candidate or other_staff."),
    ),
    "scores": (
        Words("考生：报名号、姓名、学校；加分列以“加分”开头。", "Candidates: number, name, school; columns of bonuses begin with bonus."),
        Words("试卷：科目、题号、满分、计入、双评、误差阈值、给分间隔。", "Papers: paper, question, full, counts, double, threshold, step."),
        Words("给分：报名号、科目、题号、一评、二评、三评、仲裁。", "Marks: number, paper, question, first, second, third, leader."),
        Words("复核：报名号、科目、原分、改后、理由（合分、漏评、登分、维持）、决定人。", "Appeals: number, paper, before, after, reason (sum, missed_answer, wrong_entry, upheld), decided_by."),
    ),
    "grading": (Words("考号与分数列；一列一科。", "A number and columns of scores, one a subject."),),
    "admission": (
        Words("考生：报名号、姓名、毕业学校、区县、总分及各科。", "Candidates: number, name, school, area, total and subjects."),
        Words("志愿：报名号、批次、志愿序号、志愿学校；或一列一志愿。", "Choices: number, batch, order, school; or a column for each choice."),
        Words("计划：招生代码、招生学校、批次、类别、计划数；可有指标学校、定向区县、录取依据、最低控制线。", "Programmes: code, school, batch, kind, seats; also for_school, for_area, order, least."),
    ),
    "classes": (Words("编号、姓名、性别；可有成绩、同班（多胞胎）。", "Number, name, sex; also score, together (twins)."),),
}  # fmt: skip


def exam_of(request: HttpRequest) -> Exam | None:
    """The examination that the form is for (`?exam=`), within the person's area."""
    text = request.POST.get("exam") or request.GET.get("exam", "")
    if not text:
        return None
    exam = Exam.objects.filter(pk=int(text)).first() if text.isdigit() and len(text) < 12 else None
    if exam is None or not may(request.user, "exam.manage", Place(exam.area_code)):
        raise Http404
    return exam


def begun(request: HttpRequest, kind: str, areas: list[str], exam: Exam | None) -> ExamWork:
    """The work that the form begins. Raises Refused."""
    if exam is not None:
        asked = {} if kind == "duties" else asked_of(request, kind)
        return do_begin_of_exam(request.user, settings.INSTANCE, exam, kind, request.POST.get("title", ""), asked)
    if kind == "classes" and (school := request.POST.get("school", "").strip()):
        return begun_classes(request, school)
    area = request.POST.get("area") or (areas[0] if areas else "")
    files = {name: (f.name or "", f.read()) for name, f in request.FILES.items() if (f.size or 0) <= MOST_BYTES}
    return do_begin(
        request.user, settings.INSTANCE, area, kind, request.POST.get("title", ""), files, asked_of(request, kind)
    )


def begun_classes(request: HttpRequest, code: str) -> ExamWork:
    """A class draw with the pupils of a school's grade, from the register. Raises Refused."""
    form = request.POST
    school = find_institution(code)
    if school is None:
        what = Words("登记册中没有这个代码的学校。", "The register has no school of this code.")
        raise Refused([Problem("exams.school_unknown", what, got=code)])
    try:
        day = date.fromisoformat(form.get("day", ""))
    except ValueError:
        what = Words("日期读不懂，须写作 2025-09-01。", "The day cannot be read: 2025-09-01.")
        raise Refused([Problem("exams.day", what, got=form.get("day", ""))]) from None
    title = form.get("title", "")
    asked = asked_of(request, "classes")
    return do_begin_classes(
        request.user,
        settings.INSTANCE,
        school.county_code,
        title,
        code,
        form.get("grade", ""),
        day,
        asked,
        form.get("reason", ""),
    )


def asked_of(request: HttpRequest, kind: str) -> dict[str, Any]:
    """The settings of a work, from its form. Raises Refused for a number that is none."""
    form = request.POST
    if kind == "grading":
        columns = [part.strip() for part in form.get("columns", "").replace("，", ",").split(",") if part.strip()]
        full = whole(form.get("full", "100"), Words("满分", "Full score"))
        return {"rule": form.get("rule", ""), "full": full, "columns": columns}
    if kind == "duties":
        sessions = [part.strip() for part in form.get("sessions", "").replace("，", ",").split(",") if part.strip()]
        if not sessions or len(set(sessions)) < len(sessions):
            what = Words("请填写各场科目，不可重复。", "Give the sessions' subjects, each once.")
            raise Refused([Problem("exams.sessions", what, got=form.get("sessions", ""))])
        return {"sessions": sessions}
    if kind == "classes":
        return {
            "classes": whole(form.get("classes", ""), Words("班数", "Classes")),
            "uses_score": bool(form.get("uses_score")),
        }
    if kind == "admission":
        longest = form.get("longest", "").strip()
        order = [part.strip() for part in form.get("order", "total").replace("，", ",").split(",") if part.strip()]
        return {
            "order": order or ["total"], "ties": "all" if form.get("ties") == "all" else "lot",
            "mechanism": "deferred" if form.get("mechanism") == "deferred" else "serial",
            "longest": whole(longest, Words("志愿个数", "Length of lists")) if longest else None, "reverts": not form.get("keep_quotas"),
        }  # fmt: skip
    return {}


def whole(text: str, which: Words) -> int:
    if not text.strip().isdigit() or not 0 < int(text) < 100_000:
        what = Words("这里要一个正整数。", "This must be a whole number above zero.")
        raise Refused([Problem("exams.number", what, which=which.zh, got=text)])
    return int(text)
