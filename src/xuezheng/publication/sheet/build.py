"""A release → the broadsheet: headline, story, panels, graphics, doubts, definitions. Pure; nothing is typed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.publication.drawings import bars, map, slope, squares
from xuezheng.publication.drawings.pen import Canvas, Graphic, Svg
from xuezheng.publication.entry import Entry
from xuezheng.publication.sheet import doubtful, panels
from xuezheng.publication.sheet.wording import Line, Run, fill, fill_known, readable, steps
from xuezheng.screens import numbers

LEAST_KNOWN = 3  # numbers of a newspaper panel, below which it says too little
MOST_CITIES = 4
BANDS = ((15, 19), (10, 14), (5, 9), (1, 4), (0, 0))


@dataclass(frozen=True, slots=True)
class Number:
    """A panel's number: digits, unit, the figure it opens to, its sentence, whether it is questioned."""

    figure_id: str
    digits: str
    unit: str
    sentence: Line
    is_doubtful: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    about: str
    numbers: tuple[Number, ...]
    graphics: tuple[Graphic, ...]


@dataclass(frozen=True, slots=True)
class AgeChart:
    city: str
    svg: Svg


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the broadsheet, in one language."""

    language: str
    number: int
    day: str
    cities: str
    is_synthetic: bool
    is_certified: bool
    kicker: Line
    headline: str
    deck: Line
    story: tuple[Line, ...]
    map: Graphic | None
    ages: tuple[AgeChart, ...]
    ages_note: str
    panels: tuple[Panel, ...]
    doubts: tuple[doubtful.Question, ...]
    doubt_heading: str
    definitions: tuple[tuple[str, str], ...]
    sources: str
    provenance: str
    ear: str


def sheet(
    entries: Mapping[str, Entry], extra: Mapping[str, Any], about: Mapping[str, Any], hash: str, canvas: Canvas
) -> Sheet:
    """`extra` is the release's `sheet.json`, `about` its manifest's `about`, `hash` names it."""
    language = canvas.language
    tally = _tally(entries, extra, canvas)
    drawn = _panels(entries, extra, canvas)
    country = _map(extra, canvas)
    graphics = sum(len(panel.graphics) for panel in drawn) + (1 if country else 0) + (1 if extra.get("ages") else 0)
    numbers_shown = sum(len(panel.numbers) for panel in drawn)
    questions = doubtful.questions(list(entries.values()), canvas)
    return Sheet(
        language=language,
        number=about["number"],
        day=_day(date.fromisoformat(about["released_on"]), canvas),
        cities=_cities(extra, canvas),
        is_synthetic=about["is_synthetic"],
        is_certified=about["is_certified"],
        kicker=fill(_kicker(entries), entries, language, **tally),
        headline=_headline(entries, canvas),
        deck=_deck(entries, canvas),
        story=tuple(line for text in (panels.STORY if entries else panels.STORY[:-1]) if (line := fill_known(text, entries, language, **tally))),
        map=country,
        ages=_ages(extra, canvas),
        ages_note=_ages_note(extra, canvas),
        panels=drawn,
        doubts=questions,
        doubt_heading=_doubt_heading(len(questions), canvas),
        definitions=_definitions(entries, canvas),
        sources=canvas.word(f"资料：{_cities(extra, canvas)}的登记册与年报" + ("；人口普查分县资料；见报数据《各地教育改革成就巡礼》。" if entries else "。"),
                            f"Sources: registers and annual returns of {_cities(extra, canvas)}"
                            + ("; census by county; the newspaper page on them." if entries else ".")),
        provenance=_provenance(extra, about, hash, canvas),
        ear=canvas.word(f"{numbers_shown}个主数、{graphics}幅图，逐一可查定义、来源与登记行。发布即锁定；此后改动，另发更正，旧版留存可比。",
                        f"{numbers_shown} numbers and {graphics} graphics, each open to its definition, source and rows. "
                        "A release never changes; corrections come as a new one beside it."),
    )  # fmt: skip


def _day(day: date, canvas: Canvas) -> str:
    zh = "一二三四五六日"[day.weekday()]
    en = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    return canvas.word(f"{numbers.date(day, 'zh')}　星期{zh}", f"{en}, {numbers.date(day, 'en')}")


def _tally(entries: Mapping[str, Entry], extra: Mapping[str, Any], canvas: Canvas) -> dict[str, str]:
    """Counts of the page itself, and children by age of all four cities."""
    computed = [e for e in entries.values() if e.computed is not None and e.state != "stated"]
    agreeing = sum(1 for e in computed if e.agrees)
    per_age = _per_age(extra)
    return {
        "all": str(len(entries)),
        "computed": str(len(computed)),
        "agreeing": str(agreeing),
        "stated": str(sum(1 for e in entries.values() if e.state == "stated")),
        "place": _place(extra, canvas),
        "year": str(extra.get("ages_year", "…")),
        "ten": _people(per_age.get((10, 14)), canvas),
        "zero": _people(per_age.get((0, 0)), canvas),
    }


def _kicker(entries: Mapping[str, Entry]) -> Words:
    if not entries:
        return Words("由冻结的年报算出，逐一可查", "Computed from frozen returns, each open to its records")
    return Words(
        "见报的[all]个数：[computed]个由登记册算出，其中[agreeing]个相符；[stated]个是规定或目标",
        "[all] printed figures: [computed] computed from the register, of which [agreeing] agree; [stated] rules or targets",
    )


def _names(extra: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]]:
    """City code and name, those of the newspaper in its order first."""
    order = {panel.city_code: position for position, panel in enumerate(panels.PANELS)}
    return sorted(extra.get("names", {}).items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


def _place(extra: Mapping[str, Any], canvas: Canvas) -> str:
    """The cities in words: the name of one, the number of several."""
    names = [name for _, name in _names(extra)]
    if len(names) == 1:
        return canvas.word(names[0]["zh"], names[0]["en"])
    if not names:
        return canvas.word("各市", "the cities")
    zh = "零一两三四五六七八九十"[len(names)] if len(names) <= 10 else str(len(names))
    en = (
        ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")[len(names)]
        if len(names) <= 10
        else str(len(names))
    )
    return canvas.word(f"{zh}市", f"the {en} cities")


def _cities(extra: Mapping[str, Any], canvas: Canvas) -> str:
    names = [name for _, name in _names(extra)]
    return canvas.word("　".join(n["zh"] for n in names), ", ".join(n["en"] for n in names))


def _deck(entries: Mapping[str, Entry], canvas: Canvas) -> Line:
    line = fill_known(panels.DECK, entries, canvas.language, joint=canvas.word("；", "; "))
    return (*line, Run(canvas.word("。", "."))) if line else ()


def _people(value: float | None, canvas: Canvas) -> str:
    if value is None:
        return numbers.Missing.UNKNOWN.value
    places = 0 if bars.are_few(value) else -3 if canvas.word("zh", "en") == "zh" else -2
    return canvas.word(
        readable(round(value, places), canvas.language) + "人", readable(round(value, places), canvas.language)
    )


def _per_age(extra: Mapping[str, Any]) -> dict[tuple[int, int], float]:
    """Children of all cities for each year of age, by band."""
    found: dict[tuple[int, int], float] = {}
    for city in extra.get("ages", {}).values():
        for band, value in _bands(city):
            found[band] = found.get(band, 0.0) + value
    return found


def _bands(by_age: Mapping[str, int]) -> list[tuple[tuple[int, int], float]]:
    """Bands whose every age is known, with the mean number of an age."""
    made: list[tuple[tuple[int, int], float]] = []
    for low, high in BANDS:
        counts = [by_age[str(age)] for age in range(low, high + 1) if str(age) in by_age]
        if len(counts) == high - low + 1:
            made.append(((low, high), sum(counts) / len(counts)))
    return made


def _ages(extra: Mapping[str, Any], canvas: Canvas) -> tuple[AgeChart, ...]:
    banded = {city: _bands(by_age) for city, by_age in extra.get("ages", {}).items()}
    highest = _most_of_an_age(extra)
    charts: list[AgeChart] = []
    for city, name in _names(extra)[:MOST_CITIES]:
        named = [(_band_name(low, high, canvas), value) for (low, high), value in banded.get(city, [])]
        if named:
            shown = canvas.word(name["zh"] + "市", name["en"])
            charts.append(AgeChart(shown, bars.ages(named, highest, shown, canvas)))
    return tuple(charts)


def _most_of_an_age(extra: Mapping[str, Any]) -> float:
    """The most children for one year of age that any band of any city has."""
    return max((value for city in extra.get("ages", {}).values() for _, value in _bands(city)), default=0.0)


def _band_name(low: int, high: int, canvas: Canvas) -> str:
    if high == 0:
        return canvas.word("0岁", "age 0")
    return f"{low}{numbers.DASH if canvas.word('zh', 'en') == 'zh' else '–'}{high}"


def _ages_note(extra: Mapping[str, Any], canvas: Canvas) -> str:
    year = extra.get("ages_year", "…")
    if bars.are_few(_most_of_an_age(extra)):
        unit = Words("人", "number")
    else:
        unit = Words("万人", "thousands")
    return canvas.word(
        f"{year}年，各年龄段平均每岁人数，单位{unit.zh}。黑柱为不满1岁。",
        f"{year}: {unit.en} of children for each year of age, by age group. Black: under one.",
    )


def _headline(entries: Mapping[str, Entry], canvas: Canvas) -> str:
    schools = _direction(entries, "nc.schools_2020", "nc.schools_now")
    cover = _direction(entries, "nj.public_preschool_share_2018", "nj.public_preschool_share_2023")
    first = {
        -1: Words("学校在减", "Fewer schools"),
        0: Words("学校未变", "As many schools"),
        1: Words("学校在增", "More schools"),
    }
    second = {
        -1: Words("覆盖在缩", "narrower reach"),
        0: Words("覆盖未变", "the same reach"),
        1: Words("覆盖在扩", "wider reach"),
    }
    if schools is None or cover is None:
        return canvas.word("教育有数，一本登记册", "Education, by the register")
    return canvas.word(f"{first[schools].zh}，{second[cover].zh}", f"{first[schools].en}, {second[cover].en}")


def _direction(entries: Mapping[str, Entry], before: str, after: str) -> int | None:
    old, new = (entries[id].computed if id in entries else None for id in (before, after))
    if old is None or new is None:
        return None
    return (new > old) - (new < old)


def _panels(entries: Mapping[str, Entry], extra: Mapping[str, Any], canvas: Canvas) -> tuple[Panel, ...]:
    """The newspaper's panels of the cities there are, with what the registers know; a city of whose panel too little is
    known has one of the catalogue's figures instead."""
    made: list[Panel] = []
    own = {entry.city_code for entry in entries.values()}
    common = {city["code"]: city for city in extra.get("common", []) if city["figures"]}
    for plan in (plan for plan in panels.PANELS if plan.city_code in own):
        known = [item for item in plan.items if _is_known(entries, item.figure_id)]
        if len(known) < LEAST_KNOWN and plan.city_code in common:
            continue
        if not known:
            continue
        common.pop(plan.city_code, None)
        shown = tuple(_number(item, entries, canvas) for item in known)
        drawn = (name for name in plan.drawings if all(_is_known(entries, id) for id in panels.DRAWN_FROM[name]))
        graphics = tuple(_open(_graphic(name, entries, extra, canvas), canvas) for name in drawn)
        made.append(Panel(plan.title.in_(canvas.language), plan.about.in_(canvas.language), shown, graphics))
    return (*made, *_common_panels(common.values(), canvas))


