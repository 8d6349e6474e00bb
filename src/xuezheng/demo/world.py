"""The world being invented: frames of records to come, and what builders need to know of each other.

The core builds areas, institutions, classes, rooms, staff and students; then each `demo/offices/<office>.py` adds its
records with `build(world)`. Nothing is written to the database before all stand; `demo/load.py` writes them.
"""

import zlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from xuezheng.publication.printed import Printed, printed

CITIES = {"511000": "内江市", "510900": "遂宁市", "511100": "乐山市", "511300": "南充市"}
FIRST_YEAR, LAST_YEAR = 2018, 2024


@dataclass
class World:
    """Frames by model; their columns are the model's column names (`institution_id`, not `institution`).

    `institutions` has one row an institution: id, code, name, school_type, organiser, is_private, is_inclusive,
    urban_rural, city_code, county_code, town_code, opened_on, closed_on, campus_id, longitude, latitude (latest version).
    """

    seed: int
    cities: tuple[str, ...] = tuple(CITIES)
    frames: dict[type[Any], list[pl.DataFrame]] = field(default_factory=dict[type[Any], list[pl.DataFrame]])
    institutions: pl.DataFrame = field(default_factory=pl.DataFrame)
    pupils: str = "county"  # where pupils exist as persons: none, county, city
    kindergartens: pl.DataFrame = field(default_factory=pl.DataFrame)  # institution_id, year, is_private, is_inclusive
    lines: pl.DataFrame = field(
        default_factory=pl.DataFrame
    )  # institution_id, stage, weight: what it takes beside others

    def rng(self, name: str) -> np.random.Generator:
        """A stream of chance of its own for each builder, so that one does not disturb another."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def printed(self, id: str) -> Printed:
        """A printed figure to calibrate to."""
        return printed()[id]

    def target(self, id: str) -> int:
        """The whole number of records a printed count stands for."""
        return round(printed()[id].value)

    def has_city(self, code: str) -> bool:
        return code in self.cities

    def add(self, model: type[Any], frame: pl.DataFrame) -> pl.Series:
        """Add records of a model; rows without an `id` get the next ones. Gives the ids."""
        parts = self.frames.setdefault(model, [])
        if "id" not in frame.columns and model._meta.pk.name == "id":
            start = 1 + sum(part.height for part in parts)
            frame = frame.with_columns(id=pl.int_range(start, start + frame.height, dtype=pl.Int64))
        parts.append(frame)
        return frame["id"] if "id" in frame.columns else frame[model._meta.pk.attname]

    def all(self, model: type[Any]) -> pl.DataFrame:
        """All records of a model so far."""
        parts = self.frames.get(model, [])
        return pl.concat(parts, how="diagonal_relaxed") if parts else pl.DataFrame()

    def replace(self, model: type[Any], frame: pl.DataFrame) -> None:
        """Put a changed frame in the place of all records of a model."""
        self.frames[model] = [frame]

    def open_on(self, day: date, city: str | None = None, types: tuple[str, ...] = ()) -> pl.DataFrame:
        """Institutions open on a day, of a city and of some school types if given, ordered by code."""
        found = self.institutions.filter(
            (pl.col("opened_on") <= day) & (pl.col("closed_on").is_null() | (pl.col("closed_on") > day))
        )
        if city:
            found = found.filter(pl.col("city_code") == city)
        if types:
            found = found.filter(pl.col("school_type").is_in(types))
        return found.sort("code")
