"""The register of institutions, as it stood on any day: filter, sort, page, download."""

from datetime import date
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY
from xuezheng.access.scope import scoped
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.models import InstitutionVersion
from xuezheng.registers.rules import urban_rural_group
from xuezheng.registers.words import GROUP_WORDS, ORGANISER_WORDS, TYPE_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.kept import kept

COLUMNS = (
    Column("name", Words("名称", "Name")),
    Column("code", Words("标识码", "Code")),
    Column("type", Words("办学类型", "Kind")),
    Column("organiser", Words("举办者", "Organiser")),
    Column("group", Words("城乡", "Urban or rural")),
    Column("county", Words("县（市、区）", "County")),
    Column("town", Words("乡镇（街道）", "Township")),
    Column("opened_on", Words("设立", "Opened"), "date"),
)


def asked_day(request: HttpRequest) -> date:
    """The day asked for with `?on=YYYY-MM-DD`, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today_of(request)


def institution_rows(request: HttpRequest, day: date, area_code: str, kind: str) -> list[Row]:
    """Rows of the register on a day that the signed-in person may see."""
    versions = scoped(InstitutionVersion.objects.as_of(day), request.user, "register.view")
    if area_code:
        versions = versions.filter(town__code__startswith=area_prefix(area_code))
    if kind:
        versions = versions.filter(school_type=kind)
    found = versions.order_by("institution__code").values_list(
        "institution__code", "name", "school_type", "organiser", "urban_rural", "town__name", "town__name_en",
        "town__parent__name", "town__parent__name_en", "institution__opened_on",
    )  # fmt: skip
    address = reverse("institution", args=["CODE"])  # asked once: a city has a thousand schools
    return [
        {
            "name": Cell(name, href=address.replace("CODE", code)),
            "code": code,
            "type": named(TYPE_WORDS, school_type),
            "organiser": named(ORGANISER_WORDS, organiser),
            "group": GROUP_WORDS[urban_rural_group(urban_rural)],
            "county": Words(county, county_en or county),
            "town": Words(town, town_en or town),
            "opened_on": opened_on,
        }
        for code, name, school_type, organiser, urban_rural, town, town_en, county, county_en, opened_on in found
    ]


def more_actions(request: HttpRequest) -> tuple[Action, ...]:
    """Events and transfers; for who may unite records, those too."""
    found = [
        Action(Words("学校事项", "Events"), reverse("events")),
        Action(Words("转学", "Transfers"), reverse("transfers")),
    ]
    if any(h.role in POLICY["student.merge"] and not h.institution_code for h in held_by(request.user)):
        found.append(Action(Words("一人多籍", "One person, two records"), reverse("duplicates")))
    return tuple(found)


@signed_in("register.view")
def institutions(request: HttpRequest) -> HttpResponse:
    """The list, or its download with `?format=xlsx|csv|parquet`."""
    day, language = asked_day(request), language_of(request)
    area_code, kind = request.GET.get("area", ""), request.GET.get("kind", "")
    if not area_code.isdigit() or len(area_code) not in (6, 9):
        area_code = ""
    query = TableQuery.read(request.GET, sort="code")

    def rows() -> list[Row]:
        return kept(
            request, ("institutions", day, area_code, kind), lambda: institution_rows(request, day, area_code, kind)
        )

    title = Words("学校（机构）登记册", "Register of institutions")
    place = area_words(area_code) if area_code else Words("所辖全部", "everything in your area")
    if wanted := asked_format(request.GET):
        about = About(
            title, place, day.isoformat(), Words("学校登记册", "Register of institutions"), as_of=day,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download("institutions", wanted, COLUMNS, rows(), about, query=query)
    table = cache(lambda: arrange(rows(), COLUMNS, query, language))
    may_import = any(held.role in POLICY["register.import"] for held in held_by(request.user))
    actions = (Action(Words("导入文件", "Import files"), reverse("imports")),) if may_import else ()
    page = page_for(request, title, aside=place, actions=(*actions, *more_actions(request)))
    kinds = [(code, words) for code, words in TYPE_WORDS.items()]
    context = {"page": page, "table": table, "day": day, "kinds": kinds, "kind": kind, "area_code": area_code}
    return render(request, "registers/institutions.html", context)
