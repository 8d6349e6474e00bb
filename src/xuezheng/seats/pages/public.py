"""The public version of the warnings: colours and rounded numbers of townships, with small ones withheld. No school, no person."""

import polars as pl
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_area, names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, EmptyState, Row, TableQuery, arrange
from xuezheng.screens.numbers import Missing
from xuezheng.seats.actions import public_forecast
from xuezheng.seats.models import SeatForecast
from xuezheng.seats.pages.overview import gravest
from xuezheng.seats.pages.showing import colour_cell
from xuezheng.seats.pages.where import STAGE_WORDS
from xuezheng.seats.rules import rounded_ten

FEWEST = 50  # children below which a township's numbers are withheld
YEARS = 3  # years ahead that the public sees: what families can act on
COLUMNS = (
    Column("county", Words("区县", "County")), Column("town", Words("乡镇（街道）", "Township")), Column("stage", Words("学段", "Stage")),
    Column("colour", Words("预警", "Warning")), Column("year", Words("学年", "School year"), "year"),
    Column("children", Words("约需学位", "Seats needed, about"), "count"), Column("seats", Words("约有学位", "Seats, about"), "count"),
)  # fmt: skip


def public(request: HttpRequest) -> HttpResponse:
    """What was published for a city (`?area=`, else the first): red, orange and yellow within three years."""
    cities = sorted(set(SeatForecast.objects.filter(published_at__isnull=False).values_list("city_code", flat=True)))
    asked = request.GET.get("area", "")
    if asked and asked not in cities:
        raise Http404
    city = asked or (cities[0] if cities else "")
    kept = public_forecast(settings.INSTANCE, city) if city else None
    title = Words("学位预警（公开）", "Seat warnings, published")
    if kept is None:
        empty = EmptyState(
            Words("还没有公开的预警", "No warnings are published yet"),
            Words("教育局发布后，在这里可以看到。", "They stand here once the bureau publishes them."),
        )
        return render(request, "seats/public.html", {"page": page_for(request, title), "empty": empty})
    area = find_area(city)
    name = Words(area.name, area.name_en or area.name) if area else Words(city, city)
    soon = gravest(kept.warnings.filter(pl.col("ahead") <= YEARS))
    rows = rows_of(city, soon.filter(pl.col("colour") != "green"))
    lead = Words(
        f"{name.zh}今后三年学位紧张的乡镇和学段，数取整十；不足{FEWEST}人的不列数（*）。是预测，不是决定。",
        f"Townships and stages of {name.en} short of seats in the coming three years, rounded to tens; below {FEWEST} children no number "
        "is given (*). A forecast, not a decision.",
    )
    table = arrange(rows, COLUMNS, TableQuery.read(request.GET, page_size=100), language.current(), caption=title)
    others = [(names_of(c[:4], "city").get(c, Words(c, c)), c) for c in cities if c != city]
    return render(
        request, "seats/public.html", {"page": page_for(request, title, lead=lead), "table": table, "others": others}
    )


def rows_of(city: str, soon: pl.DataFrame) -> list[Row]:
    counties, towns = names_of(city[:4], "county"), names_of(city[:4], "town")
    rows: list[Row] = []
    for w in soon.iter_rows(named=True):
        is_small = max(w["children"], w["seats"]) < FEWEST
        rows.append({
            "county": counties.get(w["county_code"], Words(w["county_code"], w["county_code"])), "town": towns.get(w["town_code"], Words(w["town_code"], w["town_code"])),
            "stage": STAGE_WORDS[w["stage"]], "colour": colour_cell(w["colour"]), "year": w["school_year"],
            "children": Missing.WITHHELD if is_small else rounded_ten(w["children"]), "seats": Missing.WITHHELD if is_small else rounded_ten(w["seats"]),
        })  # fmt: skip
    return rows
