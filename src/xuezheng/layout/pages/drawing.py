"""A plan on the map, and its two charts: schools by what becomes of them, villages, ways; minutes; budgets. All reads in grey."""

from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from xuezheng.ground.words import Words
from xuezheng.layout.actions.gathering import outline_of
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import LEAVING, Trial, load_of, spread_of
from xuezheng.layout.pages.where import address
from xuezheng.screens.charts.svg import Svg, drawing, element, joined, place
from xuezheng.screens.components.text import say
from xuezheng.screens.geometry import Frame, Shape, frame

WIDTH, HEIGHT = 804, 720


@lru_cache(maxsize=32)
def county_frame(county_code: str, places: tuple[tuple[float, float], ...]) -> Frame:
    """The county's outline on the page; where its boundary is not known, the land about its places."""
    outline = outline_of(county_code)
    if outline is None:
        hull = shapely.MultiPoint(list(places)).convex_hull.buffer(0.02)
        outline = MultiPolygon([hull])
    return frame([Shape(county_code, "", outline)], width=WIDTH, max_height=HEIGHT)


def frame_of(here: Shown) -> Frame:
    known = outline_of(here.plan.county_code) is not None
    corners = here.made.rows.select("longitude", "latitude").to_numpy()
    places = () if known else tuple((float(x), float(y)) for x, y in np.round(corners, 4))
    return county_frame(here.plan.county_code, places)


def radius_of(children: float, most: float) -> float:
    return 3.5 + 10.0 * (max(0.0, children) / max(1.0, most)) ** 0.5


def map_svg(
    here: Shown, t: int, language: str, selected: int = -1, trial: Trial | None = None, public: bool = False
) -> Svg:
    """The map of a version in year t. Schools are links; a trial's ways are drawn over it."""
    made, page = here.made, frame_of(here)
    at = places_of(here, page)
    land = [element("path", d=o.path, class_="land county") for o in page.outlines]
    dots = [] if public else _villages(here, page, t)
    ways = arrows(here, at) if trial is None else trial_ways(here, page, trial, at)
    load = load_of(made, here.answer, t)
    most = float(max(1, load.max(initial=1)))
    order = sorted(range(len(at)), key=lambda j: -int(load[j]))
    labelled = _labelled(here, t, at, selected)
    schools = [
        _school(here, j, t, at[j], radius_of(float(load[j]), most), language, j == selected, public, j in labelled)
        for j in order
    ]
    label = Words("学校布局图，下面的表里有同样的内容", "Map of the layout; the table below holds the same").in_(
        language
    )
    parts = [
        *land,
        Svg(f'<g class="dots">{joined(*dots)}</g>'),
        Svg(f'<g class="ways">{ways}</g>'),
        *schools,
        _scale(page),
    ]
    return drawing(page.width, page.height, label, *parts, class_="chart layout-map")


def places_of(here: Shown, page: Frame) -> list[tuple[float, float]]:
    """Where schools and possible sites stand on the page."""
    bases = here.made.sites.head(here.made.base_count)
    return [page.place(lon, lat) for lon, lat in bases.select("longitude", "latitude").iter_rows()]


def _scale(page: Frame) -> Svg:
    km = next((km for km in (1, 2, 5, 10, 20) if km / page.km_per_pixel >= 40), 20)
    length, y = km / page.km_per_pixel, page.height - 14
    bar = element("path", d=f"M8 {y}v4h{length:.1f}v-4", fill="none", stroke="var(--ink-2)")
    return joined(bar, element("text", f"{km} km", class_="ax", x=length + 14, y=y + 6))


def _villages(here: Shown, page: Frame, t: int) -> list[Svg]:
    """A pale dot for each village, larger for more children; who is beyond the limit of today has a ring."""
    rows = here.made.rows
    made: dict[str, tuple[float, float, int]] = {}
    for (code, lon, lat), children in zip(
        rows.select("village_code", "longitude", "latitude").iter_rows(), here.made.children[t].tolist(), strict=True
    ):
        x, y = page.place(lon, lat)
        made[code] = (x, y, int(children) + (made[code][2] if code in made else 0))
    return [
        Svg(f'<circle cx="{place(x)}" cy="{place(y)}" r="{place(1.2 + 0.12 * n**0.5)}"/>')
        for x, y, n in made.values()
        if n
    ]


