"""Invented subject choice of three senior schools of the demonstration's county: one round closed, with classes formed and published;
one under way; one preselection. By the same acts as any school's, but that the choices are drawn at once."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from xuezheng.access.models import Grant
from xuezheng.demo.students import COUNTY
from xuezheng.registers.lookup.pupils import pupils_on
from xuezheng.timetables.actions.classes import do_form, do_publish
from xuezheng.timetables.actions.majors import do_take_majors
from xuezheng.timetables.actions.rounds import Wanted, combinations_of, do_make_round
from xuezheng.timetables.models import ChangeRequest, ChoiceEvent, ChoiceRound, Chooser, ClassPlan
from xuezheng.timetables.models.choice import institution_of, senior_rooms, senior_teachers

YEAR: Final = 2024
GRADE: Final = "31"
LIKING: Final = {"化学": 1.5, "生物": 1.4, "政治": 0.9, "地理": 1.2}
# group, majors, first subject, others: proportions as the ministry's guide of 2021 has them, names of universities invented
MAJORS: Final = (
    ("工学类", 34, "物理", "化学"), ("计算机类", 14, "物理", "化学"), ("理学类", 16, "物理", "化学"), ("临床医学类", 10, "物理", "化学、生物"),
    ("药学类", 6, "物理", "化学"), ("农学类", 8, "物理", "化学"), ("经济学类", 10, "不限", "不限"), ("管理学类", 16, "不限", "不限"),
    ("法学类", 6, "不限", "不限"), ("马克思主义理论类", 3, "不限", "政治"), ("公安学类", 3, "不限", "政治"), ("教育学类", 8, "不限", "不限"),
    ("中国语言文学类", 6, "不限", "不限"), ("外国语言文学类", 9, "不限", "不限"), ("历史学类", 4, "历史", "不限"), ("地理科学类", 4, "物理", "地理"),
    ("心理学类", 3, "物理", "化学或生物"), ("艺术学类", 10, "不限", "不限"),
)  # fmt: skip


def majors_csv() -> bytes:
    lines = ["院校,专业类,专业,首选科目,再选科目,要求"]
    for group, count, first, others in MAJORS:
        for n in range(count):
            name = group.removesuffix("类") + ("" if n == 0 else f"（方向{n}）")
            lines.append(
                f"演示大学{n % 7 + 1},{group},{name},{first},{others},{'其一' if '或' in others else '均须选考' if others != '不限' else ''}"
            )
    return "\n".join(lines).encode()


def liking(chosen: Sequence[str]) -> float:
    """How often a combination is chosen: physics twice as often, chemistry with physics."""
    found = 2.0 if chosen[0] == "物理" else 1.0
    for subject in chosen[1:]:
        found *= LIKING[subject]
    return found * (1.6 if "化学" in chosen and chosen[0] == "物理" else 0.6 if "化学" in chosen else 1.0)


def schools_here() -> list[str]:
    """The academic director's school, and two others, of those with pupils in the grade."""
    own = [grant.institution_code for grant in Grant.objects.filter(role="academic_director")]
    found = pupils_on(datetime(YEAR, 9, 1).date(), COUNTY, grades=(GRADE,))
    counts = found.group_by("institution_code").len().sort("len", "institution_code", descending=True)
    codes = [code for code, n in counts.iter_rows() if n >= 150]
    return [*(code for code in own if code in codes), *(code for code in codes if code not in own)][:3]


def build_choice(seed: int, now: datetime) -> int:
    """Rounds, choices, requests, majors, classes. Gives how many students chose; nothing without pupils as persons."""
    chance, chosen = random.Random(seed), 0
    for at, code in enumerate(schools_here()):
        chosen += school_round(code, at, chance, now)
    return chosen


def school_round(code: str, at: int, chance: random.Random, now: datetime) -> int:
    """One school: closed (0), under way (1), preselection under way (2)."""
    school = institution_of(code)
    assert school is not None
    day = datetime(YEAR, 9, 1).date()
    scheme = {"name": "3+1+2"}
    offered = [[list(one), None] for one in combinations_of(scheme)][: 12 if at != 1 else 8]
    teachers = senior_teachers(school, day)
    subjects = "物理 历史 化学 生物 政治 地理".split()
    means = {
        "most": 55, "rooms": max(12, senior_rooms(school, day) // 3 + 6), "mode": ("one_fixed", "two_fixed", "packages")[at], "spread": 5,
        "teachers": {s: -(-teachers.get(s, 0) // 2) + 2 for s in subjects},
    }  # fmt: skip
    opens, closes = ((now - timedelta(days=30), now - timedelta(days=20)), (now - timedelta(days=3), now + timedelta(days=4)), (now - timedelta(days=1), now + timedelta(days=9)))[at]  # fmt: skip
    kind, title = ("binding", "binding", "first")[at], ("2024级选科", "2024级选科", "2024级预选")[at]
    one = do_make_round(None, school, Wanted(title, kind, YEAR, GRADE, scheme, offered, means, opens, closes))
    do_take_majors(None, school, "演示：选考要求.csv", majors_csv(), apply=True)
    people = draw(one, offered, (1.0, 0.72, 0.4)[at], chance, min(now, closes))
    if at == 0 and len(people) > 3:
        ask_for_changes(people[:3], offered, now)
        plan = ClassPlan.objects.create(
            round=one, title="定一走二", asked={**means, "keeps_old": False, "loads": {}}, made_at=now
        )
        do_publish(None, do_form(None, plan, None, 12.0, 1))
    return len(people)


def draw(
    one: ChoiceRound, offered: list[list[Any]], share: float, chance: random.Random, until: datetime
) -> list[Chooser]:
    """Choices of a share of the students, over the days of the round; small combinations thin out as schools advise."""
    weights = [liking(subjects) * chance.uniform(0.5, 1.5) for subjects, _ in offered]
    span = (until - one.opens_at).total_seconds()
    people = [c for c in one.choosers.all() if share == 1.0 or chance.random() < share]
    events: list[ChoiceEvent] = []
    for chooser in people:
        (subjects, _), at = (
            chance.choices(offered, weights)[0],
            one.opens_at + timedelta(seconds=chance.random() * span),
        )
        chooser.chosen, chooser.chosen_at, chooser.number = "+".join(subjects), at, 1
        events.append(ChoiceEvent(chooser=chooser, kind="chosen", after=chooser.chosen, at=at))
    Chooser.objects.bulk_update(people, ["chosen", "chosen_at", "number"], batch_size=300)
    ChoiceEvent.objects.bulk_create(events)
    return people


def ask_for_changes(people: Sequence[Chooser], offered: list[list[Any]], now: datetime) -> None:
    reasons = ("想报临床医学，要加化学", "期中以后觉得更适合学地理", "与家长商量后想改")
    for chooser, reason in zip(people, reasons, strict=False):
        wanted = next("+".join(s) for s, _ in offered if "+".join(s) != chooser.chosen and s[0] == chooser.chosen[:2])
        ChangeRequest.objects.create(chooser=chooser, wanted=wanted, reason=reason, asked_at=now - timedelta(days=2))
        ChoiceEvent.objects.create(
            chooser=chooser,
            kind="requested",
            before=chooser.chosen,
            after=wanted,
            reason=reason,
            at=now - timedelta(days=2),
        )
