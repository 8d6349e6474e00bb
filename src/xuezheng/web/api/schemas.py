"""What the interface sends: one class for each kind of row."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3})?$", description="511000, 511002, 511002001")]
SchoolCode = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
Year = Annotated[int, Field(ge=1990, le=2100, description="2023 = 2023–2024")]
Day = Annotated[date, Field(description="as of this day; today by default")]


class Asked(Schema):
    """Which page of the rows."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=500)] = 100


Paging = Query[Asked]


class Area(Schema):
    code: str
    level: str
    parent: str | None
    name: str
    name_en: str


class Institution(Schema):
    code: str
    name: str
    school_type: str
    organiser: str
    county_code: str
    town_code: str
    opened_on: date
    closed_on: date | None


class SchoolClass(Schema):
    institution_code: str
    school_year: int
    stage: str
    grade: str
    number: int
    pupil_count: int | None
    girl_count: int | None


class StaffCount(Schema):
    institution_code: str
    post: str
    person_count: int


class Return(Schema):
    city_code: str
    school_year: int
    revision: int
    manifest_hash: str
    tables: dict[str, Any]


class Figure(Schema):
    indicator_id: str
    place_code: str
    school_year: int
    value: float | None
    numerator: float | None
    denominator: float | None
    state: str


class Indicator(Schema):
    id: str
    term_zh: str
    term_en: str
    definition_zh: str
    definition_en: str
    unit: str
    office: str
    version: int
    levels: list[str]


class Release(Schema):
    number: int
    released_on: date
    hash: str
    is_synthetic: bool


class Counted(Schema):
    """A page of rows: which page, and how many rows there are in all."""

    count: int
    page: int
    size: int


class Areas(Counted):
    items: list[Area]


class Institutions(Counted):
    items: list[Institution]


class SchoolClasses(Counted):
    items: list[SchoolClass]


class StaffCounts(Counted):
    items: list[StaffCount]


class Returns(Counted):
    items: list[Return]


class Figures(Counted):
    items: list[Figure]


class Indicators(Counted):
    items: list[Indicator]


class Releases(Counted):
    items: list[Release]
