"""Programmes of vocational schools and colleges, and the programme of each of their classes.

Those of secondary vocational schools began before 2017; what Suining added since comes from its own builder.
"""

from datetime import date
from typing import Final

import polars as pl

from xuezheng.demo.world import World
from xuezheng.registers.models import Programme, SchoolClass

# Codes and names as in the national catalogue of vocational programmes of 2021, from memory; industries are invented.
SECONDARY: Final = (
    ("710201", "计算机应用", "电子信息"), ("660103", "数控技术应用", "装备制造"), ("660301", "机电技术应用", "装备制造"),
    ("700206", "汽车运用与维修", "汽车服务"), ("710103", "电子技术应用", "电子信息"), ("770101", "幼儿保育", "托育服务"),
    ("720201", "护理", "医疗康养"), ("740104", "高星级饭店运营与管理", "文化旅游"), ("730301", "会计事务", "商贸物流"),
    ("730701", "电子商务", "商贸物流"), ("640301", "建筑工程施工", "绿色建造"), ("610102", "作物生产技术", "现代农业"),
    ("610301", "畜禽生产技术", "现代农业"), ("690206", "食品加工工艺", "食品饮料"), ("740201", "中餐烹饪", "文化旅游"),
    ("730801", "物流服务与管理", "商贸物流"), ("660303", "工业机器人技术应用", "装备制造"), ("750101", "美术设计与制作", ""),
)  # fmt: skip
HIGHER: Final = (
    ("460301", "机电一体化技术", "装备制造"), ("510201", "计算机应用技术", "电子信息"), ("530302", "大数据与会计", "商贸物流"),
    ("530701", "电子商务", "商贸物流"), ("520201", "护理", "医疗康养"), ("440301", "建筑工程技术", "绿色建造"),
    ("540101", "旅游管理", "文化旅游"), ("460702", "新能源汽车技术", "汽车制造"), ("510203", "软件技术", "电子信息"),
    ("470102", "药品生物技术", "食品医药"), ("530802", "现代物流管理", "商贸物流"), ("510103", "应用电子技术", "电子信息"),
    ("410103", "现代农业技术", "现代农业"), ("460305", "工业机器人技术", "装备制造"), ("550106", "环境艺术设计", ""),
)  # fmt: skip
UNIVERSITY: Final = (
    ("050101", "汉语言文学", ""), ("070101", "数学与应用数学", ""), ("080901", "计算机科学与技术", "电子信息"), ("040106", "学前教育", ""),
    ("050201", "英语", ""), ("080202", "机械设计制造及其自动化", "装备制造"), ("100201", "临床医学", "医疗康养"), ("120203", "会计学", "商贸物流"),
)  # fmt: skip
OFFERED: Final = {"361": (SECONDARY, 6, 13), "414": (HIGHER, 9, 15), "411": (UNIVERSITY, 8, 8)}
UNFIT_OF = 24  # of so many programmes of a city's secondary schools, one serves no local industry


def _offered(world: World) -> pl.DataFrame:
    rng = world.rng("programmes")
    rows: list[tuple[int, date, date | None, str, str, str]] = []
    schools = world.institutions.filter(pl.col("school_type").is_in(list(OFFERED)))
    for r in schools.sort("id").iter_rows(named=True):
        catalogue, least, most = OFFERED[r["school_type"]]
        pool = catalogue[:-1] if r["school_type"] == "361" else catalogue
        count = int(rng.integers(least, most + 1))
        for at in sorted(rng.permutation(len(pool))[:count].tolist()):
            code, name, industry = pool[at]
            begun = date(int(rng.integers(2003, 2017)), 9, 1)
            rows.append((r["id"], max(begun, r["opened_on"]), r["closed_on"], code, name, industry))
    columns = ["institution_id", "started_on", "ended_on", "code", "name", "industry"]
    frame = pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={"ended_on": pl.Date})
    is_secondary = pl.col("institution_id").is_in(schools.filter(pl.col("school_type") == "361")["id"].to_list())
    nth = pl.int_range(pl.len()).over(is_secondary)
    return frame.with_columns(
        industry=pl.when(is_secondary & (nth % UNFIT_OF == UNFIT_OF - 1))
        .then(pl.lit(""))
        .otherwise(pl.col("industry")),
        id=pl.int_range(1, frame.height + 1),
    )


def build(world: World) -> None:
    """Programmes, and `programme_id` of the classes that follow one: classes of a grade take turns."""
    offered = _offered(world)
    world.add(Programme, offered)
    of_school = offered.group_by("institution_id", maintain_order=True).agg(pl.col("id").alias("programmes"))
    classes = world.all(SchoolClass).join(of_school, on="institution_id", how="left", maintain_order="left")
    turn = (pl.col("number") - 1) % pl.col("programmes").list.len()
    world.replace(
        SchoolClass,
        classes.with_columns(
            programme_id=pl.when(pl.col("programmes").is_not_null()).then(
                pl.col("programmes").list.get(turn.fill_null(0), null_on_oob=True)
            )
        ).drop("programmes"),
    )
