"""Invented prizes: contests of every year, who won at them, and the athletes a city sent up."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.draws import Chance, records
from xuezheng.demo.world import World
from xuezheng.honours.models import Award, Contest, SentAthlete

N, S, L, C = "511000", "510900", "511100", "511300"
FIRST, LAST = date(2017, 9, 1), date(2024, 8, 31)  # the days the seven returns reach over
GENERAL = ("211", "311", "312", "341", "342", "345")
SECONDARY = ("311", "312", "341", "342", "345")
VOCATIONAL = ("361",)


@dataclass(frozen=True)
class Yearly:
    """A contest held every year in one month; `events` are its disciplines."""

    code: str
    zh: str
    en: str
    field: str
    level: str
    month: int
    events: tuple[str, ...]


YEARLY = (
    Yearly("national_school_games", "全国学生运动会暨单项锦标赛", "National school games", "sports", "national", 7,
           ("田径", "游泳", "跳绳", "武术", "篮球", "足球")),
    Yearly("national_rope_league", "全国跳绳联赛", "National rope-skipping league", "sports", "national", 11, ("跳绳",)),
    Yearly("provincial_school_games", "四川省中学生运动会", "Sichuan school games", "sports", "provincial", 8,
           ("田径", "乒乓球", "羽毛球", "武术", "射击", "曲棍球")),
    Yearly("provincial_football", "四川省青少年校园足球联赛", "Sichuan school football league", "sports", "provincial", 5,
           ("足球",)),
    Yearly("provincial_basketball", "四川省中小学生篮球锦标赛", "Sichuan school basketball", "sports", "provincial", 10,
           ("篮球",)),
    Yearly("national_art_show", "全国中小学生艺术展演", "National school art show", "art", "national", 4,
           ("合唱", "舞蹈", "戏剧", "绘画", "书法")),
    Yearly("national_reading", "全国中华经典诵写讲大赛", "National contest of classics", "art", "national", 12,
           ("诵读", "书写", "讲解")),
    Yearly("provincial_art_show", "四川省中小学生艺术展演", "Sichuan school art show", "art", "provincial", 11,
           ("合唱", "舞蹈", "戏剧", "绘画", "书法", "艺术实践工作坊")),
    Yearly("provincial_singing", "四川省校园歌手与班级合唱比赛", "Sichuan school singing", "art", "provincial", 5,
           ("独唱", "班级合唱")),
    Yearly("national_skills", "全国职业院校技能大赛", "National vocational skills contest", "vocational", "national", 6,
           ("汽车维修", "电子商务", "建筑工程技术", "护理技能", "智能家居")),
    Yearly("provincial_skills", "四川省职业院校技能大赛", "Sichuan vocational skills contest", "vocational", "provincial", 3,
           ("汽车维修", "电子商务", "建筑工程技术", "护理技能", "数控综合", "中餐热菜", "学前教育")),
    Yearly("provincial_vocational_teaching", "四川省职业院校教师教学能力比赛", "Sichuan vocational teaching contest",
           "vocational", "provincial", 9, ("公共基础课", "专业课一", "专业课二", "班主任能力")),
)  # fmt: skip
SINGLE: tuple[tuple[str, str, str, str, str, date, date], ...] = (
    ("national_games_14", "第十四届全国运动会", "14th National Games", "sports", "national",
     date(2021, 9, 15), date(2021, 9, 27)),
    ("asian_games_19", "第十九届亚洲运动会", "19th Asian Games", "sports", "international",
     date(2023, 9, 23), date(2023, 10, 8)),
    ("olympic_games_33", "巴黎奥运会", "Olympic Games of Paris", "sports", "international",
     date(2024, 7, 26), date(2024, 8, 11)),
    ("young_teachers_contest_4", "第四届全国中小学青年教师教学竞赛", "Fourth national young teachers' contest",
     "teaching_contest", "national", date(2023, 10, 20), date(2023, 10, 23)),
    ("teaching_results_2017", "四川省第六届教学成果奖", "Sixth Sichuan prize for teaching results", "teaching_results",
     "provincial", date(2018, 2, 1), date(2018, 4, 10)),
    ("teaching_results_2021", "四川省第七届教学成果奖", "Seventh Sichuan prize for teaching results",
     "teaching_results", "provincial", date(2022, 3, 1), date(2022, 6, 20)),
)  # fmt: skip


@dataclass(frozen=True)
class Won:
    """So many prizes of a field and level in a city since a day, and so many before it (in the days returns reach)."""

    city: str
    field: str
    level: str
    count: int | str
    before: int
    since: date = date(2018, 1, 1)


WON = (
    Won(N, "sports", "national", "nj.sports_awards_national", 2),
    Won(N, "sports", "provincial", "nj.sports_awards_provincial", 11),
    Won(N, "art", "national", "nj.art_awards_national", 1),
    Won(N, "art", "provincial", "nj.art_awards_provincial", 14),
    Won(N, "vocational", "national", 9, 0),
    Won(N, "vocational", "provincial", 131, 9),
    Won(S, "sports", "national", 15, 1),
    Won(S, "sports", "provincial", 171, 9),
    Won(S, "art", "national", 13, 1),
    Won(S, "art", "provincial", 187, 8),
    Won(S, "vocational", "national", "sn.awards_national", 3, date(2021, 1, 1)),
    Won(S, "vocational", "provincial", "sn.awards_provincial", 84, date(2021, 1, 1)),
    Won(L, "sports", "national", 29, 2),
    Won(L, "sports", "provincial", 236, 12),
    Won(L, "art", "national", 22, 1),
    Won(L, "art", "provincial", 241, 10),
    Won(L, "vocational", "national", 6, 0),
    Won(L, "vocational", "provincial", 118, 7),
    Won(C, "sports", "national", 38, 2),
    Won(C, "sports", "provincial", 402, 19),
    Won(C, "art", "national", 31, 2),
    Won(C, "art", "provincial", 437, 21),
    Won(C, "vocational", "national", 11, 0),
    Won(C, "vocational", "provincial", 203, 12),
)
MEDALS = (("gold", "ls.games_gold"), ("silver", "ls.games_silver"), ("bronze", "ls.games_bronze"))
GAMES_EVENTS = ("女子曲棍球", "射击", "赛艇", "皮划艇", "武术套路", "举重", "跆拳道", "田径")


def contests() -> pl.DataFrame:
    """Every contest the returns reach over, with an id."""
    made: list[dict[str, Any]] = []
    for kind in YEARLY:
        for year in range(2017, 2025):
            day = date(year, kind.month, 18)
            if not FIRST <= day <= LAST:
                continue
            made.append(
                {
                    "code": f"{kind.code}_{year}", "name": f"{year}年{kind.zh}", "name_en": f"{kind.en} {year}",
                    "field": kind.field, "level": kind.level, "first_on": date(year, kind.month, 14), "last_on": day,
                }
            )  # fmt: skip
    names = ("code", "name", "name_en", "field", "level", "first_on", "last_on")
    made.extend(dict[str, Any](zip(names, single, strict=True)) for single in SINGLE)
    return records(made).with_columns(id=pl.int_range(1, len(made) + 1))


def entrants(world: World, city: str, types: tuple[str, ...]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Ids of the schools that take part, open in all the years, and how often each wins beside the others."""
    found = world.open_on(date(2024, 9, 1), city, types).filter(pl.col("opened_on") <= FIRST)
    if found.is_empty():
        raise ValueError(f"The demonstration needs schools of the types {types} in {city} that win prizes.")
    in_town = found["urban_rural"].str.starts_with("1").to_numpy()
    senior = found["school_type"].is_in(["341", "342", "361"]).to_numpy()
    weights = np.where(in_town, 5.0, 1.0) * np.where(senior, 3.0, 1.0)
    return found["id"].to_numpy(), weights / weights.sum()


