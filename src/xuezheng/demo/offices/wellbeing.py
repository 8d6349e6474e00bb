"""Invented wellbeing centres, counselling rooms of schools, and vice-principals seconded from hospitals."""

from datetime import date

import polars as pl

from xuezheng.demo.draws import any_days, some
from xuezheng.demo.world import CITIES, World
from xuezheng.registers.models import Area, Room, SchoolClass
from xuezheng.wellbeing.models import Centre, Secondment
from xuezheng.wellbeing.rules import COUNSELLING

NOW = date(2024, 9, 1)
ROOMS = {"511000": 271, "510900": 223}
SECONDED = {"511000": 26, "510900": 18, "511300": 33}
HOSPITALS = ("人民医院", "精神卫生中心", "中医医院", "妇幼保健院")
NO_ROOM = ("218", "411", "414")  # teaching points, and higher education


def centres(world: World, city: str) -> None:
    """A centre of the city and one of each county; where more are printed, those serve development zones."""
    rng = world.rng(f"centres {city}")
    counties = sorted(set(world.institutions.filter(pl.col("city_code") == city)["county_code"].to_list()))
    printed = {"511100": "ls.wellbeing_county_centres", "511300": "nc.wellbeing_county_centres"}.get(city)
    count = world.target(printed) if printed else len(counties)
    names = dict(world.all(Area).select("code", "name").rows())
    rows: list[tuple[str, str, str, str]] = [(f"{CITIES[city]}未成年人心理健康中心", "city", city, "")]
    for i in range(count):
        county = counties[i % len(counties)]
        zone = "高新技术产业开发区" if i >= len(counties) else ""
        label = f"{CITIES[city]}{zone}" if zone else str(names.get(county, county))
        rows.append((f"{label}未成年人心理健康分中心", "county", county, zone))
    frame = pl.DataFrame(rows, schema=["name", "tier", "area_code", "serves"], orient="row")
    world.add(
        Centre,
        frame.with_columns(started_on=pl.Series(any_days(rng, date(2019, 3, 1), date(2023, 11, 30), frame.height))),
    )


def by_size(world: World, city: str) -> pl.DataFrame:
    """Schools of a city open now that may have a room, the largest first."""
    pupils = (
        world.all(SchoolClass).filter(pl.col("school_year") == NOW.year).group_by("institution_id")
        .agg(pl.col("pupil_count").cast(pl.Int64).sum())
    )  # fmt: skip
    schools = world.open_on(NOW, city).filter(~pl.col("school_type").is_in(list(NO_ROOM)))
    found = schools.join(pupils, left_on="id", right_on="institution_id", how="left")
    return found.with_columns(pl.col("pupil_count").fill_null(0)).sort("pupil_count", "id", descending=[True, False])


def counselling_rooms(world: World, city: str, count: int) -> None:
    """A room at each of the largest schools, begun over the years; and rooms of schools that have closed."""
    rng = world.rng(f"counselling {city}")
    chosen = by_size(world, city).head(count)
    if chosen.height < count:
        raise ValueError(f"{count} counselling rooms need as many schools. {city} has {chosen.height}.")
    closed = world.institutions.filter(
        (pl.col("city_code") == city) & (pl.col("closed_on") > date(2019, 9, 1)) & (pl.col("closed_on") <= NOW)
        & ~pl.col("school_type").is_in(list(NO_ROOM)) & (pl.col("opened_on") < date(2015, 1, 1))
    ).sort("id")  # fmt: skip
    rooms = pl.concat(
        [
            chosen.select("campus_id", "opened_on", "closed_on"),
            some(rng, closed, count // 12).select("campus_id", "opened_on", "closed_on"),
        ]
    )
    begun = pl.Series(any_days(rng, date(2015, 3, 1), date(2024, 8, 20), rooms.height))
    rooms = rooms.with_columns(begun=begun).with_columns(
        started_on=pl.when(pl.col("closed_on").is_not_null()).then(pl.lit(date(2016, 9, 1)))
        .otherwise(pl.max_horizontal("begun", "opened_on"))
    )  # fmt: skip
    world.add(
        Room,
        rooms.select(
            "campus_id", "started_on", ended_on="closed_on", code=pl.lit("XL01"), kind=pl.lit(COUNSELLING),
            seat_count=pl.lit(0), area_m2=pl.Series(rng.integers(20, 61, rooms.height).astype(float)),
            is_multimedia=pl.lit(False),
        ),
    )  # fmt: skip


def secondments(world: World, city: str, count: int) -> None:
    """So many roles now at the largest schools, and a few that have ended."""
    rng = world.rng(f"secondments {city}")
    schools = by_size(world, city).filter(
        ~pl.col("school_type").is_in(["111"]) & (pl.col("opened_on") < date(2021, 9, 1))
    )
    names = dict(world.all(Area).select("code", "name").rows())
    chosen = some(rng, schools.head(count * 3), count + 6, "pupil_count")
    ended = [date(2023, 8, 31) if i >= count else None for i in range(chosen.height)]
    hospitals = [
        f"{names.get(c, c)}{HOSPITALS[int(rng.integers(len(HOSPITALS)))]}" for c in chosen["county_code"].to_list()
    ]
    world.add(
        Secondment,
        pl.DataFrame(
            {
                "institution_id": chosen["id"],
                "hospital": hospitals,
                "document": "心理健康副校长派驻通知",
                "started_on": any_days(rng, date(2021, 9, 1), date(2023, 6, 30), chosen.height),
                "ended_on": pl.Series(ended, dtype=pl.Date),
            }
        ),
    )


def build(world: World) -> None:
    """Leshan and Nanchong as printed; fewer elsewhere."""
    made = world.all(Room)
    if not made.is_empty():
        world.replace(Room, made.filter(pl.col("kind") != COUNSELLING))
    for city in world.cities:
        centres(world, city)
        printed = {"511100": "ls.counselling_rooms", "511300": "nc.counselling_rooms"}.get(city)
        counselling_rooms(world, city, world.target(printed) if printed else ROOMS[city])
        is_printed = city == "511100"
        secondments(world, city, world.target("ls.wellbeing_vice_principals") if is_printed else SECONDED[city])
