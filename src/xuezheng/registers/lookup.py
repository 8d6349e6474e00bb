"""Reading the live registers into frames: what every office's `collect.py` needs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import PLACE_COLUMNS, Table
from xuezheng.ground.codes import area_prefix
from xuezheng.registers.models import InstitutionVersion


def rows(queryset: Any, columns: Sequence[str], names: Sequence[str] | None = None) -> pl.DataFrame:
    """The given columns (lookups allowed) of a queryset as a frame; `names` renames them, in order."""
    cursor = queryset.order_by().values_list(*columns)
    return pl.DataFrame(list(cursor), schema=list(names or columns), orient="row", infer_schema_length=None)


def in_scope(queryset: Any, scope: ReturnScope, column: str = "institution__county_code") -> Any:
    """Narrow a queryset to the city of the scope by the prefix of an area code column."""
    return queryset.filter(**{f"{column}__startswith": area_prefix(scope.city_code)})


def institution_places(scope: ReturnScope, day: date | None = None) -> pl.DataFrame:
    """institution_code, town_code, county_code of the city's institutions as of a day (the last known place otherwise)."""
    day = day or scope.year.stock_on
    versions = in_scope(InstitutionVersion.objects.filter(started_on__lte=day), scope)
    frame = rows(
        versions,
        ("institution__code", "town_id", "started_on"),
        ("institution_code", "town_code", "started_on"),
    )
    if frame.is_empty():
        return pl.DataFrame(schema={"institution_code": pl.String, "town_code": pl.String, "county_code": pl.String})
    last = frame.sort("started_on").group_by("institution_code", maintain_order=True).last()
    return last.select("institution_code", "town_code", county_code=pl.col("town_code").str.slice(0, 6))


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
