"""Invented community education: the four-tier network and its sessions, as many as the page prints."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.community.models import CommunityInstitution, CommunitySession
from xuezheng.demo.draws import Chance, above, days, fitted, pick, records
from xuezheng.demo.world import CITIES, World
from xuezheng.registers.models import Area

N, S, L, C = "511000", "510900", "511100", "511300"
NETWORK: dict[str, int | str] = {N: 88, S: "sn.community_institutions", L: 97, C: 131}
TRAINEES: dict[str, int | str] = {N: 39_180, S: "sn.community_trainees", L: 42_730, C: 61_450}  # a year, at the end
TRAINEE_SHARE = 0.037  # how far above the printed “more than”
# of the last year, how much there was in the year before each return; the epidemic closed the houses
GROWTH = {2018: 0.52, 2019: 0.63, 2020: 0.31, 2021: 0.58, 2022: 0.7, 2023: 0.86, 2024: 1.0}
PEOPLE_A_SESSION = {"centre": 150, "college": 95, "school": 60, "station": 38}
TOPICS = {
    "older_learners": ("智能手机入门", "太极与养生", "合唱", "书法", "防诈骗"),
    "skills": ("母婴护理", "电商直播", "中式烹饪", "家政服务", "电工基础"),
    "farming": ("柑橘栽培", "生猪防疫", "水产养殖", "农机使用"),
    "digital": ("短视频制作", "办公软件", "政务办事一网通"),
    "family": ("家庭教育讲座", "青春期沟通", "亲子阅读"),
    "health": ("急救常识", "慢病管理", "心理调适"),
    "culture": ("川剧赏析", "剪纸", "广场舞", "国画"),
}


def network(world: World, city: str, total: int, start_id: int, rng: Chance) -> list[dict[str, Any]]:
    """One centre for the city and one a county, a college a county, then schools and stations in the towns."""
    areas = world.all(Area).filter(pl.col("code").str.starts_with(city[:4])).sort("code")
    counties = areas.filter((pl.col("level") == "county") & ~pl.col("is_extension")).select("code", "name").rows()
    towns = areas.filter((pl.col("level") == "town") & pl.col("code").str.slice(0, 6).is_in([c for c, _ in counties]))
    rest = total - 1 - 2 * len(counties)
    schools = pick(rng, towns, min(round(rest * 0.42), towns.height), f"towns of {city}").select("code", "name").rows()
    stations = rng.integers(0, len(schools), rest - len(schools))
    made: list[dict[str, Any]] = []

    def add(name: str, tier: str, area: str, parent: int | None, span: tuple[date, date]) -> int:
        """One more body, which begins after the one it hangs on; gives its id."""
        first = span[0] if parent is None else max(span[0], made[parent - start_id]["started_on"])
        made.append(
            {
                "id": start_id + len(made), "name": name, "tier": tier, "area_code": area, "parent_id": parent,
                "started_on": days(rng, first, max(span[1], first), 1)[0], "ended_on": None,
            }
        )  # fmt: skip
        return start_id + len(made) - 1

    top = add(f"{CITIES[city]}社区教育指导中心", "centre", city, None, (date(2012, 3, 1), date(2014, 12, 31)))
    college: dict[str, int] = {}
    for code, name in counties:
        centre = add(f"{name}社区教育指导中心", "centre", code, top, (date(2014, 3, 1), date(2017, 6, 30)))
        college[code] = add(f"{name}社区教育学院", "college", code, centre, (date(2014, 9, 1), date(2017, 8, 31)))
    ids = [
        add(f"{name}社区教育学校", "school", code, college[code[:6]], (date(2016, 1, 1), date(2023, 6, 30)))
        for code, name in schools
    ]
    for place, i in enumerate(stations):
        code, name = schools[int(i)]
        add(f"{name}第{place + 1}社区教育工作站", "station", code, ids[int(i)], (date(2017, 9, 1), date(2024, 7, 31)))
    oldest = sorted((row for row in made if row["tier"] == "school"), key=lambda row: row["started_on"])[:2]
    for row in oldest:  # two stations more have been given up, and count no longer
        name = row["name"].replace("社区教育学校", "老街社区教育工作站")
        add(name, "station", row["area_code"], row["id"], (date(2017, 9, 1), date(2018, 8, 1)))
        made[-1]["ended_on"] = made[-1]["started_on"] + timedelta(days=int(rng.integers(900, 1800)))
    return made


def sessions_of(body: dict[str, Any], count: int, first: date, rng: Chance) -> list[dict[str, Any]]:
    """Sessions of one body in a year, each on a day of its own."""
    themes = list(TOPICS)
    made: list[dict[str, Any]] = []
    for offset in np.sort(rng.choice(364, count, replace=False)):
        theme = themes[int(rng.integers(len(themes)))]
        made.append(
            {
                "institution_id": body["id"], "held_on": first + timedelta(days=int(offset)), "theme": theme,
                "topic": TOPICS[theme][int(rng.integers(len(TOPICS[theme])))], "lesson_count": int(rng.integers(2, 9)),
                "raw": PEOPLE_A_SESSION[body["tier"]] * float(rng.lognormal(-0.1, 0.45)),
            }
        )  # fmt: skip
    return made


def year_of_sessions(bodies: list[dict[str, Any]], year: int, people: int, rng: Chance) -> list[dict[str, Any]]:
    """The sessions of the school year before a return, together for so many people."""
    first, last = date(year - 1, 9, 1), date(year, 8, 31)
    active = [b for b in bodies if b["started_on"] <= first and (b["ended_on"] is None or b["ended_on"] > last)]
    mean = sum(PEOPLE_A_SESSION[b["tier"]] for b in active) / len(active)
    shares = rng.multinomial(round(people / mean), np.full(len(active), 1 / len(active)))
    made = [s for body, count in zip(active, shares, strict=True) for s in sessions_of(body, int(count), first, rng)]
    raw = np.array([s.pop("raw") for s in made])
    for session, came in zip(made, fitted(raw, people, 8, 600), strict=True):
        older = rng.uniform(0.6, 1.0) if session["theme"] == "older_learners" else rng.uniform(0.0, 0.35)
        session["participant_count"] = int(came)
        session["older_participant_count"] = int(came * older)
    return made


def build(world: World) -> None:
    """Networks and sessions of every city."""
    rng = world.rng("community")
    bodies: list[dict[str, Any]] = []
    sessions: list[dict[str, Any]] = []
    for city in world.cities:
        count, people = NETWORK[city], TRAINEES[city]
        total = world.target(count) if isinstance(count, str) else count
        a_year = above(world.target(people), TRAINEE_SHARE) if isinstance(people, str) else people
        own = network(world, city, total, len(bodies) + 1, rng)
        bodies += own
        for year, share in GROWTH.items():
            sessions += year_of_sessions(own, year, a_year if share == 1.0 else round(a_year * share), rng)
    world.add(CommunityInstitution, records(bodies, {"ended_on": pl.Date, "parent_id": pl.Int64}))
    world.add(CommunitySession, records(sessions))
