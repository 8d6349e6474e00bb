"""Classes: asked for, formed as a job, the versions with their bounds, who is moved by hand and what it breaks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Action as Right
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, Figure, Link, Notice, Row, Table, problem_notice
from xuezheng.screens.jobs import job_progress, stopped
from xuezheng.timetables.actions.classes import (
    Kept,
    apart_words,
    do_ask_form,
    do_lock,
    do_make_plan,
    do_move,
    do_publish,
    faults,
    job_on,
    kept_of,
)
from xuezheng.timetables.models import ChoiceRound, Chooser, ClassPlan, ClassVersion
from xuezheng.timetables.pages.rounds import HERE, round_crumbs, round_of, whole
from xuezheng.timetables.rules import MODES, VERSION_ORIGINS

FORM = Words("编班", "Form classes")
WORKING = Words("正在编班", "Forming classes")


@signed_in("choice.manage")
def asking(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a new plan of classes; POST asks for it."""
    one = round_of(request, pk, "choice.manage")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            made = do_make_plan(
                request.user, one, request.POST.get("title", ""), asked_from(request, one), whole(request.POST.get("seconds", "")),
                max(0, whole(request.POST.get("seed", ""))),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("timetables-classes", args=[made.pk]))
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems)
    form: dict[str, Any] = {
        **{key: str(one.means.get(key, "")) for key in ("most", "rooms", "spread", "mode")}, "title": "", "seconds": "60", "seed": "1", "keeps_old": "",
        **{key: str(value) for key, value in request.POST.items()},
    }  # fmt: skip
    teachers, loads = one.means.get("teachers", {}), one.means.get("loads", {})
    lead = Words(
        "每名学生的选择都满足；先求最少的班，再求均衡。好友标记与男女比例、原班尽量照顾。编不出时，指出互相矛盾的最少几条要求。",
        "Every choice is honoured: the fewest classes, evenly filled; girls and boys even, friends and former classes together where that can be. Where "
        "no classes can be formed, the smallest set of demands in conflict is named.",
    )
    context = {
        "page": page_for(request, Words(f"{one.title}：{FORM.zh}", f"{one.title}: {FORM.en}"), lead=lead, crumbs=round_crumbs(request, one, Link(FORM)), notices=notices),
        "form": form, "modes": MODES.items(),
        "subjects": [(s, form.get(f"teachers_{s}", str(n)), form.get(f"load_{s}", str(loads.get(s, "")))) for s, n in teachers.items()],
        "missing": one.choosers.filter(chosen="").count(), "one": one,
    }  # fmt: skip
    return render(request, "timetables/classes_form.html", context)


def asked_from(request: HttpRequest, one: ChoiceRound) -> dict[str, Any]:
    """What the form asks. Raises Refused naming what is no number."""
    form, wrong = request.POST, list[str]()

    def read(key: str, otherwise: str = "") -> int:
        text = form.get(key, "").strip() or otherwise
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            wrong.append(f"{key}: {text}")
            return 0
        return int(text)

    asked: dict[str, Any] = {
        "mode": form.get("mode", ""),
        "most": read("most"),
        "rooms": read("rooms"),
        "spread": read("spread"),
    }
    asked["teachers"] = {s: read(f"teachers_{s}", "0") for s in one.means.get("teachers", {})}
    asked["loads"] = {s: read(f"load_{s}") for s in asked["teachers"] if form.get(f"load_{s}", "").strip()}
    asked["keeps_old"] = bool(form.get("keeps_old"))
    if wrong or asked["most"] < 5:
        raise Refused(
            [
                Problem(
                    "form.number",
                    Words("这里要整数，班额至少5人。", "These must be whole numbers, a class at least 5."),
                    got="; ".join(wrong),
                )
            ]
        )
    return asked


def plan_of(request: HttpRequest, pk: int, right: Right = "timetable.view") -> ClassPlan:
    plan = ClassPlan.objects.filter(pk=pk).select_related("round__institution").first()
    if plan is None:
        raise Http404
    school = plan.round.institution
    if not may(request.user, right, Place(school.county_code, school.code)):
        raise PermissionDenied
    return plan


