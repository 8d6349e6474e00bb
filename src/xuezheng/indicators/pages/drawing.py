"""From the figure set to components: a figure with its years, a map of the parts, a ranking."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import itemgetter

from django.conf import settings
from django.urls import reverse

from xuezheng.engine.figures import Indicator
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.aims import comparable
from xuezheng.indicators.pages.standing import Standing, kind_of
from xuezheng.indicators.thresholds import threshold_of
from xuezheng.registers.lookup import names_of, sites_as_of
from xuezheng.screens.charts.scale import round_breaks
from xuezheng.screens.components import Comparison, Figure, Map, MapArea, MapDot, Point, PointMark, State, Target, Text
from xuezheng.screens.geometry import Frame, county_shapes, frame
from xuezheng.screens.numbers import Missing, display, number
from xuezheng.screens.units import unit_words


@lru_cache(maxsize=8)
def city_frame(prefix: str, width: int = 404) -> Frame | None:
    """The outlines of the counties of a city (or province); None where the packages have none."""
    cities = [prefix[:4] + "00"] if len(prefix) >= 4 else sorted(names_of(prefix, "city"))
    try:
        shapes = [shape for shape in county_shapes(settings.NODE_MODULES, cities) if shape.code.startswith(prefix)]
    except FileNotFoundError:
        return None
    return frame(shapes, width=width) if shapes else None


def state_of() -> State | None:
    """How figures of this instance are marked: demonstration data say so, all others stand on a frozen return."""
    return State.DEMO if settings.INSTANCE.is_synthetic else State.SIGNED


def series(here: Standing, indicator_id: str, code: str) -> dict[int, float | None]:
    """An indicator's value at one place by year; None where it is not known."""
    return {year: value for year, (value, _) in states(here, indicator_id, code).items()}


def states(here: Standing, indicator_id: str, code: str) -> dict[int, tuple[float | None, str]]:
    """The same, with the state: `known`, or why there is no value."""
    assert here.figures is not None
    level = {9: "town", 10: "school"}.get(len(code)) or ("city" if code.endswith("00") else "county")
    found = here.figures.cells(indicator_id, level, within=code)  # type: ignore[arg-type]
    by_year = sorted(found, key=itemgetter(1))
    return {year: (value if state == "known" else None, state) for _, year, value, state in by_year}


def missing_of(state: str) -> Missing:
    """The mark of a state that is not known."""
    return {"unknown": Missing.UNKNOWN, "withheld": Missing.WITHHELD}.get(state, Missing.NOT_APPLICABLE)


def over_the_whole(indicator: Indicator, value: float | None) -> Words | None:
    """What is said beside a share of more than 100 %: it may be right, but somebody will ask."""
    if indicator.unit != "share" or indicator.change or value is None or value <= 1:
        return None
    return Words(
        "超过 100%：分子多于分母，例如有人转入，发布前应说明。",
        "Over 100 %: more than it is a share of, as where children moved in; to be explained before it is published.",
    )


def decimals_of(indicator: Indicator) -> int | None:
    """Counts are whole; quotients that are no share have one digit."""
    if indicator.unit == "share":
        return 2
    return 0 if indicator.denominator is None else 1


def change_words(indicator: Indicator, now: float, before: float) -> Text:
    """The change against another year: percentage points of a share, else the difference."""
    if indicator.unit == "share":
        return Words(
            f"{number((now - before) * 100, 2, signed=True)}个百分点",
            f"{number((now - before) * 100, 2, signed=True)} points",
        )
    factor = 0.01 if indicator.unit == "fen" else 1
    return number((now - before) * factor, decimals_of(indicator) or 0, signed=True)


def limit_words(indicator: Indicator, limit: float) -> str:
    """A national threshold as the figures beside it are written."""
    shown = display(limit, kind_of(indicator.unit), "zh", decimals=None if indicator.unit != "share" else 0)
    return shown + ("%" if indicator.unit == "share" else "")


def target_of(indicator: Indicator, year: int, *, is_short: bool = False) -> Target | None:
    """The national threshold of a year as a dotted line, with its document; None where there is none."""
    found = threshold_of(indicator, year)
    if found is None:
        return None
    standard, _ = found
    limit = limit_words(indicator, standard.value)
    if is_short:
        return Target(standard.value, Words(f"标准{limit}", f"standard {limit}"))
    number = standard.document.zh.rsplit("，", 1)[-1]
    return Target(standard.value, Words(f"国家标准{limit}（{number}）", f"national standard {limit}"))


def held_to(indicator: Indicator, year: int, value: float | None) -> list[Comparison]:
    """The national threshold of the year and how the value stands to it."""
    found = threshold_of(indicator, year)
    if found is None or value is None:
        return []
    standard, is_floor = found
    sign = "≥" if is_floor else "≤"
    meets = (value - standard.value) * (1 if is_floor else -1) >= -1e-12
    said = Words("达标", "met") if meets else Words("未达标", "not met")
    return [
        Comparison(Words("国家标准", "National standard"), sign + limit_words(indicator, standard.value)),
        Comparison(Words("结论", "Verdict"), said),
    ]


