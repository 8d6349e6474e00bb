"""JSON for the map: what follows where a school is turned off, or on again."""

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Refused
from xuezheng.layout.actions.planning import tried
from xuezheng.layout.pages.drawing import frame_of, places_of, trial_ways
from xuezheng.layout.pages.picking import picked
from xuezheng.layout.pages.where import here_of, year_at
from xuezheng.screens.asking import language_of


@signed_in("plan.view")
def what_if(request: HttpRequest, pk: int) -> JsonResponse:
    """`?code=` of a school, and `version`, `year`: who moves where, how far, what it costs, who has no seat; the panel, and
    the ways as drawing, in the language of the request."""
    here = here_of(request, pk)
    code, t = request.GET.get("code", ""), year_at(request, here)
    if code not in here.made.place_of:
        raise Http404
    try:
        trial = tried(here, code, here.made.asked.first_year + (t if request.GET.get("year") else 0))
    except Refused as refused:
        return JsonResponse({"problems": [p.as_dict() for p in refused.problems]}, status=422)
    page = frame_of(here)
    at = places_of(here, page)
    sites, rows = here.made.sites["site_code"].to_list(), here.made.rows["village_code"].to_list()
    moves = [
        {"village": rows[i], "from": sites[old] if old >= 0 else None, "to": sites[new] if new >= 0 else None,
         "children": int(here.made.children[trial.t][i])}
        for i, old, new in zip(trial.rows.tolist(), trial.before.tolist(), trial.after.tolist(), strict=True)
    ]  # fmt: skip
    return JsonResponse({
        "code": code, "school": sites[here.made.ground[trial.site]], "action": trial.action, "closes": trial.closes, "year": here.made.asked.first_year + trial.t, "children": trial.children,
        "minutes_before": round(trial.minutes_before, 1), "minutes_after": round(trial.minutes_after, 1), "longest": round(trial.longest, 1),
        "running_wan": round(trial.running, 2), "once_wan": round(trial.once, 2), "boarders": trial.boarders, "without_seat": trial.without_seat, "can_keep": trial.stands,
        "overfull": [sites[j] for j in trial.overfull], "homeless": [rows[i] for i in trial.homeless_rows], "moves": moves,
        "ways": str(trial_ways(here, page, trial, at)),
        "panel": render_to_string(
            "layout/pick.html", {"pick": picked(here, code, t, trial), "can_make": may(request.user, "plan.make", Place(here.plan.county_code)), "language": language_of(request)}, request
        ),
    })  # fmt: skip
