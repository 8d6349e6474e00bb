"""A school grows: rooms with their seats, and beds, from a day on; nothing ends and nobody moves."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.events import NOBODY, Stated, both_sides, note_event, refuse
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem, standing_problems
from xuezheng.registers.models import Campus, Institution, Room, Succession
from xuezheng.registers.rules import STAGES

BEDS_OF_A_ROOM: Final = 8
MOST: Final = 6000  # seats or beds of one event


@dataclass(frozen=True)
class Grown:
    """What is added: seats of a stage, in classrooms of at most `class_size`, and beds."""

    stage: str
    seats: int = 0
    beds: int = 0
    class_size: int = 45


def check_extend(institution: Institution, on: date, grown: Grown) -> list[Problem]:
    found = standing_problems(institution, on)
    if found:
        return found
    if grown.stage not in STAGES or not 0 < grown.seats + grown.beds <= MOST or min(grown.seats, grown.beds) < 0:
        what = ("扩建要写明学段，并有学位或床位。", "An extension names its stage, and has seats or beds.")
        found.append(problem("extend.what", *what, which=institution.code, got=str(asdict(grown))))
    if grown.class_size < 1:
        found.append(problem("extend.size", "班额至少为1。", "A class has one seat at least.", which=institution.code))
    if first_campus(institution, on) is None:
        found.append(problem("extend.campus", "学校没有校区。", "The school has no campus.", which=institution.code))
    return found


def first_campus(institution: Institution, on: date) -> Campus | None:
    return institution.campuses.as_of(on).order_by("number").first()  # type: ignore[attr-defined]


def do_extend(institution: Institution, on: date, grown: Grown, stated: Stated = NOBODY) -> Succession:
    """New classrooms and dormitory rooms at the first campus, from the day on."""
    with transaction.atomic():
        refuse(check_extend(institution, on, grown))
        campus = first_campus(institution, on)
        assert campus is not None
        journal = Journal()
        for kind, total, size, stage in (
            ("classroom", grown.seats, grown.class_size, grown.stage),
            ("dormitory", grown.beds, BEDS_OF_A_ROOM, ""),
        ):
            journal.make(_rooms(campus, on, kind, total, size, stage))
        asked: dict[str, Any] = {"code": institution.code, **asdict(grown)}
        return note_event("extended", on, journal, both_sides(institution), stated, asked)


def _rooms(campus: Campus, on: date, kind: str, total: int, size: int, stage: str) -> list[Room]:
    count = -(-total // size) if total else 0
    taken = set(campus.rooms.values_list("code", flat=True))
    codes = (code for n in range(1, 10_000) if (code := f"{kind[0].upper()}{on:%y%m}-{n}") not in taken)
    return [
        Room(
            campus=campus, code=next(codes), kind=kind, stage=stage, seat_count=total // count + (k < total % count), started_on=on,
        )
        for k in range(count)
    ]  # fmt: skip