NOT_COMPARED = Words("口径有变，不与以前的年份相比", "a new definition: not compared with earlier years")


def points_of(values: Mapping[int, float | None], broken: Collection[int]) -> tuple[Point, ...]:
    """A series as points of a chart, broken where its definition changed."""
    mark = PointMark.DEMO if settings.INSTANCE.is_synthetic else PointMark.COMPUTED
    return tuple(Point(year, value, mark, begins_anew=year in broken) for year, value in values.items())


def figure_of(here: Standing, indicator_id: str) -> Figure:
    """A figure of the area in the year, with its years behind it and the change against the year before."""
    indicator = here.catalogue[indicator_id]
    told = states(here, indicator_id, here.area.code)
    years = {year: value for year, (value, _) in told.items()}
    value = years.get(here.year)
    broken = here.around.broken(indicator_id)
    alike = comparable({y: v for y, v in years.items() if y <= here.year}, broken)  # what this year may be set beside
    comparisons: list[Comparison] = []
    before = alike.get(here.year - 1)
    if value is not None and before is not None:
        comparisons.append(Comparison(Words("比上年", "Against last year"), change_words(indicator, value, before)))
    first = min((y for y, v in alike.items() if v is not None), default=here.year)
    origin = alike.get(first)
    if value is not None and origin is not None and first < here.year - 1:
        comparisons.append(
            Comparison(Words(f"比{first}年", f"Against {first}"), change_words(indicator, value, origin))
        )
    comparisons += held_to(indicator, here.year, value)
    is_anew = value is not None and here.year in broken and here.year > min(years, default=here.year)
    return Figure(
        term=indicator.term,
        value=missing_of(told.get(here.year, (None, "unknown"))[1]) if value is None else value,
        unit="%" if indicator.unit == "share" else unit_words(indicator.unit, value or 2),
        when=Words(f"{here.year}年", str(here.year)),
        area=here.words,
        state=state_of(),
        kind=kind_of(indicator.unit),
        decimals=decimals_of(indicator),
        href=here.address("figure", indicator_id),
        points=points_of(years, broken),
        target=target_of(indicator, here.year, is_short=True),
        comparisons=tuple(comparisons),
        note=over_the_whole(indicator, value) or (NOT_COMPARED if is_anew else ""),
    )


def area_map(here: Standing, indicator_id: str) -> Map | None:
    """The counties of the area's city, shaded by an indicator; None where there is no outline or no value."""
    indicator = here.catalogue[indicator_id]
    city = here.area if here.area.level in ("province", "city") else here.area.parent
    prefix = city.code[:2] if city.level == "province" else city.code[:4]
    outlines = city_frame(prefix)
    if outlines is None or here.figures is None:
        return None
    found = here.figures.cells(indicator_id, "county", within=prefix, year=here.year)
    values = {code: (value if state == "known" else None) for code, _, value, state in found}
    names = here.around.counties
    drawn = {outline.code for outline in outlines.outlines}
    areas = tuple(
        MapArea(
            code,
            names.get(code, ""),
            values.get(code),
            href=here.address("area", code) if code in names else "",
            is_selected=code == here.area.code,
        )
        for code in sorted(drawn)
    )
    known = [v for v in values.values() if v is not None]
    outside = [words for code, words in names.items() if code not in drawn and values.get(code) is not None]
    note = (
        Words(
            "图上没有轮廓：" + "、".join(w.zh for w in outside),
            "Without an outline on the map: " + ", ".join(w.en for w in outside),
        )
        if outside
        else ""
    )
    return Map(
        title=indicator.term,
        frame=outlines,
        areas=areas,
        unit="" if indicator.unit == "share" else unit_words(indicator.unit),
        kind=kind_of(indicator.unit),
        decimals=1 if indicator.unit == "share" else decimals_of(indicator),
        breaks=round_breaks(known) if len(known) > 2 else (),
        note=note,
        state=state_of(),
        has_table=False,
    )


def school_map(here: Standing) -> Map | None:
    """The schools of a county where they stand on 1 September of the year; None where the county has no outline.

    It names schools, so it is for people who may see the county's register.
    """
    outlines = city_frame(here.area.code, 772) if here.area.level == "county" else None
    if outlines is None or not here.year:
        return None
    dots = tuple(
        MapDot(
            site.longitude, site.latitude, site.name, is_hollow=site.school_type in ("111", "119"),
            href=reverse("institution", args=[site.code]),
        )
        for site in sites_as_of(SchoolYear(here.year).stock_on, here.area.code)
    )  # fmt: skip
    return Map(
        title=Words("学校在哪里", "Where the schools are"),
        frame=outlines,
        areas=(MapArea(here.area.code, ""),),
        dots=dots,
        note=Words(
            "空心：幼儿园；实心：其他学校。",
            "Hollow: kindergartens; filled: all other schools.",
        ),
        state=state_of(),
        has_table=False,
    )
