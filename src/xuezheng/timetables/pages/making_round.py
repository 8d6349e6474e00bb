"""The form of a round: who, what, when, how many, and what the school has to teach it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Link, Notice, problem_notice
from xuezheng.timetables.actions.rounds import (
    GRADES,
    Wanted,
    combinations_of,
    do_change_round,
    do_make_round,
    subjects_of,
)
from xuezheng.timetables.models.choice import ChoiceRound, institution_of, senior_rooms, senior_teachers
from xuezheng.timetables.pages.rounds import instant, round_crumbs, round_of, scheme_from, whole
from xuezheng.timetables.pages.where import crumbs_of, own_school, school_of
from xuezheng.timetables.rules import MODES, ROUND_KINDS

NEW = Words("新设选科轮次", "New round of choice")
CHANGE = Words("修改轮次", "Change the round")
OF_GRADES = 3  # a grade has about a third of the school's rooms and teachers


@signed_in("choice.manage")
def making(request: HttpRequest, code: str) -> HttpResponse:
    """A new round; POST makes it."""
    school = school_of(request, code, "choice.manage")
    institution = institution_of(code)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            made = do_make_round(request.user, institution, wanted_from(request))
            return HttpResponseRedirect(reverse("timetables-round", args=[made.pk]))
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems[:20])
    day = today_of(request)
    given: dict[str, Any] = dict(request.POST.items()) if request.method == "POST" else dict(request.GET.items())
    year = SchoolYear.of(day).start_year
    teachers = senior_teachers(institution, day) if institution else {}
    rooms = senior_rooms(institution, day) if institution else 0
    first = {
        "title": Words(f"{year}级选科", f"Choice {year}").zh, "kind": "first", "school_year": str(year), "grade": GRADES[0], "model": "3+1+2", "own_scheme": "", "opens_at": f"{day}T08:00",
        "closes_at": "", "most": "50", "rooms": str(-(-rooms // OF_GRADES) if rooms else 24), "mode": "one_fixed", "spread": "5",
        **{f"teachers_{s}": str(-(-n // OF_GRADES)) for s, n in teachers.items()},
    }  # fmt: skip
    crumbs = crumbs_of(school, Link(NEW), is_area_seen=not own_school(request))
    return shown(request, NEW, crumbs, {**first, **given}, notices, is_new=True)


@signed_in("choice.manage")
def changing(request: HttpRequest, pk: int) -> HttpResponse:
    """A round that is there; POST changes it."""
    one = round_of(request, pk, "choice.manage")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            do_change_round(request.user, one, whole(request.POST.get("number", "")), wanted_from(request))
            return HttpResponseRedirect(reverse("timetables-round", args=[one.pk]))
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems[:20])
    given: dict[str, Any] = dict(request.POST.items()) if request.method == "POST" else written_of(one)
    return shown(request, CHANGE, round_crumbs(request, one, Link(CHANGE)), given, notices, is_new=False)


def written_of(one: ChoiceRound) -> dict[str, Any]:
    """A round as the form has it."""
    zone = timezone.get_current_timezone()
    is_known = set(one.scheme) == {"name"}
    found: dict[str, Any] = {
        "title": one.title, "kind": one.kind, "school_year": str(one.school_year), "grade": one.grade, "model": one.scheme["name"] if is_known else "3+1+2",
        "own_scheme": "" if is_known else as_json(one.scheme), "number": str(one.number),
        "opens_at": one.opens_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"), "closes_at": one.closes_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        **{key: str(one.means.get(key, "")) for key in ("most", "rooms", "mode", "spread")},
        **{f"teachers_{s}": str(n) for s, n in one.means.get("teachers", {}).items()},
        **{f"load_{s}": str(n) for s, n in one.means.get("loads", {}).items()},
    }  # fmt: skip
    for subjects, limit in one.offered:
        found[f"offer_{'+'.join(subjects)}"] = "1"
        found[f"limit_{'+'.join(subjects)}"] = "" if limit is None else str(limit)
    return found


def as_json(scheme: dict[str, Any]) -> str:
    import json

    return json.dumps(scheme, ensure_ascii=False)


def wanted_from(request: HttpRequest) -> Wanted:
    """What the form asks. Raises Refused where the model cannot be read."""
    form = request.POST
    scheme = scheme_from(form)
    every = ["+".join(one) for one in combinations_of(scheme)]
    offered = [
        [one.split("+"), form.get(f"limit_{one}", "").strip() or None] for one in every if form.get(f"offer_{one}")
    ]
    subjects = subjects_of(scheme)
    means: dict[str, Any] = {key: form.get(key, "") for key in ("most", "rooms", "spread")}
    means["mode"] = form.get("mode", "")
    means["teachers"] = {s: form.get(f"teachers_{s}", "") or "0" for s in subjects}
    means["loads"] = {s: form.get(f"load_{s}", "") for s in subjects if form.get(f"load_{s}", "").strip()}
    return Wanted(
        form.get("title", ""), form.get("kind", ""), max(0, whole(form.get("school_year", ""))), form.get("grade", ""), scheme, offered, means,
        instant(form.get("opens_at", "")), instant(form.get("closes_at", "")),
    )  # fmt: skip


def shown(
    request: HttpRequest, title: Words, crumbs: tuple[Link, ...], given: dict[str, Any], notices: tuple[Notice, ...], is_new: bool
) -> HttpResponse:  # fmt: skip
    """The form with what is given."""
    try:
        scheme = scheme_from(given)
        every, subjects = ["+".join(one) for one in combinations_of(scheme)], subjects_of(scheme)
    except Refused as reason:
        notices = (*notices, *(problem_notice(p) for p in reason.problems))
        every, subjects = ["+".join(one) for one in combinations_of({"name": "3+1+2"})], subjects_of({"name": "3+1+2"})
    fresh = is_new and not any(key.startswith("offer_") for key in given)
    lead = Words(
        "学生用学校印发的个人码在手机上选，不用账号。下面的教师、教室用来在选科进行中判断能否编班。",
        "Students choose on a phone with the code on a slip that the school prints; they need no account. Teachers and rooms below tell, while the "
        "round runs, whether classes can be formed.",
    )
    context: dict[str, Any] = {
        "page": page_for(request, title, lead=lead, crumbs=crumbs, notices=notices), "form": given, "is_new": is_new,
        "kinds": ROUND_KINDS.items(), "grades": [(g, GRADE_WORDS[g]) for g in GRADES], "models": ("3+1+2", "3+3", "7选3"), "modes": MODES.items(),
        "offers": [(one, fresh or bool(given.get(f"offer_{one}")), given.get(f"limit_{one}", "")) for one in every],
        "subjects": [(s, given.get(f"teachers_{s}", "0"), given.get(f"load_{s}", "")) for s in subjects],
    }  # fmt: skip
    return render(request, "timetables/round_form.html", context)
