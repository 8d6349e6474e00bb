"""Staff and students: one person, one record, found by the blind index of the ID number."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.references import found_areas, found_institutions
from xuezheng.registers.intake.records.upsert import Taken, by_key, chunks, given, upsert
from xuezheng.registers.intake.rows import Entry
from xuezheng.registers.models import Enrolment, StaffDegree, StaffMember, StaffPost, StaffTitle, Student
from xuezheng.registers.rules import GRADES_OF_STAGE
from xuezheng.registers.secrecy import sealed

ENROLMENT_COLUMNS = (
    "stage", "entry_grade", "class_number", "started_on", "ended_on", "start_reason", "end_reason", "is_boarder",
    "is_migrant", "is_left_behind",
)  # fmt: skip


def person_facts(number: str) -> dict[str, Any]:
    """Sex and birth date as the ID number says them (GB 11643)."""
    return {
        "sex": "1" if int(number[16]) % 2 else "2",
        "born_on": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
    }


def take_persons(model: Any, entries: Sequence[Entry], extra: tuple[str, ...], taken: Taken) -> list[int]:
    """Add or correct the persons of the rows; gives each row's person by id. A name that differs is asked about."""
    numbers = [entry.values["id_number"] for entry in entries]
    ciphers, indexes = sealed(numbers)
    there = by_key(model, "person_index", indexes, ("person_index",))
    rows: dict[str, dict[str, Any]] = {}
    for entry, cipher, index in zip(entries, ciphers, indexes, strict=True):
        known = there.get((index,))
        row = rows.setdefault(index, {"person_index": index, **person_facts(entry.values["id_number"])})
        if row.get("name", entry.values["name"]) != entry.values["name"] or (
            known and known.name != entry.values["name"]
        ):
            other = known.name if known else row["name"]
            taken.problems.append(
                Problem(
                    "person.name",
                    Words("同一身份证件号，姓名不同。", "The same ID number stands with another name."),
                    where=entry.where,
                    got=f"{entry.values['name']} / {other}",
                    cure=Words("核对是号码录错还是姓名有变", "Check whether the number is wrong or the name changed"),
                )
            )
        if known is None:
            row["person_cipher"] = cipher
        row |= given(entry, "name", "ethnicity", *extra)
        if entry.values.get("home_town_code"):
            row["home_town_id"] = entry.values["home_town_code"]
    if not taken.problems:
        upsert(model, list(rows.values()), ("person_index",), "person_index")
    ids: dict[str, int] = {}
    for some in chunks(indexes):
        ids.update(model.objects.filter(person_index__in=some).values_list("person_index", "pk"))
    return [ids.get(index, 0) for index in indexes]


def take_staff(entries: Sequence[Entry]) -> Taken:
    """Staff, the posts they hold, their attainment and title."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    if taken.problems:
        return taken
    people = take_persons(StaffMember, entries, ("certificate_on", "backbone_on", "double_qualified_on"), taken)
    if taken.problems:
        return taken
    posts = [
        {"staff_id": person, "institution_id": institutions[e.values["institution_code"]].pk,
         **given(e, "post", "stage", "subject", "is_full_time", "is_on_quota", "started_on", "ended_on", "start_reason")}
        for person, e in zip(people, entries, strict=True)
    ]  # fmt: skip
    taken.count(upsert(StaffPost, posts, ("staff_id", "institution_id", "post", "started_on"), "staff_id"))
    for model, name in ((StaffDegree, "attainment"), (StaffTitle, "title")):
        rows = [
            {
                "staff_id": person,
                name: e.values[name],
                "awarded_on": e.values.get(f"{name}_on") or e.values["started_on"],
            }
            for person, e in zip(people, entries, strict=True)
            if e.values.get(name)
        ]
        upsert(
            model,
            list({tuple(row.values()): row for row in rows}.values()),
            ("staff_id", name, "awarded_on"),
            "staff_id",
        )
    return taken


def take_students(entries: Sequence[Entry]) -> Taken:
    """Students and their time at institutions; a student number belongs to one person."""
    taken = Taken()
    institutions = found_institutions(entries, taken)
    found_areas(entries, "home_town_code", taken)
    for entry in entries:
        if entry.values["entry_grade"] not in GRADES_OF_STAGE[entry.values["stage"]]:
            taken.problems.append(
                Problem(
                    "student.grade",
                    Words("入学年级不属于这个学段。", "The entry grade does not belong to the stage."),
                    where=entry.where,
                    got=f"{entry.values['stage']} / {entry.values['entry_grade']}",
                    cure=Words(
                        "可填：" + "、".join(GRADES_OF_STAGE[entry.values["stage"]]),
                        "Use one of: " + ", ".join(GRADES_OF_STAGE[entry.values["stage"]]),
                    ),
                )
            )
    taken.problems += number_problems(entries)
    if taken.problems:
        return taken
    people = take_persons(Student, entries, ("student_number",), taken)
    if taken.problems:
        return taken
    rows = [
        {"student_id": person, "institution_id": institutions[e.values["institution_code"]].pk,
         **given(e, *ENROLMENT_COLUMNS)}
        for person, e in zip(people, entries, strict=True)
    ]  # fmt: skip
    taken.count(upsert(Enrolment, rows, ("student_id", "institution_id", "stage", "started_on"), "student_id"))
    return taken


def number_problems(entries: Sequence[Entry]) -> list[Problem]:
    """Student numbers that stand with two persons, in the file or against the register."""
    _, indexes = sealed([entry.values["id_number"] for entry in entries])
    owner: dict[str, str] = {}
    for some in chunks(entry.values["student_number"] for entry in entries):
        owner.update(Student.objects.filter(student_number__in=some).values_list("student_number", "person_index"))
    problems: list[Problem] = []
    for entry, index in zip(entries, indexes, strict=True):
        if owner.setdefault(entry.values["student_number"], index) != index:
            number = entry.values["student_number"]
            problems.append(
                Problem(
                    "student.number",
                    Words("这个学籍号已属于另一个人。", "This student number belongs to somebody else."),
                    where=entry.where,
                    got=f"{number[:7]}…{number[-4:]}",
                    cure=Words("一人一号：核对学籍号", "One person, one number: check it"),
                )
            )
    return problems
