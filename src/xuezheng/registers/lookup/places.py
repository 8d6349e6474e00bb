"""Where the rows of a frozen table stand: county and town of an institution as of the stock day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import PLACE_COLUMNS, Table
from xuezheng.registers.lookup.frames import in_scope, rows
from xuezheng.registers.models import InstitutionVersion

Places = dict[tuple[str, date], pl.DataFrame]
_places: ContextVar[Places | None] = ContextVar("places", default=None)


@contextmanager
def places_kept() -> Iterator[None]:
    """Within it, places are read once for each city and day: for a freeze, where every table asks for the same."""
    token = _places.set({})
    try:
        yield
    finally:
        _places.reset(token)


def institution_places(scope: ReturnScope, day: date | None = None) -> pl.DataFrame:
    """institution_code, town_code, county_code of the city's institutions as of a day (the last known place otherwise)."""
    day = day or scope.year.stock_on
    kept = _places.get()
    if kept is not None and (scope.city_code, day) in kept:
        return kept[scope.city_code, day]
    versions = rows(
        in_scope(InstitutionVersion.objects.filter(started_on__lte=day), scope),
        ("institution__code", "town_id", "started_on"),
        ("institution_code", "town_code", "started_on"),
    )
    last = versions.sort("started_on").group_by("institution_code", maintain_order=True).last()
    places = last.select("institution_code", "town_code", county_code=pl.col("town_code").str.slice(0, 6))
    if kept is not None:
        kept[scope.city_code, day] = places
    return places


def placed(frame: pl.DataFrame, scope: ReturnScope, table: Table) -> pl.DataFrame:
    """Give rows their place columns and the table's column order, types and row order.

    Rows with an `institution_code` get town and county from the register; rows with only an `area_code` (a county or
    town) are placed by it; rows with neither stand for the whole city.
    """
    if frame.is_empty():
        return pl.DataFrame(schema=table.dtypes)
    frame = frame.drop("school_year", "city_code", "county_code", "town_code", strict=False)
    if "institution_code" in frame.columns and frame["institution_code"].dtype != pl.Null:
        frame = frame.join(institution_places(scope), on="institution_code", how="left")
    else:
        frame = frame.with_columns(
            pl.lit(None, pl.String).alias(c) for c in ("institution_code", "town_code", "county_code")
        )
    if "area_code" in frame.columns:
        area = pl.col("area_code")
        in_county = ~area.str.slice(0, 6).str.ends_with("00")
        frame = frame.with_columns(
            county_code=pl.coalesce("county_code", pl.when(in_county).then(area.str.slice(0, 6))),
            town_code=pl.coalesce("town_code", pl.when(area.str.len_chars() == 9).then(area)),
        )
    frame = frame.with_columns(
        school_year=pl.lit(scope.year.start_year, pl.Int16), city_code=pl.lit(scope.city_code)
    )
    ordered = frame.select(pl.col(name).cast(dtype) for name, dtype in table.dtypes.items())
    return ordered.sort([*table.key, *(c for c in PLACE_COLUMNS if c not in table.key)], nulls_last=True)
