"""Rows of a file → a history, with a notice for everything that is not plain: gaps, years unlike the others, new names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.seats.problem.history import Cohorts, Floats, History, Whole
from xuezheng.seats.problem.ladders import ladder_of

AREA_COLUMNS = ("area", "school", "area_code", "town_code", "institution_code", "学校", "地区", "乡镇")
GRADE_COLUMNS = ("grade", "年级")
YEAR_COLUMNS = ("year", "school_year", "学年", "年份")
COUNT_COLUMNS = ("students", "pupil_count", "pupils", "count", "学生数", "在校生数")
BIRTH_COLUMNS = ("births", "birth_count", "出生人数")
COUNTY_COLUMNS = ("county", "county_code", "区县")
ODD_YEAR = 0.08  # a year is unlike the others where children vanish and return by more than this share at once
SAME_SCHOOL = 0.15  # a school is read as another's new name where its classes differ by no more than this share


@dataclass(frozen=True, slots=True)
class Notice:
    """Something found in a history and how it is dealt with. `which` names the area or year."""

    rule: str
    which: str
    what: Words


@dataclass(frozen=True)
class Read:
    history: History
    notices: tuple[Notice, ...]


def _column(heads: Sequence[str], wanted: Sequence[str], file: str, *, needed: bool = True) -> str:
    for name in wanted:
        if name in heads:
            return name
    if not needed:
        return ""
    cure = Words(f"表头：{'、'.join(heads)}", f"The columns: {', '.join(heads)}")
    raise Refused(
        [Problem("seats.column", Words("表中没有这一列。", "The file has no such column."), which=wanted[0], where=file, cure=cure)]
    )  # fmt: skip


def _number(text: str | None, where: str, problems: list[Problem], *, is_whole: bool = False) -> float:
    """The number of a cell; NaN where it is empty."""
    written = (text or "").strip().replace(",", "")
    if not written:
        return float("nan")
    try:
        value = float(written)
    except ValueError:
        value = float("inf")
    if not np.isfinite(value) or value < 0 or (is_whole and value != int(value)):
        what = Words("这里要一个不小于0的数。", "This must be a number, not negative.")
        problems.append(Problem("seats.number", what, where=where, got=written))
        return float("nan")
    return value


def births_from_rows(rows: Sequence[Mapping[str, str]], file: str, history: History) -> Cohorts:
    """Births by year, for a history: of the whole, or by its areas or counties where the file has a column of them.

    Raises Refused naming cells that are wrong, a year that stands twice, and areas the history does not know.
    """
    heads = list(rows[0]) if rows else []
    year_at, count_at = _column(heads, YEAR_COLUMNS, file), _column(heads, BIRTH_COLUMNS, file)
    area_at = _column(heads, (*AREA_COLUMNS, *COUNTY_COLUMNS), file, needed=False)
    problems: list[Problem] = []
    found: dict[tuple[int, str], float] = {}
    for line, row in enumerate(rows, start=2):
        year = _number(row[year_at], f"{file}:{line} {year_at}", problems, is_whole=True)
        value = _number(row[count_at], f"{file}:{line} {count_at}", problems)
        if not np.isfinite(year):
            continue
        key = (int(year), (row[area_at] or "").strip() if area_at else "")
        if key in found:
            what = Words("同一年的出生人数出现两次。", "The births of one year stand twice.")
            problems.append(Problem("seats.twice", what, which=key[1], where=f"{file}:{line}", got=str(key[0])))
        found[key] = value
    named = {area for _, area in found} - {""}
    known = history.areas if named <= set(history.areas) else history.counties
    for area in sorted(named - set(known)):
        what = Words("学生数表里没有这个地区。", "The counts do not know this area.")
        problems.append(Problem("seats.area", what, which=area, where=file))
    if not found and not problems:
        problems.append(Problem("seats.nothing", Words("文件里没有数。", "The file holds no counts."), where=file))
    if problems:
        raise Refused(problems[:20])
    span = np.arange(min(y for y, _ in found), max(y for y, _ in found) + 1)
    if not named:  # the scale is the ratio's: each county's entrants are set against the same births
        whole = np.array([[found.get((int(y), ""), np.nan)] for y in span])
        return Cohorts(span, np.repeat(whole, len(history.counties), axis=1))
    listed = np.array([[found.get((int(y), a), np.nan) for a in known] for y in span])
    if known is history.counties:
        return Cohorts(span, listed)
    gathered = np.nan_to_num(listed) @ history.gathering.T
    gathered[np.isnan(listed).all(axis=1)] = np.nan
    return Cohorts(span, gathered, listed)


def history_from_rows(
    rows: Sequence[Mapping[str, str]], file: str, births: tuple[Sequence[Mapping[str, str]], str], *, without: Iterable[int] = (),
    keeps_names: bool = False, keeps_years: bool = False,
) -> Read:  # fmt: skip
    """A history from rows of year, area (or school), grade and count, and rows of births with the name of their file.

    Named and dealt with: years not counted, years unlike the others (set aside unless `keeps_years`), areas that miss a
    year, and a school that goes on under a new name (read as one unless `keeps_names`). Raises Refused where a cell is
    wrong or a count stands twice.
    """
    heads = list(rows[0]) if rows else []
    columns = [_column(heads, wanted, file) for wanted in (YEAR_COLUMNS, AREA_COLUMNS, GRADE_COLUMNS, COUNT_COLUMNS)]
    county_at = _column(heads, COUNTY_COLUMNS, file, needed=False)
    cells, county_by_area = _cells(rows, columns, county_at, file)
    names = sorted({grade for _, _, grade in cells})
    try:
        order, grades = ladder_of(names)
    except ValueError as error:
        what = Words("不认得这些年级。", "These grades are not known.")
        cure = Words("用 K、1–12、小班/中班/大班 或 一年级…", "Use K, 1–12, 小班/中班/大班 or 一年级…")
        raise Refused([Problem("seats.grades", what, where=file, got=str(error), cure=cure)]) from error
    areas = tuple(sorted({area for _, area, _ in cells}))
    counties = tuple(sorted(set(county_by_area.values()))) or ("",)
    years = np.arange(min(y for y, _, _ in cells), max(y for y, _, _ in cells) + 1)
    counts = np.full((len(years), len(areas), len(order)), np.nan)
    row_of, column_of = {a: i for i, a in enumerate(areas)}, {g: i for i, g in enumerate(order)}
    for (year, area, grade), value in cells.items():
        counts[year - years[0], row_of[area], column_of[grade]] = value
    present = ~np.isnan(counts).all(axis=2)
    counts[present] = np.nan_to_num(counts[present])  # a school that reports, but not this grade, has nobody in it
    county_of = np.array([counties.index(county_by_area.get(a, counties[0])) for a in areas], dtype=np.int64)
    none = Cohorts(np.zeros(0, dtype=np.int64), np.zeros((0, len(counties))))
    history = History(years, areas, county_of, counties, grades, counts, none)
    read = dealt_with(history, tuple(without), keeps_names=keeps_names, keeps_years=keeps_years)
    return Read(replace(read.history, births=births_from_rows(*births, read.history)), read.notices)


def _cells(
    rows: Sequence[Mapping[str, str]], columns: Sequence[str], county_at: str, file: str
) -> tuple[dict[tuple[int, str, str], float], dict[str, str]]:
    year_at, area_at, grade_at, count_at = columns
    problems: list[Problem] = []
    cells: dict[tuple[int, str, str], float] = {}
    county_by_area: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        year = _number(row[year_at], f"{file}:{line} {year_at}", problems, is_whole=True)
        value = _number(row[count_at], f"{file}:{line} {count_at}", problems)
        area, grade = (row[area_at] or "").strip(), (row[grade_at] or "").strip()
        if not np.isfinite(year) or not area or not grade:
            what = Words("年份、学校（地区）和年级都要填。", "Year, school (area) and grade are all needed.")
            problems.append(Problem("seats.empty", what, where=f"{file}:{line}"))
            continue
        if (int(year), area, grade) in cells:
            what = Words("同一学校、年份、年级出现两次。", "One school, year and grade stands twice.")
            problems.append(Problem("seats.twice", what, which=f"{area} {int(year)} {grade}", where=f"{file}:{line}"))
        cells[int(year), area, grade] = value
        if county_at:
            county_by_area[area] = (row[county_at] or "").strip()
    if not cells and not problems:
        problems.append(Problem("seats.nothing", Words("文件里没有数。", "The file holds no counts."), where=file))
    if problems:
        raise Refused(problems[:20])
    return cells, county_by_area


def dealt_with(history: History, without: tuple[int, ...], *, keeps_names: bool, keeps_years: bool) -> Read:
    """The history with its oddities named and dealt with."""
    notices: list[Notice] = []
    asked = tuple(y for y in without if history.years[0] <= y <= history.years[-1])
    odd = () if keeps_years else odd_years(_without(history, asked))
    for year in (*asked, *odd):
        why = ("按要求不用。", "left out as asked.") if year in asked else (
            "学生数骤减又复原，与其他年份不同，既不作起点也不作目标。",
            "children vanish and return: unlike the other years, so neither origin nor target.",
        )  # fmt: skip
        notices.append(Notice("odd_year", str(year), Words(f"{year}年：{why[0]}", f"{year}: {why[1]}")))
    history = replace(_without(history, (*asked, *odd)), set_aside=tuple(sorted({*asked, *odd})))
    for year in history.years[~history.is_counted]:
        if int(year) not in history.set_aside:
            what = Words(f"{year}年没有数，其余照算。", f"{year} was not counted; the rest goes on.")
            notices.append(Notice("missing_year", str(year), what))
    if not keeps_names:
        history, renamed = _renamed(history)
        notices += renamed
    notices += _gaps(history)
    return Read(_bridged(history), tuple(notices))


def _bridged(history: History) -> History:
    """Areas that miss a year between others stand in it with last year's classes a grade further: they did not close."""
    counts, estimated = history.counts.copy(), np.zeros(history.present.shape, dtype=np.bool_)
    there = history.present
    for a in range(len(history.areas)):
        known = np.flatnonzero(there[:, a])
        if not len(known):
            continue
        for t in range(int(known[0]) + 1, int(known[-1])):
            if not there[t, a] and history.is_counted[t] and history.is_counted[t - 1]:
                for g, grade in enumerate(history.grades):
                    counts[t, a, g] = counts[t - 1, a, g if grade.comes_from is None else grade.comes_from]
                estimated[t, a] = True
    return replace(history, counts=counts, estimated=estimated) if estimated.any() else history


