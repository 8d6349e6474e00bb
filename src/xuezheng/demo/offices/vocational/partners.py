"""Enterprises, associations and departments; agreements with them; factories inside schools."""

from datetime import date

import polars as pl
from stdnum.cn import uscc

from xuezheng.demo.draws import any_days, over, some
from xuezheng.demo.offices.vocational.schools import SECONDARY, standing
from xuezheng.demo.world import CITIES, World
from xuezheng.vocational.models import Agreement, FactoryArrangement, Partner

ENTERPRISES = {"511000": 54, "511100": 63, "511300": 87}
INDUSTRIES = (
    "装备制造",
    "电子信息",
    "能源化工",
    "食品饮料",
    "新能源",
    "建筑",
    "现代物流",
    "医药健康",
    "现代农业",
    "文化旅游",
)
WORDS = (
    "宏达",
    "川中",
    "天府",
    "涪江",
    "沱江",
    "嘉陵",
    "蜀源",
    "恒通",
    "明德",
    "金源",
    "华兴",
    "瑞丰",
    "锦程",
    "正和",
    "远景",
)
OUTSIDE = ("510100", "500100", "330600", "440300")  # Chengdu, Chongqing, Shaoxing, Shenzhen
REGISTERED_AS = {"enterprise": "91", "association": "51", "department": "11"}  # first two characters of the code
FACTORIES = {"511000": (3, 0), "511100": (4, 1), "511300": (5, 1)}


def credit_code(kind: str, area: str, serial: int) -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    stem = f"{REGISTERED_AS[kind]}{area}MA{serial:07d}"
    return stem + uscc.calc_check_digit(stem)


def add_partners(world: World, kind: str, areas: list[str], label: str) -> pl.DataFrame:
    """Partners of a kind in areas, one each; with their ids."""
    before = world.all(Partner).height
    rows: list[tuple[str, str, str, str, str]] = []
    for i, area in enumerate(areas):
        serial = before + i + 1
        industry = INDUSTRIES[serial % len(INDUSTRIES)] if kind == "enterprise" else ""
        word = WORDS[serial % len(WORDS)]
        name = f"{label}{word}{industry}{'有限公司' if kind == 'enterprise' else ''}（示例{serial}）"
        rows.append((credit_code(kind, area, serial), name, kind, area, industry))
    frame = pl.DataFrame(rows, schema=["code", "name", "kind", "area_code", "industry"], orient="row")
    return frame.with_columns(id=world.add(Partner, frame))


def agreements(world: World, city: str, local_count: int) -> pl.DataFrame:
    """So many local enterprises with agreements now, some with two schools; others from outside, and ended ones."""
    rng = world.rng(f"agreements {city}")
    schools = standing(world, city)
    counties = sorted(set(schools["county_code"].to_list()))
    local = add_partners(
        world, "enterprise", [counties[i % len(counties)] for i in range(local_count)], CITIES[city][:2]
    )
    outside = add_partners(world, "enterprise", [OUTSIDE[i % len(OUTSIDE)] for i in range(local_count // 4)], "")
    ended = add_partners(world, "enterprise", [counties[i % len(counties)] for i in range(9)], CITIES[city][:2])
    guilds = add_partners(world, "association", [city] * 4, f"{CITIES[city][:2]}行业协会")
    weight = schools["pupil_count"].to_numpy() / schools["pupil_count"].sum()
    pairs: set[tuple[int, int]] = set()
    for group, often in ((local, 1.6), (outside, 1.0), (ended, 1.0), (guilds, 2.0)):
        for partner in group["id"].to_list():
            count = 1 + int(rng.poisson(often - 1))
            for school in rng.choice(schools["id"].to_numpy(), count, p=weight).tolist():
                pairs.add((int(school), partner))
    links = pl.DataFrame(sorted(pairs), schema=["institution_id", "partner_id"], orient="row").join(
        schools.select(institution_id="id", opened_on="opened_on"), on="institution_id", maintain_order="left"
    )
    is_over = pl.col("partner_id").is_in(ended["id"].to_list())
    begun = pl.Series(any_days(rng, date(2018, 10, 1), date(2024, 6, 30), links.height), dtype=pl.Date)
    links = links.with_columns(drawn=begun).select(
        "institution_id", "partner_id", subject=pl.lit("人才培养与实习实训"),
        ended_on=pl.when(is_over).then(pl.lit(date(2024, 6, 30))),
        started_on=pl.when(is_over).then(pl.max_horizontal("opened_on", pl.lit(date(2019, 5, 1)))).otherwise(
            pl.max_horizontal("opened_on", "drawn")
        ),
    ).filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("started_on")))  # fmt: skip
    world.add(Agreement, links)
    return local


def factories(world: World, city: str, local: pl.DataFrame) -> None:
    """Secondary schools with a factory inside, and inside one; one arrangement has ended."""
    rng = world.rng(f"factories {city}")
    printed = ("sn.factories_in_schools", "sn.schools_in_factories")
    counts = [world.target(id) for id in printed] if city == "510900" else FACTORIES[city]
    schools = standing(world, city, SECONDARY).filter(pl.col("opened_on") < date(2019, 9, 1))
    kinds = ["factory_in_school"] * counts[0] + ["school_in_factory"] * counts[1]
    chosen = schools["id"].to_list()[: len(kinds)]
    if len(chosen) < len(kinds):
        raise ValueError(f"{len(kinds)} factories need as many secondary vocational schools. {city} has {len(chosen)}.")
    partners = some(rng, local, len(kinds) + 1)["id"].to_list()
    frame = pl.DataFrame(
        {
            "institution_id": [*chosen, schools["id"][-1]],
            "partner_id": partners,
            "kind": [*kinds, "factory_in_school"],
            "started_on": [*any_days(rng, date(2020, 3, 1), date(2024, 3, 1), len(kinds)), date(2019, 9, 1)],
            "ended_on": pl.Series([*([None] * len(kinds)), date(2023, 6, 30)], dtype=pl.Date),
        }
    )
    world.add(FactoryArrangement, frame)


def build(world: World) -> None:
    """Suining as printed; fewer elsewhere."""
    for city in world.cities:
        rng = world.rng(f"partners {city}")
        count = over(world, rng, "sn.partner_enterprises") if city == "510900" else ENTERPRISES[city]
        factories(world, city, agreements(world, city, count))
