"""A county of three schools as frozen returns: a primary school, a nine-year school, and a point too small to count.

Everything of the primary school (500 students) stands at the standard of primary schools but its sports area (3000 of
3750 m²). The nine-year school has 600 and 300: what its parts share is split 600 : 330.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.engine.tables import Table
from xuezheng.registers import tables as t

CITY, COUNTY, TOWN = "511000", "511002", "511002001"
EAST, HILLS, POINT = "2151000001", "3151000002", "2151000003"
KINDS = {EAST: "211", HILLS: "312", POINT: "218"}
ZERO: dict[Any, Any] = {pl.String: "", pl.Boolean: False, pl.Date: date(2018, 9, 1)}
CLASSES = {
    EAST: {"11": (45, 5), "12": (55, 5)},
    HILLS: {"11": (40, 15), "21": (50, 6)},
    POINT: {"11": (30, 1)},
}  # pupils, classes
STAFF = {  # (school, stage): teachers with degree, of them backbone, of them sport and arts
    (EAST, "primary"): (21, 5, 5), (HILLS, "primary"): (26, 6, 6), (HILLS, "junior"): (16, 3, 3), (POINT, "primary"): (2, 0, 0),
}  # fmt: skip
CONDITIONS = {  # teaching rooms, sports ground, equipment in fen
    EAST: (2250.0, 3000.0, 100_000_000), HILLS: (4650.0, 9300.0, 232_500_000), POINT: (200.0, 300.0, 1_000_000),
}  # fmt: skip
MULTIMEDIA = {EAST: 12, HILLS: 31, POINT: 1}


def place(code: str, year: int) -> dict[str, Any]:
    return {"school_year": year, "city_code": CITY, "county_code": COUNTY, "town_code": TOWN, "institution_code": code}


def frame(table: Table, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The rows with every other column at nothing."""
    made = {
        name: [row.get(name, ZERO.get(type(dtype), ZERO.get(dtype, 0))) for row in rows]
        for name, dtype in table.dtypes.items()
    }
    return pl.DataFrame(made, schema=table.dtypes, strict=False).sort(table.key)


def frames(year: int) -> dict[Table, pl.DataFrame]:
    schools = [
        {
            **place(c, year), "name": {EAST: "城东小学", HILLS: "白马学校", POINT: "河边教学点"}[c], "school_type": KINDS[c], "organiser": "831",
            "urban_rural": "111", "area_group": "urban", "has_primary": True, "has_junior": c == HILLS, "is_teaching_point": c == POINT,
            "longitude": 105.0, "latitude": 29.5,
        }
        for c in KINDS
    ]  # fmt: skip
    classes = [
        {**place(c, year), "school_type": KINDS[c], "area_group": "urban", "stage": "junior" if grade[0] == "2" else "primary", "grade": grade, "class_number": n, "pupil_count": size}
        for c, grades in CLASSES.items() for grade, (size, count) in grades.items() for n in range(1, count + 1)
    ]  # fmt: skip
    staff = [
        {
            **place(c, year), "pseudonym": f"{c}{stage[0]}{n:03d}", "post": "teacher", "stage": stage, "is_full_time_teacher": True,
            "attainment_rank": 4, "title": "middle" if n % 2 else "junior", "is_backbone": n < backbone, "subject": "体育与健康" if n < sport else "数学", "has_certificate": True,
            "sex": "2", "area_group": "urban", "age": 40,
        }
        for (c, stage), (count, backbone, sport) in STAFF.items() for n in range(count)
    ]  # fmt: skip
    conditions = [
        {**place(c, year), "school_type": KINDS[c], "area_group": "urban", "has_primary": True, "teaching_area_m2": rooms, "indoor_sports_area_m2": 0.0, "sports_ground_area_m2": sports,
            "equipment_fen": fen, "book_count": 9000, "terminal_count": 90}
        for c, (rooms, sports, fen) in CONDITIONS.items()
    ]  # fmt: skip
    rooms = [
        {**place(c, year), "campus_number": 1, "room_code": f"{n:03d}", "kind": "classroom", "stage": "primary", "is_multimedia": n < many, "area_m2": 70.0}
        for c, many in MULTIMEDIA.items() for n in range(many + 2)
    ]  # fmt: skip
    rooms.append(
        {
            **place(EAST, year),
            "campus_number": 1,
            "room_code": "m1",
            "kind": "music",
            "stage": "primary",
            "area_m2": 96.0,
        }
    )
    rooms.append(
        {**place(EAST, year), "campus_number": 1, "room_code": "a1", "kind": "art", "stage": "primary", "area_m2": 66.0}
    )
    return {
        t.INSTITUTIONS: frame(t.INSTITUTIONS, schools), t.CLASSES: frame(t.CLASSES, classes), t.STAFF: frame(t.STAFF, staff),
        t.CONDITIONS: frame(t.CONDITIONS, conditions), t.ROOMS: frame(t.ROOMS, rooms),
    }  # fmt: skip


def freeze(home: Path, years: Sequence[int] = (2023, 2024), without: Sequence[Table] = ()) -> Frozen:
    """The returns of the county, frozen under a folder; `without` leaves tables out, as an old return may."""
    instance = Instance(home)
    for year in years:
        kept = {table: rows for table, rows in frames(year).items() if table not in without}
        tables = {table.name: table for table in kept}
        write_snapshot(
            instance.returns / CITY / str(year) / "r1", {table.name: rows for table, rows in kept.items()}, tables,
            {"city": CITY, "year": year},
        )  # fmt: skip
    return Frozen.of(instance)
