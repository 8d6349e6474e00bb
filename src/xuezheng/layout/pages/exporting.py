"""A version as files: moves as XLSX, CSV or Parquet, children by village with their schools, and the map as GeoJSON."""

import json
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import load_of, ways_of
from xuezheng.layout.pages.drawing import becomes
from xuezheng.layout.pages.telling import MOVE_COLUMNS, move_values
from xuezheng.layout.pages.where import here_of, plan_words, year_at
from xuezheng.registers.lookup import area_words
from xuezheng.screens.components import Column, Row
from xuezheng.screens.downloads import download
from xuezheng.screens.formats.about import About

CHILDREN = (
    Column("village_code", Words("村代码", "Village code")), Column("village", Words("村", "Village")), Column("band", Words("年级段", "Band")),
    Column("year", Words("学年", "School year"), "year"), Column("children", Words("儿童", "Children"), "count"),
    Column("now_code", Words("现在学校代码", "Code of the school now")), Column("code", Words("方案学校代码", "Code of the school planned")),
    Column("school", Words("方案学校", "School planned")), Column("minutes", Words("单程", "One way"), "number", Words("分钟", "min"), 1),
)  # fmt: skip


def about_of(here: Shown) -> About:
    asked = here.made.asked
    day = date(asked.first_year, 9, 1)
    title = Words(
        f"{plan_words(here.plan).zh} 第{here.version.number}版",
        f"{plan_words(here.plan).en}, version {here.version.number}",
    )
    source = Words(
        "登记册、村庄儿童与学位预测；已独立检验",
        "Register, children of villages and the forecast; checked independently",
    )
    return About(
        title, area_words(here.plan.county_code), f"{asked.years[0]}–{asked.years[-1]}", source, as_of=day, manifest_hash=here.version.answer_hash,
        version=str(here.version.number), is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip


def moves_file(request: HttpRequest, here: Shown, wanted: str) -> HttpResponse:
    """The moves, or with `?table=children` every village's children by year."""
    name = f"layout-{here.plan.county_code}-{here.plan.pk}-v{here.version.number}"
    if request.GET.get("table") == "children":
        return download(f"{name}-children", wanted, CHILDREN, children_rows(here), about_of(here))
    return download(name, wanted, MOVE_COLUMNS, move_values(here), about_of(here))


def children_rows(here: Shown) -> list[Row]:
    made, asked = here.made, here.made.asked
    codes, names = made.sites["site_code"].to_list(), made.sites["site_name"].to_list()
    listed = made.rows.select("village_code", "village_name", "band").rows()
    found: list[Row] = []
    for t, year in enumerate(asked.years):
        ways = ways_of(made, here.answer, t)
        for i, (code, village, band) in enumerate(listed):
            j = int(here.answer.school_of[t][i])
            found.append({
                "village_code": code, "village": village, "band": band, "year": year, "children": int(made.children[t][i]),
                "now_code": codes[made.present[i]] if made.present[i] >= 0 else "", "code": codes[j] if j >= 0 else "", "school": names[j] if j >= 0 else "",
                "minutes": round(float(ways[i]), 1) if j >= 0 else None,
            })  # fmt: skip
    return found


@signed_in("plan.view")
def geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """Schools and villages as points, ways as lines (WGS84), of a version in a year."""
    here = here_of(request, pk)
    t, made = year_at(request, here), here.made
    load = load_of(made, here.answer, t)
    places = made.sites.select("longitude", "latitude").rows()
    features: list[dict[str, object]] = []
    for j, site in enumerate(made.sites.head(made.base_count).iter_rows(named=True)):
        told = {"kind": "school", "code": site["site_code"], "name": site["site_name"], "becomes": becomes(here, j, t), "pupils_now": site["pupils"],
                "seats": int(made.sites["seats"][max(made.form_at(here.answer.is_open[t], j), j)]), "children": int(load[j]), "locked": here.version.decided.get(site["site_code"], "")}  # fmt: skip
        features.append(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(places[j])}, "properties": told}
        )
    ways = ways_of(made, here.answer, t)
    for i, row in enumerate(made.rows.iter_rows(named=True)):
        j = int(here.answer.school_of[t][i])
        start = [row["longitude"], row["latitude"]]
        told = {"kind": "village", "code": row["village_code"], "name": row["village_name"], "band": row["band"], "children": int(made.children[t][i]),
                "school": made.sites["site_code"][j] if j >= 0 else None, "minutes": round(float(ways[i]), 1) if j >= 0 else None}  # fmt: skip
        features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": start}, "properties": told})
        if j >= 0 and made.ground[j] != made.present[i]:
            line = {"type": "LineString", "coordinates": [start, list(places[j])]}
            features.append(
                {
                    "type": "Feature",
                    "geometry": line,
                    "properties": {"kind": "way", "village": row["village_code"], "school": made.sites["site_code"][j]},
                }
            )
    about = {"plan": here.plan.pk, "version": here.version.number, "year": made.asked.first_year + t, "answer": here.version.answer_hash,
             "synthetic": settings.INSTANCE.is_synthetic}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "about": about, "features": features}, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/geo+json; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="layout-{here.plan.county_code}-{here.plan.pk}-v{here.version.number}.geojson"'
    )
    return response