def _without(history: History, years: tuple[int, ...]) -> History:
    if not years:
        return history
    counts = history.counts.copy()
    counts[np.isin(history.years, np.array(years))] = np.nan
    return replace(history, counts=counts)


def odd_years(history: History) -> tuple[int, ...]:
    """Years in which children vanish and come back: progression into the year and out of it break in opposite ways."""
    below = [(g.comes_from, i) for i, g in enumerate(history.grades) if g.comes_from is not None]
    if not below or len(history.years) < 5:
        return ()
    counts = history.counts
    both = ~(np.isnan(counts[1:]).all(axis=2) | np.isnan(counts[:-1]).all(axis=2))  # schools there in both years
    after = sum(np.where(both, counts[1:, :, i], 0).sum(axis=1) for _, i in below)
    before = sum(np.where(both, counts[:-1, :, f], 0).sum(axis=1) for f, _ in below)
    with np.errstate(invalid="ignore", divide="ignore"):
        into = np.log(after / before)
    if np.isnan(into).all():
        return ()
    usual = np.nanmedian(into)
    spread = max(1.4826 * float(np.nanmedian(np.abs(into - usual))), 0.005)
    limit = max(ODD_YEAR, 6 * spread)
    fall, rise = into[:-1] - usual, into[1:] - usual
    hits = (np.abs(fall) > limit) & (np.abs(rise) > limit) & (fall * rise < 0)
    return tuple(int(y) for y in history.years[1:-1][hits])


