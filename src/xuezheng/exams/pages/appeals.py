"""Reviews of scores as the exam office sees them: those that wait, decided by somebody else than asked, and their trace."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from xuezheng.access.guard import signed_in
from xuezheng.exams.actions.appeals import do_ask, do_decide, do_withdraw
from xuezheng.exams.actions.keeping import held_rows, latest_work
from xuezheng.exams.actions.seeing import do_see
from xuezheng.exams.models import Appeal, Exam
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.exams import find_exam
from xuezheng.exams.pages.fields import table_of, way
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.rules.appeals import APPEAL_STATES, OUTCOMES
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Link, Notice, Row, problem_notice
from xuezheng.screens.numbers import Missing

TITLE = Words("成绩复核", "Reviews of scores")
COLUMNS = (
    Column("pk", Words("号", "No."), "count"), Column("number", Words("报名号", "Number")), Column("paper", Words("科目", "Paper")), Column("request", Words("请求", "Request"), is_sortable=False),
    Column("before", Words("原分", "Score"), "number", decimals=1), Column("state", Words("状态", "State")), Column("outcome", Words("结论", "Outcome")),
    Column("after", Words("复核后", "After"), "number", decimals=1), Column("asked", Words("申请", "Asked by"), is_sortable=False), Column("decided", Words("决定", "Decided by"), is_sortable=False),
    Column("at", Words("申请时间", "Asked"), "instant"),
)  # fmt: skip


def by_whom(account: Any) -> str:
    return account.display_name or account.get_username() if account else "—"


def appeal_row(one: Appeal) -> Row:
    return {
        "pk": one.pk, "number": one.number, "paper": one.paper, "request": one.request, "before": one.before / 100, "state": APPEAL_STATES[one.state],
        "outcome": OUTCOMES[one.reason] if one.reason else "—", "after": Missing.NOT_APPLICABLE if one.after is None else one.after / 100,
        "asked": by_whom(one.asked_by), "decided": by_whom(one.decided_by), "at": one.asked_at,
    }  # fmt: skip


def ask_form(papers: list[str], note: Words | str = "") -> Ask:
    inputs = (
        Input("number", Words("报名号", "Number"), is_needed=True),
        Input("paper", Words("科目", "Paper"), "select", choices=[(p, p) for p in papers]),
        Input("request", Words("请求复核什么", "What to look at"), "area", is_needed=True, note=Words("合分、漏评、登分；不重新评分", "sums, missed answers, wrong entries; marks are not given anew")),
    )  # fmt: skip
    return Ask("ask", inputs, Words("申请复核", "Ask for a review"), note=note)


def papers_of(exam: Exam) -> list[str]:
    rows = held_rows(settings.INSTANCE, exam, "papers")
    return rows["paper"].unique(maintain_order=True).to_list() if not rows.is_empty() else []


def asked_of(request: HttpRequest, exam: Exam, today: date) -> None:
    form = request.POST
    do_ask(
        request.user,
        settings.INSTANCE,
        exam,
        form.get("number", ""),
        form.get("paper", ""),
        form.get("request", ""),
        today,
    )


@signed_in("exam.manage")
def appeals(request: HttpRequest, pk: int) -> HttpResponse:
    """All reviews of an examination; POST decides one, takes one back, or writes one down that a candidate brought."""
    exam = find_exam(request, pk, "exam.manage")
    asked = ask_reason(request, where_of(exam), TITLE, way(exam, Link(TITLE)))
    if not isinstance(asked, str):
        return asked
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        form = request.POST
        number = int(form["pk"]) if form.get("pk", "").isdigit() else 0
        try:
            if form.get("do") == "ask":
                asked_of(request, exam, today_of(request))
            elif form.get("do") == "decide":
                do_decide(
                    request.user,
                    settings.INSTANCE,
                    exam,
                    number,
                    form.get("outcome", ""),
                    form.get("after", ""),
                    form.get("note", ""),
                )
            elif form.get("do") == "withdraw":
                do_withdraw(request.user, exam, number)
            else:
                raise Http404
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    found = list(Appeal.objects.filter(exam=exam).select_related("asked_by", "decided_by")[:2000])
    do_see(request.user, exam, "appeals", asked, count=len(found))
    waiting = [one for one in found if one.state == "asked"]
    blocks = [
        Block(
            TITLE,
            (("table", table_of([appeal_row(one) for one in found], COLUMNS, request)),)
            if found
            else (("text", Words("还没有复核申请。", "No reviews have been asked for.")),),
        )
    ]
    if waiting:
        blocks.append(Block(Words("决定", "Decide"), (("form", decide_form(waiting)),), 6))
    blocks.append(
        Block(
            Words("代考生申请", "Write down a candidate's request"),
            (
                (
                    "form",
                    ask_form(
                        papers_of(exam), Words("代为登记的人不能自己决定。", "Whoever writes it down cannot decide it.")
                    ),
                ),
            ),
            6,
        )
    )
    if waiting:
        choices = [(str(one.pk), f"#{one.pk} {one.number} {one.paper}") for one in waiting]
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
                6,
            )
        )
    scores = latest_work(exam, "scores")
    since = scores.done_at if scores else None
    if any(one.before != one.after and one.decided_at and since and one.decided_at > since for one in found):
        text = Words(
            "有改分的复核：请重新开始一次“成绩合成”，更正随之生效并留痕。",
            "Scores were changed: begin the scores anew, and the corrections take effect and leave their trace.",
        )
        notices = (*notices, Notice(Words("改分尚待合成", "Changes take effect with new scores"), text, tone="info"))
    lead = Words(
        "学校为本校考生申请；由未提出申请的考试招生人员决定；前后分数、结论、经手人都留痕。",
        "Schools ask for their own pupils; an exam officer who did not ask decides; scores before and after, outcome and people stay on record.",
    )
    page = page_for(request, TITLE, lead=lead, crumbs=way(exam, Link(TITLE)), notices=notices)
    return shown(request, page, blocks)


def decide_form(waiting: list[Appeal]) -> Ask:
    inputs = (
        Input("pk", Words("哪一份", "Which"), "select", choices=[(str(o.pk), f"#{o.pk} {o.number} {o.paper} {o.before / 100:g}") for o in waiting]),
        Input("outcome", Words("结论", "Outcome"), "select", choices=list(OUTCOMES.items())),
        Input("after", Words("复核后分数", "Score after"), "number", note=Words("维持原分则不填", "empty where it stands")),
        Input("note", Words("说明", "Note")),
    )  # fmt: skip
    return Ask("decide", inputs, Words("决定……", "Decide…"), is_binding=True)
