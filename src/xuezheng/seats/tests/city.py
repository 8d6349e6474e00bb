"""A tiny city of frozen returns: four townships of two counties, kindergarten and primary, eight years of falling births."""

from pathlib import Path

import polars as pl

from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import return_folder, write_snapshot
from xuezheng.registers.tables import CLASSES, POPULATION, ROOMS

CITY, TOWN, FAR = "511000", "511002100", "511011100"
TOWNS = {TOWN: 60, "511002101": 30, FAR: 45, "511011101": 15}  # children to a grade at first
GRADES = {"preschool": ("02", "03", "04"), "primary": ("11", "12", "13", "14", "15", "16")}
YEARS = range(2017, 2025)


def filled(table: object, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows with zeros and blanks in every column that does not matter here."""
    blank = {pl.String: "", pl.Boolean: False}
    dtypes = table.dtypes  # type: ignore[attr-defined]
    whole = [{name: row.get(name, blank.get(dtype.base_type(), 0)) for name, dtype in dtypes.items()} for row in rows]
    return pl.DataFrame(whole, schema=dtypes, orient="row")


def frozen_city(folder: Path) -> Frozen:
    """Each cohort is 4 % smaller than the one before; classrooms of 45 seats, as many as there were classes at first."""
    instance = Instance(folder)
    for year in YEARS:
        classes: list[dict[str, object]] = []
        rooms: list[dict[str, object]] = []
        residents: list[dict[str, object]] = []
        for town, size in TOWNS.items():
            place = {
                "school_year": year,
                "city_code": CITY,
                "county_code": town[:6],
                "town_code": town,
                "institution_code": f"21{town[1:]}",
            }
            born = {
                g: year - age for g, age in zip([*GRADES["preschool"], *GRADES["primary"]], range(3, 12), strict=True)
            }
            for stage, grades in GRADES.items():
                for grade in grades:
                    count = round(size * 0.96 ** (born[grade] - 2008))
                    classes.append(
                        {
                            **place,
                            "stage": stage,
                            "grade": grade,
                            "class_number": 1,
                            "pupil_count": count,
                            "school_type": "211",
                        }
                    )
                    rooms.append(
                        {
                            **place,
                            "campus_number": 1,
                            "room_code": f"{stage}{grade}",
                            "kind": "classroom",
                            "stage": stage,
                            "seat_count": 45,
                        }
                    )
        for county in ("511002", "511011"):
            own = sum(size for town, size in TOWNS.items() if town[:6] == county)
            residents += [
                {"school_year": year, "city_code": CITY, "county_code": county, "age": age, "person_count": round(own * 1.1 * 0.96 ** (year - age - 2008))}
                for age in range(16)
            ]  # fmt: skip
        tables = {CLASSES: classes, ROOMS: rooms, POPULATION: residents}
        frames = {t.name: filled(t, rows) for t, rows in tables.items()}
        about = {"city_code": CITY, "school_year": year, "revision": 1}
        write_snapshot(return_folder(instance, CITY, year, 1), frames, {t.name: t for t in tables}, about)
    return Frozen.of(instance)