def _is_known(entries: Mapping[str, Entry], id: str) -> bool:
    return id in entries and entries[id].computed is not None


def _number(item: panels.Item, entries: Mapping[str, Entry], canvas: Canvas) -> Number:
    """A number that is known, with its sentence; with its term alone where the sentence names another that is not."""
    entry = entries[item.figure_id]
    assert entry.computed is not None
    sentence = fill(item.sentence, entries, canvas.language)
    if any(numbers.Missing.UNKNOWN.value in run.text for run in sentence):
        sentence = (Run(canvas.word(f"{entry.term.zh}。", f"{entry.term.en}.")),)
    href = f"{canvas.base}{entry.id}/" if canvas.base else ""
    digits, unit = steps(entry.computed, entry.unit, canvas.language)
    if item.unit is not None:
        digits, unit = numbers.scaled(round(entry.computed), item.unit, canvas.language)
    return Number(
        item.figure_id, digits, unit, sentence, any(d.rule == "records_differ" for d in entry.open_doubts), href
    )


def _common_panels(cities: Iterable[Mapping[str, Any]], canvas: Canvas) -> tuple[Panel, ...]:
    """Panels of what the catalogue says of cities in their last year."""
    made: list[Panel] = []
    catalogue = canvas.base.replace("/figures/", "/catalogue/")
    for city in cities:
        shown: list[Number] = []
        for figure in city["figures"]:
            digits, unit = steps(figure["value"], figure["unit"], canvas.language)
            term = Words(f"{figure['term']['zh']}，{city['year']}年。", f"{figure['term']['en']}, {city['year']}.")
            shown.append(Number("", digits, unit, (Run(term.in_(canvas.language)),), False, catalogue))
        made.append(
            Panel(canvas.word(f"数说{city['name']['zh']}", f"{city['name']['en']} in numbers"), "", tuple(shown), ())
        )
    return tuple(made)


