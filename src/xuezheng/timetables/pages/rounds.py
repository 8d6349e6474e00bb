"""A round: how it stands, what it needs, requests for change; made and changed."""

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Action as Right
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Column, Figure, Link, Notice, Row, Table, problem_notice
from xuezheng.screens.numbers import Missing
from xuezheng.timetables.actions.choosing import do_decide
from xuezheng.timetables.actions.majors import newest
from xuezheng.timetables.actions.overseeing import Can, Standing, can_serve, from_above, standing_of
from xuezheng.timetables.actions.rounds import do_close_round, do_take_students, present, state_of
from xuezheng.timetables.models import ChangeRequest, ChoiceRound
from xuezheng.timetables.pages.where import crumbs_of, own_school, school_of
from xuezheng.timetables.rules import MODES, ROUND_KINDS

STATE_WORDS = {
    "before": Words("未开放", "not open yet"), "open": Words("进行中", "open"), "closed": Words("已截止", "closed"),
    "none": Words("未设轮次", "no round"),
}  # fmt: skip
CAN_WORDS = {
    "yes": Words("照现在所选，能编出教学班。", "From what is chosen so far, classes can be formed."),
    "no": Words("照现在所选，编不出教学班。", "From what is chosen so far, no classes can be formed."),
    "unknown": Words("还不能断定能否编出教学班。", "Whether classes can be formed is not known yet."),
    "empty": Words("还没有学生选科。", "Nobody has chosen yet."),
}

HERE = Words("本校", "this school")
NO_LIMIT = Words("不限", "none")


def round_of(request: HttpRequest, pk: int, right: Right = "timetable.view") -> ChoiceRound:
    """The round of a number, if the person may."""
    one = ChoiceRound.objects.filter(pk=pk).select_related("institution").first()
    if one is None:
        raise Http404
    if not may(request.user, right, Place(one.institution.county_code, one.institution.code)):
        raise PermissionDenied
    return one


def whole(text: str) -> int:
    """A whole number out of a form; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def round_crumbs(request: HttpRequest, one: ChoiceRound, *more: Link) -> tuple[Link, ...]:
    school = school_of(request, one.institution.code)
    here = Link(one.title, reverse("timetables-round", args=[one.pk]) if more else "")
    return crumbs_of(school, here, *more, is_area_seen=not own_school(request))


@signed_in("timetable.view")
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts of a round; POST closes it, takes students in, or decides a request."""
    one = round_of(request, pk)
    place = Place(one.institution.county_code, one.institution.code)
    can_manage, can_view = may(request.user, "choice.manage", place), may(request.user, "choice.view", place)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_manage:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(request.path + done(request, one))
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems[:20])
    stands, can = standing_of(one), can_serve(one)
    if not can_view:
        stands = from_above(stands)
    state = state_of(one, present())
    table = newest(one.institution_id)
    actions = (
        Action(Words("学生名单", "Students"), reverse("timetables-round-students", args=[one.pk]) if can_view else "", Words("只限学校", "for the school only")),
        Action(Words("编班", "Form classes"), reverse("timetables-round-classes", args=[one.pk]) if can_manage else "", Words("只限教务主任", "for the academic director"), is_main=True),
        Action(Words("修改轮次", "Change the round"), reverse("timetables-round-change", args=[one.pk]) if can_manage else "", Words("只限教务主任", "for the academic director")),
        Action(Words("专业选考要求", "What majors require"), reverse("timetables-majors", args=[one.institution.code])),
    )  # fmt: skip
    grade, kind = GRADE_WORDS[one.grade], ROUND_KINDS[one.kind]
    zone = timezone.get_current_timezone()
    opens, closes = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (one.opens_at, one.closes_at))
    lead = Words(
        f"{kind.zh}，{one.school_year}学年{grade.zh}，{opens}至{closes}，{STATE_WORDS[state].zh}。",
        f"{kind.en}, {grade.en} of {one.school_year}; {opens} to {closes}; {STATE_WORDS[state].en}.",
    )
    page = page_for(
        request,
        one.title,
        lead=lead,
        crumbs=round_crumbs(request, one),
        actions=actions,
        notices=(*notices, *told_notices(request, can)),
    )
    context: dict[str, Any] = {
        "page": page, "one": one, "figures": figures_of(one, stands, can), "combinations": combinations_of(one, stands, table.told if table else None),
        "classes": classes_table(stands) if can_view else None, "needs": needs_table(can), "can_manage": can_manage, "is_open": state == "open",
        "requests": list(waiting_of(one)) if can_view else [], "waiting": stands.waiting, "plans": list(one.class_plans.all()),
    }  # fmt: skip
    return render(request, "timetables/round.html", context)


def done(request: HttpRequest, one: ChoiceRound) -> str:
    """Do what the form asks; what to add to the address."""
    do = request.POST.get("do", "")
    if do == "close":
        do_close_round(request.user, one, whole(request.POST.get("number", "")))
    elif do == "students":
        came, gone = do_take_students(request.user, one)
        return f"?came={came}&gone={gone}"
    elif do in ("approve", "refuse"):
        found = (
            ChangeRequest.objects.filter(pk=whole(request.POST.get("request", "")), chooser__round=one)
            .select_related("chooser__round__institution")
            .first()
        )
        if found is None:
            raise Http404
        do_decide(request.user, found, do == "approve", request.POST.get("answer", ""))
    else:
        raise Refused([Problem("form.unknown", Words("没有这个操作。", "There is no such action."), got=do)])
    return ""


