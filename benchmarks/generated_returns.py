"""Frozen returns made of chance in any size, city by city and year by year: for measuring, never for showing.

    python -m benchmarks.generated_returns --home FOLDER --students 1000000 --years 10 [--cities 1]

The shares of school types, stages and flags are assumptions; classes count exactly the students who sit in them, so
that figures over classes and over persons agree. The same arguments give the same bytes. What is made: every table of
the registers in full, and the tables of all other offices with `OTHER_ROWS` rows each. Only one return is in memory.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks import generated_tables as made

LAST_YEAR = 2024


@dataclass(frozen=True)
class Size:
    """What one city holds in one year."""

    students: int = 1_000_000
    schools: int = 1_400
    staff: int = 60_000
    counties: int = 5
    other_rows: int = 500

    @classmethod
    def of(cls, students: int) -> "Size":
        """In the proportions of a city of a million."""
        share = students / 1_000_000
        return cls(
            students, max(8, round(1_400 * share)), round(60_000 * share), max(1, round(5 * share)), max(20, round(500 * share))
        )  # fmt: skip


def city_codes(count: int) -> list[str]:
    """Codes of cities: of the province 51 where twenty-one suffice, else of the 31 provinces, eleven each."""
    if count <= 21:
        return ["511000", *(f"51{n:02}00" for n in (*range(1, 10), *range(11, 22)))][:count]
    provinces = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65]  # fmt: skip
    return [f"{provinces[n % 31]}{1 + n // 31:02}00" for n in range(count)]


def one_return(city: str, year: int, size: Size) -> dict[str, pl.DataFrame]:
    """The frames of one return, by table name, typed and in the order of their keys."""
    from xuezheng.registers import tables as t

    rng = np.random.default_rng([int(city), year])
    schools = made.institutions(city, year, size.schools, size.students, size.counties)
    seats = made.classes(schools, rng)
    students, classes = made.students(seats, rng)
    classes = classes.with_columns(school_year=pl.lit(year))
    counted = classes.group_by("institution_code").agg(pupil_count=pl.col("pupil_count").sum(), class_count=pl.len())
    schools = schools.drop("pupil_count").join(counted, on="institution_code", how="left")
    schools = schools.with_columns(pl.col("pupil_count", "class_count").fill_null(0))
    frames = {
        t.INSTITUTIONS.name: schools,
        t.CLASSES.name: classes,
        t.GRADUATIONS.name: made.graduations(classes, year, rng),
        t.STUDENTS.name: students.with_columns(school_year=pl.lit(year)),
        t.STAFF.name: made.staff(schools, size.staff, rng),
        t.ROOMS.name: made.rooms(schools, rng),
        t.CONDITIONS.name: made.conditions(schools, rng),
        t.POPULATION.name: made.population(schools, rng),
        t.ENTRANT_COHORTS.name: made.cohorts(schools, year, rng),
    }
    for table in tables():
        if table.name not in frames:
            frames[table.name] = made.anything(table, schools, year, size.other_rows, rng)
    dtypes = {table.name: (table.dtypes, table.key) for table in tables()}
    return {
        name: frame.select(pl.col(c).cast(d) for c, d in dtypes[name][0].items()).sort(dtypes[name][1])
        for name, frame in frames.items()
    }


def tables() -> list[Any]:
    """Every table that the offices declare."""
    from xuezheng.engine.offices import declared

    return [collected.table for office in declared() for collected in office.collectors.values()]


def make(home: Path, cities: list[str], years: int, size: Size) -> Iterator[tuple[str, int]]:
    """Write the returns under `home`/returns one by one, unless they are there; tell each when it is written."""
    from xuezheng.engine.snapshots import write_snapshot

    by_name = {table.name: table for table in tables()}
    for city in cities:
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            folder = home / "returns" / city / str(year) / "r1"
            if not folder.exists():
                about = {"city": city, "year": year, "is_synthetic": True, "made_on": str(date(year, 9, 1))}
                write_snapshot(folder, one_return(city, year, size), by_name, about)
            yield city, year


def main() -> None:
    import os
    import sys
    import time

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--students", type=int, default=1_000_000, help="in each city")
    parser.add_argument("--cities", type=int, default=1)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--part", type=int, nargs=2, metavar=("FIRST", "END"), help="only these of the cities, from 0")
    args = parser.parse_args()
    os.environ["XUEZHENG_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(args.home), "xuezheng.web.settings"
    import django

    django.setup()
    cities = city_codes(args.cities)[slice(*args.part) if args.part else slice(None)]
    made_now = make(args.home, cities, args.years, Size.of(args.students))
    for count, (city, year) in enumerate(made_now, 1):
        print(f"{count} {city} {year}: {time.process_time():.1f} CPU s", flush=True)


if __name__ == "__main__":
    main()