def _graphic(name: str, entries: Mapping[str, Entry], extra: Mapping[str, Any], canvas: Canvas) -> Graphic:
    match name:
        case "slope":
            return slope.slope(entries, canvas, extra.get("targets", {}))
        case "squares":
            return squares.students(entries, canvas)
        case "tiers":
            return squares.tiers(entries, canvas)
        case "remote":
            return squares.remote_schools(entries, canvas)
        case _:
            return bars.before_after(entries, canvas)


def _open(graphic: Graphic, canvas: Canvas) -> Graphic:
    """A drawing with links is a group of them, not one picture."""
    return replace(graphic, svg=Svg(graphic.svg.replace('role="img"', 'role="group"', 1))) if canvas.base else graphic


def _map(extra: Mapping[str, Any], canvas: Canvas) -> Graphic | None:
    content = extra.get("map")
    if not content:
        return None
    ground = map.Ground(
        content["width"], content["height"], content["km_per_pixel"], [tuple(o) for o in content["outlines"]],
        [tuple(d) for d in content["dots"]], [tuple(c) for c in content["cities"]],
    )  # fmt: skip
    return map.cities_map(ground, canvas)


def _doubt_heading(count: int, canvas: Canvas) -> str:
    zh = "零一二三四五六七八九十"
    return canvas.word(
        f"{zh[count] if count <= 10 else count}处存疑", f"{count} open questions" if count != 1 else "One open question"
    )


