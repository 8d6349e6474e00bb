"""What a forecast rests on besides the returns: births, new dwellings, projects; files of them, tried before they are written."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Link, Notice, Row, TableQuery, arrange, problem_notice
from xuezheng.seats.actions.intake import SHEETS, do_take_file, template
from xuezheng.seats.models import Births, Dwellings
from xuezheng.seats.pages.deciding import CONVERSIONS, conversion_rows, conversions_of, decided, files_of
from xuezheng.seats.pages.where import STAGE_WORDS, Here, crumbs, here_of

TITLE = Words("预测依据的数据", "What the forecast rests on")
CONVERTED = Words("教室转用", "Rooms turned to another stage")
MOST_BYTES = 5_000_000
BIRTHS = (
    Column("area", Words("地区", "Area")), Column("year", Words("年份", "Year"), "year"), Column("births", Words("出生人数", "Births"), "count"),
    Column("source", Words("来源", "Source")),
)  # fmt: skip
DWELLINGS = (
    Column("town", Words("乡镇（街道）", "Township")), Column("name", Words("楼盘", "Name")), Column("year", Words("交付学年", "School year"), "year"),
    Column("dwellings", Words("套数", "Dwellings"), "count"), Column("source", Words("来源", "Source")),
)  # fmt: skip


@signed_in("register.view")
def inputs(request: HttpRequest) -> HttpResponse:
    """Births and dwellings of an area; POST tries or takes a file, takes one back, or records rooms turned to another stage."""
    here = here_of(request, action="register.view")
    can_edit = may(request.user, "record.edit", Place(here.area.code))
    if (kind := request.GET.get("template", "")) in SHEETS:
        response = HttpResponse(template(kind), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
        return response
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        is_file = request.POST.get("do") in ("try", "apply")
        notices = tried(request) if is_file else decided(request, here)
    page = page_for(request, TITLE, crumbs=crumbs(here, Link(TITLE)), notices=notices)
    plain = language.current()
    births, dwellings = births_rows(here), dwelling_rows(here)
    known, homes = (
        TableQuery.read(request.GET, page_size=30, prefix="b"),
        TableQuery.read(request.GET, page_size=30, prefix="d"),
    )
    turned, rooms = conversion_rows(here), TableQuery.read(request.GET, page_size=30, prefix="c")
    context = {
        "page": page, "can_edit": can_edit, "sheets": list(SHEETS.values()), "here": here,
        "births": arrange(births, BIRTHS, known, plain, caption=SHEETS["births"].title) if births else None,
        "dwellings": arrange(dwellings, DWELLINGS, homes, plain, caption=SHEETS["dwellings"].title) if dwellings else None,
        "conversions": arrange(turned, CONVERSIONS, rooms, plain, caption=CONVERTED) if turned else None,
        "standing": list(conversions_of(here)) if can_edit else [], "files": files_of(request, here) if can_edit else [],
        "stages": STAGE_WORDS.items(), "towns": sorted(names_of(here.area.code[:6] if len(here.area.code) == 9 else area_prefix(here.area.code), "town").items()),
        "total": Dwellings.objects.filter(town__code__startswith=area_prefix(here.area.code)).aggregate(n=Sum("dwelling_count"))["n"],
    }  # fmt: skip
    return render(request, "seats/inputs.html", context)


def tried(request: HttpRequest) -> tuple[Notice, ...]:
    """What a file would do, or did, or what is wrong with it."""
    kind, sent = request.POST.get("kind", ""), request.FILES.get("file")
    if kind not in SHEETS:
        raise Http404
    try:
        text = text_of(sent)
        is_apply = request.POST.get("do") == "apply"
        taken = do_take_file(request.user, kind, text, str(getattr(sent, "name", "")), apply=is_apply)
    except Refused as refused:
        return tuple(problem_notice(p) for p in refused.problems[:20])
    what = Words(
        f"新增{taken.added}行，更改{taken.changed}行，{taken.unchanged}行不变",
        f"{taken.added} rows new, {taken.changed} changed, {taken.unchanged} as they were",
    )
    title = Words("已写入", "Taken") if is_apply else Words("试读：没有写入", "Tried: nothing was written")
    return (Notice(title, what, tone="info"),)


def text_of(sent: Any) -> str:
    """The text of a file. Raises Refused where there is none, or it is too large or not UTF-8."""
    if sent is None or sent.size > MOST_BYTES:
        raise Refused(
            [Problem("intake.file", Words("请选一个不超过5兆的CSV文件。", "Choose a CSV file of at most 5 MB."))]
        )
    raw = bytes(sent.read())
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        [
            Problem(
                "intake.encoding",
                Words("文件编码认不出来。", "The encoding of the file is not known."),
                where=str(sent.name),
            )
        ]
    )


def births_rows(here: Here) -> list[Row]:
    found = Births.objects.filter(area__code__startswith=area_prefix(here.area.code)).order_by("area_id", "-year")
    names = {**names_of(here.city_code[:4], "county"), **names_of(here.city_code[:4], "town")}
    return [
        {
            "area": names.get(str(b.area_id), Words(str(b.area_id), str(b.area_id))),
            "year": b.year,
            "births": b.birth_count,
            "source": b.source,
        }
        for b in found
    ]


def dwelling_rows(here: Here) -> list[Row]:
    found = Dwellings.objects.filter(town__code__startswith=area_prefix(here.area.code)).order_by("-year", "town_id")
    names = names_of(here.city_code[:4], "town")
    return [
        {"town": names.get(str(d.town_id), Words(str(d.town_id), str(d.town_id))), "name": d.name, "year": d.year, "dwellings": d.dwelling_count, "source": d.source}
        for d in found
    ]  # fmt: skip
