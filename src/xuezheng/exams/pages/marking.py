"""Marking: how far it is, the marks that are awaited, and the second, third or leader's mark given on the page."""

from typing import Any

import polars as pl
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from xuezheng.access.guard import signed_in
from xuezheng.exams.actions.marking import do_decide_mark, do_see_awaiting, do_undo_mark, unlike_the_day
from xuezheng.exams.actions.seeing import do_see
from xuezheng.exams.models import Exam, MarkDecision
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.exams import find_exam
from xuezheng.exams.pages.fields import list_link, table_of, way
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Table, problem_notice

TITLE = Words("评卷：待评与仲裁", "Marking: awaited marks and arbitration")
TURN_WORDS = {
    "second": Words("二评", "Second mark"),
    "third": Words("三评", "Third mark"),
    "leader": Words("仲裁（组长）", "Leader's mark"),
}
COUNTS = (
    Column("paper", Words("科目", "Paper"), is_sortable=False), Column("question", Words("题号", "Question"), is_sortable=False),
    Column("single", Words("单评", "Single"), "count", is_sortable=False), Column("agreed", Words("双评一致", "Two agree"), "count", is_sortable=False),
    Column("third", Words("三评定", "By the third"), "count", is_sortable=False), Column("leader", Words("仲裁定", "By the leader"), "count", is_sortable=False),
    Column("awaits_second", Words("待二评", "Await second"), "count", is_sortable=False), Column("awaits_third", Words("待三评", "Await third"), "count", is_sortable=False),
    Column("awaits_leader", Words("待仲裁", "Await leader"), "count", is_sortable=False),
)  # fmt: skip
AWAITING = (
    Column("number", Words("报名号", "Number")), Column("paper", Words("科目", "Paper")), Column("question", Words("题号", "Question")),
    Column("first", Words("一评", "First"), is_sortable=False), Column("second", Words("二评", "Second"), is_sortable=False),
    Column("third", Words("三评", "Third"), is_sortable=False), Column("awaits", Words("等待", "Awaits")),
)  # fmt: skip
GIVEN = (
    Column("number", Words("报名号", "Number"), is_sortable=False),
    Column("paper", Words("科目", "Paper"), is_sortable=False),
    Column("turn", Words("第几评", "Turn"), is_sortable=False),
    Column("mark", Words("分数", "Mark"), "number", decimals=1, is_sortable=False),
    Column("by", Words("评卷人", "By"), is_sortable=False),
    Column("at", Words("时间", "When"), "instant", is_sortable=False),
)


