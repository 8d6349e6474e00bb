"""What institutions have: rooms, programmes, classes, conditions."""

from collections.abc import Sequence
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.references import found_institutions
from xuezheng.registers.intake.records.upsert import Taken, by_key, given, upsert
from xuezheng.registers.intake.rows import Entry
from xuezheng.registers.intake.workbook import CLASSES, CONDITIONS
from xuezheng.registers.models import Campus, Conditions, Programme, Room, SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE

CLASS_COUNTS = tuple(f.key for f in CLASSES.fields if f.key.endswith("_count"))
CONDITION_COLUMNS = tuple(
    f.key for f in CONDITIONS.fields if f.key not in ("institution_code", "school_year", "equipment_yuan")
)
PARTS = (
    "girl_count",
    "minority_count",
    "boarder_count",
    "migrant_count",
    "left_behind_count",
    "entrant_count",
    "repeater_count",
)


def take_rooms(entries: Sequence[Entry]) -> Taken:
    """Rooms, at the first campus of their institution."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    if taken.problems:
        return taken
    campuses = {
        key[0]: campus.pk
        for key, campus in by_key(
            Campus, "institution_id", (i.pk for i in institutions.values()), ("institution_id", "number")
        ).items()
        if key[1] == 1
    }
    rows = [
        {
            "campus_id": campuses[institutions[e.values["institution_code"]].pk],
            **given(e, "code", "kind", "stage", "seat_count", "area_m2", "is_multimedia", "started_on", "ended_on"),
        }
        for e in entries
    ]
    taken.count(upsert(Room, rows, ("campus_id", "code", "started_on"), "campus_id"))
    return taken


def take_programmes(entries: Sequence[Entry]) -> Taken:
    """Programmes of vocational schools and colleges."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    if taken.problems:
        return taken
    rows = [
        {
            "institution_id": institutions[e.values["institution_code"]].pk,
            **given(e, "code", "name", "industry", "started_on", "ended_on"),
        }
        for e in entries
    ]
    taken.count(upsert(Programme, rows, ("institution_id", "code", "started_on"), "institution_id"))
    return taken


def take_classes(entries: Sequence[Entry]) -> Taken:
    """Classes of a school year with their counts."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    taken.problems += [problem for entry in entries for problem in class_problems(entry)]
    if taken.problems:
        return taken
    rows = [
        {
            "institution_id": institutions[e.values["institution_code"]].pk,
            **given(e, "school_year", "stage", "grade", "number", *CLASS_COUNTS),
        }
        for e in entries
    ]
    taken.count(
        upsert(SchoolClass, rows, ("institution_id", "school_year", "stage", "grade", "number"), "institution_id")
    )
    return taken


def class_problems(entry: Entry) -> list[Problem]:
    values: dict[str, Any] = entry.values
    problems: list[Problem] = []
    if values["grade"] not in GRADES_OF_STAGE[values["stage"]]:
        problems.append(
            Problem(
                "class.grade",
                Words("年级不属于这个学段。", "The grade does not belong to the stage."),
                where=entry.where,
                got=f"{values['stage']} / {values['grade']}",
                cure=Words(
                    "可填：" + "、".join(GRADES_OF_STAGE[values["stage"]]),
                    "Use one of: " + ", ".join(GRADES_OF_STAGE[values["stage"]]),
                ),
            )
        )
    for name in PARTS:
        if (values.get(name) or 0) > values["pupil_count"]:
            heading = CLASSES.field(name).heading
            problems.append(
                Problem(
                    "class.part",
                    Words(f"“{heading.zh}”多于学生数。", f"“{heading.en}” is more than the pupils."),
                    where=entry.where,
                    got=f"{values[name]} > {values['pupil_count']}",
                    cure=Words("核对两个数", "Check both numbers"),
                )
            )
    return problems


def take_conditions(entries: Sequence[Entry]) -> Taken:
    """The conditions an institution reports once a school year."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    if taken.problems:
        return taken
    rows: list[dict[str, Any]] = []
    for entry in entries:
        row = {
            "institution_id": institutions[entry.values["institution_code"]].pk,
            **given(entry, "school_year", *CONDITION_COLUMNS),
        }
        if entry.values.get("equipment_yuan") is not None:
            row["equipment_fen"] = round(entry.values["equipment_yuan"] * 100)
        rows.append(row)
    taken.count(upsert(Conditions, rows, ("institution_id", "school_year"), "institution_id"))
    return taken
