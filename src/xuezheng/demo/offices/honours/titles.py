"""Invented titles: who holds which, since when, who held one before, who was upgraded or confirmed anew."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.draws import Chance, days, on_or_after, pick, records
from xuezheng.demo.world import World
from xuezheng.honours.models import Designation
from xuezheng.registers.models import Area, Programme

TODAY = date(2024, 9, 1)
KINDERGARTEN = ("111",)
SENIOR = ("341", "342", "345")  # taught in senior grades too
GENERAL = ("211", "311", "312", "341", "342", "345")
VOCATIONAL = ("361",)
SPORTS = (
    "football",
    "basketball",
    "volleyball",
    "athletics",
    "table_tennis",
    "martial_arts",
    "rope_skipping",
    "hockey",
)
ARTS = ("singing", "dance", "drama", "painting", "calligraphy", "crafts")
CRAFTS = ("sichuan_opera", "embroidery", "paper_cutting", "shadow_play", "recitation", "pottery")
SITES = (
    "红色文化纪念馆", "农耕文化园", "非物质文化遗产馆", "科技馆", "湿地公园", "地质博物馆", "茶文化园", "丝绸文化馆", "陶艺体验园",
    "水利科普园", "航天科普馆", "古镇研学园", "森林公园", "劳动实践营地", "青少年活动营地", "气象科普馆", "农业科技园", "书院",
)  # fmt: skip
N, S, L, C = "511000", "510900", "511100", "511300"


@dataclass(frozen=True)
class Held:
    """So many holders of a title in a city today; `count` a number, or the printed figures whose sum it is.

    `before` says how many more held it once; `since` the years between which it was given.
    """

    city: str
    title: str
    level: str
    types: tuple[str, ...]
    count: int | str
    grade: str = ""
    since: tuple[int, int] = (2016, 2024)
    before: int = 0
    specialities: tuple[str, ...] = ()


HELD = (
    Held(N, "model_kindergarten", "provincial", KINDERGARTEN, "nj.model_kindergartens", since=(2005, 2024), before=2),
    Held(S, "model_kindergarten", "provincial", KINDERGARTEN, 13, since=(2005, 2024), before=1),
    Held(L, "model_kindergarten", "provincial", KINDERGARTEN, 18, since=(2005, 2024), before=1),
    Held(C, "model_kindergarten", "provincial", KINDERGARTEN, "nc.model_kindergartens", since=(2006, 2024), before=2),
    Held(N, "model_kindergarten", "city", KINDERGARTEN, 44, since=(2008, 2024), before=4),
    Held(C, "model_kindergarten", "city", KINDERGARTEN, 71, since=(2008, 2024), before=6),
    Held(N, "sports_feature", "national", GENERAL, "nj.sports_schools", before=7, specialities=SPORTS),
    Held(S, "sports_feature", "national", GENERAL, 68, before=4, specialities=SPORTS),
    Held(L, "sports_feature", "national", GENERAL, 81, before=5, specialities=SPORTS),
    Held(C, "sports_feature", "national", GENERAL, 136, before=9, specialities=SPORTS),
    Held(N, "sports_feature", "provincial", GENERAL, 21, before=3, specialities=SPORTS),
    Held(N, "heritage_culture", "national", GENERAL, "nj.heritage_schools_national", specialities=CRAFTS),
    Held(N, "heritage_culture", "provincial", GENERAL, "nj.heritage_schools_provincial", before=1, specialities=CRAFTS),
    Held(S, "heritage_culture", "national", GENERAL, 2, specialities=CRAFTS),
    Held(L, "heritage_culture", "national", GENERAL, "ls.heritage_schools", specialities=CRAFTS),
    Held(L, "heritage_culture", "provincial", GENERAL, 5, specialities=CRAFTS),
    Held(C, "heritage_culture", "national", GENERAL, 6, specialities=CRAFTS),
    Held(N, "art_feature", "provincial", GENERAL, "nj.art_schools_provincial", before=2, specialities=ARTS),
    Held(S, "art_feature", "provincial", GENERAL, 4, specialities=ARTS),
    Held(L, "art_feature", "provincial", GENERAL, 7, specialities=ARTS),
    Held(C, "art_feature", "provincial", GENERAL, 9, before=1, specialities=ARTS),
    Held(N, "labour_pilot", "provincial", GENERAL, "nj.labour_schools", since=(2021, 2023)),
    Held(S, "labour_pilot", "provincial", GENERAL, 2, since=(2021, 2023)),
    Held(L, "labour_pilot", "provincial", GENERAL, 3, since=(2021, 2023)),
    Held(C, "labour_pilot", "provincial", GENERAL, 4, since=(2021, 2023)),
    Held(L, "science_pilot", "national", GENERAL, "ls.science_schools", since=(2024, 2024)),
    Held(N, "science_pilot", "national", GENERAL, 1, since=(2024, 2024)),
    Held(C, "science_pilot", "national", GENERAL, 2, since=(2024, 2024)),
    Held(L, "unity_base", "provincial", GENERAL, "ls.unity_bases", since=(2020, 2023)),
    Held(C, "unity_base", "provincial", GENERAL, 2, since=(2020, 2023)),
    Held(S, "model_vocational", "provincial", VOCATIONAL, "sn.model_vocational_schools", since=(2013, 2021)),
    Held(N, "model_vocational", "provincial", VOCATIONAL, 3, since=(2013, 2021)),
    Held(L, "model_vocational", "provincial", VOCATIONAL, 3, since=(2013, 2021)),
    Held(C, "model_vocational", "provincial", VOCATIONAL, 4, since=(2013, 2021), before=1),
    Held(S, "three_names", "provincial", VOCATIONAL, "sn.three_names_schools", since=(2022, 2022)),
    Held(N, "three_names", "provincial", VOCATIONAL, 4, since=(2022, 2022)),
    Held(L, "three_names", "provincial", VOCATIONAL, 3, since=(2022, 2022)),
    Held(C, "three_names", "provincial", VOCATIONAL, 5, since=(2022, 2022)),
    Held(N, "party_model_site", "city", GENERAL, 14, since=(2019, 2024)),
    Held(S, "party_model_site", "city", GENERAL, 9, since=(2019, 2024)),
    Held(L, "party_model_site", "city", GENERAL, 11, since=(2019, 2024)),
)  # fmt: skip
BASES = ((N, "nj.study_bases"), (S, 9), (L, "ls.study_bases"), (C, 17))
PROGRAMMES = ((S, "sn.model_programmes"), (N, 7), (L, 6), (C, 9))


def number(world: World, count: int | str) -> int:
    return world.target(count) if isinstance(count, str) else count


def document(level: str, day: date, serial: int) -> str:
    """The number of an invented document."""
    issuer = {"national": "教体艺函", "provincial": "川教函"}.get(level, "市教发")
    return f"{issuer}〔{day.year}〕{serial}号"


def record(title: str, level: str, day: date, serial: int, **more: Any) -> dict[str, Any]:
    return {
        "institution_id": None, "programme_id": None, "site_name": "", "area_code": "", "title": title, "level": level,
        "grade": "", "speciality": "", "is_renewal": False, "started_on": day, "ended_on": None,
        "document": document(level, day, serial), **more,
    }  # fmt: skip


def given_on(rng: Chance, since: tuple[int, int], opened_on: date) -> date:
    """A day in the years in which a title was given, but not before the school had been open for two years."""
    last = min(date(since[1], 12, 20), TODAY - timedelta(days=20))
    day = days(rng, date(since[0], 3, 1), last, 1)[0]
    return min(on_or_after(day, opened_on + timedelta(days=700)), last)


def better_known(found: pl.DataFrame) -> np.ndarray[Any, Any]:
    """How likely a school is to be honoured: in town more than in a village, public more than private."""
    in_town = found["urban_rural"].str.starts_with("1").to_numpy()
    return np.where(in_town, 6.0, 1.0) * np.where(found["is_private"].to_numpy(), 0.3, 1.0)


def holders(world: World, held: Held, rng: Chance) -> list[dict[str, Any]]:
    """Those who hold a title today, some of them for a second speciality, and those who held it once."""
    count = number(world, held.count)
    found = world.open_on(TODAY, held.city, held.types).filter(pl.col("opened_on") < date(2019, 1, 1))
    chosen = pick(rng, found, count + held.before, f"schools for {held.title} in {held.city}", better_known(found))
    order = rng.permutation(chosen.height)
    made: list[dict[str, Any]] = []
    for place, i in enumerate(order):
        school = chosen.row(int(i), named=True)
        day = given_on(rng, held.since, school["opened_on"])
        own = rng.permutation(held.specialities) if held.specialities else [""]
        more = {"institution_id": school["id"], "grade": held.grade, "speciality": str(own[0])}
        if place >= count:  # it lapsed
            day = given_on(rng, (held.since[0], 2018), school["opened_on"])
            more["ended_on"] = max(day, date(2019, 1, 1)) + timedelta(days=int(rng.integers(200, 1500)))
        made.append(record(held.title, held.level, day, int(rng.integers(20, 700)), **more))
        if place < count and held.title == "sports_feature" and rng.random() < 0.12:
            again = min(day + timedelta(days=int(rng.integers(200, 900))), TODAY - timedelta(days=30))
            second = {**more, "speciality": str(own[1])}
            made.append(record(held.title, held.level, again, int(rng.integers(20, 700)), **second))
    return made


def model_senior_schools(world: World, city: str, first: int, second: int, rng: Chance) -> list[dict[str, Any]]:
    """Model senior schools in two grades; most of the first grade held the second before."""
    found = world.open_on(TODAY, city, SENIOR).filter(pl.col("opened_on") < date(2014, 1, 1))
    chosen = pick(rng, found, first + second, f"model senior schools in {city}", better_known(found))
    made: list[dict[str, Any]] = []
    for place, i in enumerate(rng.permutation(chosen.height)):
        school = chosen.row(int(i), named=True)
        own = {"institution_id": school["id"], "grade": "second"}
        day = given_on(rng, (2010, 2017), school["opened_on"])
        if place >= first:  # some of the second grade are new
            day = given_on(rng, (2021, 2024) if place % 3 == 0 else (2012, 2020), school["opened_on"])
            made.append(record("model_senior", "provincial", day, int(rng.integers(20, 700)), **own))
            continue
        upgraded = given_on(rng, (2018, 2023), school["opened_on"])
        made.append(record("model_senior", "provincial", day, int(rng.integers(20, 700)), **own, ended_on=upgraded))
        own["grade"] = "first"
        made.append(record("model_senior", "provincial", upgraded, int(rng.integers(20, 700)), **own))
    return made


def party_model_sites(world: World, rng: Chance) -> list[dict[str, Any]]:
    """Nanchong's sites: built or confirmed anew in three years as printed, and some built before."""
    total = world.target("nc.party_units_model")
    renewed = total // 3
    found = world.open_on(TODAY, C, GENERAL).filter(pl.col("opened_on") < date(2015, 1, 1))
    chosen = pick(rng, found, total + 6, "schools for party-building sites")
    first, last = date(2021, 9, 10), date(2024, 8, 20)
    made: list[dict[str, Any]] = []
    for place, school in enumerate(chosen["id"].to_list()):
        own = {"institution_id": school}
        day = days(rng, first, last, 1)[0]
        if place >= total:  # built before the three years, not confirmed since
            made.append(
                record("party_model_site", "city", days(rng, date(2019, 3, 1), date(2021, 6, 30), 1)[0], 12, **own)
            )
            continue
        if place < renewed:
            old = day - timedelta(days=int(rng.integers(1100, 1500)))
            made.append(record("party_model_site", "city", old, 31, **own, ended_on=day))
        made.append(record("party_model_site", "city", day, 45, **own, is_renewal=place < renewed))
    return made


