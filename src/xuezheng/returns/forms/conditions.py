"""教基5170, 5176 and 5377: buildings, site, books and equipment; asked once a year, beside what the rooms tell."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.tables import CONDITIONS, ROOMS
from xuezheng.returns.forms.making import Asked, CellKind, Form, Head, Line, Source, count_of, sum_of

GENERAL = frozenset({"preschool", "primary", "junior", "senior", "special"})
VALUE = Head("value", Words("本年", "This year"), "area")
M2, PIECES = Words("平方米", "m²"), Words("间", "rooms")


def _asked(
    column: str, zh: str, en: str, kind: CellKind = "area", unit: Words = M2, *, is_part: bool = False
) -> tuple[Line, Source]:
    return Line(column, Words(zh, en), kind, unit, is_part), Asked(CONDITIONS, column)


def _rooms(key: str, zh: str, en: str, where: pl.Expr, *, is_part: bool = False) -> tuple[Line, Source]:
    return Line(key, Words(zh, en), "count", PIECES, is_part), count_of(ROOMS, where)


BUILDINGS = (
    _asked("building_area_m2", "校舍建筑面积", "Building area"),
    _asked("teaching_area_m2", "教学及辅助用房", "Teaching and auxiliary rooms", is_part=True),
    _asked("indoor_sports_area_m2", "其中室内体育用房", "of which indoor sports", is_part=True),
    _asked("dormitory_area_m2", "学生宿舍", "Dormitories", is_part=True),
    _asked("dangerous_area_m2", "危房", "Dangerous buildings", is_part=True),
)
ROOM_KIND = pl.col("kind")
THINGS = (
    _asked("site_area_m2", "占地面积", "Site area"),
    _asked("sports_ground_area_m2", "其中运动场地面积", "of which sports grounds", is_part=True),
    _asked("book_count", "图书", "Books", "count", Words("册", "volumes")),
    _asked("terminal_count", "数字终端（计算机、平板）", "Computers and tablets", "count", Words("台", "devices")),
    _asked("bandwidth_mbps", "互联网出口带宽", "Outgoing bandwidth", "speed", Words("兆比特每秒", "Mbit/s")),
    _asked("equipment_fen", "教学仪器设备资产值", "Value of teaching equipment", "amount", Words("元", "yuan")),
)
CLASSROOMS = (
    _rooms("classrooms", "普通教室", "Classrooms", ROOM_KIND == "classroom"),
    _rooms("multimedia", "网络多媒体教室", "Networked multimedia rooms", pl.col("is_multimedia")),
)
WORKSHOPS = (
    _rooms("workshops", "实训车间", "Workshops", ROOM_KIND == "workshop"),
    (
        Line("workshop_seats", Words("实训工位", "Workshop places"), "count", Words("个", "places")),
        sum_of(ROOMS, "seat_count", ROOM_KIND == "workshop"),
    ),
)


def condition_form(code: str, title: Words, stages: frozenset[str], rows: tuple[tuple[Line, Source], ...]) -> Form:
    return Form(
        code, title, stages, (VALUE,), tuple(line for line, _ in rows), {(line.key, "value"): source for line, source in rows},
        main="value", inferred=frozenset({"name", "layout"}),
        note=Words("教室、实训车间来自用房登记册。", "Rooms and workshops come from the register of rooms."),
    )  # fmt: skip


FORMS = (
    condition_form("教基5170", Words("校舍建筑面积", "Buildings"), GENERAL, BUILDINGS),
    condition_form(
        "教基5176", Words("占地面积、图书、设备等办学条件", "Site, books and equipment"), GENERAL, (*THINGS, *CLASSROOMS)
    ),
    condition_form(
        "教基5377", Words("中职办学条件", "Conditions of vocational schools"), frozenset({"vocational"}),
        (*BUILDINGS, *THINGS, *CLASSROOMS, *WORKSHOPS),
    ),
)  # fmt: skip
