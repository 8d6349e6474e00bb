"""Why a figure has no value, of how many one is that has, and what to do about it."""

from django.conf import settings
from django.urls import reverse

from xuezheng.engine.catalogue import measures
from xuezheng.engine.evaluate import answer, coverage_of
from xuezheng.engine.figures import Asked, Indicator, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.silence import Coverage
from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing
from xuezheng.registers.lookup import names_of
from xuezheng.screens.components import Cell, Link, Notice, Row, Text
from xuezheng.screens.components.text import say
from xuezheng.screens.numbers import Missing


def coverage_here(here: Standing, indicator_id: str) -> Coverage | None:
    """Of how many the figure is, where some did not tell."""
    asked = Asked(indicator_id, here.area.code, Period(year=here.year))
    return coverage_of(asked, here.catalogue, Frozen.of(settings.INSTANCE))


def both_notes(first: Text, second: Words) -> Words:
    """Two things to be said of a figure."""
    return Words(say(first, "zh") + second.zh, f"{say(first, 'en')} {second.en}".strip())


def why_missing(here: Standing, indicator_id: str) -> Words | None:
    """Why there is no value: who has not reported, what there is none of."""
    asked = Asked(indicator_id, here.area.code, Period(year=here.year))
    reason = answer(asked, here.catalogue, Frozen.of(settings.INSTANCE)).reason
    if reason is None:
        return None
    for part in here.around.parts:
        reason = Words(reason.zh.replace(part.code, part.name), reason.en.replace(part.code, part.name_en or part.name))
    return reason


def silent_counties(here: Standing, table: Table) -> dict[str, Words]:
    """The counties at a page's area that have schools and no row of a table that every county reports."""
    frozen = Frozen.of(settings.INSTANCE)
    cities = {r.city_code for r in frozen.returns if r.year == here.year and frozen.has(table, r.city_code, r.year)}
    have = frozen.reporters(table, here.year)
    listing = next(t for t in here.catalogue.tables.values() if t.lists_places)
    listed = frozen.places(listing).filter(school_year=here.year)
    codes = {
        code for code, city in listed.select("county_code", "city_code").unique().iter_rows() if city in cities - have
    }
    names = here.around.counties or names_of(here.prefix[:4], "county")
    return {code: names.get(code, Words(code, code)) for code in sorted(codes - have) if code.startswith(here.prefix)}


def what_to_do(here: Standing, indicator: Indicator) -> tuple[Notice, ...]:
    """Where counties did not report what a rate needs: whose rates are unknown by it, why, and two ways out."""
    found: list[Notice] = []
    for table in {m.table.name: m.table for m in measures(indicator)}.values():
        counties = silent_counties(here, table) if table.reported_by == "county" and here.area.level != "town" else {}
        if not counties:
            continue
        zh, en = "、".join(w.zh for w in counties.values()), ", ".join(w.en for w in counties.values())
        title = Words(f"{zh}没有报“{table.title.zh}”", f"{en} did not report “{table.title.en}”")
        why = Words(
            "有学校的县没有这张表的行，用到它的率就不详；它的市和省也不详，因为少了一县的分母，率会偏高。",
            "A county that has schools and no row in this table has no rate that needs it, nor has its city or province: without that county's "
            "part of the denominator the rate would read too high.",
        )
        ways = (
            (
                Words("有数", "There are numbers"),
                Words(
                    f"在导入模板的“{table.title.zh}”表里为它补报，再冻结一次年报。",
                    f"Report them on the sheet “{table.title.en}” of the import template and freeze the return again.",
                ),
            ),
            (
                Words("开发区等，人口计在别的县", "A development zone counted within another county"),
                Words(
                    "统计部门不单列它时，为它各年龄报 0：它自己的率不适用，全市的率齐全；把人口计入的那个县的率会偏低，请给那条序列写一条说明。",
                    "Where the statistics office does not list it, report 0 for it at each age: it then has no rate of its own, the city's is whole, "
                    "and that of the county which counts its residents reads low; write a note on that series.",
                ),
            ),
        )  # fmt: skip
        links = (
            Link(Words("导入", "Imports"), reverse("imports")),
            Link(Words("目标与说明", "Targets and notes"), here.address("targets")),
        )
        found.append(Notice(title, why, "doubt", ways, links))
    return tuple(found)


def with_silent(listed: list[Row], covered: Coverage) -> list[Row]:
    """The rows with those who did not tell, who are in no sum: unknown, never zero."""
    silent = {one.code: one for one in covered.silent if len(one.code) == 10}
    kept = [row for row in listed if row["institution_code"] not in silent]
    county = {row["institution_code"]: row["county"] for row in listed}
    unknown = dict.fromkeys(("row_count", "numerator", "denominator"), Missing.UNKNOWN)
    return kept + [
        {
            "name": Cell(one.name, href=reverse("institution", args=[code]), note=Words("报了负数", "a number below zero") if one.is_negative else Words("未报", "not told")),
            "institution_code": code, "county": county.get(code, ""), **unknown,
        }
        for code, one in silent.items()
    ]  # fmt: skip
