"""What is pressed: open, sign, withdraw, send back, certify, explain, remind, check again. Each a POST, each told why not."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, years_reported
from xuezheng.returns.actions import (
    do_certify,
    do_explain,
    do_look_over_city,
    do_open,
    do_remind,
    do_reopen,
    do_sign_county,
    do_sign_school,
    do_withdraw,
)
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.pages.finding import address, find_collection, find_part, level_of, schools_seen
from xuezheng.returns.pages.overview import is_late_now
from xuezheng.returns.pages.school import school_page
from xuezheng.returns.rules import OPEN, REASON_LENGTH, Dues, usual_dues
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Link, Notice, problem_notice


def refused_page(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """What stood in the way, and the way back."""
    title = Words("没有做成", "Not done")
    notices = tuple(problem_notice(problem) for problem in refusal.problems[:20])
    page = page_for(
        request, title, crumbs=(Link(Words("年报", "Returns"), reverse("returns")), Link(title)), notices=notices
    )
    return render(request, "returns/refused.html", {"page": page, "back": back}, status=409)


def tried(request: HttpRequest, do: Callable[[], object], back: str) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        return refused_page(request, refusal, back)
    return HttpResponseRedirect(back)


def of_school(request: HttpRequest, part: Part, do: Callable[[], object], anchor: str = "") -> HttpResponse:
    """Do something to a school's part; what stands in the way is told on its page."""
    try:
        do()
    except Refused as refusal:
        part.refresh_from_db()
        return school_page(request, part, tuple(problem_notice(p) for p in refusal.problems), status=409)
    return HttpResponseRedirect(address(part.collection, "school-return", part.code) + anchor)


@require_POST
@signed_in("return.sign_school")
def sign_school(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    """The head signs; a county officer may sign on behalf of a school, saying by what paper."""
    part = find_part(request, city_code, year, "school", code, "return.sign_school")
    note = request.POST.get("note", "")
    own = any(held.institution_code == code for held in held_by(request.user))

    def do() -> None:
        if not own and len(note.strip()) < REASON_LENGTH:
            what = Words(
                "代签须写明依据，如“校长签字的纸质表，9月18日收”。",
                "To sign on behalf of a school, say by what: “paper signed by the head, received 18 September”.",
            )
            raise Refused([Problem("return.on_behalf", what, which=part.name)])
        do_sign_school(settings.INSTANCE, part, account=request.user, note=note)

    return of_school(request, part, do)


@require_POST
@signed_in("return.sign_school")
def withdraw(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    part = find_part(request, city_code, year, "school", code, "return.sign_school")
    return of_school(request, part, lambda: do_withdraw(part, account=request.user))


@require_POST
@signed_in("return.fill")
def explain(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    part = find_part(request, city_code, year, "school", code, "return.fill")
    rule, reason = request.POST.get("rule", ""), request.POST.get("reason", "")
    return of_school(request, part, lambda: do_explain(part, rule, reason, account=request.user), "#objections")


@require_POST
@signed_in("return.reopen")
def reopen_school(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    part = find_part(request, city_code, year, "school", code, "return.reopen")
    reason = request.POST.get("reason", "")
    return of_school(request, part, lambda: do_reopen(part, level_of(request, part), reason, account=request.user))


@require_POST
@signed_in("return.sign_county")
def sign_county(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    part = find_part(request, city_code, year, "county", code, "return.sign_county")
    back = address(part.collection, "return-schools") + f"?county={code}"
    return tried(request, lambda: do_sign_county(part, account=request.user, note=request.POST.get("note", "")), back)


@require_POST
@signed_in("return.reopen")
def reopen_county(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    part = find_part(request, city_code, year, "county", code, "return.reopen")
    back = address(part.collection, "return-schools") + f"?county={code}"
    reason = request.POST.get("reason", "")
    return tried(request, lambda: do_reopen(part, level_of(request, part), reason, account=request.user), back)


@require_POST
@signed_in("return.certify")
def certify(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """Certify and freeze; then show the revision, with what it changed."""
    part = find_part(request, city_code, year, "city", city_code, "return.certify")
    reason = request.POST.get("reason", "")
    try:
        done = do_certify(settings.INSTANCE, part.collection, account=request.user, reason=reason)
    except Refused as refusal:
        return refused_page(request, refusal, address(part.collection))
    return HttpResponseRedirect(reverse("return", args=[city_code, year, done.frozen.revision]))


@require_POST
@signed_in("return.certify")
def reopen_city(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    part = find_part(request, city_code, year, "city", city_code, "return.certify")
    reason = request.POST.get("reason", "")
    return tried(request, lambda: do_reopen(part, "city", reason, account=request.user), address(part.collection))


@require_POST
@signed_in("return.reopen")
def remind(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """Note that the late schools of a county (or of the city) were reminded."""
    found = find_collection(city_code, year)
    county = request.POST.get("county", "")
    schools = [
        p for p in schools_seen(request, found, "return.reopen").select_related("collection")
        if county in ("", p.county_code) and p.state == OPEN and is_late_now(found, p, request)
    ]  # fmt: skip
    back = address(found, "return-schools") + f"?late=1{f'&county={county}' if county else ''}"
    return tried(request, lambda: do_remind(schools, account=request.user, note=request.POST.get("note", "")), back)


@require_POST
@signed_in("return.reopen")
def check_again(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """Ask every rule of the whole city again."""
    found = find_collection(city_code, year)
    if not schools_seen(request, found, "return.reopen").exists():
        raise PermissionDenied
    return tried(request, lambda: do_look_over_city(settings.INSTANCE, found), address(found))


@signed_in("return.certify")
def open_collection(request: HttpRequest, city_code: str) -> HttpResponse:
    """Open the collection of a school year: which, and by when each level signs."""
    if not may(request.user, "return.certify", Place(city_code)):
        raise PermissionDenied
    taken = set(Collection.objects.filter(city_code=city_code).values_list("school_year", flat=True))
    years = [year for year in reversed(years_reported(city_code)) if year not in taken]
    if not years and not taken:
        raise Http404
    notices: tuple[Notice, ...] = ()
    usual = usual_dues(years[0]) if years else usual_dues(today_of(request).year)
    typed = {
        name: request.POST.get(name, day.isoformat())
        for name, day in (("school_on", usual.school_on), ("county_on", usual.county_on), ("city_on", usual.city_on))
    }
    if request.method == "POST":
        try:
            dues = Dues(*(date.fromisoformat(typed[name]) for name in ("school_on", "county_on", "city_on")))
            made = do_open(settings.INSTANCE, city_code, int(request.POST.get("year", "0")), dues, account=request.user)
            return HttpResponseRedirect(address(made))
        except ValueError:
            notices = (Notice(Words("日期写成 2024-09-20。", "Days are written 2024-09-20."), tone="must"),)
        except Refused as refusal:
            notices = tuple(problem_notice(p) for p in refusal.problems)
    title = Words(f"开始填报：{area_words(city_code).zh}", f"Open a collection: {area_words(city_code).en}")
    page = page_for(
        request, title, crumbs=(Link(Words("年报", "Returns"), reverse("returns")), Link(title)), notices=notices
    )
    return render(
        request, "returns/open.html", {"page": page, "years": years, "typed": typed}, status=409 if notices else 200
    )


def cities_to_open(request: HttpRequest) -> list[str]:
    """The cities in which the person may open a collection."""
    return sorted(
        {
            h.area_code[:4] + "00"
            for h in held_by(request.user)
            if h.role in POLICY["return.certify"] and not h.institution_code
        }
    )
