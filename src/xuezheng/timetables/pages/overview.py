"""The senior schools of an area: how far each is, choices by county, teachers missing; people of a school are led to their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Figure, Row, Table, TableQuery, arrange
from xuezheng.screens.numbers import Missing
from xuezheng.timetables.actions.overseeing import AreaStanding, area_standing
from xuezheng.timetables.actions.rounds import present
from xuezheng.timetables.pages.rounds import STATE_WORDS
from xuezheng.timetables.pages.where import TITLE, Area, area_of, own_school, senior_schools
from xuezheng.timetables.rules import SHOWN_FROM

COLUMNS = (
    Column("school", Words("学校", "School")), Column("county", Words("区县", "County")), Column("round", Words("选科轮次", "Round of choice")),
    Column("state", Words("进度", "State")), Column("students", Words("学生", "Students"), "count"), Column("chosen", Words("已选", "Chosen"), "share", decimals=1),
    Column("missing", Words("缺教师", "Teachers missing"), "count"), Column("classes", Words("编班", "Classes")), Column("week", Words("课表", "Timetable")),
)  # fmt: skip
MADE = {
    "none": Words("没有", "none"), "formed": Words("已编，未发布", "formed, not published"), "draft": Words("在排", "being made"),
    "published": Words("已发布", "published"),
}  # fmt: skip


@signed_in("timetable.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Senior schools of a city or county (`?area=`), each with its page."""
    if not request.GET.get("area") and (own := own_school(request)):
        return redirect("timetables-school", own)
    here = area_of(request)
    stands = area_standing(area_prefix(here.code), present())
    rows = rows_of(request, here, stands)
    lead = Words(
        f"各校自己设轮次、编班、排课；市县只看人数与进度，不看学生。少于{SHOWN_FROM}人的格不列（*）。",
        f"Each school makes its own rounds, classes and timetable; city and county see counts and progress, never a child. Counts below {SHOWN_FROM} are withheld (*).",
    )  # fmt: skip
    page = page_for(request, Words(f"{here.words.zh}{TITLE.zh}", f"{TITLE.en}: {here.words.en}"), lead=lead)
    query = TableQuery.read(request.GET, page_size=50)
    empty = EmptyState(
        Words("这里没有办高中的学校", "No school here teaches senior grades"),
        Words("先在登记册里登记学校。", "Register the schools first."),
    )
    context = {
        "page": page, "table": arrange(rows, COLUMNS, query, language.current(), caption=Words("高中", "Senior schools")) if rows else None,
        "empty": empty, "figures": figures_of(here, rows, stands), "counties": county_table(here, stands), "needs": needs_table(stands),
    }  # fmt: skip
    return render(request, "timetables/overview.html", context)


def rows_of(request: HttpRequest, here: Area, stands: AreaStanding) -> list[Row]:
    counties = names_of(here.code[:4], "county")
    rows: list[Row] = []
    for r in senior_schools(here.code, today_of(request)).iter_rows(named=True):
        code = r["institution_code"]
        one = stands.schools.get(code)
        row: dict[str, Any] = {
            "school": Cell(r["name"], href=reverse("timetables-school", args=[code])),
            "county": counties.get(r["county_code"], r["county_code"]), "state": STATE_WORDS["none"],
        }  # fmt: skip
        if one is not None:
            row |= {
                "round": one.round, "state": STATE_WORDS[one.state], "students": one.students, "chosen": one.chosen / one.students if one.students else None,
                "missing": one.missing_teachers, "classes": MADE[one.classes], "week": MADE[one.week],
            }  # fmt: skip
        rows.append(row)
    return rows


def figures_of(here: Area, rows: list[Row], stands: AreaStanding) -> list[Figure]:
    now = Words("现在", "now")
    schools, own = Words("所", "schools"), list(stands.schools.values())
    return [
        Figure(Words("高中", "Senior schools"), len(rows), schools, now, here.words, None),
        Figure(Words("选科进行中", "Rounds open"), sum(one.state == "open" for one in own), schools, now, here.words, None),
        Figure(Words("已编班", "Classes formed"), sum(one.classes != "none" for one in own), schools, now, here.words, None),
        Figure(Words("课表已发布", "Timetables published"), sum(one.week == "published" for one in own), schools, now, here.words, None),
        Figure(Words("缺教师", "Teachers missing"), sum(one.missing_teachers for one in own), Words("人", "teachers"), now, here.words, None),
    ]  # fmt: skip


def county_table(here: Area, stands: AreaStanding) -> Table | None:
    """Students by county and combination; a line a combination, so that it fits a narrow screen better."""
    if not stands.by_county:
        return None
    counties = names_of(here.code[:4], "county")
    columns = (
        Column("chosen", Words("组合", "Combination"), is_sortable=False),
        *(
            Column(code, counties.get(code, code), "count", Words("人", "students"), is_sortable=False)
            for code in stands.by_county
        ),
    )
    rows: list[Row] = [
        {
            "chosen": chosen,
            **{code: Missing.WITHHELD if (n := own[at]) is None else n for code, own in stands.by_county.items()},
        }
        for at, chosen in enumerate(stands.combinations)
    ]
    return Table(columns, tuple(rows))


def needs_table(stands: AreaStanding) -> Table | None:
    columns = (
        Column("subject", Words("科目", "Subject"), is_sortable=False), Column("students", Words("选的学生", "Students"), "count", is_sortable=False),
        Column("classes", Words("最少要班", "Fewest classes"), "count", is_sortable=False), Column("teachable", Words("教师能带", "Teachers can take"), "count", is_sortable=False),
        Column("load", Words("负担", "Load"), "share", decimals=0, is_sortable=False), Column("missing", Words("缺教师", "Teachers missing"), "count", is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = [
        {
            "subject": need.subject, "students": Missing.WITHHELD if 0 < need.students < SHOWN_FROM else need.students, "classes": need.classes, "teachable": need.teachable,
            "load": need.classes / need.teachable if need.teachable else None, "missing": need.missing,
        }
        for need in stands.needs
    ]  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None
