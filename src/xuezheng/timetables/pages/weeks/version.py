"""The working screen: the week of a class, a teacher or a room; a lesson is taken, what it breaks is said at each slot, and it is put down."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Link, Notice, ProvenanceStep, State, problem_notice
from xuezheng.timetables.actions.weeks.looking import (
    OF,
    OF_WORDS,
    Effect,
    classes_of,
    conflicts_in,
    effect_of,
    names_of,
    options,
    week_as_dict,
)
from xuezheng.timetables.actions.weeks.solving import SECONDS, do_ask_solve, job_on
from xuezheng.timetables.actions.weeks.versions import (
    do_lock,
    do_move,
    do_publish,
    do_step,
    do_work_on,
    mover_of,
    rule_titles,
)
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.pages.weeks.grid import grid_of
from xuezheng.timetables.pages.weeks.where import address, can_make, crumbs, number_in, version_of, week_of, week_words

MOST_LINES, MOST_TOLD = 12, 6


@signed_in("timetable.view")
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: `?of=class|teacher|room&at=NAME`, `lesson=` one that is taken; POST moves, locks, steps, solves, publishes."""
    week = week_of(request, pk)
    one = version_of(request, week, number)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_make(request, week):
            raise PermissionDenied
        try:
            return HttpResponseRedirect(acted(request, week, one))
        except Refused as refused:
            newest = (
                Link(
                    Words("打开最新一稿", "Open the newest version"),
                    address("timetables-version", week.pk, week.head.number),
                )
                if week.head
                else None
            )
            stale = any(problem.rule == "week.version_stale" for problem in refused.problems)
            notices = tuple(problem_notice(problem) for problem in refused.problems[:8])
            if stale and newest:
                notices = (*notices, Notice(Words("两个人同时在改", "Two people at once"), links=(newest,)))
    return render(request, "timetables/version.html", context_of(request, week, one, notices))


def acted(request: HttpRequest, week: TermWeek, one: WeekVersion) -> str:
    """Do what the form asks; gives where to go. Raises Refused."""
    form: Any = request.POST
    do, lesson = form.get("do", ""), number_in(form, "lesson")
    looked = {"of": form.get("of", ""), "at": form.get("at", "")}
    if do == "move":
        starts = starts_in(form, lesson)
        made = do_move(request.user, week, one.number, starts)
        return address("timetables-version", week.pk, made.number, **looked) + f"#l{next(iter(starts), '')}"
    if do in ("lock", "unlock"):
        lessons = [int(text) for text in form.getlist("lesson") if text.isascii() and text.isdigit() and len(text) < 8]
        made = do_lock(request.user, week, one.number, lessons, do == "lock")
        return address("timetables-version", week.pk, made.number, **looked) + (
            f"#l{lesson}" if len(lessons) == 1 else ""
        )
    if do in ("undo", "redo"):
        made = do_step(request.user, week, one.number, do == "undo")
        return address("timetables-version", week.pk, made.number, **looked)
    if do == "work_on":
        return address("timetables-version", week.pk, do_work_on(request.user, week, one).number, **looked)
    if do == "solve":
        do_ask_solve(request.user, week, number_in(form, "seconds") or 0, number_in(form, "seed") or 0)
        return address("timetables-week", week.pk)
    if do == "publish":
        do_publish(request.user, week, one, form.get("reason", ""))
    return address("timetables-version", week.pk, one.number, **looked)


def starts_in(form: Any, lesson: int | None) -> dict[int, int]:
    """`moves=3:12,7:40`, or a lesson with its start."""
    if form.get("moves"):
        pairs = [pair.split(":") for pair in str(form["moves"]).split(",")]
        numbers = [
            (a, b) for a, b in ((pair[0], pair[-1]) for pair in pairs) if a.isdigit() and b.removeprefix("-").isdigit()
        ]
        return {int(a): int(b) for a, b in numbers[:60]}
    start = number_in(form, "start")
    return {} if lesson is None or start is None else {lesson: max(-1, start)}


def looked_at(request: HttpRequest, one: WeekVersion) -> tuple[str, str]:
    """Whose week: that asked for, else the first class. 404 for a name that is not there."""
    school = mover_of(one).school
    given: Any = request.POST if request.method == "POST" else request.GET
    of = given.get("of", "") or OF[0]
    if of not in OF:
        raise Http404
    names = names_of(school, of)
    at = given.get("at", "") or (names[0] if names else "")
    if at not in names:
        raise Http404
    return of, at


def lesson_in(request: HttpRequest, one: WeekVersion) -> int | None:
    lesson = number_in(request.GET, "lesson")
    if lesson is None:
        return None
    if not 0 <= lesson < len(one.starts):
        raise Http404
    return lesson


def effects_of(one: WeekVersion, lesson: int) -> tuple[dict[int, Effect], dict[int, Any]]:
    moves = mover_of(one).everywhere(lesson)
    titles = rule_titles(one)
    return {slot: effect_of(one, move, titles) for slot, move in moves.items()}, moves


