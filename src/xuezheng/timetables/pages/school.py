"""One school: its rounds of choice, its teaching classes, its timetables."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, EmptyState, Row, Table
from xuezheng.timetables.actions.choosing import counts_of
from xuezheng.timetables.actions.rounds import present, state_of
from xuezheng.timetables.models import ChoiceRound, ClassPlan
from xuezheng.timetables.pages.rounds import STATE_WORDS
from xuezheng.timetables.pages.weeks.listing import weeks_table
from xuezheng.timetables.pages.where import TITLE, crumbs_of, own_school, school_of
from xuezheng.timetables.rules import MODES, ROUND_KINDS

ROUNDS = (
    Column("title", Words("轮次", "Round"), is_sortable=False), Column("kind", Words("种类", "Kind"), is_sortable=False),
    Column("year", Words("学年", "School year"), "school_year", is_sortable=False),
    Column("grade", Words("年级", "Grade"), is_sortable=False), Column("opens", Words("开放", "Opens"), "instant", is_sortable=False),
    Column("closes", Words("截止", "Closes"), "instant", is_sortable=False),
    Column("state", Words("", ""), is_sortable=False), Column("chosen", Words("已选", "Chosen"), "share", decimals=1, is_sortable=False),
)  # fmt: skip
PLANS = (
    Column("title", Words("方案", "Plan"), is_sortable=False), Column("round", Words("轮次", "Round"), is_sortable=False), Column("mode", Words("走班方式", "Mode"), is_sortable=False),
    Column("versions", Words("版本", "Versions"), "count", is_sortable=False), Column("classes", Words("班数", "Classes"), "count", is_sortable=False),
    Column("movers", Words("要走动", "Move"), "count", is_sortable=False), Column("state", Words("", ""), is_sortable=False),
)  # fmt: skip


@signed_in("timetable.view")
def school(request: HttpRequest, code: str) -> HttpResponse:
    """What stands at one school, and where to go on."""
    here = school_of(request, code)
    can_manage = may(request.user, "choice.manage", Place(here.county_code, here.code))
    to_new = reverse("timetables-round-new", args=[code]) if can_manage else ""
    new = Action(
        Words("新设选科轮次", "New round of choice"),
        to_new,
        Words("只限教务主任", "for the academic director"),
        is_main=True,
    )
    actions = (new, Action(Words("专业选考要求", "What majors require"), reverse("timetables-majors", args=[code])))
    title = Words(f"{here.name}：{TITLE.zh}", f"{TITLE.en}: {here.name}")
    page = page_for(request, title, crumbs=crumbs_of(here, is_area_seen=not own_school(request)), actions=actions)
    rounds, plans = list(round_rows(code)), list(plan_rows(code))
    empty = EmptyState(
        Words("还没有选科轮次", "No round of choice yet"),
        Words("教务主任新设一轮，学生用个人码在手机上选。", "The academic director makes one; students choose on a phone with a code."), actions=(new,),
    )  # fmt: skip
    context = {
        "page": page, "school": here, "rounds": Table(ROUNDS, tuple(rounds)) if rounds else None, "empty": empty,
        "plans": Table(PLANS, tuple(plans)) if plans else None,
        "weeks": weeks_table(code), "weeks_href": reverse("timetables-weeks", args=[code]),
    }  # fmt: skip
    return render(request, "timetables/school.html", context)


def round_rows(code: str) -> list[Row]:
    found: list[Row] = []
    for one in ChoiceRound.objects.filter(institution__code=code)[:30]:
        counts = counts_of(one)
        students = sum(counts.values())
        found.append({
            "title": Cell(one.title, href=reverse("timetables-round", args=[one.pk])), "kind": ROUND_KINDS[one.kind], "year": one.school_year, "grade": GRADE_WORDS[one.grade],
            "opens": one.opens_at, "closes": one.closes_at, "state": STATE_WORDS[state_of(one, present())], "chosen": (students - counts.get("", 0)) / students if students else None,
        })  # fmt: skip
    return found


def plan_rows(code: str) -> list[Row]:
    found: list[Row] = []
    for plan in ClassPlan.objects.filter(round__institution__code=code).select_related("round")[:30]:
        versions = list(plan.versions.defer("result"))
        last = versions[-1].figures if versions else {}
        published = any(v.published_at for v in versions)
        found.append({
            "title": Cell(plan.title, href=reverse("timetables-classes", args=[plan.pk])), "round": plan.round.title, "mode": MODES[plan.asked["mode"]],
            "versions": len(versions), "classes": last["homes"] + last["teaching"] if last else None, "movers": last.get("movers"),
            "state": Words("已发布", "published") if published else Words("草案", "draft"),
        })  # fmt: skip
    return found
