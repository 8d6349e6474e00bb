"""One week: where it stands, its book, what cannot be, solving, versions, publishing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import do_cancel
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, State, Table, problem_notice
from xuezheng.screens.jobs import job_progress, stopped
from xuezheng.timetables.actions.weeks.books import book_of, do_undo_book, loads_of
from xuezheng.timetables.actions.weeks.looking import LAYOUTS, Book, conflicts_in
from xuezheng.timetables.actions.weeks.solving import SECONDS, check_now, do_ask_solve, do_carry, job_on
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.pages.weeks.where import address, can_make, crumbs, number_in, sees_drafts, week_of, week_words

SOLVING = Words("排课", "Solving")
PARTS = (("courses", Words("门课", "courses")), ("classes", Words("个班", "classes")), ("rooms", Words("间教室", "rooms")),
         ("rules", Words("条规则", "rules")), ("fixed", Words("项固定", "fixed times")))  # fmt: skip
VERSION_COLUMNS = (
    Column("number", Words("稿", "Version")), Column("what", Words("做了什么", "What was done")), Column("hard", Words("冲突", "Conflicts"), "count"),
    Column("soft", Words("软规则得分", "Soft cost"), "count"), Column("bound", Words("下界", "Bound"), "count"), Column("by", Words("谁", "By")),
    Column("at", Words("何时", "When"), "instant"), Column("state", Words("状态", "State")), Column("compare", Words("对比", "Compare")),
)  # fmt: skip
EDITION_COLUMNS = (
    Column("number", Words("次", "No.")),
    Column("what", Words("改了什么", "What was changed")),
    Column("by", Words("谁", "By")),
    Column("at", Words("何时", "When"), "instant"),
)


@signed_in("timetable.view")
def week(request: HttpRequest, pk: int) -> HttpResponse:
    """The week; POST solves, stops, checks, takes a change of the book back, carries the timetable over to the new book."""
    one = week_of(request, pk)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_make(request, one):
            raise PermissionDenied
        try:
            return HttpResponseRedirect(acted(request, one))
        except Refused as refused:
            notices = tuple(problem_notice(problem) for problem in refused.problems[:12])
    return render(request, "timetables/week.html", context_of(request, one, notices))


def acted(request: HttpRequest, one: TermWeek) -> str:
    """Do what the form asks; gives where to go. Raises Refused."""
    form: Any = request.POST
    do = form.get("do", "")
    if do == "solve":
        do_ask_solve(
            request.user, one, number_in(form, "seconds") or 0, number_in(form, "seed") or 0, bool(form.get("fresh"))
        )
    elif do == "stop" and (job := job_on(one)):
        do_cancel(job, request.user)
    elif do == "check":
        if problems := check_now(one):
            raise Refused(problems)
        return address("timetables-week", one.pk, checked=1)
    elif do == "undo":
        do_undo_book(request.user, one, number_in(form, "edition") or 0)
    elif do == "carry":
        return address("timetables-version", one.pk, do_carry(request.user, one).number)
    return address("timetables-week", one.pk)


def context_of(request: HttpRequest, one: TermWeek, notices: tuple[Notice, ...]) -> dict[str, Any]:
    job = job_on(one)
    is_busy = job is not None and job.is_active
    book = book_of(one)
    if job and not is_busy and job.state != "done":
        notices = (*notices, *stopped(job))
    if request.GET.get("checked"):
        notices = (
            *notices,
            Notice(
                Words("检查通过", "The check passes"),
                Words(
                    "没有发现排不下的课；规则之间也没有算得出的矛盾。",
                    "Nothing is found that cannot fit, and no contradiction that counting shows.",
                ),
                "info",
            ),
        )
    if request.GET.get("taken"):
        notices = (
            *notices,
            Notice(
                Words("任课表已导入", "The book is imported"),
                Words("要反悔，用“撤销上一次改动”。", "To go back, take the last change back."),
                "info",
            ),
        )
    page = page_for(
        request, week_words(one), crumbs=crumbs(request, one), notices=notices,
    )  # fmt: skip
    drafts = sees_drafts(request, one)
    sizes: dict[str, int] = {name: len(getattr(book, name)) for name, _ in PARTS}
    head = one.head if drafts else None
    return {
        "page": page, "week": one, "book": book, "counts": [(sizes[name], words) for name, words in PARTS], "teachers": len(book.teachers),
        "can_make": can_make(request, one), "is_busy": is_busy, "job": job, "progress": job_progress(job, SOLVING) if job and is_busy else None,
        "seconds": SECONDS, "layouts": LAYOUTS, "head": head, "is_behind": bool(head and head.problem.edition != one.edition and book.courses),
        "head_href": address("timetables-version", one.pk, head.number) if head else "", "unplaced": waiting(head) if head else 0,
        "published_href": address("timetables-version", one.pk, one.published.number) if one.published else "",
        "versions": versions_table(one, drafts), "editions": editions_table(one) if drafts else None, "loads": loads_table(book),
        "import_href": address("timetables-week-import", one.pk), "rules_href": address("timetables-week-rules", one.pk),
        "book_hrefs": [(layout, address("timetables-week-book", one.pk, layout=layout)) for layout in LAYOUTS], "seed": (one.head.seed or 1) if one.head else 1,
        "sheets_href": address("timetables-sheets", one.pk), "days_href": address("timetables-days", one.pk),
        "has_undo": one.editions.count() > 1, "conflicts": conflicts_in(head) if head else 0,
    }  # fmt: skip


def waiting(version: WeekVersion) -> int:
    """Lessons without a place."""
    return sum(start < 0 for start in version.starts)


def person(account: Any) -> str:
    return "" if account is None else account.display_name or account.get_username()


def versions_table(one: TermWeek, drafts: bool) -> Table | None:
    """Versions, the newest first; to others than the school only those that were published."""
    found = one.versions.select_related("made_by")
    shown = list((found if drafts else found.filter(state="published"))[:30])
    rows: list[Row] = [version_row(one, version) for version in shown]
    return Table(VERSION_COLUMNS, tuple(rows)) if rows else None


def version_row(one: TermWeek, version: WeekVersion) -> Row:
    name = Words(f"第 {version.number} 稿", f"Version {version.number}")
    state = Words("现行", "in force") if version.pk == one.published_id else Words("曾发布", "published before")
    mark = (
        Cell(state, state=State.SIGNED)
        if version.state == "published"
        else Cell(Words("草案", "draft"), state=State.DRAFT)
    )
    other = (
        one.published.number
        if one.published and one.published_id != version.pk
        else version.parent.number
        if version.parent
        else None
    )
    return {
        "number": Cell(name, href=address("timetables-version", one.pk, version.number), is_strong=version.pk == one.head_id),
        "what": Words(version.what.get("zh", ""), version.what.get("en", "")), "hard": Cell(conflicts_in(version), tone="must" if version.hard else ""), "soft": version.soft,
        "bound": version.bound, "by": person(version.made_by), "at": version.made_at, "state": mark,
        "compare": Cell(Words(f"与第 {other} 稿", f"with version {other}"), href=address("timetables-compare", one.pk, a=other, b=version.number)) if other else None,
    }  # fmt: skip


def editions_table(one: TermWeek) -> Table | None:
    rows: list[Row] = [
        {"number": edition.number, "what": Words(edition.what.get("zh", ""), edition.what.get("en", "")), "by": person(edition.made_by), "at": edition.made_at}
        for edition in one.editions.select_related("made_by").defer("book")[:12]
    ]  # fmt: skip
    return Table(EDITION_COLUMNS, tuple(rows)) if rows else None


def loads_table(book: Book) -> Table | None:
    """Teachers by subject with their periods: who has most stands first."""
    rows: list[Row] = [
        {"teacher": name, "subjects": "、".join(subjects), "classes": classes, "periods": periods}
        for name, subjects, classes, periods in loads_of(book)
    ]
    columns = (
        Column("teacher", Words("教师", "Teacher")),
        Column("subjects", Words("科目", "Subjects")),
        Column("classes", Words("班", "Classes"), "count"),
        Column("periods", Words("周课时", "Periods a week"), "number"),
    )
    return Table(columns, tuple(rows), caption=Words("教师课时", "What teachers teach")) if rows else None


TITLE_LINK = Link(Words("课表", "Timetables"))