def panel_of(one: WeekVersion, lesson: int, effects: dict[int, Effect], moves: dict[int, Any]) -> dict[str, Any]:
    """The lesson that is taken: what it is, the best exchanges, what each slot would break."""
    mover = mover_of(one)
    school = mover.school
    start, held = one.starts[lesson], school.lessons[lesson]
    together = [school.lessons[other].id for other in mover.unit(lesson) if other != lesson]
    return {
        "lesson": lesson, "name": held.id, "teachers": "、".join(school.teachers[t] for t in held.teachers), "where": school.slot_named(start) if start >= 0 else "",
        "room": school.rooms[one.rooms[lesson]] if one.rooms[lesson] >= 0 else "", "is_locked": lesson in mover.locks, "is_placed": start >= 0, "together": together[:6],
        "options": [] if lesson in mover.locks else options(one, lesson, moves), "slots": [(slot, school.slot_named(slot), effect) for slot, effect in effects.items() if slot != start],
    }  # fmt: skip


@signed_in("timetable.make")
def moves(request: HttpRequest, pk: int, number: int) -> JsonResponse:
    """`?lesson=`: what it would break at every slot, in the language of the request, and the panel with the best exchanges."""
    week = week_of(request, pk, makes=True)
    one = version_of(request, week, number)
    lesson = lesson_in(request, one)
    if lesson is None:
        raise Http404
    effects, found = effects_of(one, lesson)
    panel = panel_of(one, lesson, effects, found)
    tongue = language.current()
    of, at = looked_at(request, one)
    return JsonResponse({
        "lesson": lesson, "start": one.starts[lesson], "is_locked": panel["is_locked"],
        "slots": {str(slot): {"tone": effect.tone, "sign": effect.sign.in_(tongue), "told": [words.in_(tongue) for words in effect.told]} for slot, effect in effects.items()},
        "panel": render_to_string("timetables/taken.html", {"panel": panel, "can_make": True, "version": one, "of": of, "at": at, "is_head": one.pk == week.head_id}, request),
    })  # fmt: skip


