"""Tiny named worlds for the tests of offices: two townships, a few schools, and measures over small frames."""

from datetime import date
from typing import Any

import ibis
import polars as pl

from xuezheng.engine.figures import Measure
from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import Table
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion

NEIJIANG_2024 = ReturnScope("511000", SchoolYear(2024))
TOWNS = {"511002": "511002100", "511011": "511011100", "511302": "511302100"}  # a township of each county
OPENED = date(2000, 9, 1)


def town(county: str) -> Area:
    """A township of a county, with the areas above it."""
    above = None
    for code, level in ((county[:4] + "00", "city"), (county, "county"), (TOWNS[county], "town")):
        above, _ = Area.objects.get_or_create(
            code=code, defaults={"parent": above, "level": level, "name": code, "started_on": OPENED}
        )
    assert above is not None
    return above


def school(code: str, county: str = "511002", school_type: str = "211", closed_on: date | None = None) -> Institution:
    """A school by its code, open since 2000 in the first township of a county."""
    made = Institution.objects.create(code=code, county_code=county, opened_on=OPENED, closed_on=closed_on)
    InstitutionVersion.objects.create(
        institution=made, started_on=OPENED, ended_on=closed_on, name=f"学校{code}", school_type=school_type,
        organiser="811", urban_rural="111", town=town(county),
    )  # fmt: skip
    return made


def campus(institution: Institution) -> Campus:
    """The one site of a school."""
    return Campus.objects.create(institution=institution, started_on=OPENED, town=town(institution.county_code))


def measured(measure: Measure, frame: pl.DataFrame) -> Any:
    """What a measure gives over one small frame."""
    table = ibis.memtable(frame)
    if measure.where is not None:
        table = table.filter(measure.where(table))
    return measure.value(table).to_pyarrow().as_py()


def sound(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The frame, which must be of the table's schema and in the order of its key."""
    assert dict(frame.schema) == table.dtypes
    assert table.schema.is_valid(frame), table.schema.filter(frame).failure.counts()
    assert frame.equals(frame.sort(table.key, nulls_last=True))
    return frame


def row(table: Table, **values: Any) -> pl.DataFrame:
    """One row of a table, in Neijiang: the given values, and missing ones for the rest."""
    given = {"city_code": "511000", "county_code": "511002", "school_year": 2024, **values}
    return pl.DataFrame({name: [given.pop(name, None)] for name in table.columns}, schema=table.dtypes)
