"""Staff and students: one person, one record, found by the blind index of the ID number."""

from typing import Any

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.checks import MOST_TOLD, check_grades, check_order
from xuezheng.registers.intake.records.references import check_areas, institution_ids
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.models import Enrolment, StaffDegree, StaffMember, StaffPost, StaffTitle, Student
from xuezheng.registers.secrecy import blind_indexes, encrypted_ids

ENROLMENT_COLUMNS = (
    "stage", "entry_grade", "class_number", "started_on", "ended_on", "start_reason", "end_reason", "is_boarder",
    "is_migrant", "is_left_behind",
)  # fmt: skip
POST_COLUMNS = ("post", "stage", "subject", "is_full_time", "is_on_quota", "started_on", "ended_on", "start_reason")


def indexed(rows: Rows) -> pl.Series:
    """The blind index of each row's person, each number once."""
    numbers = rows.frame["id_number"].unique(maintain_order=True)
    keys = pl.DataFrame({"id_number": numbers, "person_index": blind_indexes(numbers.to_list())})
    return rows.frame.select("id_number").join(keys, on="id_number", how="left", maintain_order="left")["person_index"]


def take_persons(
    register: Register, model: Any, rows: Rows, indexes: pl.Series, extra: pl.DataFrame, taken: Taken
) -> pl.Series:
    """Add or correct the persons of the rows; gives each row's person by id. A name that differs is asked about."""
    facts = rows.frame.select(
        "name", "ethnicity", "id_number", "_source", "_row",
        sex=pl.when(pl.col("id_number").str.slice(16, 1).cast(pl.Int8) % 2 == 1).then(pl.lit("1")).otherwise(pl.lit("2")),
        born_on=pl.col("id_number").str.slice(6, 8).str.to_date("%Y%m%d"),
    ).with_columns(indexes, *extra)  # fmt: skip
    known = register.rows(model, "person_index", indexes, ["person_index", "name"]).rename({"name": "name_there"})
    first = facts.unique("person_index", keep="first", maintain_order=True).select("person_index", name_first="name")
    facts = facts.join(known, on="person_index", how="left", maintain_order="left")
    facts = facts.join(first, on="person_index", how="left", maintain_order="left")
    what = Words("同一身份证件号，姓名不同。", "The same ID number stands with another name.")
    cure = Words("核对是号码录错还是姓名有变", "Check whether the number is wrong or the name changed")
    other = pl.coalesce("name_there", "name_first")
    for row in (
        facts.with_columns(other=other).filter(pl.col("name") != pl.col("other")).head(MOST_TOLD).iter_rows(named=True)
    ):
        taken.faults.append(
            rows.fault(row, "person.name", what, cure, got=f"{row['name']} / {row['other']}", key="name")
        )
    if taken.faults:
        return indexes
    # A person in several rows: what a later row gives counts, what it leaves blank does not.
    given = [n for n in facts.columns if n not in ("_source", "_row", "name_there", "name_first", "person_index")]
    persons = facts
    if facts.height != first.height:
        persons = facts.group_by("person_index", maintain_order=True).agg(
            *(pl.col(n).drop_nulls().last() for n in given), pl.col("name_there").first()
        )
    is_new = persons["name_there"].is_null()
    new = persons.filter(is_new)
    ciphers = pl.Series(encrypted_ids(new["id_number"].to_list(), new["person_index"].to_list()), dtype=pl.Binary)
    sealed = pl.Series("person_cipher", [None], dtype=pl.Binary).new_from_index(0, persons.height)
    if new.height == persons.height:
        sealed = ciphers.alias("person_cipher")
    elif new.height:
        at = new.select("person_index").with_columns(ciphers.alias("person_cipher"))
        sealed = persons.select("person_index").join(at, on="person_index", how="left", maintain_order="left")[
            "person_cipher"
        ]
    frame = persons.select(n for n in (*given, "person_index") if n != "id_number").with_columns(sealed)
    done = register.upsert(model, frame, ("person_index",))
    ids = pl.DataFrame({"person_index": frame["person_index"], "person": _kept(model, done.ids)})
    return facts.select("person_index").join(ids, on="person_index", how="left", maintain_order="left")["person"]


def _kept(model: Any, ids: pl.Series) -> pl.Series:
    """The ids, with that of the record kept in the place of one that was found to be of the same person."""
    became = dict(model.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    if not became:
        return ids
    while any(kept in became for kept in became.values()):  # kept at first, and united with another later
        became = {number: became.get(kept, kept) for number, kept in became.items()}
    return ids.replace(list(became), list(became.values()))


def take_staff(register: Register, rows: Rows) -> Taken:
    """Staff, the posts they hold, their attainment and title."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    check_order(rows, taken)
    if taken.faults:
        return taken
    extra = rows.given("certificate_on", "backbone_on", "double_qualified_on")
    people = take_persons(register, StaffMember, rows, indexed(rows), extra, taken)
    if taken.faults:
        return taken
    posts = rows.given(*POST_COLUMNS).with_columns(people.alias("staff_id"), institutions)
    taken.count(register.upsert(StaffPost, posts, ("staff_id", "institution_id", "post", "started_on")))
    for model, name in ((StaffDegree, "attainment"), (StaffTitle, "title")):
        if name not in rows.frame.columns:
            continue
        day = pl.coalesce(f"{name}_on", "started_on") if f"{name}_on" in rows.frame.columns else pl.col("started_on")
        awards = rows.frame.select(name, awarded_on=day).with_columns(people.alias("staff_id"))
        awards = awards.filter(pl.col(name).is_not_null()).unique(maintain_order=True)
        register.upsert(model, awards, ("staff_id", name, "awarded_on"))
    return taken


def take_students(register: Register, rows: Rows) -> Taken:
    """Students and their time at institutions; a student number belongs to one person."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    check_areas(register, rows, "home_town_code", taken)
    check_grades(rows, "entry_grade", "student.grade", taken)
    check_order(rows, taken)
    indexes = indexed(rows)
    _check_numbers(register, rows, indexes, taken)
    if taken.faults:
        return taken
    extra = rows.given("student_number", home_town_code="home_town_id")
    people = take_persons(register, Student, rows, indexes, extra, taken)
    if taken.faults:
        return taken
    frame = rows.given(*ENROLMENT_COLUMNS).with_columns(people.alias("student_id"), institutions)
    taken.count(register.upsert(Enrolment, frame, ("student_id", "institution_id", "stage", "started_on")))
    return taken


def _check_numbers(register: Register, rows: Rows, indexes: pl.Series, taken: Taken) -> None:
    """Student numbers that stand with two persons, in the file or against the register."""
    frame = rows.frame.select("student_number", "_source", "_row").with_columns(indexes)
    known = register.rows(Student, "student_number", frame["student_number"], ["student_number", "person_index"])
    first = frame.unique("student_number", keep="first", maintain_order=True).select(
        "student_number", first="person_index"
    )
    owners = first.join(known.rename({"person_index": "there"}), on="student_number", how="left")
    owners = owners.select("student_number", owner=pl.coalesce("there", "first"))
    what = Words("这个学籍号已属于另一个人。", "This student number belongs to somebody else.")
    cure = Words("一人一号：核对学籍号", "One person, one number: check it")
    joined = frame.join(owners, on="student_number", how="left", maintain_order="left")
    for row in joined.filter(pl.col("person_index") != pl.col("owner")).head(MOST_TOLD).iter_rows(named=True):
        number = row["student_number"]
        taken.faults.append(
            rows.fault(row, "student.number", what, cure, got=f"{number[:7]}…{number[-4:]}", key="student_number")
        )
