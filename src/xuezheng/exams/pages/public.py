"""What everybody may see: of each published draw its hash, seed and script; maps of scores; lines; classes by lot."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from xuezheng.exams.actions.gathering import sessions
from xuezheng.exams.actions.keeping import result
from xuezheng.exams.actions.publishing import LEAST_SHOWN, OPEN_FILES, map_shown, open_file, published, script_of
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.exams.pages.blocks import Block, shown
from xuezheng.exams.pages.figures import facts, shown_rows
from xuezheng.exams.rules.works import STATES, WORKS
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Table, TableQuery, arrange
from xuezheng.screens.numbers import Missing

TITLE = Words("考试招生公开", "Exams and admission, in public")
COLUMNS = (
    Column("title", Words("名称", "Name")), Column("kind", Words("事项", "Work")), Column("area", Words("地区", "Area")), Column("state", Words("状态", "State")),
    Column("hash", Words("名册指纹", "Roster hash"), is_sortable=False), Column("seed", Words("种子", "Seed"), is_sortable=False), Column("at", Words("公布", "Published"), "instant"),
)  # fmt: skip
MAP = (
    Column("subject", Words("科目", "Subject")), Column("raw", Words("原始分", "Raw"), "number", decimals=1), Column("count", Words("人数", "Candidates"), "count"),
    Column("grade", Words("等级", "Grade")), Column("graded", Words("赋分", "Graded"), "count"), Column("exact", Words("精确值", "Exact"), is_sortable=False),
)  # fmt: skip
HOW = {
    "classes": Words(
        "下载三个文件到一个文件夹，运行 python3 remake_classes.py 种子 班数：它核对名册指纹，重抽一遍，并与公布的班级比较。",
        "Put the three files into one folder and run python3 remake_classes.py SEED CLASSES: it checks the hash, draws again, and compares.",
    ),
    "seating": Words(
        "名册含各校报名号，当众核对时由考试部门提供；用下面的程序和种子可重抽每一个座位。",
        "The roster holds numbers by school and is shown by the exam office where the draw is checked; with the script below and the seed every seat is drawn again.",
    ),
}  # fmt: skip


def row_of(work: ExamWork) -> dict[str, Any]:
    return {
        "title": Cell(work.title, href=reverse("exam-proof", args=[work.pk])), "kind": WORKS[work.kind].title, "area": area_words(work.area_code), "state": STATES[work.state],
        "hash": work.roster_hash[:16] or "—", "seed": work.seed or "—", "at": work.published_at,
    }  # fmt: skip


def public(request: HttpRequest) -> HttpResponse:
    """All published works."""
    found = published()
    lead = Words(
        "抽签的名册指纹先公布，种子后产生；任何人可以重算。这里没有任何人的姓名与成绩。",
        "The hash of a roster is published before its seed is thrown; anybody can compute it again. Nobody's name or score is here.",
    )
    empty = EmptyState(
        Words("还没有公布的事项", "Nothing is published yet"),
        Words("考试部门公布后，这里可见。", "What the exam office publishes stands here."),
    )
    part = (
        (
            "table",
            arrange(
                [row_of(w) for w in found],
                COLUMNS,
                TableQuery.read(request.GET, page_size=50),
                language.current(),
                has_downloads=False,
            ),
        )
        if found
        else ("empty", empty)
    )
    return shown(request, page_for(request, TITLE, lead=lead), (Block(TITLE, (part,)),))


def public_exam(request: HttpRequest, pk: int) -> HttpResponse:
    """One examination: its timetable, and its published works."""
    exam = Exam.objects.filter(pk=pk).first()
    if exam is None:
        raise Http404
    works = list(exam.works.filter(published_at__isnull=False).exclude(state="annulled"))
    timetable = sessions(settings.INSTANCE, exam)
    blocks: list[Block] = []
    if timetable:
        heads = (
            Column("paper", Words("科目", "Paper"), is_sortable=False),
            Column("on", Words("日期", "Day"), is_sortable=False),
            Column("hours", Words("时间", "Hours"), is_sortable=False),
        )
        blocks.append(
            Block(
                Words("场次", "Sessions"),
                (("table", Table(heads, tuple({"paper": s.paper, "on": s.on, "hours": s.hours} for s in timetable))),),
                5,
            )
        )
    part = (
        ("table", Table(COLUMNS, tuple(row_of(w) for w in works)))
        if works
        else ("text", Words("还没有公布的事项。", "Nothing is published yet."))
    )
    blocks.append(Block(Words("公布的事项", "What is published"), (part,), 12))
    page = page_for(
        request,
        exam.title,
        aside=area_words(exam.area_code),
        crumbs=(Link(TITLE, reverse("exams-public")), Link(exam.title)),
    )
    return shown(request, page, blocks)


def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of one published work: what it stands on, its script, its map, lines or classes."""
    work = (
        ExamWork.objects.filter(pk=pk, published_at__isnull=False)
        .exclude(state="annulled")
        .select_related("made_by", "exam")
        .first()
    )
    if work is None:
        raise Http404
    blocks = [Block(Words("依据", "What it stands on"), (("definitions", facts(work, is_public=True)),), 6)]
    if files := [name for name in OPEN_FILES.get(work.kind, ()) if open_file(settings.INSTANCE, work, name)]:
        links = [Link(name, reverse("exam-proof-file", args=[pk, name])) for name in files]
        parts: list[tuple[str, Any]] = [("links", links)]
        if work.kind in HOW:
            parts.append(("text", HOW[work.kind]))
        blocks.append(Block(Words("自己重算", "Compute it again"), parts, 6))
    if work.state == "done":
        blocks += told(request, work)
    if script := script_of(settings.INSTANCE, work):
        blocks.append(Block(Words("重抽程序", "The script"), (("code", script),)))
    page = page_for(
        request, work.title, aside=area_words(work.area_code), lead=WORKS[work.kind].title,
        crumbs=(Link(TITLE, reverse("exams-public")), *((Link(work.exam.title, reverse("exam-public", args=[work.exam.pk])),) if work.exam else ()), Link(work.title)),
    )  # fmt: skip
    return shown(request, page, blocks)


def told(request: HttpRequest, work: ExamWork) -> list[Block]:
    """What came of it, without persons."""
    query = TableQuery.read(request.GET, page_size=200)
    if work.kind == "grading":
        rows = [
            {**r, "raw": float(r["raw"]), "count": int(r["count"]) if r["count"] else Missing.WITHHELD, "graded": int(r["graded"])}
            for r in map_shown(settings.INSTANCE, work).iter_rows(named=True)
        ]  # fmt: skip
        note = Words("人数少于五的不列（*）。", "Fewer than five are withheld (*).")
        return [
            Block(
                Words("赋分对照表", "Map of scores"),
                (("note", note), ("table", arrange(rows, MAP, query, language.current(), has_downloads=False))),
            )
        ]
    columns, rows = shown_rows(work)
    if not rows or work.kind in ("scores", "duties") or result(settings.INSTANCE, work, "seats.csv").height:
        return []
    if work.kind == "admission":
        few = {"last_total": Missing.WITHHELD, "last_place": Missing.WITHHELD}
        rows = [{**r, **(few if isinstance(n := r["admitted"], int) and n < LEAST_SHOWN else {})} for r in rows]
    return [
        Block(
            Words("结果", "Results"),
            (("table", arrange(rows, columns, query, language.current(), has_downloads=False)),),
        )
    ]


def proof_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A file of a published work that holds nobody's name."""
    work = ExamWork.objects.filter(pk=pk).exclude(state="annulled").first()
    content = open_file(settings.INSTANCE, work, name) if work else None
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