def _definitions(entries: Mapping[str, Entry], canvas: Canvas) -> tuple[tuple[str, str], ...]:
    """Terms and definitions as the catalogue of the release holds them; two notes of the page itself."""
    made: list[tuple[str, str]] = []
    for id in panels.DEFINED:
        entry = entries.get(id)
        if entry and entry.definition:
            made.append((entry.definition.term.in_(canvas.language), entry.definition.definition.in_(canvas.language)))
    children = canvas.word("每岁人数", "Children by age")
    if not entries:  # a bureau's own data: where its population by age comes from stands in its register
        return (
            *made,
            (children, canvas.word("登记的分县分年龄人口。", "the registered population by county and age.")),
        )
    made.append(
        (
            canvas.word("余、超", "“More than”"),
            canvas.word(
                "原报为约数；本版印的是登记册算得的数。",
                "printed as round numbers elsewhere; here stand those of the register.",
            ),
        )
    )
    made.append(
        (
            children,
            canvas.word(
                "据人口普查分县年龄结构逐岁推得，为近似数。",
                "derived from the census by county and age group; approximate.",
            ),
        )
    )
    return tuple(made)  # fmt: skip


def _provenance(extra: Mapping[str, Any], about: Mapping[str, Any], hash: str, canvas: Canvas) -> str:
    returns = extra.get("returns", {})
    return canvas.word(
        f"年报{returns.get('count', 0)}份 {returns.get('hash', '')[:8]}　指标目录 {extra.get('catalogue', '')[:8]}　第{about['number']}号发布 {hash[:8]}",
        f"{returns.get('count', 0)} returns {returns.get('hash', '')[:8]}   catalogue {extra.get('catalogue', '')[:8]}   "
        f"release {about['number']} {hash[:8]}",
    )


def runs(line: Sequence[Run]) -> str:
    """The line as plain text."""
    return "".join(run.text for run in line)
