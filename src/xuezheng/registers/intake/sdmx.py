"""Population tables of other statistical systems, as SDMX-ML 2.1 data: each observation a row of the sheet it is for.

Read by `sdmx1`. Which sheet it is follows from the dimensions: area, time and age are a population by age; with a level of
schooling, one by attainment. A dimension that no sheet knows (sex) is taken at its total, and refused where it has none.
"""

import io
from pathlib import Path
from typing import Any, Final

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.given import ATTAINMENT
from xuezheng.registers.intake.raw import RawSheet, of_rows
from xuezheng.registers.intake.sheets import Sheet
from xuezheng.registers.intake.workbook import POPULATION

AREA, TIME, AGE, LEVEL = (
    ("REF_AREA", "AREA", "GEO"),
    ("TIME_PERIOD",),
    ("AGE",),
    ("EDUCATION_LEV", "ATTAINMENT", "EDU_LEVEL"),
)
TOTALS: Final = ("_T", "T", "TOTAL", "TOT")
IGNORED: Final = ("FREQ", "INDICATOR", "UNIT_MEASURE", "dsd")
LONGEST_SOURCE = 120


class BadSdmx(Exception):
    """The file is no data message that a sheet is for; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


def is_sdmx(head: bytes) -> bool:
    """Whether a file begins as XML does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def sdmx_sheets(path: Path) -> list[RawSheet]:
    """The sheet that a message holds. Raises BadSdmx."""
    rows = _observations(path)
    names = {name for row in rows for name in row}
    columns = {
        "area_code": _first(names, AREA), "year": _first(names, TIME), "age": _first(names, AGE), "level": _first(names, LEVEL),
    }  # fmt: skip
    lacking = [key for key in ("area_code", "year", "age") if not columns[key]]
    if not rows or lacking:
        raise BadSdmx(_no_sheet(path, sorted(names)))
    sheet = ATTAINMENT if columns["level"] else POPULATION
    kept = _at_totals(path, rows, {c for c in columns.values() if c})
    return [_sheet(path, sheet, kept, columns)]


def _observations(path: Path) -> list[dict[str, str]]:
    """Every observation as its dimensions, attributes and OBS_VALUE; `SOURCE` names who sent it."""
    import sdmx  # slow to load

    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # no message has one; what it names could be anything
        raise BadSdmx(_unreadable(path, ValueError("<!DOCTYPE>")))
    try:
        message: Any = sdmx.read_sdmx(io.BytesIO(content))
        data: Any = message.data
    except Exception as error:  # the reader raises whatever its parser met
        raise BadSdmx(_unreadable(path, error)) from error
    sender = getattr(message.header, "sender", None)
    source = f"SDMX {getattr(sender, 'id', '') or ''} {path.name}".replace("  ", " ")[:LONGEST_SOURCE]
    rows: list[dict[str, str]] = []
    for dataset in data:
        for one in dataset.obs:
            at = {id: str(value.value) for id, value in one.key.values.items()}
            rows.append({**at, "OBS_VALUE": "" if one.value is None else str(one.value), "SOURCE": source})
    return rows


def _first(names: set[str], wanted: tuple[str, ...]) -> str:
    return next((name for name in wanted if name in names), "")


def _at_totals(path: Path, rows: list[dict[str, str]], used: set[str]) -> list[dict[str, str]]:
    """The rows at which every other dimension is its total, or has one value alone."""
    others = {name for row in rows for name in row} - used - {"OBS_VALUE", "SOURCE", *IGNORED}
    for name in sorted(others):
        values = {row.get(name, "") for row in rows}
        if len(values) > 1:
            rows = [row for row in rows if row.get(name, "").upper() in TOTALS]
            if not rows:
                raise BadSdmx(_no_total(path, name, sorted(values)))
    return rows


def _sheet(path: Path, sheet: Sheet, rows: list[dict[str, str]], columns: dict[str, str]) -> RawSheet:
    keys = [key for key in sheet.unique if columns.get(key)]
    heads = [sheet.field(key).heading.zh for key in (*keys, "person_count", "source")]
    table = [
        [_cell(key, row[columns[key]]) for key in keys] + [_number(row["OBS_VALUE"]), row["SOURCE"]] for row in rows
    ]
    return of_rows(path.name, sheet.title.zh, [heads, *table])


def _cell(key: str, value: str) -> str:
    """A code as the sheets write it: Y7 is seven years, a period its year, an area its digits."""
    if key == "age":
        return value.upper().removeprefix("Y").removesuffix("Y")
    if key == "year":
        return value[:4]
    return value.removeprefix("CN") if key == "area_code" else value


def _number(value: str) -> str:
    """Counts are whole; 61.0 is 61."""
    return value.removesuffix(".0")


def _unreadable(path: Path, error: Exception) -> Problem:
    what = Words("不是能读的 SDMX-ML 数据消息。", "It is no data message of SDMX-ML that can be read.")
    cure = Words(
        "导出为 SDMX-ML 2.1（Generic 或 StructureSpecific），或 .csv",
        "Export it as SDMX-ML 2.1 (generic or structure-specific), or as .csv",
    )
    return Problem(
        "file.sdmx", what, where=path.name, got=str(error).splitlines()[0][:80] if str(error) else "", cure=cure
    )


def _no_sheet(path: Path, names: list[str]) -> Problem:
    what = Words("没有哪张登记册的表对得上这些维度。", "No sheet of the register has these dimensions.")
    cure = Words(
        "分年龄人口要有 REF_AREA、TIME_PERIOD、AGE；分学历人口另有 EDUCATION_LEV",
        "Population by age has REF_AREA, TIME_PERIOD and AGE; by attainment also EDUCATION_LEV",
    )
    return Problem("file.sdmx_dimensions", what, where=path.name, got=", ".join(names), cure=cure)


def _no_total(path: Path, name: str, values: list[str]) -> Problem:
    what = Words("有一个维度分了类，又没有合计。", "A dimension is broken down and has no total.")
    cure = Words("请导出合计（_T）", "Export its total (_T)")
    return Problem("file.sdmx_total", what, where=path.name, which=name, got=", ".join(values)[:80], cure=cure)
