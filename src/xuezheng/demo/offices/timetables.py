"""Invented rounds of training, as many as the page prints."""

from datetime import date, timedelta
from typing import Any

from xuezheng.demo.draws import records
from xuezheng.demo.world import CITIES, World
from xuezheng.timetables.models import TrainingAttendance, TrainingRound

N, S, L, C = "511000", "510900", "511100", "511300"
SENIOR = ("341", "342", "345")
TITLES = {
    "platform": "高考综合改革管理平台应用培训",
    "curriculum": "新课程新教材全员培训",
    "timetabling": "选课走班与排课专题培训",
}
# first days of the rounds, in order, and how many days each took
ROUNDS: dict[tuple[str, str], tuple[tuple[date, int], ...]] = {
    (N, "platform"): ((date(2024, 4, 11), 2),),
    (S, "platform"): ((date(2024, 5, 23), 1),),
    (L, "platform"): ((date(2023, 11, 16), 2), (date(2024, 6, 13), 1)),
    (N, "curriculum"): ((date(2022, 7, 18), 4), (date(2023, 7, 17), 4)),
    (S, "curriculum"): ((date(2022, 8, 1), 3),),
    (L, "curriculum"): ((date(2022, 7, 11), 4), (date(2023, 7, 10), 3)),
    (C, "curriculum"): ((date(2021, 7, 19), 3), (date(2022, 7, 18), 5), (date(2023, 7, 17), 5)),
    (C, "timetabling"): ((date(2023, 3, 16), 1),),
}
PLATFORM_NANCHONG = (date(2024, 3, 14), date(2024, 5, 16), date(2024, 7, 9), date(2024, 8, 15))


def build(world: World) -> None:
    """Rounds of every city; each senior school that is open sends people."""
    rng = world.rng("timetables")
    planned = {key: days for key, days in ROUNDS.items() if world.has_city(key[0])}
    if world.has_city(C):
        count = world.target("nc.platform_rounds")
        planned[C, "platform"] = tuple((day, 2) for day in PLATFORM_NANCHONG[:count])
    rounds: list[dict[str, Any]] = []
    attendances: list[dict[str, Any]] = []
    for (city, subject), held in planned.items():
        for place, (day, lasts) in enumerate(held, start=1):
            rounds.append(
                {
                    "id": len(rounds) + 1, "area_code": city, "subject": subject, "number": place, "held_on": day,
                    "last_on": day + timedelta(days=lasts - 1), "title": f"{CITIES[city]}{TITLES[subject]}（第{place}轮）",
                }
            )  # fmt: skip
            most = 30 if subject == "curriculum" else 9
            for school in world.open_on(day, city, SENIOR)["id"].to_list():
                if rng.random() < 0.95:
                    sent = int(rng.integers(2, most))
                    attendances.append(
                        {"training_round_id": len(rounds), "institution_id": school, "trainee_count": sent}
                    )
    world.add(TrainingRound, records(rounds))
    world.add(TrainingAttendance, records(attendances))
