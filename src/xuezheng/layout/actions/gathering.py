"""What a plan is made from: villages with their children, schools of the register, the newest forecast of seats."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import MANIFEST, read_manifest
from xuezheng.layout.models import Village, VillageChildren, public_schools, seats_of_rooms, sites_of
from xuezheng.layout.rules.planning import GRADE_ORDER
from xuezheng.registers.lookup import in_area, institutions_as_of, rows
from xuezheng.registers.rules import STAGES_OF_TYPE
from xuezheng.screens.geometry import WITHOUT_BOUNDARY, Shape, county_shapes
from xuezheng.seats.tables import TOWN_CHILDREN, TOWN_GRADES


def villages_of(county_code: str, stage: str) -> pl.DataFrame:
    """code, name, town_code, longitude, latitude, terrain, counted_year, present_code, and a column for each grade."""
    school = f"{stage}_school__code"
    columns = ("id", "code", "name", "town_id", "longitude", "latitude", "terrain", "counted_year", school)
    names = ("id", "code", "name", "town_code", "longitude", "latitude", "terrain", "counted_year", "present_code")
    villages = rows(in_area(Village.objects.all(), county_code, "town__code"), columns, names)
    counts = rows(
        in_area(VillageChildren.objects.all(), county_code, "village__town__code"), ("village_id", "grade", "child_count"), ("id", "grade", "children")
    )  # fmt: skip
    if counts.is_empty():
        return villages.drop("id").with_columns(pl.lit(None, pl.Int64).alias("11"))
    wide = counts.filter(pl.col("grade").is_in(GRADE_ORDER)).pivot(on="grade", index="id", values="children")
    return villages.join(wide, on="id", how="left").drop("id").sort("code")


def schools_of(county_code: str, stage: str, day: date) -> pl.DataFrame:
    """The public schools of a stage open on a day: code, name, town_code, place, seats, pupils, boarders, type, group."""
    known = institutions_as_of(day, county_code).filter(pl.col(f"has_{stage}") & ~pl.col("is_private"))
    seats, pupils, places = (
        seats_of_rooms(county_code, stage, day),
        public_schools(county_code, stage),
        sites_of(county_code, day),
    )
    made = [
        {
            "code": code, "name": name, "town_code": town, "school_type": kind, "area_group": group, "seats": seats.get(code, 0),
            "pupils": pupils.get(code, {}).get("pupils", 0), "boarders": pupils.get(code, {}).get("boarders", 0),
            "longitude": places.get(code, (None, None))[0], "latitude": places.get(code, (None, None))[1],
            "teaches_more": STAGES_OF_TYPE.get(kind, (stage,)) != (stage,),
        }
        for code, name, town, kind, group in known.select("institution_code", "name", "town_code", "school_type", "area_group").iter_rows()
    ]  # fmt: skip
    schema = {
        "code": pl.String, "name": pl.String, "town_code": pl.String, "school_type": pl.String, "area_group": pl.String, "seats": pl.Int64,
        "pupils": pl.Int64, "boarders": pl.Int64, "longitude": pl.Float64, "latitude": pl.Float64, "teaches_more": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(made, schema=schema)


def forecast_folder(instance: Instance, city_code: str) -> Path | None:
    """The newest frozen forecast of a city's children, or None."""
    folders = [p.parent for p in (instance.home / "plans" / "seats" / city_code).glob("*/" + MANIFEST)]
    if not folders:
        return None
    return max(
        folders, key=lambda f: (int(read_manifest(f).about.get("base_year", 0)), (f / MANIFEST).stat().st_mtime_ns)
    )


def forecast_of(instance: Instance, county_code: str, stage: str) -> tuple[pl.DataFrame | None, dict[str, Any]]:
    """Children of public schools by township, grade and year from the newest forecast, and what it was; None where there is none."""
    folder = forecast_folder(instance, county_code[:4] + "00")
    if folder is None:
        return None, {"forecast": ""}
    grades = pl.read_parquet(folder / f"{TOWN_GRADES.name}.parquet")
    grades = grades.filter((pl.col("county_code") == county_code) & (pl.col("stage") == stage))
    shares = pl.read_parquet(folder / f"{TOWN_CHILDREN.name}.parquet")
    shares = shares.filter((pl.col("level") == "town") & (pl.col("scenario") == "middle") & (pl.col("stage") == stage))
    public = shares.select("town_code", "school_year", public=1 - pl.col("private_share").fill_null(0.0))
    joined = grades.join(public, on=["town_code", "school_year"], how="left")
    children = pl.col("children") * pl.col("public").fill_null(1.0)
    found = joined.select("town_code", "grade", pl.col("school_year").cast(pl.Int64), children=children)
    about = {"forecast": folder.name, "base_year": int(read_manifest(folder).about.get("base_year", 0))}
    return (found if found.height else None), about


@cache
def shapes() -> dict[str, Shape]:
    """Boundaries by county; empty where the package is not installed."""
    try:
        return {shape.code: shape for shape in county_shapes(settings.NODE_MODULES)}
    except FileNotFoundError:
        return {}


def outline_of(county_code: str) -> Any:
    """The boundary of a county (a shapely polygon), None where there is none."""
    code = WITHOUT_BOUNDARY[county_code][0] if county_code in WITHOUT_BOUNDARY else county_code
    found = shapes().get(code)
    return found.polygons if found else None
