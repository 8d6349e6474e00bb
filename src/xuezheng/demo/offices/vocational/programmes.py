"""Programmes of vocational schools and colleges, and the programme of each of their classes."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.drawing import some
from xuezheng.demo.offices.vocational.schools import HIGHER, NOW, SECONDARY, STAGE_OF
from xuezheng.demo.world import World
from xuezheng.registers.models import Programme, SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE

# name → the industry of these cities that it serves; codes are those of the demonstration, not the national catalogue's
OF_SECONDARY = {
    "机电技术应用": "装备制造", "数控技术应用": "装备制造", "焊接技术应用": "装备制造", "汽车运用与维修": "汽车", "新能源汽车装调与检修": "新能源汽车",
    "电子技术应用": "电子信息", "计算机应用": "电子信息", "计算机网络技术": "电子信息", "化学工艺": "能源化工", "循环农业与再生资源利用": "现代农业",
    "作物生产技术": "现代农业", "畜禽生产技术": "现代农业", "建筑工程施工": "建筑", "护理": "医药健康", "中药": "医药健康", "电子商务": "现代物流",
    "物流服务与管理": "现代物流", "会计事务": "现代服务", "旅游服务与管理": "文化旅游", "中餐烹饪": "文化旅游", "幼儿保育": "现代服务", "服装设计与工艺": "纺织",
    "食品加工工艺": "食品饮料", "酿酒工艺与技术": "食品饮料", "工业机器人技术应用": "装备制造", "光伏工程技术与应用": "新能源",
}  # fmt: skip
OF_COLLEGES = {
    "机电一体化技术": "装备制造", "智能制造装备技术": "装备制造", "新能源汽车技术": "新能源汽车", "应用电子技术": "电子信息", "软件技术": "电子信息",
    "大数据技术": "电子信息", "应用化工技术": "能源化工", "建筑工程技术": "建筑", "工程造价": "建筑", "现代物流管理": "现代物流", "大数据与会计": "现代服务",
    "护理": "医药健康", "药学": "医药健康", "旅游管理": "文化旅游", "学前教育": "现代服务", "食品智能加工技术": "食品饮料", "储能材料技术": "新能源",
    "电力系统自动化技术": "能源化工",
}  # fmt: skip
UNMATCHED = ("音乐表演", "社会体育", "播音与主持")  # serve no local industry
NAMES = {SECONDARY: OF_SECONDARY, HIGHER: OF_COLLEGES}
PROGRAMMES_EACH = {SECONDARY: (6, 10), HIGHER: (12, 17)}
ADDED_ELSEWHERE = {"511000": 17, "511100": 19, "511300": 28}
ADDED_IN = (2021, 2022, 2023)  # on 1 September of these years
UNMATCHED_COUNT = 3


def code_of(kind: str, name: str) -> str:
    """Six digits for a name, the same everywhere."""
    names = [*NAMES[kind], *UNMATCHED]
    return f"{'7' if kind == SECONDARY else '5'}{names.index(name) + 10001:05d}"


def first_programmes(world: World, kind: str, rng: np.random.Generator) -> list[dict[str, object]]:
    """What each school began with: begun before 2018, or with the school; ended with it."""
    names = list(NAMES[kind])
    rows: list[dict[str, object]] = []
    for school in world.institutions.filter(pl.col("school_type") == kind).sort("id").iter_rows(named=True):
        low, high = PROGRAMMES_EACH[kind]
        drawn = rng.choice(len(names), int(rng.integers(low, high + 1)), replace=False)
        for i in drawn.tolist():
            began = max(school["opened_on"], date(int(rng.integers(2005, 2017)), 9, 1))
            rows.append({"school": school["id"], "city": school["city_code"], "name": names[i], "on": began, "end": school["closed_on"]})
    return rows


def added(world: World, city: str, have: set[tuple[int, str]], count: int, rng: np.random.Generator) -> list[dict[str, object]]:
    """So many programmes added since 2020 at secondary schools that still stand, new to their school."""
    schools = world.open_on(NOW, city, (SECONDARY,)).filter(pl.col("opened_on") < date(2020, 9, 1))["id"].to_list()
    free = [(s, n) for s in schools for n in OF_SECONDARY if (s, n) not in have]
    chosen = [free[i] for i in rng.choice(len(free), count, replace=False).tolist()]
    return [
        {"school": s, "city": city, "name": n, "on": date(ADDED_IN[i % 3], 9, 1), "end": None}
        for i, (s, n) in enumerate(sorted(chosen))
    ]


def unmatched(world: World, city: str, rng: np.random.Generator) -> list[dict[str, object]]:
    """A few programmes that serve no local industry, so that the match is not complete."""
    schools = some(rng, world.open_on(NOW, city, (SECONDARY,)).filter(pl.col("opened_on") < date(2018, 1, 1)), UNMATCHED_COUNT)
    return [
        {"school": s, "city": city, "name": UNMATCHED[i % 3], "on": date(2016, 9, 1), "end": None}
        for i, s in enumerate(schools["id"].to_list())
    ]


def programmes(world: World) -> pl.DataFrame:
    """All programmes as records."""
    parts: list[pl.DataFrame] = []
    for kind in (SECONDARY, HIGHER):
        rng = world.rng(f"programmes {kind}")
        rows = first_programmes(world, kind, rng)
        if kind == SECONDARY:
            have = {(int(str(r["school"])), str(r["name"])) for r in rows}
            for city in world.cities:
                is_printed = city == "510900"
                count = world.target("sn.programmes_added") if is_printed else ADDED_ELSEWHERE[city]
                rows += added(world, city, have, count, rng) + unmatched(world, city, rng)
        frame = pl.DataFrame(rows, schema_overrides={"end": pl.Date, "on": pl.Date}, infer_schema_length=None)
        parts.append(frame.with_columns(kind=pl.lit(kind)))
    found = pl.concat(parts).sort("school", "on", "name")
    pairs = found.select("kind", "name").rows()
    return found.select(
        institution_id="school", name="name", started_on="on", ended_on="end",
        code=pl.Series([code_of(kind, name) for kind, name in pairs]),
        industry=pl.Series([NAMES[kind].get(name, "") for kind, name in pairs]),
    )  # fmt: skip


def onto_classes(world: World, made: pl.DataFrame) -> None:
    """Give each vocational class a programme that its school offered when the class entered, the same in all its years."""
    classes = world.all(SchoolClass)
    offered: dict[int, list[tuple[int, date]]] = {}
    for number, school, began in made.select("id", "institution_id", "started_on").iter_rows():
        offered.setdefault(school, []).append((number, began))
    index = {grade: i for stage in STAGE_OF.values() for i, grade in enumerate(GRADES_OF_STAGE[stage])}
    vocational = classes.filter(pl.col("stage").is_in(list(STAGE_OF.values())))
    given: list[tuple[int, int]] = []
    for number, school, year, grade, nth in vocational.select("id", "institution_id", "school_year", "grade", "number").iter_rows():
        entered = date(year - index[grade], 9, 1)
        open_then = [p for p, began in offered.get(school, []) if began <= entered] or [p for p, _ in offered.get(school, [])]
        if open_then:
            given.append((number, open_then[(nth - 1) % len(open_then)]))
    chosen = pl.DataFrame(given, schema={"id": pl.Int64, "programme": pl.Int64}, orient="row")
    world.replace(
        SchoolClass,
        classes.drop("programme_id", strict=False).join(chosen, on="id", how="left", maintain_order="left")
        .rename({"programme": "programme_id"}),
    )  # fmt: skip


def build(world: World) -> None:
    """Programmes, then the classes that follow them."""
    made = programmes(world)
    onto_classes(world, made.with_columns(id=world.add(Programme, made)))
