"""Where the rows of a frozen table stand: county and town of an institution as of the stock day."""

from datetime import date

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import Table
from xuezheng.registers.lookup.institutions import institutions_known


def institution_places(scope: ReturnScope, day: date | None = None) -> pl.DataFrame:
    """institution_code, town_code, county_code of the city's institutions as of a day (the last known place otherwise)."""
    known = institutions_known(scope.city_code, day or scope.year.stock_on)
    return known.select("institution_code", "town_code", "county_code")


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
    frame = frame.with_columns(school_year=pl.lit(scope.year.start_year, pl.Int16), city_code=pl.lit(scope.city_code))
    ordered = frame.select(pl.col(name).cast(dtype) for name, dtype in table.dtypes.items())
    ordered = ordered.sort(table.key, nulls_last=True)
    if ordered.select(table.key).is_duplicated().any():  # then the key alone would leave the order to chance
        ordered = ordered.sort([*table.key, *(c for c in ordered.columns if c not in table.key)], nulls_last=True)
    return ordered