@signed_in("timetable.view")
def exported(request: HttpRequest, pk: int, number: int) -> JsonResponse:
    """The version as JSON: the school and where each lesson is."""
    week = week_of(request, pk)
    one = version_of(request, week, number)
    mover = mover_of(one)
    answer = JsonResponse(week_as_dict(mover.school, mover.table), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="week-{week.pk}-{number}.json"'
    return answer


def context_of(request: HttpRequest, week: TermWeek, one: WeekVersion, notices: tuple[Notice, ...]) -> dict[str, Any]:
    mover = mover_of(one)
    school = mover.school
    of, at = looked_at(request, one)
    makes = can_make(request, week)
    is_head = one.pk == week.head_id
    chosen = lesson_in(request, one) if makes else None
    effects, found = effects_of(one, chosen) if chosen is not None else ({}, {})
    base = address("timetables-version", week.pk, one.number, of=of, at=at)
    names = names_of(school, of)
    place = names.index(at)
    beside = [
        address("timetables-version", week.pk, one.number, of=of, at=names[n]) if 0 <= n < len(names) else ""
        for n in (place - 1, place + 1)
    ]
    state = State.SIGNED if one.state == "published" else State.DRAFT
    page = page_for(
        request, Words(f"{at}课表", f"Timetable: {at}"), crumbs=crumbs(request, week, Link(Words(f"第{one.number}稿", f"Version {one.number}"))), notices=notices, state=state,
        provenance=(ProvenanceStep(Words("任课表", "Book"), text=Words(f"第{one.problem.edition}次", f"No. {one.problem.edition}")),
                    ProvenanceStep(Words("排课问题", "Problem"), hash=one.problem.hash), ProvenanceStep(Words(f"第{one.number}稿", f"Version {one.number}"), on=one.made_at.date())),
    )  # fmt: skip
    redo = one.followers.order_by("-number").first() if is_head else None
    job = job_on(week)
    return {
        "page": page, "week": week, "version": one, "of": of, "at": at, "names": names,
        "ofs": [(key, words, address("timetables-version", week.pk, one.number, of=key)) for key, words in OF_WORDS.items()],
        "before": beside[0], "after": beside[1], "days": school.days, "lines": grid_of(one, of, at, base, chosen, effects), "can_make": makes, "can_move": makes and is_head,
        "is_head": is_head, "head_number": week.head.number if week.head else None, "head_href": address("timetables-version", week.pk, week.head.number, of=of, at=at) if week.head else "",
        "base": base, "panel": panel_of(one, chosen, effects, found) if chosen is not None else None, "moves_href": address("timetables-moves", week.pk, one.number),
        "tray": tray_of(one, base), "conflict": conflict_of(one, week, makes and is_head, of, at) if one.hard else None, "report": report_of(one, week), "undo": bool(one.parent_id) and is_head,
        "redo": redo is not None, "what": Words(one.what.get("zh", ""), one.what.get("en", "")), "locks": len(one.locks), "seconds": SECONDS, "is_busy": bool(job and job.is_active),
        "week_href": address("timetables-week", week.pk), "json_href": address("timetables-version-json", week.pk, one.number), "title": week_words(week), "is_in_force": one.pk == week.published_id,
        "conflicts": conflicts_in(one),
        "periods": periods_note(one, of, at), "compare_href": address("timetables-compare", week.pk, a=week.published.number, b=one.number) if week.published and week.published_id != one.pk else "",
    }  # fmt: skip


def tray_of(one: WeekVersion, base: str) -> list[dict[str, Any]]:
    """Lessons without a place."""
    school = mover_of(one).school
    waiting = [at for at, start in enumerate(one.starts) if start < 0]
    return [
        {"lesson": at, "name": school.lessons[at].id, "who": "、".join(school.teachers[t] for t in school.lessons[at].teachers), "href": f"{base}&lesson={at}#panel"}
        for at in waiting
    ]  # fmt: skip


def conflict_of(one: WeekVersion, week: TermWeek, makes: bool, of: str, at: str) -> dict[str, Any] | None:
    """The first must that is broken, in words, and the ways out."""
    lines = [line for line in one.report if line["hard"] and line["breaks"]]
    if not lines:
        return None
    found = lines[0]["breaks"][0]
    school = mover_of(one).school
    names = [school.lessons[lesson].id for lesson in found["lessons"]]
    ways: list[Any] = []
    if makes:
        for lesson in found["lessons"][:2]:
            ways += options(one, lesson, mover_of(one).everywhere(lesson), 3)
        ways = sorted((way for way in ways if way.effect.tone == "better"), key=lambda way: len(way.moves))[:4]
    return {
        "title": Words(lines[0]["zh"], lines[0]["en"]), "which": found["which"], "told": Words(found["zh"], found["en"]), "lessons": names[:6], "ways": ways,
        "hrefs": [(school.lessons[lesson].id, address("timetables-version", week.pk, one.number, **whose(one, lesson, of, at), lesson=lesson) + "#panel") for lesson in found["lessons"][:4]],
    }  # fmt: skip


def whose(one: WeekVersion, lesson: int, of: str, at: str) -> dict[str, str]:
    """A week that shows the lesson: a class that has it, or its teacher."""
    school = mover_of(one).school
    held = school.lessons[lesson]
    if held.groups:
        return {
            "of": "class",
            "at": next(name for name, groups in classes_of(school).items() if set(groups) & set(held.groups)),
        }
    return {"of": "teacher", "at": school.teachers[held.teachers[0]]} if held.teachers else {"of": of, "at": at}


def once(breaks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Places, each once, in however many weeks of the cycle."""
    return list({(found["which"], found["zh"]): found for found in breaks}.values())


def report_of(one: WeekVersion, week: TermWeek) -> dict[str, Any]:
    """Lines that cost something, and how many cost nothing."""
    broken = [line for line in one.report if line["hard"] or line["soft"]]
    shown: list[dict[str, Any]] = []
    for line in broken[:MOST_LINES]:
        places = [
            {
                "which": found["which"],
                "told": Words(found["zh"], found["en"]),
                "href": address(
                    "timetables-version",
                    week.pk,
                    one.number,
                    **whose(one, found["lessons"][0], "", ""),
                    lesson=found["lessons"][0],
                )
                + "#panel"
                if found["lessons"]
                else "",
            }
            for found in once(line["breaks"])[:MOST_TOLD]
        ]
        shown.append(
            {
                "title": Words(line["zh"], line["en"]),
                "hard": line["hard"],
                "soft": line["soft"],
                "count": len(once(line["breaks"])),
                "places": places,
                "more": max(0, len(once(line["breaks"])) - len(places)),
            }
        )
    return {"lines": shown, "kept": len(one.report) - len(broken), "more": max(0, len(broken) - MOST_LINES)}


def periods_note(one: WeekVersion, of: str, at: str) -> Words:
    """How many periods of each subject stand in the week."""
    from xuezheng.timetables.actions.weeks.looking import lessons_of

    mover = mover_of(one)
    count: dict[str, int] = {}
    for lesson in lessons_of(mover.table, of, at):
        held = mover.school.lessons[lesson]
        name = mover.school.subjects[held.subject] if of == "class" else held.label
        count[name] = count.get(name, 0) + held.duration
    total = sum(count.values())
    told = "、".join(f"{name}{n}" for name, n in count.items())
    return (
        Words(f"共 {total} 节：{told}", f"{total} periods: {told.replace('、', ', ')}")
        if total
        else Words("没有课", "No lessons")
    )
