"""What may become of a county's schools: the list, the form for one, files tried before they are taken, and road networks."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.options import (
    CHOICES,
    COLUMNS,
    EXAMPLES,
    KINDS,
    do_add_option,
    do_remove_option,
    do_take_options,
    schools_for,
)
from xuezheng.layout.actions.roads import do_take_roads, kept_roads
from xuezheng.layout.actions.sheets import csv_template, lines_of, xlsx_template
from xuezheng.layout.models import LayoutOption
from xuezheng.layout.pages.where import STAGE_WORDS, TITLE, Area, area_of, crumbs_of
from xuezheng.registers.lookup import names_of
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Table, problem_notice

OPTIONS = Words("可选的变动与路网", "Options and roads")
MOST_BYTES = 20_000_000
WAN = Words("万元", "10,000 yuan")
LISTED = (
    Column("what", Words("变动", "What"), is_sortable=False), Column("stage", Words("学段", "Stage"), is_sortable=False), Column("school", Words("学校、备选点", "School or site"), is_sortable=False),
    Column("seats", Words("学位", "Seats"), "count", is_sortable=False), Column("beds", Words("床位", "Beds"), "count", is_sortable=False),
    Column("cost", Words("一次投入", "Once"), "number", WAN, 0, is_sortable=False), Column("running", Words("每年多支出", "More a year"), "number", WAN, 1, is_sortable=False),
    Column("ready", Words("最早启用", "Ready"), is_sortable=False),
)  # fmt: skip
TEMPLATES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@signed_in("plan.view")
def options(request: HttpRequest) -> HttpResponse:
    """The options of a county (`?area=`); POST adds or removes one, tries or takes a file, takes a road network."""
    here = area_of(request)
    if (kind := request.GET.get("template", "")) in TEMPLATES:
        text = csv_template(COLUMNS, EXAMPLES).encode() if kind == "csv" else xlsx_template(COLUMNS, EXAMPLES, CHOICES)
        response = HttpResponse(text, content_type=TEMPLATES[kind])
        response["Content-Disposition"] = f'attachment; filename="layout-options.{kind}"'
        return response
    counties = list(names_of(area_prefix(here.code), "county").items()) or [(here.code, here.words)]
    county = here.code if here.level == "county" else request.POST.get("county", "") or counties[0][0]
    if not may(request.user, "plan.view", Place(county)):
        raise PermissionDenied
    can_make = may(request.user, "plan.make", Place(county))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_make:
            raise PermissionDenied
        try:
            notices = (acted(request, county),)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    lead = Words(
        "除了保留和并入，方案还可以扩建、办寄宿、改教学点、改办另一学段、新建。在这里写明哪些学校可以、要多少钱；新立的方案都会带上，由求解决定做不做。",
        "Besides staying and merging, a plan may extend schools, give them boarding houses, make them teaching points, turn them to the other stage, or "
        "build. Say here which may, and at what cost: plans made from now on have these options, and solving decides which to take.",
    )
    page = page_for(
        request, Words(f"{here.words.zh}：{OPTIONS.zh}", f"{OPTIONS.en}: {here.words.en}"), lead=lead, notices=notices,
        crumbs=crumbs_of(here.code, Link(TITLE, f"/layout/?area={here.code}"), Link(OPTIONS)),
    )  # fmt: skip
    found, day = listed(here), today_of(request)
    failed = any(n.tone == "must" for n in notices)
    context: dict[str, Any] = {
        "page": page, "here": here, "county": county, "counties": counties, "can_make": can_make, "table": table_of(found, day) if found else None,
        "options": [(o.pk, name_of(o, day)) for o in found if o.county_code == county], "kinds": KINDS.items(), "stages": list(STAGE_WORDS.items())[:2],
        "schools": sorted((c, name) for c, (name, *_) in schools_for(county).items()), "roads": kept_roads(settings.INSTANCE, county),
        "form": request.POST if failed or notices else {},
    }  # fmt: skip
    return render(request, "layout/options.html", context)


def acted(request: HttpRequest, county: str) -> Notice:
    """Do what the form asks; gives what was done. Raises Refused."""
    do, form, sent = request.POST.get("do", ""), request.POST, request.FILES.get("file")
    if do == "add":
        made = do_add_option(request.user, county, {key: form.get(key, "").strip() for key, *_ in COLUMNS})
        return Notice(Words("已登记", "Recorded"), name_of(made, today_of(request)), tone="info")
    if do == "remove":
        number = form.get("option", "")
        option = (
            LayoutOption.objects.filter(pk=int(number), county_code=county).first()
            if number.isdigit() and len(number) < 12
            else None
        )
        if option is None:
            raise Http404
        told = name_of(option, today_of(request))
        do_remove_option(request.user, option)
        return Notice(Words("已去掉", "Removed"), told, tone="info")
    if sent is None or (sent.size or 0) > (MOST_BYTES if do != "roads" else MOST_BYTES * 10):
        return Notice(Words("没有选文件，或文件太大。", "No file was chosen, or it is too large."), tone="must")
    if do == "roads":
        digest, links = do_take_roads(request.user, settings.INSTANCE, county, sent.name or "", sent.read())
        told = Words(
            f"{sent.name}：客车可用路段{links:,}条（{digest}）。", f"{sent.name}: {links:,} links for a bus ({digest})."
        )
        return Notice(
            Words("已收路网；新立方案时可选。", "The road network is taken: choose it in a new plan."),
            told,
            tone="info",
        )
    apply = do == "apply"
    file = sent.name or "options"
    found = do_take_options(request.user, county, lines_of(sent.read(), file), file, apply=apply)
    done = Words("已写入", "Taken") if apply else Words("试读通过，没有写入", "Tried, nothing written")
    told = Words(
        f"{found.added}项，替换原有{found.replaced}项。",
        f"{found.added} options, in the place of {found.replaced} there were.",
    )
    return Notice(done, told, tone="info")


def listed(here: Area) -> list[LayoutOption]:
    prefix = area_prefix(here.code)
    return list(LayoutOption.objects.filter(county_code__startswith=prefix).select_related("institution")[:500])


def school_name(option: LayoutOption, day: date) -> str:
    if option.institution is None:
        return option.name
    version = option.institution.versions.as_of(day).first()  # type: ignore[attr-defined]
    return version.name if version else option.institution.code


def name_of(option: LayoutOption, day: date) -> Words:
    kind, name = KINDS[option.kind], school_name(option, day)
    return Words(f"{name}：{kind.zh}", f"{name}: {kind.en}")


def table_of(found: list[LayoutOption], day: date) -> Table:
    rows: list[Row] = [
        {
            "what": KINDS[o.kind], "stage": STAGE_WORDS[o.stage], "school": Cell(school_name(o, day)), "seats": o.seat_count or None, "beds": o.bed_count or None,
            "cost": o.cost_fen / 1e6, "running": o.running_fen / 1e6, "ready": str(o.ready_year) if o.ready_year else Words("随时", "at once"),
        }
        for o in found
    ]  # fmt: skip
    return Table(LISTED, tuple(rows), is_tight=True)
