"""What a school sees of its own candidates: tickets before, results after; and the reviews it asks for."""

from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.exams.actions.appeals import do_withdraw
from xuezheng.exams.actions.keeping import latest_work
from xuezheng.exams.actions.letters import do_school_letters
from xuezheng.exams.actions.outcomes import are_out, do_see_school, own_pupils
from xuezheng.exams.actions.printing import do_print_own
from xuezheng.exams.models import Appeal, Exam
from xuezheng.exams.pages.appeals import COLUMNS as APPEALS
from xuezheng.exams.pages.appeals import appeal_row, ask_form, asked_of, papers_of
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.looking import ask_reason
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import (
    Action,
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.numbers import Missing

TITLE = Words("本校考生", "Own candidates")
EXAMS = (
    Column("title", Words("考试", "Examination"), is_sortable=False), Column("school", Words("学校", "School"), is_sortable=False),
    Column("pupils", Words("本校考生", "Own candidates"), "count", is_sortable=False), Column("results", Words("成绩公布", "Results on"), is_sortable=False),
    Column("appeals", Words("复核截止", "Reviews until"), is_sortable=False),
)  # fmt: skip
KNOWN = {
    "number": ("报名号", "Number", "text"), "name": ("姓名", "Name", "text"), "class": ("班", "Class", "text"), "need": ("特殊需要", "Need", "text"), "site": ("考点", "Site", "text"),
    "place": ("考场", "Room", "text"), "seat": ("座号", "Seat", "count"), "ticket": ("准考证号", "Ticket", "text"), "bonus": ("加分", "Bonus", "number"),
    "total": ("总分", "Total", "number"), "admitted": ("录取学校", "Admitted to", "text"), "programme": ("招生代码", "Programme", "text"), "choice": ("第几志愿", "Choice", "count"),
}  # fmt: skip


def own_schools(request: HttpRequest) -> list[tuple[str, str]]:
    """Institutions whose candidates the person may see: (area, code)."""
    return [
        (h.area_code, h.institution_code)
        for h in held_by(request.user)
        if h.role in POLICY["exam.school"] and h.institution_code
    ]


@signed_in("exam.school")
def own(request: HttpRequest) -> HttpResponse:
    """The examinations in which one's own pupils are candidates."""
    rows: list[dict[str, Any]] = []
    for area, code in own_schools(request):
        found = find_institution(code)
        for exam in Exam.objects.all()[:200]:
            if not area.startswith(area_prefix(exam.area_code)):
                continue
            count = own_pupils(settings.INSTANCE, exam, code).height
            if count:
                rows.append({
                    "title": Cell(exam.title, href=reverse("exam-own", args=[exam.pk, code])), "school": found.name if found else code, "pupils": count,
                    "results": str(exam.results_on or "—"), "appeals": str(exam.appeals_until or "—"),
                })  # fmt: skip
    empty = EmptyState(
        Words("没有本校考生", "No candidates of your school"),
        Words(
            "考试部门把本校学生列为考生后，这里可见准考证与成绩。",
            "Once the exam office lists your pupils as candidates, tickets and results are here.",
        ),
    )
    part = ("table", Table(EXAMS, tuple(rows))) if rows else ("empty", empty)
    page = page_for(
        request,
        TITLE,
        lead=Words(
            "打印本校准考证，查看本校成绩与录取，为考生申请复核。",
            "Print tickets, see results and places of your own pupils, ask for reviews.",
        ),
    )
    return shown(request, page, (Block(TITLE, (part,)),))


def find_own(request: HttpRequest, pk: int, code: str) -> Exam:
    exam = Exam.objects.filter(pk=pk).first()
    if exam is None:
        raise Http404
    if not may(request.user, "exam.school", Place(exam.area_code, code)):
        raise PermissionDenied
    return exam


def title_of(exam: Exam, code: str) -> Words:
    found = find_institution(code)
    name = found.name if found else code
    return Words(f"{exam.title}：{name}", f"{exam.title}: {name}")


def way(exam: Exam, code: str, *more: Link) -> tuple[Link, ...]:
    here = reverse("exam-own", args=[exam.pk, code])
    return (Link(TITLE, reverse("exams-own")), Link(exam.title, here if more else ""), *more)


@signed_in("exam.school")
def own_exam(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One's own candidates; POST asks for a review or takes one back."""
    exam = find_own(request, pk, code)
    title = title_of(exam, code)
    asked = ask_reason(request, f"exam {pk}", title, way(exam, code))
    if not isinstance(asked, str):
        return asked
    today, notices = today_of(request), tuple[Notice, ...]()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "ask":
                asked_of(request, exam, today)
            elif request.POST.get("do") == "withdraw" and request.POST.get("pk", "").isdigit():
                do_withdraw(request.user, exam, int(request.POST["pk"]))
            else:
                raise Http404
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    found = do_see_school(request.user, settings.INSTANCE, exam, code, asked, today)
    actions: list[Action] = []
    if latest_work(exam, "seating") is not None:
        actions.append(
            Action(
                Words("打印准考证（PDF）", "Print tickets (PDF)"),
                reverse("exam-own-print", args=[pk, code, "tickets"]),
                is_main=True,
            )
        )
    if are_out(exam, today) and latest_work(exam, "admission") is not None:
        actions.append(
            Action(
                Words("打印录取说明（PDF）", "Print letters (PDF)"),
                reverse("exam-own-print", args=[pk, code, "letters"]),
            )
        )
    blocks = [
        Block(
            Words("考生", "Candidates"),
            (("table", pupil_table(request, found)),)
            if found.height
            else (("text", Words("没有本校考生。", "None of your school.")),),
        )
    ]
    mine = list(Appeal.objects.filter(exam=exam, school_code=code).select_related("asked_by", "decided_by"))
    if mine:
        blocks.append(
            Block(
                Words("本校的复核申请", "Reviews asked for"),
                (("table", Table(APPEALS, tuple(appeal_row(a) for a in mine))),),
            )
        )
    if are_out(exam, today):
        until = Words(f"截止{exam.appeals_until}。", f"Until {exam.appeals_until}.") if exam.appeals_until else ""
        blocks.append(Block(Words("申请复核", "Ask for a review"), (("form", ask_form(papers_of(exam), until)),), 7))
        if waiting := [a for a in mine if a.state == "asked"]:
            choices = [(str(a.pk), f"#{a.pk} {a.number} {a.paper}") for a in waiting]
            blocks.append(
                Block(
                    Words("撤回", "Withdraw"),
                    (
                        (
                            "form",
                            Ask(
                                "withdraw",
                                (Input("pk", Words("哪一份", "Which"), "select", choices=choices),),
                                Words("撤回", "Withdraw"),
                                is_main=False,
                            ),
                        ),
                    ),
                    5,
                )
            )
    lead = (
        Words("只有本校考生；不排名。", "Your own pupils only; no ranks.")
        if are_out(exam, today)
        else Words("成绩尚未公布；现在可打印准考证。", "Results are not out; tickets can be printed.")
    )
    page = page_for(request, title, lead=lead, crumbs=way(exam, code), actions=tuple(actions), notices=notices)
    return shown(request, page, blocks)


def pupil_table(request: HttpRequest, found: pl.DataFrame) -> Table:
    """The candidates with what is known of them; numbers as numbers, what is lacking as such."""
    kept = [c for c in found.columns if c not in ("need", "bonus") or bool((found[c].fill_null("") != "").any())]
    columns: list[Column] = []
    for name in kept:
        zh, en, kind = KNOWN.get(name, (name, name, "number"))
        columns.append(Column(name, Words(zh, en), kind, decimals=1 if kind == "number" else None))  # type: ignore[arg-type]
    kinds = {c.key: c.kind for c in columns}

    def cell(name: str, text: str | None) -> Any:
        if kinds[name] == "text":
            return text or "—"
        return float(text) if text else Missing.NOT_APPLICABLE

    rows = [{c: cell(c, row[c]) for c in kept} for row in found.iter_rows(named=True)]
    return arrange(
        rows, columns, TableQuery.read(request.GET, page_size=60, sort="class"), language.current(), has_downloads=False
    )


@signed_in("exam.school")
def own_print(request: HttpRequest, pk: int, code: str, what: str) -> HttpResponse:
    """Tickets, or letters of the admission, of one's own candidates as PDF."""
    exam = find_own(request, pk, code)
    asked = ask_reason(request, f"exam {pk}", title_of(exam, code), way(exam, code, Link(what)))
    if not isinstance(asked, str):
        return asked
    made: bytes | None = None
    if what == "tickets":
        made = do_print_own(request.user, settings.INSTANCE, exam, code, language.current() == "en", asked)
    elif what == "letters" and are_out(exam, today_of(request)) and (work := latest_work(exam, "admission")):
        made = do_school_letters(request.user, settings.INSTANCE, work, "", code, language.current(), asked)
    if made is None:
        raise Http404
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{what}-{code}.pdf"'}
    )