def prize_of(field: str, chance: float) -> str:
    order = ("gold", "silver", "bronze") if field == "sports" else ("first", "second", "third")
    return order[0] if chance < 0.2 else order[1] if chance < 0.52 else order[2]


def winner_of(contest: str, event: str, chance: float) -> str:
    if "teaching" in contest:
        return "teacher"
    return (
        "team"
        if event in ("篮球", "足球", "合唱", "班级合唱", "舞蹈", "戏剧", "曲棍球") or chance < 0.15
        else "student"
    )


def prizes(world: World, won: Won, held: pl.DataFrame, rng: Chance) -> list[dict[str, Any]]:
    """The prizes of one city, field and level, at the contests on either side of the day."""
    schools, weights = entrants(world, won.city, VOCATIONAL if won.field == "vocational" else GENERAL)
    single = [code for code, *_ in SINGLE]
    of_kind = held.filter(
        (pl.col("field") == won.field) & (pl.col("level") == won.level) & ~pl.col("code").is_in(single)
    )
    count = world.target(won.count) if isinstance(won.count, str) else won.count
    made: list[dict[str, Any]] = []
    since = pl.col("last_on") >= won.since
    for many, side in ((count, of_kind.filter(since)), (won.before, of_kind.filter(~since))):
        if not many:
            continue
        lines = side.rows(named=True)
        for i, school, chance in zip(
            rng.integers(0, len(lines), many), rng.choice(schools, many, p=weights), rng.random(many), strict=True
        ):
            contest = lines[int(i)]
            events = next(k.events for k in YEARLY if contest["code"].startswith(k.code))
            event = events[int(chance * 997) % len(events)]
            made.append(
                {
                    "contest_id": contest["id"], "institution_id": int(school), "area_code": "", "event": event,
                    "awarded_on": contest["last_on"], "prize": prize_of(won.field, float(chance)),
                    "winner": winner_of(contest["code"], event, float(chance * 31 % 1)),
                }
            )  # fmt: skip
    return made


