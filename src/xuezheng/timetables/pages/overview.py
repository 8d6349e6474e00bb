"""The senior schools of an area; people of a school are led to their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Row, TableQuery, arrange
from xuezheng.timetables.pages.where import TITLE, area_of, own_school, senior_schools

COLUMNS = (Column("school", Words("学校", "School")), Column("county", Words("区县", "County")))


@signed_in("timetable.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Senior schools of a city or county (`?area=`), each with its page."""
    if not request.GET.get("area") and (own := own_school(request)):
        return redirect("timetables-school", own)
    here = area_of(request)
    counties = names_of(here.code[:4], "county")
    found = senior_schools(here.code, today_of(request))
    rows: list[Row] = [
        {
            "school": Cell(r["name"], href=reverse("timetables-school", args=[r["institution_code"]])),
            "county": counties.get(r["county_code"], r["county_code"]),
        }
        for r in found.iter_rows(named=True)
    ]
    page = page_for(request, Words(f"{here.words.zh}{TITLE.zh}", f"{TITLE.en}: {here.words.en}"))
    query = TableQuery.read(request.GET, page_size=50)
    table = arrange(rows, COLUMNS, query, language.current(), caption=Words("高中", "Senior schools")) if rows else None
    empty = EmptyState(
        Words("这里没有办高中的学校", "No school here teaches senior grades"),
        Words("先在登记册里登记学校。", "Register the schools first."),
    )
    return render(request, "timetables/overview.html", {"page": page, "table": table, "empty": empty})