def study_bases(world: World, city: str, count: int, rng: Chance) -> list[dict[str, Any]]:
    """Bases and camps, at places that are no schools, in the counties of a city in turn; two more have lapsed."""
    counties = world.all(Area).filter((pl.col("level") == "county") & pl.col("code").str.starts_with(city[:4]))
    places = [(code, name, site) for site in SITES for code, name in counties.select("code", "name").rows()]
    made: list[dict[str, Any]] = []
    for place, i in enumerate(rng.permutation(len(places))[: count + 2]):
        code, name, site = places[int(i)]
        day = days(rng, date(2017, 11, 1), date(2023, 12, 1), 1)[0]
        lapsed = {"ended_on": day + timedelta(days=int(rng.integers(400, 1000)))} if place >= count else {}
        if lapsed:
            lapsed["ended_on"] = min(lapsed["ended_on"], date(2024, 6, 30))
        grade = "camp" if "营地" in site else "base"
        own = {"site_name": f"{name}{site}", "area_code": code, "grade": grade, **lapsed}
        made.append(record("study_base", "provincial", day, int(rng.integers(100, 900)), **own))
    return made


def model_programmes(world: World, city: str, count: int, rng: Chance) -> list[dict[str, Any]]:
    """Programmes of vocational schools that are open; the register must have them already."""
    schools = world.open_on(TODAY, city, VOCATIONAL).select(institution_id="id")
    offered = world.all(Programme).join(schools, on="institution_id").filter(pl.col("started_on") < date(2019, 1, 1))
    if "ended_on" in offered.columns:
        offered = offered.filter(pl.col("ended_on").is_null())
    chosen = pick(rng, offered.sort("id"), count, f"programmes in {city}")
    return [
        record(
            "model_programme", "provincial", days(rng, date(2019, 6, 1), date(2024, 5, 1), 1)[0], 77,
            institution_id=row["institution_id"], programme_id=row["id"],
        )
        for row in chosen.iter_rows(named=True)
    ]  # fmt: skip


def build(world: World) -> None:
    """Every designation."""
    rng = world.rng("honours: titles")
    made: list[dict[str, Any]] = []
    for held in HELD:
        if world.has_city(held.city):
            made += holders(world, held, rng)
    grades = {
        N: (world.target("nj.model_senior_level1"), world.target("nj.model_senior_level2")),
        S: (5, 4),
        L: (6, 5),
        C: (10, world.target("nc.model_senior") - 10),
    }
    for city in world.cities:
        made += model_senior_schools(world, city, *grades[city], rng)
    for city, count in BASES:
        if world.has_city(city):
            made += study_bases(world, city, number(world, count), rng)
    for city, count in PROGRAMMES:
        if world.has_city(city):
            made += model_programmes(world, city, number(world, count), rng)
    if world.has_city(C):
        made += party_model_sites(world, rng)
    world.add(Designation, records(made, {"programme_id": pl.Int64, "institution_id": pl.Int64, "ended_on": pl.Date}))