def award(contest: dict[str, Any], prize: str, winner: str, event: str, **where: Any) -> dict[str, Any]:
    return {
        "contest_id": contest["id"], "institution_id": None, "area_code": "", "event": event, "prize": prize,
        "awarded_on": contest["last_on"], "winner": winner, **where,
    }  # fmt: skip


def teaching_results(world: World, city: str, by_code: dict[str, Any], rng: Chance) -> list[dict[str, Any]]:
    """Prizes for teaching results, given every four years; in Suining two vocational schools won first prizes."""
    made: list[dict[str, Any]] = []
    firsts = world.target("sn.teaching_prizes_first") if city == S else int(rng.integers(1, 4))
    vocational, _ = entrants(world, city, VOCATIONAL)
    schools, weights = entrants(world, city, GENERAL)
    best = rng.choice(vocational, firsts, replace=False)
    made += [
        award(by_code["teaching_results_2021"], "first", "school", "职业教育", institution_id=int(i)) for i in best
    ]
    for code, prize, many in (
        ("teaching_results_2021", "second", 9), ("teaching_results_2017", "first", 1), ("teaching_results_2017", "second", 6),
    ):  # fmt: skip
        chosen = rng.choice(schools, many, replace=False, p=weights)
        made += [award(by_code[code], prize, "school", "基础教育", institution_id=int(i)) for i in chosen]
    return made


def leshan(world: World, by_code: dict[str, Any], rng: Chance) -> list[dict[str, Any]]:
    """Medals at the National Games, most by schools, some by the city's delegation; one teacher's first prize."""
    schools, weights = entrants(world, L, SECONDARY)
    sending = rng.choice(schools, 5, replace=False, p=weights)
    made: list[dict[str, Any]] = []
    for prize, id in MEDALS:
        for _ in range(world.target(id)):
            event = GAMES_EVENTS[int(rng.integers(len(GAMES_EVENTS)))]
            where = {"institution_id": int(rng.choice(sending))} if rng.random() < 0.7 else {"area_code": L}
            made.append(award(by_code["national_games_14"], prize, "student", event, **where))
    best = rng.choice(schools, world.target("ls.teaching_contest_first"), replace=False, p=weights)
    made += [
        award(by_code["young_teachers_contest_4"], "first", "teacher", "思想政治", institution_id=int(i)) for i in best
    ]
    second = rng.choice(np.setdiff1d(schools, best), 2, replace=False)
    made += [
        award(by_code["young_teachers_contest_4"], "second", "teacher", "物理", institution_id=int(i)) for i in second
    ]
    return made


def athletes(world: World, city: str, by_code: dict[str, Any], rng: Chance) -> list[dict[str, Any]]:
    """Athletes whom schools sent up: of Leshan one shot with the rifle in Asia, all others played hockey."""
    schools, weights = entrants(world, city, ("341", "342"))
    first, second = (int(i) for i in rng.choice(schools, 2, replace=False, p=weights))
    games, asian, olympic = by_code["national_games_14"], by_code["asian_games_19"], by_code["olympic_games_33"]
    if city != L:
        made = [
            (games, first, 1, "赛艇", "bronze", date(2021, 9, 20)),
            (games, second, 1, "田径", "silver", date(2021, 9, 24)),
        ]
        made += [(asian, first, 1, "赛艇", "gold", date(2023, 9, 25))] if city == C else []
    else:
        in_asia, in_paris = world.target("ls.asian_games_athletes"), world.target("ls.olympic_players")
        made = [(asian, first, 1, "女子50米步枪三姿团体", "gold", date(2023, 9, 27))]
        made += [(asian, second, n, "女子曲棍球", "gold", date(2023, 10, 7)) for n in range(1, in_asia)]
        made += [(olympic, second, n, "女子曲棍球", "silver", date(2024, 8, 9)) for n in range(1, in_paris + 1)]
        made += [(games, second, n, "女子曲棍球", "bronze", date(2021, 9, 26)) for n in (1, 2)]
    names = ("contest_id", "institution_id", "number", "event", "prize", "won_on")
    return [dict(zip(names, (contest["id"], *rest), strict=True)) for contest, *rest in made]


def build(world: World) -> None:
    """Contests, awards and athletes."""
    rng = world.rng("honours: prizes")
    held = contests()
    world.add(Contest, held)
    by_code = {row["code"]: row for row in held.rows(named=True)}
    made: list[dict[str, Any]] = []
    for won in WON:
        if world.has_city(won.city):
            made += prizes(world, won, held, rng)
    for city in world.cities:
        made += teaching_results(world, city, by_code, rng)
    if world.has_city(L):
        made += leshan(world, by_code, rng)
    sent = [athlete for city in world.cities for athlete in athletes(world, city, by_code, rng)]
    world.add(SentAthlete, records(sent))
    world.add(Award, records(made, {"institution_id": pl.Int64}).sort("awarded_on", "contest_id"))