def _renamed(history: History) -> tuple[History, list[Notice]]:
    """Schools that end as another begins with their classes, each a grade further: one school under two names."""
    present = history.present
    first = np.array([int(np.argmax(present[:, a])) for a in range(len(history.areas))])
    last = np.array([len(history.years) - 1 - int(np.argmax(present[::-1, a])) for a in range(len(history.areas))])
    counts, gone, notices = history.counts.copy(), set[int](), list[Notice]()
    for old in range(len(history.areas)):
        fits = {
            new: misfit
            for new in range(len(history.areas))
            if new not in gone and new != old and first[new] == last[old] + 1 and history.county_of[new] == history.county_of[old]
            if (misfit := _misfit(history, counts[last[old], old], counts[first[new], new])) <= SAME_SCHOOL
        }  # fmt: skip
        if len(fits) != 1:
            continue
        new = next(iter(fits))
        counts[: first[new], new] = counts[: first[new], old]
        gone.add(old)
        year, a, b = int(history.years[first[new]]), history.areas[old], history.areas[new]
        what = Words(
            f"“{a}”到{year - 1}年为止，“{b}”自{year}年起，班级相承（差{fits[new]:.0%}）：按一所学校改名处理。",
            f"“{a}” ends in {year - 1} and “{b}” begins in {year} with its classes ({fits[new]:.0%} apart): read as one school renamed.",
        )  # fmt: skip
        notices.append(Notice("renamed", f"{a} → {b}", what))
    keep = np.array([a not in gone for a in range(len(history.areas))])
    areas = tuple(a for a, kept in zip(history.areas, keep, strict=True) if kept)
    return replace(history, areas=areas, county_of=history.county_of[keep], counts=counts[:, keep]), notices