def waiting_of(one: ChoiceRound) -> Any:
    return (
        ChangeRequest.objects.filter(chooser__round=one, state="waiting")
        .select_related("chooser__student")
        .order_by("asked_at")[:50]
    )


def told_notices(request: HttpRequest, can: Can) -> tuple[Notice, ...]:
    found: list[Notice] = []
    if "came" in request.GET:
        came, gone = whole(request.GET["came"]), whole(request.GET.get("gone", ""))
        found.append(
            Notice(
                Words(
                    f"按登记册补入{came}人，移出{gone}人。", f"{came} students came in from the register, {gone} left."
                ),
                tone="info",
            )
        )
    if can.state == "no" and can.why is not None:
        answers = ((Words("怎么办", "What to do"), can.cure),) if can.cure else ()
        found.append(Notice(CAN_WORDS["no"], can.why, "must", answers))
    return tuple(found)


def figures_of(one: ChoiceRound, stands: Standing, can: Can) -> list[Figure]:
    name = Words(one.title, one.title)
    missing = sum(need.missing for need in can.needs)
    people = Words("人", "students")
    return [
        Figure(Words("学生", "Students"), stands.students, people, name, HERE, None),
        Figure(Words("已选", "Have chosen"), stands.chosen, people, name, HERE, None),
        Figure(Words("还没选", "Not yet"), stands.students - stands.chosen, people, name, HERE, None),
        Figure(Words("最少班数", "Fewest classes"), can.fewest or None, Words("个", "classes"), Words("行政班与教学班", "of both kinds"), HERE, None, note=CAN_WORDS[can.state]),
        Figure(Words("缺教师", "Teachers missing"), missing, Words("人", "teachers"), MODES[str(one.means.get("mode", "one_fixed"))], HERE, None),
    ]  # fmt: skip


def combinations_of(one: ChoiceRound, stands: Standing, told: dict[str, Any] | None) -> Table:
    """Each combination: students, share, limit, share of majors that it opens."""
    limits = {"+".join(subjects): limit for subjects, limit in one.offered}
    columns = (
        Column("chosen", Words("组合", "Combination"), is_sortable=False), Column("n", Words("人数", "Students"), "count", is_sortable=False),
        Column("share", Words("占已选", "Of those who chose"), "share", decimals=1, is_sortable=False), Column("limit", Words("上限", "Limit"), "count", is_sortable=False),
        *((Column("before", Words("上一轮", "Round before"), "count", is_sortable=False),) if stands.before else ()),
        *((Column("open", Words("可报专业", "Majors open"), "share", decimals=1, is_sortable=False),) if told else ()),
    )  # fmt: skip
    rows: list[Row] = []
    for chosen, n in stands.by_combination.items():
        row: dict[str, Any] = {
            "chosen": chosen,
            "n": Missing.WITHHELD if n is None else n,
            "share": Missing.WITHHELD if n is None else n / stands.chosen if stands.chosen else None,
            "limit": limits.get(chosen) if limits.get(chosen) is not None else Words("不限", "none"),
        }
        if stands.before:
            row["before"] = stands.before.get(chosen, 0)
        if told and chosen in told["by"]:
            row["open"] = told["by"][chosen]["open"] / told["total"]
        rows.append(row)
    note = (
        Words(f"与上一轮不同的{stands.changed}人。", f"{stands.changed} chose otherwise in the round before.")
        if stands.before
        else ""
    )
    return Table(columns, tuple(rows), note=note)


def classes_table(stands: Standing) -> Table:
    columns = (
        Column("number", Words("班", "Class"), is_sortable=False), Column("n", Words("学生", "Students"), "count", is_sortable=False),
        Column("m", Words("已选", "Chosen"), "count", is_sortable=False), Column("left", Words("没选", "Not yet"), "count", is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = [
        {"number": Words(f"{number}班", f"Class {number}"), "n": n, "m": m, "left": n - m}
        for number, n, m in stands.by_class
    ]
    return Table(columns, tuple(rows))


def needs_table(can: Can) -> Table:
    columns = (
        Column("subject", Words("科目", "Subject"), is_sortable=False), Column("students", Words("学生", "Students"), "count", is_sortable=False),
        Column("classes", Words("最少要班", "Fewest classes"), "count", is_sortable=False),
        Column("teachable", Words("教师能带", "Teachers can take"), "count", is_sortable=False), Column("missing", Words("缺教师", "Teachers missing"), "count", is_sortable=False),
    )  # fmt: skip
    return Table(columns, tuple(need._asdict() for need in can.needs))


def instant(text: str) -> datetime | None:
    """A date and time of a form, in the site's zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(read) if timezone.is_naive(read) else read


def scheme_from(given: Any) -> dict[str, Any]:
    """The scheme of a form: one of one's own as JSON, else a model by name."""
    text = str(given.get("own_scheme", "")).strip()
    if not text:
        return {"name": str(given.get("model", "3+1+2"))}
    try:
        read: Any = json.loads(text)
        return dict(read)
    except (ValueError, TypeError) as reason:
        what = Words("自设模式须为 JSON。", "A model of one's own must be JSON.")
        raise Refused([Problem("choice_scheme", what, got=str(reason)[:80])]) from reason