def arrows(here: Shown, at: list[tuple[float, float]]) -> Svg:
    """From each school that pupils leave to the one that takes most of its children."""
    return joined(
        *(
            arrow(at[m.site], at[m.into], 1.0 + min(2.0, m.children / 150))
            for m in here.moves
            if m.action in LEAVING and m.into >= 0
        )
    )


def arrow(start: tuple[float, float], end: tuple[float, float], width: float, class_: str = "") -> Svg:
    """A line with a small head, ending short of the middle of its aim."""
    (x1, y1), (x2, y2) = start, end
    length = max(1e-6, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    gap = min(9.0, length / 3)
    ex, ey = x2 - gap * ux, y2 - gap * uy
    head = f"M{place(ex)} {place(ey)}L{place(ex - 8 * ux - 4 * uy)} {place(ey - 8 * uy + 4 * ux)}L{place(ex - 8 * ux + 4 * uy)} {place(ey - 8 * uy - 4 * ux)}z"
    line = element(
        "path",
        d=f"M{place(x1)} {place(y1)}L{place(ex)} {place(ey)}",
        stroke_width=width,
        fill="none",
        class_=class_ or "way",
    )
    return joined(line, element("path", d=head, class_="head"))


def trial_ways(here: Shown, page: Frame, trial: Trial, at: list[tuple[float, float]]) -> Svg:
    """A line from each village that changes its school to the new one; in vermilion who would have none."""
    places = here.made.rows.select("longitude", "latitude").rows()
    ground = here.made.ground.tolist()
    lines: list[Svg] = []
    for i, new in zip(trial.rows.tolist(), trial.after.tolist(), strict=True):
        start = page.place(*places[i])
        if new >= 0:
            lines.append(
                element(
                    "path",
                    d=f"M{place(start[0])} {place(start[1])}L{place(at[ground[new]][0])} {place(at[ground[new]][1])}",
                    class_="way new",
                    fill="none",
                )
            )
    for i in trial.homeless_rows:
        x, y = page.place(*places[i])
        lines.append(element("circle", cx=x, cy=y, r=6.0, class_="lost"))
    return joined(*lines)


def becomes(here: Shown, b: int, t: int) -> str:
    """What a school or site is in year t: kept, merged, opened, absent, grown, turned or receives."""
    made = here.made
    there, form = bool(made.sites["is_there"][b]), made.form_at(here.answer.is_open[t], b)
    if form < 0:
        return "merged" if there else "absent"
    kind = str(made.sites["kind"][form])
    if kind in ("point", "convert"):
        return "turned"
    if not there:
        return "opened"
    if form != b:
        return "grown"
    return "receives" if any(m.site == b and m.action == "receives" for m in here.moves) else "kept"


def _labelled(here: Shown, t: int, at: list[tuple[float, float]], selected: int) -> set[int]:
    """Whose number is written: the chosen one, and what merges or opens, as far as numbers do not cover each other."""
    wanted = ([selected] if selected >= 0 else []) + [
        j for j in range(len(at)) if becomes(here, j, t) in ("merged", "opened", "grown", "turned")
    ]
    kept: list[int] = []
    for j in dict.fromkeys(wanted):
        if all(abs(at[j][0] - at[k][0]) > 17 or abs(at[j][1] - at[k][1]) > 13 for k in kept):
            kept.append(j)
    return set(kept)


def _school(
    here: Shown,
    j: int,
    t: int,
    at: tuple[float, float],
    r: float,
    language: str,
    is_selected: bool,
    public: bool,
    has_label: bool,
) -> Svg:
    site = here.made.sites.row(j, named=True)
    code, name, state = site["site_code"], site["site_name"], becomes(here, j, t)
    x, y = at
    shapes = [mark(state, x, y, r)]
    if any(
        here.version.decided.get(c) for c in (code, *(here.made.sites["site_code"][k] for k in here.made.options_of(j)))
    ):
        shapes.append(element("rect", x=x - r - 3, y=y - r - 3, width=2 * r + 6, height=2 * r + 6, class_="locked"))
    if is_selected:
        shapes.append(element("circle", cx=x, cy=y, r=r + 6, class_="chosen"))
    if has_label:
        shapes.append(element("text", f"{j + 1:02d}", class_="b m halo on-land", x=x, y=y - r - 5))
    words = {
        "kept": Words("保留", "stays"), "merged": Words("并入他校", "merges"), "opened": Words("新办", "opens"),
        "absent": Words("备选点", "possible site"), "grown": Words("扩建", "grows"), "turned": Words("改办", "turns"), "receives": Words("保留并接收", "stays and receives"),
    }[state]  # fmt: skip
    title = f"{j + 1:02d} {name}　{say(words, language)}"
    inner = joined(element("title", title), element("circle", cx=x, cy=y, r=max(10.0, r), class_="hit"), *shapes)
    if public:
        return element("g", inner)
    href = address(here.plan, version=here.version.number, year=here.made.asked.first_year + t, school=code) + "#pick"
    return element("a", inner, href=href, class_="school", data_code=code, aria_label=title)


def mark(state: str, x: float, y: float, r: float) -> Svg:
    """A school's sign: a disc stays, a dark one receives, one in a ring grows, a crossed ring merges, a square opens, a square half
    filled turns, a dashed ring may open."""
    if state == "merged":
        c = 3.0
        cross = f"M{place(x - c)} {place(y - c)}L{place(x + c)} {place(y + c)}M{place(x + c)} {place(y - c)}L{place(x - c)} {place(y + c)}"
        return joined(element("circle", cx=x, cy=y, r=5.0, class_="ring"), element("path", d=cross, class_="cross"))
    if state == "receives":
        return element("circle", cx=x, cy=y, r=r, class_="disc dark")
    if state == "turned":
        a = max(5.0, r)
        return joined(
            element("rect", x=x - a, y=y - a, width=2 * a, height=2 * a, class_="ring"),
            element("rect", x=x - a, y=y - a, width=a, height=2 * a, class_="disc dark"),
        )
    if state == "grown":
        return joined(
            element("circle", cx=x, cy=y, r=r, class_="disc dark"),
            element("circle", cx=x, cy=y, r=r + 3, class_="halo-ring"),
        )
    if state == "opened":
        return element("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, class_="disc dark")
    if state == "absent":
        return element("circle", cx=x, cy=y, r=5.0, class_="maybe")
    return element("circle", cx=x, cy=y, r=r, class_="disc")


def legend() -> list[tuple[Svg, Words]]:
    """The signs with their words."""

    def sign(inner: Svg) -> Svg:
        return Svg(f'<svg width="20" height="20" aria-hidden="true">{inner}</svg>')

    lock = joined(mark("kept", 10, 10, 4), Svg('<rect x="3" y="3" width="14" height="14" class="locked"/>'))
    return [
        (sign(mark("kept", 10, 10, 6)), Words("保留", "stays")), (sign(mark("receives", 10, 10, 5)), Words("保留并接收", "stays, receives")), (sign(mark("grown", 10, 10, 4)), Words("扩建", "grows")),
        (sign(mark("merged", 10, 10, 5)), Words("并入他校", "merges")), (sign(mark("opened", 10, 10, 5)), Words("新办", "opens")), (sign(mark("turned", 10, 10, 5)), Words("改教学点、改办", "turns")),
        (sign(lock), Words("已锁定", "locked")), (sign(Svg('<path d="M0 10h14" class="way" stroke-width="2"/><path d="M19 10l-6-4v8z" class="head"/>')), Words("学生去向", "where pupils go")),
        (sign(Svg('<g class="dots"><circle cx="10" cy="10" r="2.4"/></g>')), Words("村庄", "village")),
    ]  # fmt: skip


def spread_svg(here: Shown, t: int, language: str) -> Svg:
    """Children by minutes: the plan as bars, how it is now as a line, the limit marked."""
    now, plan = spread_of(here.made, here.present, t), spread_of(here.made, here.answer, t)
    most = max(0.05, *now, *plan)
    high, wide, base = 100.0, 42.0, 124.0
    bars = [
        element(
            "rect",
            x=3 + k * wide,
            y=base - v / most * high,
            width=wide - 6,
            height=v / most * high,
            fill="var(--slate-2)",
        )
        for k, v in enumerate(plan)
    ]
    steps = "M0 " + place(base - now[0] / most * high) + "".join(
        f"H{place((k + 1) * wide)}" + (f"V{place(base - now[k + 1] / most * high)}" if k + 1 < len(now) else "") for k in range(len(now))
    )  # fmt: skip
    limit = min(here.made.asked.limits.values())
    x = min(limit / 5, len(plan)) * wide
    labels = [element("text", f"{5 * k}", class_="ax m", x=k * wide, y=base + 16) for k in range(1, len(plan))]
    values = [
        element("text", f"{v:.0%}", class_="m tiny", x=k * wide + wide / 2, y=base - v / most * high - 4)
        for k, v in enumerate(plan)
        if v >= 0.005
    ]
    words = Words(f"上限{limit:g}分钟", f"limit {limit:g} min").in_(language)
    mark_ = [
        element("path", d=f"M{place(x)} 6V{base}", stroke="var(--seal)", stroke_width=1.5),
        element("text", words, class_="v b e", x=x - 6, y=14),
    ]
    unit = element("text", Words("分钟", "minutes").in_(language), class_="ax e", x=384, y=base + 32)
    keys = element(
        "text", Words("柱：本方案　线：现状", "bars: this plan; line: now").in_(language), class_="ax", x=0, y=base + 32
    )
    axis = element("path", d=f"M0 {base}H384", stroke="var(--ink)")
    return drawing(
        384,
        160,
        Words("单程时间分布", "Children by minutes one way").in_(language),
        *bars,
        element("path", d=steps, fill="none", stroke="var(--ink)", stroke_width=1.5),
        *mark_,
        *values,
        axis,
        *labels,
        unit,
        keys,
        class_="chart",
    )


def yearly_svg(
    years: list[int], spent: list[float], saved: list[float], limits: list[float | None], language: str
) -> Svg:
    """Money by year: what building and closing cost as bars with the year's limit, what running saves against now written below."""
    wide = 384 / max(1, len(years))
    most = max(1.0, *spent, *(b for b in limits if b is not None))
    parts: list[Svg] = []
    for k, (year, value) in enumerate(zip(years, spent, strict=True)):
        height = value / most * 80
        is_full = limits[k] is not None and value >= 0.95 * (limits[k] or 0) > 0
        x = k * wide + 4
        parts.append(
            element(
                "rect",
                x=x,
                y=100 - height,
                width=wide - 10,
                height=height,
                fill="var(--ink)" if is_full else "var(--slate-2)",
            )
        )
        parts.append(element("text", f"{value:,.0f}", class_="m b", x=x + wide / 2 - 5, y=96 - height))
        if (limit := limits[k]) is not None:
            y = 100 - limit / most * 80
            parts.append(
                element(
                    "path",
                    d=f"M{place(x - 3)} {place(y)}h{place(wide - 4)}",
                    stroke="var(--ink)",
                    stroke_dasharray="2 2",
                )
            )
        parts.append(element("text", str(year), class_="ax m", x=x + wide / 2 - 5, y=116))
        sign = "−" if saved[k] >= 0 else "+"
        parts.append(element("text", f"{sign}{abs(saved[k]):,.0f}", class_="sl m", x=x + wide / 2 - 5, y=132))
    parts.append(element("path", d="M0 100.5H384", stroke="var(--ink)"))
    title = Words(
        "分年费用：建设与一次性支出为柱，运行比现状省多少写在下面",
        "Money by year: building and one-off costs as bars; below, what running costs less than now",
    )
    return drawing(384, 140, title.in_(language), *parts, class_="chart")