def _misfit(history: History, old: Floats, new: Floats) -> float:
    """How far a new school's classes are from the old one's promoted by a year, as a share of them."""
    pairs = [(g.comes_from, i) for i, g in enumerate(history.grades) if g.comes_from is not None]
    expected = np.array([old[f] for f, _ in pairs])
    found = np.array([new[i] for _, i in pairs])
    whole = float(np.nansum(expected))
    return float(np.nansum(np.abs(expected - found))) / whole if whole >= 30 else np.inf


def _gaps(history: History) -> list[Notice]:
    """Areas that were not there in some years: begun, ended, or missing in between."""
    notices: list[Notice] = []
    counted: Whole = np.flatnonzero(history.is_counted)
    for a, name in enumerate(history.areas):
        there = [int(t) for t in counted if not np.isnan(history.counts[t, a]).all()]
        if not there:
            continue
        between = [int(history.years[t]) for t in counted if there[0] < t < there[-1] and t not in there]
        if between:
            listed = "、".join(map(str, between)), ", ".join(map(str, between))
            what = Words(
                f"{name}缺{listed[0]}年的数：这几年不参与该校的比率，其余照算。",
                f"{name} was not counted in {listed[1]}: those years give it no ratios; the rest goes on.",
            )
            notices.append(Notice("gap", name, what))
        if there[0] > counted[0]:
            year = int(history.years[there[0]])
            notices.append(Notice("begins", name, Words(f"{name}自{year}年起有数。", f"{name} begins in {year}.")))
        if there[-1] < counted[-1]:
            year = int(history.years[there[-1]])
            notices.append(Notice("ends", name, Words(f"{name}到{year}年为止。", f"{name} ends in {year}.")))
    return notices
