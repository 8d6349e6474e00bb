"""The student's page, on a phone, without an account: the code of the slip, what each combination opens and closes, the receipt."""

from datetime import timedelta
from typing import Any, Final

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Notice, problem_notice
from xuezheng.timetables.actions.choosing import do_choose, do_request, has_room, receipt_of
from xuezheng.timetables.actions.classes import class_of
from xuezheng.timetables.actions.majors import open_names, opening
from xuezheng.timetables.actions.rounds import present, state_of
from xuezheng.timetables.actions.slips import found_by
from xuezheng.timetables.models import ChoiceRound, Chooser
from xuezheng.timetables.pages.rounds import STATE_WORDS, whole
from xuezheng.timetables.rules import EVENTS, REQUEST_STATES, ROUND_KINDS

KEY, UNTIL, HASH = "choice_chooser", "choice_until", "choice_hash"
MINUTES: Final = 30
TITLE = Words("选科", "Choosing subjects")


@never_cache
def entering(request: HttpRequest) -> HttpResponse:
    """Where the code is typed in."""
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not ratelimit.consume(request, action="choice_code"):
            return limited(request)
        found = found_by(request.POST.get("code", ""))
        if found is not None:
            request.session[KEY], request.session[HASH] = found.pk, found.code_hash
            request.session[UNTIL] = (present() + timedelta(minutes=MINUTES)).isoformat()
            return HttpResponseRedirect(reverse("choice-mine"))
        if not ratelimit.consume(request, action="choice_wrong"):
            return limited(request)
        what = Words("没有这个个人码。", "There is no such code.")
        cure = Words(
            "照纸条再输一遍；重印以后，旧码作废。",
            "Type it again from the slip; once it is printed anew, the old one is void.",
        )
        notices = (problem_notice(Problem("choice.code", what, cure=cure)),)
    lead = Words("输入学校印发的个人码。", "Type in the code on the slip that your school gave you.")
    return render(
        request, "timetables/choice_code.html", {"page": page_for(request, TITLE, lead=lead, notices=notices)}
    )


def limited(request: HttpRequest) -> HttpResponse:
    what = Words("试得太多，请一分钟后再来。", "Too many tries; come again in a minute.")
    page = page_for(request, TITLE, notices=(problem_notice(Problem("choice.limit", what)),))
    return render(request, "timetables/choice_code.html", {"page": page}, status=429)


def chooser_of(request: HttpRequest) -> Chooser | None:
    """Whose code was typed in, in the last half hour, and is not void since."""
    until = str(request.session.get(UNTIL, ""))
    if not until or until < present().isoformat():
        return None
    found = (
        Chooser.objects.filter(pk=request.session.get(KEY, 0)).select_related("round__institution", "student").first()
    )
    return found if found is not None and found.code_hash == request.session.get(HASH) else None


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The student's own page; POST chooses, or asks for a change."""
    chooser = chooser_of(request)
    if chooser is None:
        return HttpResponseRedirect(reverse("choice"))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            wanted = "+".join([request.POST.get("chosen", ""), *request.POST.getlist("level")])
            if request.POST.get("do") == "request":
                do_request(chooser, wanted, request.POST.get("reason", ""))
            else:
                do_choose(chooser, whole(request.POST.get("number", "")), wanted)
            return HttpResponseRedirect(request.path + "?saved=1#receipt")
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems)
            chooser.refresh_from_db()
    if request.GET.get("saved"):
        notices = (Notice(Words("已保存。", "Saved."), tone="info"),)
    return render(request, "timetables/choice_mine.html", context_of(request, chooser, notices))


def context_of(request: HttpRequest, chooser: Chooser, notices: tuple[Notice, ...]) -> dict[str, Any]:
    one = chooser.round
    state, zone = state_of(one, present()), timezone.get_current_timezone()
    closes = one.closes_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    school = find_institution(one.institution.code)
    name = school.name if school else one.institution.code
    kind = ROUND_KINDS[one.kind]
    lead = Words(
        f"{name}　{one.title}（{kind.zh}），{STATE_WORDS[state].zh}，截止{closes}。",
        f"{name}, {one.title} ({kind.en}), {STATE_WORDS[state].en}, closes {closes}.",
    )
    levels = [(subject, own) for subject, own in dict(one.scheme.get("levels") or {}).items()]
    taken = set(chooser.chosen.split("+"))
    core = "+".join(part for part in chooser.chosen.split("+") if not any(part in own for _, own in levels))
    words = request.GET.get("major", "").strip()[:20]
    looked = request.GET.get("for", "") or core
    return {
        "page": page_for(request, Words(f"{chooser.student.name}，{chooser.class_number}班", f"{chooser.student.name}, class {chooser.class_number}"), lead=lead, notices=notices),
        "chooser": chooser, "one": one, "state": state, "is_binding": one.kind == "binding", "options": options_of(one, chooser, core), "core": core,
        "levels": [(subject, [(level, level in taken) for level in own]) for subject, own in levels], "receipt": receipt_of(chooser),
        "requests": [(REQUEST_STATES[r.state], r) for r in chooser.requests.all()[:5]], "events": [(EVENTS[e.kind], e) for e in chooser.events.all()[:12]],
        "words": words, "looked": looked, "found": open_names(one, looked, words) if words and looked else [], "own_class": class_of(chooser),
    }  # fmt: skip


def options_of(one: ChoiceRound, chooser: Chooser, core: str) -> list[dict[str, Any]]:
    """Each combination offered: how many it opens, the groups it closes wholly or in part, whether it is full."""
    found: list[dict[str, Any]] = []
    for subjects, limit in one.offered:
        chosen = "+".join(subjects)
        told = opening(one, chosen)
        closed = [(group, total) for group, n, total in told["groups"] if n == 0] if told else []
        partly = [(group, n, total) for group, n, total in told["groups"] if 0 < n < total] if told else []
        found.append({
            "chosen": chosen, "share": told["open"] / told["total"] if told else None, "open": told["open"] if told else None, "total": told["total"] if told else None,
            "closed": closed, "partly": partly, "is_full": limit is not None and not has_room(one, chosen, chooser.pk), "is_mine": chosen == core,
        })  # fmt: skip
    return found


@require_POST
def leaving(request: HttpRequest) -> HttpResponse:
    """Forget the code, on a phone that others use too."""
    for key in (KEY, UNTIL, HASH):
        request.session.pop(key, None)
    return HttpResponseRedirect(reverse("choice"))
