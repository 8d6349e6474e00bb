"""Programmes that secondary vocational schools added since 2020, and the classes that follow them.

What they offered before is the core's.
"""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.offices.vocational.schools import NOW, SECONDARY
from xuezheng.demo.world import World
from xuezheng.registers.models import Programme, SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE

# codes as in the national catalogue of 2021, from memory; three are named on the page
CATALOGUE = (
    ("700205", "新能源汽车装调与检修", "汽车制造"), ("610117", "循环农业与再生资源利用", "现代农业"), ("670203", "化学工艺", "能源化工"),
    ("630103", "光伏工程技术与应用", "新能源"), ("710207", "网络信息安全", "电子信息"), ("710105", "电子电器应用与维修", "电子信息"),
    ("660305", "智能设备运行与维护", "装备制造"), ("730703", "直播电商服务", "商贸物流"), ("720403", "康复技术", "医疗康养"),
    ("690104", "酿酒工艺与技术", "食品饮料"), ("640901", "装配式建筑施工", "绿色建造"), ("790303", "智慧养老服务", "医疗康养"),
)  # fmt: skip
ADDED_ELSEWHERE = {"511000": 17, "511100": 19, "511300": 28}
ADDED_IN = (2021, 2022, 2023)  # on 1 September of these years


def added(world: World, city: str, count: int, rng: np.random.Generator) -> list[tuple[int, str, str, str, date]]:
    """So many programmes, each new to its school, at schools that still stand."""
    schools = world.open_on(NOW, city, (SECONDARY,)).filter(pl.col("opened_on") < date(2020, 9, 1))["id"].to_list()
    free = [(school, i) for school in schools for i in range(len(CATALOGUE))]
    chosen = sorted(free[int(i)] for i in rng.choice(len(free), count, replace=False))
    return [
        (school, *CATALOGUE[i], date(ADDED_IN[nth % len(ADDED_IN)], 9, 1)) for nth, (school, i) in enumerate(chosen)
    ]


def onto_classes(world: World, made: pl.DataFrame) -> None:
    """The first classes of each grade that entered since a programme began follow it, in all their years."""
    classes = world.all(SchoolClass)
    index = {grade: i for i, grade in enumerate(GRADES_OF_STAGE["vocational"])}
    entered = pl.col("school_year") - pl.col("grade").replace_strict(index, default=0, return_dtype=pl.Int64)
    since = made.select(
        "institution_id", programme="id", began=pl.col("started_on").dt.year().cast(pl.Int64)
    ).with_columns(nth=pl.int_range(1, pl.len() + 1).over("institution_id"))
    vocational = classes.filter(pl.col("stage") == "vocational").select(
        "id", "institution_id", "number", entered=entered
    )
    followed = vocational.join(since, on="institution_id").filter(
        (pl.col("number") == pl.col("nth")) & (pl.col("entered") >= pl.col("began"))
    )
    world.replace(
        SchoolClass,
        classes.join(followed.select("id", "programme"), on="id", how="left", maintain_order="left")
        .with_columns(programme_id=pl.coalesce("programme", "programme_id")).drop("programme"),
    )  # fmt: skip


def build(world: World) -> None:
    """In Suining as many as printed; fewer elsewhere."""
    rows: list[tuple[int, str, str, str, date]] = []
    for city in world.cities:
        count = world.target("sn.programmes_added") if city == "510900" else ADDED_ELSEWHERE[city]
        rows += added(world, city, count, world.rng(f"programmes added {city}"))
    columns = ["institution_id", "code", "name", "industry", "started_on"]
    made = pl.DataFrame(rows, schema=columns, orient="row")
    onto_classes(world, made.with_columns(id=world.add(Programme, made)))
