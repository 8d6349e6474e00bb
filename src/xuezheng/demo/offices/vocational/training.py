"""Training bases, programme groups, industry colleges and order classes."""

from datetime import date

import polars as pl

from xuezheng.demo.draws import any_days, over
from xuezheng.demo.offices.vocational.partners import add_partners
from xuezheng.demo.offices.vocational.programmes import CATALOGUE
from xuezheng.demo.offices.vocational.schools import HIGHER, SECONDARY, standing
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import CITIES, World
from xuezheng.vocational.models import (
    Agreement,
    IndustryCollege,
    OrderClass,
    OrderClassPartner,
    ProgrammeGroup,
    TrainingBase,
)

BASES = {"511000": 143, "511100": 156, "511300": 214}
GROUPS = {"511000": (0, 2), "511100": (1, 2), "511300": (2, 3)}  # double-high, provincial
COLLEGES = {"511000": 1, "510900": 2, "511300": 2}
ORDERS = {"511000": 7, "510900": 12, "511300": 11}  # order classes
# named on the page: of Suining's groups four and two, of Leshan's colleges all three
GROUP_NAMES = ("智能制造", "新能源汽车", "信息技术", "绿色建造", "电子信息", "储能材料")
PROVINCIAL_NAMES = ("现代物流管理", "应用电子技术", "学前教育")
COLLEGE_NAMES = ("绿色硅谷产业学院", "核工程与核技术产业学院", "人工智能产业学院")
SHAOXING = "330600"


def bases(world: World, city: str) -> None:
    """Production bases built with enterprises; besides them virtual ones, some without a partner, some that ended."""
    rng = world.rng(f"bases {city}")
    count = over(world, rng, "sn.training_bases") if city == "510900" else BASES[city]
    schools = standing(world, city)
    links = world.all(Agreement).filter(pl.col("institution_id").is_in(schools["id"].to_list()))
    partners = sorted(set(links["partner_id"].to_list()))
    kinds = ["production"] * count + ["virtual"] * (count // 8) + ["production"] * (count // 12) + ["production"] * 6
    alone, ended = range(count + count // 8, count + count // 8 + count // 12), range(len(kinds) - 6, len(kinds))
    weight = schools["pupil_count"].to_numpy() ** 0.7
    chosen = rng.choice(schools.height, len(kinds), p=weight / weight.sum())
    begun = any_days(rng, date(2017, 3, 1), date(2024, 7, 31), len(kinds))
    names = [name for _, name, _ in CATALOGUE]
    rows = [
        {
            "institution_id": schools["id"][int(c)],
            "partner_id": None if i in alone else partners[int(rng.integers(len(partners)))],
            "kind": kind,
            "name": f"{names[i % len(names)]}{'虚拟仿真' if kind == 'virtual' else '生产性'}实训基地（{i + 1}号）",
            "station_count": int(rng.integers(20, 121)),
            "started_on": date(2018, 9, 1) if i in ended else max(begun[i], schools["opened_on"][int(c)]),
            "ended_on": date(2023, 7, 1) if i in ended else None,
        }
        for i, (c, kind) in enumerate(zip(chosen.tolist(), kinds, strict=True))
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"ended_on": pl.Date, "partner_id": pl.Int64})
    world.add(TrainingBase, frame.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("started_on"))))


def groups(world: World, city: str) -> None:
    """Programme groups of the oldest college (or, without one, of the largest school)."""
    host = world.open_on(date(2024, 9, 1), city, (HIGHER,)).sort("opened_on", "id")
    if host.is_empty():
        host = standing(world, city)
    printed = ("sn.double_high_groups", "sn.provincial_programme_groups")
    counts = [world.target(id) for id in printed] if city == "510900" else GROUPS[city]
    named = [(name, "double_high") for name in GROUP_NAMES[: counts[0]]]
    named += [(name, "provincial") for name in PROVINCIAL_NAMES[: counts[1]]]
    if named:
        frame = pl.DataFrame(named, schema=["name", "level"], orient="row")
        rng = world.rng(f"groups {city}")
        start = pl.Series(any_days(rng, date(2020, 3, 1), date(2023, 12, 31), frame.height), dtype=pl.Date)
        world.add(ProgrammeGroup, frame.with_columns(institution_id=pl.lit(host["id"][0], pl.Int64), started_on=start))


def industry_colleges(world: World, city: str) -> None:
    """Provincial industry colleges, and two of the city's own."""
    printed = city == "511100"
    count = world.target("ls.industry_colleges") if printed else COLLEGES[city]
    hosts = standing(world, city)["id"].to_list()
    label = CITIES[city][:2]
    names = list(COLLEGE_NAMES[:count]) if printed else [f"{label}{n}现代产业学院" for n in PROVINCIAL_NAMES[:count]]
    levels = ["provincial"] * count + ["city", "city"]
    names += [f"{label}智慧农业产业学院", f"{label}康养产业学院"]
    world.add(
        IndustryCollege,
        pl.DataFrame(
            {
                "institution_id": [hosts[i % len(hosts)] for i in range(len(names))],
                "name": names,
                "level": levels,
                "started_on": any_days(world.rng(f"colleges {city}"), date(2021, 9, 1), date(2024, 6, 30), len(names)),
            }
        ),
    )


def order_classes(world: World, city: str) -> None:
    """Order classes with their students; in Leshan with enterprises of Shaoxing, associations and departments."""
    rng = world.rng(f"order classes {city}")
    if city == "511100":
        count, organisations = world.target("ls.order_classes"), world.target("ls.order_class_partners")
        students, where = over(world, rng, "ls.order_class_students"), SHAOXING
    else:
        count, where = ORDERS[city], "510100"
        organisations, students = count // 2 + 3, count * 47
    kinds = ["association", "association", "department"] + ["enterprise"] * (organisations - 3)
    partners = [
        i
        for kind in sorted(set(kinds))
        for i in add_partners(world, kind, [where] * kinds.count(kind), "订单班")["id"].to_list()
    ]
    schools = standing(world, city, SECONDARY).filter(pl.col("opened_on") < date(2020, 9, 1)).head(9)["id"].to_list()
    counts = [*shares_of(students, rng.lognormal(0, 0.15, count), 30).tolist(), 41, 44]
    ended = [None] * count + [date(2023, 7, 1)] * 2
    starts = [date(int(rng.integers(2021, 2024)), 9, 1) for _ in range(count)] + [date(2020, 9, 1)] * 2
    frame = pl.DataFrame(
        {
            "institution_id": [schools[i % len(schools)] for i in range(count + 2)],
            "name": [f"冠名订单班{i + 1}" for i in range(count + 2)],
            "student_count": counts,
            "started_on": starts,
            "ended_on": pl.Series(ended, dtype=pl.Date),
        }
    )
    ids = world.add(OrderClass, frame).to_list()
    pairs = {(ids[i % count], partner) for i, partner in enumerate(partners)}
    pairs |= {(number, partners[int(rng.integers(len(partners)))]) for number in ids}
    world.add(OrderClassPartner, pl.DataFrame(sorted(pairs), schema=["order_class_id", "partner_id"], orient="row"))


def build(world: World) -> None:
    """Suining's bases and groups and Leshan's colleges and classes as printed; fewer elsewhere."""
    for city in world.cities:
        bases(world, city)
        groups(world, city)
        industry_colleges(world, city)
        order_classes(world, city)
