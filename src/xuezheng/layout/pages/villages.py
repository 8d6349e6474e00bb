"""Villages with their children: the list, the form to fill, and files tried before they are taken."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.sheets import lines_of
from xuezheng.layout.actions.villages import DATUMS, do_take_villages, template
from xuezheng.layout.models import Village
from xuezheng.layout.pages.where import TERRAIN_WORDS, TITLE, Area, area_of, crumbs_of
from xuezheng.layout.rules.planning import grades_of
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Link, Notice, Row, TableQuery, arrange, problem_notice
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

VILLAGES = Words("村庄与儿童", "Villages and children")
MOST_BYTES = 20_000_000
COLUMNS = (
    Column("code", Words("村代码", "Village code")), Column("name", Words("村（社区）", "Village")), Column("town", Words("乡镇（街道）", "Township")),
    Column("longitude", Words("经度", "Longitude"), "number", decimals=5), Column("latitude", Words("纬度", "Latitude"), "number", decimals=5),
    Column("terrain", Words("地形", "Terrain")), Column("year", Words("学年", "School year"), "year"), Column("primary", Words("小学儿童", "Primary children"), "count"),
    Column("primary_code", Words("现就读小学", "Primary school now")), Column("junior", Words("初中儿童", "Junior children"), "count"),
    Column("junior_code", Words("现就读初中", "Junior school now")),
)  # fmt: skip


@signed_in("register.view")
def villages(request: HttpRequest) -> HttpResponse:
    """The villages of a city or county; POST tries or takes a file of one county."""
    here = area_of(request, "register.view")
    can_edit = may(request.user, "record.edit", Place(here.code))
    if request.GET.get("template"):
        response = HttpResponse(template(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="villages.csv"'
        return response
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        notices = taken(request, here)
    rows = rows_of(here)
    query = TableQuery.read(request.GET, page_size=50, sort="code")
    if wanted := asked_format(request.GET):
        about = About(
            VILLAGES,
            here.words,
            "",
            Words("村庄登记", "Villages registered"),
            as_of=today_of(request),
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"villages-{here.code}", wanted, COLUMNS, rows, about, query=query)
    lead = Words(
        "每个村、社区在哪里，各年级有多少儿童，现在去哪所学校：布局方案由此而来。人数不落到个人。",
        "Where each village lies, how many children of each grade it has, and which schools they go to: layout plans are made from it. Counts, no persons.",
    )
    page = page_for(
        request, Words(f"{here.words.zh}：{VILLAGES.zh}", f"{VILLAGES.en}: {here.words.en}"), lead=lead, notices=notices,
        crumbs=crumbs_of(here.code, Link(TITLE, f"/layout/?area={here.code}"), Link(VILLAGES)),
    )  # fmt: skip
    counties = list(names_of(area_prefix(here.code), "county").items()) or [(here.code, here.words)]
    context = {
        "page": page, "table": arrange(rows, COLUMNS, query, language.current(), caption=VILLAGES) if rows else None, "can_edit": can_edit,
        "counties": counties, "datums": DATUMS.items(), "here": here,
    }  # fmt: skip
    return render(request, "layout/villages.html", context)


def taken(request: HttpRequest, here: Area) -> tuple[Notice, ...]:
    """Try or take the file; what it would do or did, or every cell that is wrong."""
    file, county = request.FILES.get("file"), request.POST.get("county", "") or here.code
    if file is None or (file.size or 0) > MOST_BYTES:
        return (Notice(Words("没有选文件，或超过20兆。", "No file was chosen, or it is above 20 MB."), tone="must"),)
    if not may(request.user, "record.edit", Place(county)):
        raise PermissionDenied
    apply = request.POST.get("do") == "apply"
    try:
        found = do_take_villages(
            request.user,
            county,
            lines_of(file.read(), file.name or "villages.csv"),
            file.name or "villages.csv",
            datum=request.POST.get("datum", "wgs84"),
            apply=apply,
        )
    except Refused as refused:
        return tuple(problem_notice(p) for p in refused.problems[:20])
    done = Words("已写入", "Taken") if apply else Words("试读通过，没有写入", "Tried, nothing written")
    told = Words(
        f"新增{found.added}个村，改动{found.changed}个，不变{found.unchanged}个；儿童{found.children:,}人。",
        f"{found.added} villages new, {found.changed} changed, {found.unchanged} as they were; {found.children:,} children.",
    )
    return (Notice(done, told, tone="info"),)


def rows_of(here: Area) -> list[Row]:
    prefix = area_prefix(here.code)
    found = Village.objects.filter(town__code__startswith=prefix).order_by("code")
    towns = names_of(prefix, "town")
    counted: dict[str, dict[int, int]] = {}
    for stage in ("primary", "junior"):
        counts = (
            found.filter(children__grade__in=grades_of(stage))
            .annotate(n=Sum("children__child_count"))
            .values_list("pk", "n")
        )
        counted[stage] = {pk: n or 0 for pk, n in counts}
    columns = (
        "pk",
        "code",
        "name",
        "town_id",
        "longitude",
        "latitude",
        "terrain",
        "counted_year",
        "primary_school__code",
        "junior_school__code",
    )
    return [
        {
            "code": code, "name": name, "town": towns.get(town, Words(town, town)), "longitude": lon, "latitude": lat, "terrain": TERRAIN_WORDS[terrain],
            "year": year, "primary": counted["primary"].get(pk, 0), "junior": counted["junior"].get(pk, 0), "primary_code": primary or "—",
            "junior_code": junior or "—",
        }
        for pk, code, name, town, lon, lat, terrain, year, primary, junior in found.values_list(*columns)
    ]  # fmt: skip