@signed_in("exam.manage")
def marking(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts by paper; the marks awaited, one chosen (`?number=&paper=&question=`) to be given; those given here, to be undone."""
    exam = find_exam(request, pk, "exam.manage")
    asked = ask_reason(request, where_of(exam), TITLE, way(exam, Link(TITLE)))
    if not isinstance(asked, str):
        return asked
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            decide(request, exam)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    awaited, counts = do_see_awaiting(request.user, settings.INSTANCE, exam)
    do_see(request.user, exam, "marking", asked, awaiting=awaited.height)
    page = page_for(
        request,
        TITLE,
        crumbs=way(exam, list_link(exam, "marks"), Link(TITLE)),
        notices=notices,
        lead=Words(
            "两评差异在阈值内取平均；超出的三评，取较近者；仍不合的组长仲裁。给分后重新合分。",
            "Two marks within the threshold: their mean. Beyond it a third, taken with the nearer; the leader decides what is left. Then compute the scores again.",
        ),
    )
    if counts.is_empty():
        text = Words(
            "还没有给分；先导入评卷系统的给分。", "There are no marks yet: import them from the marking system."
        )
        return shown(
            request,
            page,
            (Block(TITLE, (("text", text), ("links", [list_link(exam, "marks"), list_link(exam, "papers")]))),),
        )
    rows: tuple[Row, ...] = tuple({**r, "question": r["question"] or "—"} for r in counts.iter_rows(named=True))
    blocks = [Block(Words("各科进度", "How far each paper is"), (("table", Table(COUNTS, rows)),))]
    blocks.append(
        Block(
            Words("待评", "Awaited"),
            (("table", awaiting_table(request, awaited)),)
            if awaited.height
            else (("text", Words("没有待评的。", "None.")),),
            8,
        )
    )
    if awaited.height:
        blocks.append(Block(Words("给分", "Give a mark"), (("form", mark_form(request, awaited)),), 4))
    blocks += [*given_blocks(exam), unlike_block(exam)]
    return shown(request, page, blocks)


def decide(request: HttpRequest, exam: Exam) -> None:
    form = request.POST
    if form.get("do") == "mark":
        do_decide_mark(
            request.user, settings.INSTANCE, exam, form.get("number", "").strip(), form.get("paper", "").strip(), form.get("question", "").strip(),
            form.get("turn", ""), form.get("mark", ""),
        )  # fmt: skip
    elif form.get("do") == "undo" and form.get("pk", "").isdigit():
        do_undo_mark(request.user, exam, int(form["pk"]), form.get("reason", ""))
    else:
        raise Http404


def awaiting_table(request: HttpRequest, awaited: pl.DataFrame) -> Table:
    rows: list[Row] = []
    for r in awaited.head(5000).iter_rows(named=True):
        href = f"?number={r['number']}&paper={r['paper']}&question={r['question']}"
        rows.append(
            {
                "number": Cell(r["number"], href=href),
                "paper": r["paper"],
                "question": r["question"] or "—",
                "awaits": TURN_WORDS[r["awaits"]],
                **{c: r[c] or "—" for c in ("first", "second", "third")},
            }
        )
    return table_of(rows, AWAITING, request)


def mark_form(request: HttpRequest, awaited: pl.DataFrame) -> Ask:
    """The form of the mark that was chosen, or of the first."""
    get = request.GET
    here = awaited.filter(
        pl.col("number") == get.get("number", ""),
        pl.col("paper") == get.get("paper", ""),
        pl.col("question") == get.get("question", ""),
    )
    one: dict[str, Any] = (here if here.height else awaited).row(0, named=True)
    note = Words(
        f"一评{one['first']}，二评{one['second'] or '—'}，三评{one['third'] or '—'}",
        f"first {one['first']}, second {one['second'] or '—'}, third {one['third'] or '—'}",
    )
    inputs = (
        Input("number", Words("报名号", "Number"), value=one["number"]), Input("paper", Words("科目", "Paper"), value=one["paper"]),
        Input("question", Words("题号", "Question"), value=one["question"]),
        Input("turn", Words("第几评", "Turn"), "select", one["awaits"], choices=list(TURN_WORDS.items())),
        Input("mark", Words("分数", "Mark"), "number", is_needed=True, note=note),
    )  # fmt: skip
    return Ask("mark", inputs, Words("给分", "Give"))


def unlike_block(exam: Exam) -> Block:
    """Where marks and the day's notes of absence differ."""
    marked, lost = unlike_the_day(settings.INSTANCE, exam)
    title = Words("与缺考登记核对", "Beside the notes of absence")
    if not marked and not lost:
        return Block(title, (("text", Words("给分与缺考登记一致。", "Marks and notes of absence agree.")),))
    parts: list[tuple[str, Any]] = []
    for found, zh, en in (
        (marked, "登记缺考却有分", "Noted absent, but with a mark"),
        (lost, "没有分，也没有登记缺考", "Without a mark, and not noted absent"),
    ):
        if found:
            names = "、".join(f"{paper} {number}" for paper, number in found[:20]) + (" …" if len(found) > 20 else "")
            parts.append(("text", Words(f"{zh}（{len(found)}）：{names}", f"{en} ({len(found)}): {names}")))
    return Block(title, parts)


def given_blocks(exam: Exam) -> list[Block]:
    given = list(MarkDecision.objects.filter(exam=exam).select_related("made_by").order_by("-id")[:100])
    if not given:
        return []
    rows: tuple[Row, ...] = tuple(
        {"number": d.number, "paper": f"{d.paper} {d.question}".strip(), "turn": TURN_WORDS[d.turn], "mark": d.mark / 100, "by": d.made_by.display_name if d.made_by else "—", "at": d.made_at}
        for d in given
    )  # fmt: skip
    choices = [(str(d.pk), f"{d.number} {d.paper} {d.question} {d.mark / 100:g}") for d in given]
    undo = Ask(
        "undo",
        (
            Input("pk", Words("哪一个", "Which"), "select", choices=choices),
            Input("reason", Words("理由", "Reason"), is_needed=True),
        ),
        Words("撤销……", "Undo…"),
        is_binding=True,
    )
    return [
        Block(Words("在这里给的分", "Marks given here"), (("table", Table(GIVEN, rows)),), 8),
        Block(Words("撤销", "Undo"), (("form", undo),), 4),
    ]
