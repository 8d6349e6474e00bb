"""What institutions have: rooms, programmes, classes, conditions."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.checks import check_grades, check_order
from xuezheng.registers.intake.records.references import institution_ids
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.intake.workbook import CLASSES, CONDITIONS
from xuezheng.registers.models import Campus, Conditions, Programme, Room, SchoolClass

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


def take_rooms(register: Register, rows: Rows) -> Taken:
    """Rooms, at the first campus of their institution."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    check_order(rows, taken)
    if taken.faults:
        return taken
    campuses = register.rows(Campus, "institution_id", institutions, ["id", "institution_id", "number", "started_on"])
    first = (
        campuses.filter(number=1)
        .sort("started_on")
        .unique("institution_id", keep="last")
        .select("institution_id", campus_id="id")
    )
    frame = rows.given("code", "kind", "stage", "seat_count", "area_m2", "is_multimedia", "started_on", "ended_on")
    frame = frame.with_columns(institutions).join(first, on="institution_id", how="left", maintain_order="left")
    for row in rows.frame.filter(frame["campus_id"].is_null()).head(1000).iter_rows(named=True):
        what = Words("这所学校没有登记校区。", "The institution has no campus in the register.")
        cure = Words("先在“学校”表里给出它的乡镇代码", "Give its township in the sheet of institutions first")
        taken.faults.append(
            rows.fault(row, "room.campus", what, cure, got=row["institution_code"], key="institution_code")
        )
    if not taken.faults:
        taken.count(register.upsert(Room, frame.drop("institution_id"), ("campus_id", "code", "started_on")))
    return taken


def take_programmes(register: Register, rows: Rows) -> Taken:
    """Programmes of vocational schools and colleges."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    check_order(rows, taken)
    if not taken.faults:
        frame = rows.given("code", "name", "industry", "started_on", "ended_on").with_columns(institutions)
        taken.count(register.upsert(Programme, frame, ("institution_id", "code", "started_on")))
    return taken


def take_classes(register: Register, rows: Rows) -> Taken:
    """Classes of a school year with their counts."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    check_grades(rows, "grade", "class.grade", taken)
    _check_parts(rows, taken)
    if not taken.faults:
        frame = rows.given("school_year", "stage", "grade", "number", *CLASS_COUNTS).with_columns(institutions)
        key = ("institution_id", "school_year", "stage", "grade", "number")
        taken.count(register.upsert(SchoolClass, frame, key))
    return taken


def _check_parts(rows: Rows, taken: Taken) -> None:
    """No part of a class is larger than the class."""
    for name in PARTS:
        if name not in rows.frame.columns:
            continue
        heading = CLASSES.field(name).heading
        what = Words(f"“{heading.zh}”多于学生数。", f"“{heading.en}” is more than the pupils.")
        for row in rows.frame.filter(pl.col(name) > pl.col("pupil_count")).head(1000).iter_rows(named=True):
            got, cure = f"{row[name]} > {row['pupil_count']}", Words("核对两个数", "Check both numbers")
            taken.faults.append(rows.fault(row, "class.part", what, cure, got=got, key=name))


def take_conditions(register: Register, rows: Rows) -> Taken:
    """The conditions an institution reports once a school year."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    if taken.faults:
        return taken
    frame = rows.given("school_year", *CONDITION_COLUMNS, equipment_yuan="equipment_fen").with_columns(institutions)
    if "equipment_fen" in frame.columns:
        frame = frame.with_columns((pl.col("equipment_fen") * 100).round().cast(pl.Int64))
    taken.count(register.upsert(Conditions, frame, ("institution_id", "school_year")))
    return taken
