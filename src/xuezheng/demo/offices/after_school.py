"""Invented after-school plans of compulsory schools, and the feature courses, projects and clubs they offer."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.after_school.models import Offering, Plan
from xuezheng.demo.draws import any_days, over, some
from xuezheng.demo.world import World

COMPULSORY = ("211", "218", "219", "311", "312", "319", "341", "345")
COVERED = {2019: 0.22, 2020: 0.41, 2021: 0.93, 2022: 0.97, 2023: 0.99, 2024: 0.985}  # shares of schools with a plan
COVERED_NANCHONG = {**COVERED, 2022: 0.995, 2023: 1.0, 2024: 1.0}
ELSEWHERE = {"511000": (61, 22, 412), "510900": (48, 17, 335), "511100": (67, 26, 451)}  # courses, projects, clubs
NAMES = {
    "sports": ("足球", "篮球", "武术", "跳绳", "乒乓球", "田径", "羽毛球", "健美操", "啦啦操", "象棋"),
    "art": ("合唱", "剪纸", "书法", "国画", "川剧", "舞蹈", "竹编", "陶艺", "民乐", "儿童画"),
    "science": ("机器人", "编程", "航模", "无人机", "科学实验", "创客", "天文观测", "三维打印"),
    "labour": ("种植", "烹饪", "木工", "缝纫", "养蚕", "茶艺"),
    "reading": ("经典诵读", "绘本阅读", "小记者", "演讲", "英语戏剧", "文学社"),
    "heritage": ("皮影", "剪纸传承", "舞龙", "丝绸扎染", "糖画", "嘉陵江号子"),
}
ENDINGS = {"course": "课程", "project": "项目", "club": "社团"}


def plans(world: World, city: str) -> None:
    """A plan for each school and year, for a share of the schools: five days and two hours since autumn 2021."""
    rng = world.rng(f"after-school plans {city}")
    shares = COVERED_NANCHONG if city == "511300" else COVERED
    for year, share in shares.items():
        schools = world.open_on(date(year, 9, 1), city, COMPULSORY)
        count = schools.height if share == 1 else round(schools.height * share)
        chosen = some(rng, schools, count).sort("id")
        full = year >= 2021
        days_a_week = np.full(chosen.height, 5) if full else rng.integers(2, 6, chosen.height)
        hours = rng.choice([2.0, 2.5], chosen.height, p=[0.8, 0.2]) if full else rng.choice([1.0, 1.5], chosen.height)
        world.add(
            Plan,
            chosen.select(institution_id="id").with_columns(
                school_year=pl.lit(year), days_per_week=pl.Series(days_a_week), hours_per_day=pl.Series(hours)
            ),
        )


def offerings(world: World, city: str, kind: str, count: int, ended: int) -> None:
    """So many offerings of a kind now, and some that have ended; no school offers the same thing twice."""
    rng = world.rng(f"offerings {city} {kind}")
    schools = world.open_on(date(2024, 9, 1), city, COMPULSORY).filter(
        (pl.col("school_type") != "218") & (pl.col("opened_on") < date(2021, 9, 1))
    )
    fields = list(NAMES)
    begun = any_days(rng, date(2021, 9, 1), date(2024, 8, 31), count + ended)
    seen: set[tuple[int, str]] = set()
    rows: list[tuple[int, str, str, str, int, date, date | None]] = []
    while len(rows) < count + ended:
        school = int(schools["id"][int(rng.integers(schools.height))])
        field = fields[int(rng.integers(len(fields)))]
        name = f"{NAMES[field][int(rng.integers(len(NAMES[field])))]}{ENDINGS[kind]}"
        if (school, name) in seen:
            continue
        seen.add((school, name))
        is_over = len(rows) >= count
        start = date(2021, 9, 1) if is_over else begun[len(rows)]
        places = int(rng.integers(18, 61))
        rows.append((school, kind, field, name, places, start, date(2023, 7, 10) if is_over else None))
    columns = ["institution_id", "kind", "field", "name", "place_count", "started_on", "ended_on"]
    world.add(Offering, pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={"ended_on": pl.Date}))


def build(world: World) -> None:
    """Nanchong as printed; fewer elsewhere."""
    for city in world.cities:
        plans(world, city)
        if city == "511300":
            counts = (
                over(world, world.rng("after-school"), "nc.courses_after_school"),
                world.target("nc.projects_after_school"),
                world.target("nc.clubs_after_school"),
            )
        else:
            counts = ELSEWHERE[city]
        for kind, count in zip(("course", "project", "club"), counts, strict=True):
            offerings(world, city, kind, count, count // 12)