def version_of(request: HttpRequest, plan: ClassPlan) -> ClassVersion | None:
    """The version asked for (`version`), else the newest; None where there is none yet."""
    asked = request.POST.get("version") or request.GET.get("version", "")
    found = plan.versions.filter(number=whole(asked)).first() if asked else plan.versions.order_by("-number").first()
    if asked and found is None:
        raise Http404
    return found


@signed_in("timetable.view")
def classes(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan with one version: sizes, bounds, what is broken; POST moves, locks, forms again, publishes."""
    plan = plan_of(request, pk)
    place = Place(plan.round.institution.county_code, plan.round.institution.code)
    can_manage, can_view = may(request.user, "choice.manage", place), may(request.user, "choice.view", place)
    version, notices = version_of(request, plan), tuple[Notice, ...]()
    if request.method == "POST":
        if not can_manage:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(done(request, plan, version))
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems)
    job = job_on(plan)
    is_working = job is not None and job.is_active
    if job is not None and not is_working and (version is None or job.state != "done"):
        notices = (*notices, *stopped(job))
    kept = kept_of(version) if version else None
    if version is not None and kept is not None:
        notices = (
            *notices,
            *broken(version, kept, can_view),
            *(problem_notice(p) for p in apart_words(version) if can_view),
        )
    crumbs = round_crumbs(request, plan.round, Link(plan.title))
    mode = MODES[plan.asked["mode"]]
    published = version is not None and version.published_at is not None
    lead = Words(mode.zh + ("，已发布" if published else ""), mode.en + (", published" if published else ""))
    to_lists = reverse("timetables-class-lists", args=[plan.pk]) + (f"?version={version.number}" if version else "")
    lacking = Words("只限学校", "for the school only")
    actions = (Action(Words("名单", "Lists"), to_lists if can_view and version else "", lacking),)
    context: dict[str, Any] = {
        "page": page_for(request, plan.title, lead=lead, crumbs=crumbs, notices=notices, actions=actions), "plan": plan, "version": version,
        "job": job_progress(job, WORKING) if job and is_working else None, "refresh": is_working, "can_manage": can_manage and not is_working,
        "versions": [(VERSION_ORIGINS[v.origin], Words(v.what.get("zh", ""), v.what.get("en", "")), v) for v in plan.versions.defer("result")],
        "is_newest": version is not None and not plan.versions.filter(number__gt=version.number).exists(),
    }  # fmt: skip
    if version is not None and kept is not None:
        context |= tables_of(version, kept, can_view)
    return render(request, "timetables/classes.html", context)


def done(request: HttpRequest, plan: ClassPlan, version: ClassVersion | None) -> str:
    """Do what the form asks; where to go on."""
    do, here = request.POST.get("do", ""), reverse("timetables-classes", args=[plan.pk])
    if do == "again":
        do_ask_form(
            request.user,
            plan,
            version,
            whole(request.POST.get("seconds", "60")),
            max(0, whole(request.POST.get("seed", "1"))),
        )
        return here
    if version is None:
        raise Http404
    if do == "lock":
        do_lock(request.user, version, [whole(at) for at in request.POST.getlist("home")])
    elif do == "publish":
        do_publish(request.user, version)
    elif do == "move":
        made = do_move(request.user, version, *move_from(request, plan, version))
        return f"{here}?version={made.number}"
    else:
        raise Refused([Problem("form.unknown", Words("没有这个操作。", "There is no such action."), got=do)])
    return f"{here}?version={version.number}"


def move_from(request: HttpRequest, plan: ClassPlan, version: ClassVersion) -> tuple[int, int | None, dict[str, int]]:
    """Who is moved (by student number), and where to."""
    found = Chooser.objects.filter(
        round=plan.round, student__student_number=request.POST.get("student", "").strip()
    ).first()
    target = request.POST.get("to", "")
    if found is None or target[:1] not in ("h", "t"):
        what = Words("没有这名学生，或没选要去的班。", "There is no such student, or no class to go to.")
        raise Refused([Problem("classes.move", what, got=request.POST.get("student", ""))])
    at, kept = whole(target[1:]), kept_of(version)
    if target[0] == "h":
        return found.pk, at, {}
    if not 0 <= at < len(kept.classes.teaching):
        raise Http404
    return found.pk, None, {kept.classes.teaching[at].subject: at}


def broken(version: ClassVersion, kept: Kept, can_view: bool) -> list[Notice]:
    """What is broken, with the student's name for whoever may see it."""
    found = list(faults(kept))
    names = (
        {
            c.pk: c.student.name
            for c in Chooser.objects.filter(pk__in=[n for _, n in found if n]).select_related("student")
        }
        if can_view
        else {}
    )
    return [Notice(words, names.get(number, ""), "must") for words, number in found[:30]]


def tables_of(version: ClassVersion, kept: Kept, can_view: bool) -> dict[str, Any]:
    c, told = kept.classes, version.figures
    locked = {kept.classes.home[kept.student(n)] for n in version.locked if n in kept.people}
    homes: list[Row] = [
        {"name": name, "fixed": "、".join(fixed) or "—", "size": size, "girls": None}
        for name, fixed, size in zip(kept.names, c.fixed, c.home_sizes, strict=True)
    ]  # fmt: skip
    girls = set(Chooser.objects.filter(pk__in=kept.people, student__sex="2").values_list("pk", flat=True))
    counts = [0] * len(c.fixed)
    for number, home in zip(kept.people, c.home, strict=True):
        counts[home] += number in girls
    homes = [
        {**row, "girls": n, "share": n / row_size if (row_size := c.home_sizes[at]) else None}
        for at, (row, n) in enumerate(zip(homes, counts, strict=True))
    ]
    names = kept.teaching_names
    teaching: list[Row] = [
        {"name": names[at], "block": one.block + 1, "size": len(one.students), "from": len({c.home[i] for i in one.students}),
         "room": Cell(kept.names[one.home]) if one.home >= 0 else Words("另用教室", "another room")}
        for at, one in enumerate(c.teaching)
    ]  # fmt: skip
    return {
        "figures": figures_of(told, Words(f"第{version.number}版", f"version {version.number}")), "homes": Table(HOMES, tuple(homes)),
        "teaching": Table(TEACHING, tuple(teaching)) if teaching else None,
        "home_names": [(at, name, at in locked) for at, name in enumerate(kept.names)], "teaching_names": list(enumerate(names)), "locked_count": len(version.locked),
    }  # fmt: skip


HOMES = (
    Column("name", Words("行政班", "Administrative class"), is_sortable=False), Column("fixed", Words("班内上", "Taught there"), is_sortable=False),
    Column("size", Words("人数", "Students"), "count", is_sortable=False), Column("girls", Words("女生", "Girls"), "count", is_sortable=False),
    Column("share", Words("女生占比", "Girls"), "share", decimals=0, is_sortable=False),
)  # fmt: skip
TEACHING = (
    Column("name", Words("教学班", "Teaching class"), is_sortable=False), Column("block", Words("时段", "Block"), "count", is_sortable=False),
    Column("size", Words("人数", "Students"), "count", is_sortable=False), Column("from", Words("来自行政班", "From classes"), "count", is_sortable=False),
    Column("room", Words("教室", "Room"), is_sortable=False),
)  # fmt: skip


def figures_of(told: dict[str, Any], when: Words) -> list[Figure]:
    """Each with its bound."""
    people, count = Words("人", "students"), Words("个", "classes")
    total = told["homes"] + told["teaching"]
    bound = Words("下界", "no fewer than")
    least = Words(
        f"行政班{told['homes']}，教学班{told['teaching']}；下界{told['fewest']}",
        f"{told['homes']} administrative, {told['teaching']} teaching; {bound.en} {told['fewest']}",
    )
    even = Words(
        f"同类班之间；下界{told['spread_bound']}", f"between classes of a kind; {bound.en} {told['spread_bound']}"
    )
    return [
        Figure(Words("班数", "Classes"), total, count, when, HERE, None, note=least),
        Figure(Words("最大班", "Largest class"), told["largest"], people, when, HERE, None, note=Words(f"教学班下界{told['bound']}", f"teaching: {bound.en} {told['bound']}")),
        Figure(Words("人数差", "Spread"), told["spread"], people, when, HERE, None, note=even),
        Figure(Words("要走动", "Students who move"), told["movers"], people, when, HERE, None, note=Words(f"共{told['students']}人", f"of {told['students']}")),
        Figure(Words("问题", "Broken"), told["faults"], Words("处", "things"), when, HERE, None, note=Words(f"同班意愿未满足{told['apart']}组", f"{told['apart']} groups of friends apart")),
    ]  # fmt: skip
