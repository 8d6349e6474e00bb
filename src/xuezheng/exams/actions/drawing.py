"""Lists drawn from the registers: candidates by grade, sites and rooms, teachers who may watch. Each look with its reason."""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import refuse, require
from xuezheng.exams.actions.lists import do_draft
from xuezheng.exams.models import Exam, ExamList, ExamRoom
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.lookup import area_words, institutions_as_of, rows, sites_as_of
from xuezheng.registers.lookup.pupils import pupils_on
from xuezheng.registers.lookup.teachers import teachers_on
from xuezheng.registers.rules import GRADES_OF_STAGE

LAST_JUNIOR = GRADES_OF_STAGE["junior"][-1]
SEX = {"1": "男", "2": "女"}
SPARE = 0.04  # of a site's rooms that stay empty for whatever happens (usual practice; memory)
LEAST_REASON = 4


def require_reason(reason: str) -> str:
    if len(reason.strip()) < LEAST_REASON:
        raise refuse(
            "exams.reason", "请写清事由，至少四个字。", "Give a reason of at least four characters.", got=reason
        )
    return reason.strip()[:200]


def school_names(area_code: str, day: date) -> dict[str, str]:
    """The name of every school of an area by its code; where two are called the same, with the code."""
    known = institutions_as_of(day, area_code).select("institution_code", "name").rows()
    twice = Counter(name for _, name in known)
    return {code: name if twice[name] == 1 else f"{name}（{code}）" for code, name in known}


def school_places(area_code: str, day: date) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of every school by its name, as candidates' lists call it."""
    names = school_names(area_code, day)
    return {names[s.code]: (s.longitude, s.latitude) for s in sites_as_of(day, area_code) if s.code in names}


def do_draw_candidates(
    account: Any, instance: Instance, exam: Exam, day: date, grade: str, schools: tuple[str, ...], reason: str
) -> ExamList:
    """The pupils of a grade on a day, of all schools of the area or of some, as a draft of the candidates.

    A number is the year, the county and a serial by school, class and student number; who has a number on the list that
    holds keeps it, and keeps site, need and bonuses.
    """
    require(account, "exam.roster", exam.area_code)
    reason = require_reason(reason)
    found = pupils_on(day, exam.area_code, grades=(grade,)).filter(pl.col("stage") != "special")
    if schools:
        found = found.filter(pl.col("institution_code").is_in(schools))
    if found.is_empty():
        raise refuse(
            "exams.nobody",
            "登记册中那一天没有这个年级的学生。",
            "The register has no pupils of this grade on that day.",
            which=grade,
            got=str(day),
        )
    record(
        "exams.roster.drawn", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}", reason=reason,
        detail={"day": str(day), "grade": grade, "schools": len(schools) or "all", "pupils": found.height},
    )  # fmt: skip
    names = school_names(exam.area_code, day)
    county = f"{exam.school_year + 1}"[2:] + exam.area_code
    words = area_words(exam.area_code).zh
    made = found.with_row_index("at", offset=1).select(
        number=pl.lit(county) + pl.col("at").cast(pl.String).str.zfill(5), name="name", sex=pl.col("sex").replace_strict(SEX, default=""),
        school=pl.col("institution_code").replace_strict(names, default=pl.col("institution_code")), school_code="institution_code",
        **{"class": pl.col("class_number").cast(pl.String)}, area=pl.lit(words), student=pl.col("student_id").cast(pl.String),
    )  # fmt: skip
    return do_draft(account, instance, exam, "candidates", carried(instance, exam, made), "register", reason=reason)


def carried(instance: Instance, exam: Exam, made: pl.DataFrame) -> pl.DataFrame:
    """New candidates with what the list that holds says of the same students; new numbers go on after the last."""
    from xuezheng.exams.actions.keeping import held_rows

    held = held_rows(instance, exam, "candidates")
    if held.is_empty() or "student" not in held.columns:
        return made
    fields = [c for c in held.columns if c not in made.columns]
    kept = held.filter(pl.col("student") != "").select("student", *fields, old="number")
    joined = made.join(kept, on="student", how="left", maintain_order="left")
    used = held["number"].str.slice(8).cast(pl.Int64, strict=False).max() or 0
    fresh = pl.col("old").is_null()
    serial = (pl.lit(int(used)) + fresh.cum_sum()).cast(pl.String).str.zfill(5)  # type: ignore[arg-type]
    number = pl.when(fresh).then(pl.col("number").str.slice(0, 8) + serial).otherwise(pl.col("old"))
    return joined.with_columns(number=number, **{c: pl.col(c).fill_null("") for c in fields}).drop("old")


def do_draw_rooms(account: Any, instance: Instance, exam: Exam, day: date) -> ExamList:
    """The rooms of the area's sites for this kind of exam on a day; the last rooms of each site are spare."""
    require(account, "exam.manage", exam.area_code)
    found = rows(
        ExamRoom.objects.as_of(day).filter(site__in=sites_on(exam, day)),
        ("site__code", "site__institution__code", "number", "seat_count"), ("site", "code", "number", "seats"),
    )  # fmt: skip
    if found.is_empty():
        raise refuse(
            "exams.no_sites",
            "登记册中没有这类考试的考点。",
            "The register has no sites of this exam in the area.",
            which=exam.area_code,
        )
    names = school_names(exam.area_code, day)
    places = {s.code: (s.longitude, s.latitude) for s in sites_as_of(day, exam.area_code)}
    found = found.sort("site", "number").with_columns(
        count=pl.len().over("site"), turn=pl.int_range(pl.len()).over("site")
    )
    spare = pl.col("turn") >= pl.col("count") - (pl.col("count") * SPARE).ceil().cast(pl.Int64)
    made = found.select(
        "site", site_name=pl.col("code").replace_strict(names, default=pl.col("code")), room=pl.col("number").cast(pl.String).str.zfill(3),
        seats=pl.col("seats").cast(pl.String), kind=pl.when(spare).then(pl.lit("备用")).when(pl.col("turn") == 0).then(pl.lit("特殊")).otherwise(pl.lit("普通")),
        longitude=pl.col("code").replace_strict({c: f"{p[0]:.6f}" for c, p in places.items()}, default=""),
        latitude=pl.col("code").replace_strict({c: f"{p[1]:.6f}" for c, p in places.items()}, default=""),
    )  # fmt: skip
    return do_draft(account, instance, exam, "rooms", made, "register")


def sites_on(exam: Exam, day: date) -> Any:
    from xuezheng.exams.models import ExamSite

    return ExamSite.objects.as_of(day).filter(exam=exam.exam, institution__county_code__startswith=prefix_of(exam))


def prefix_of(exam: Exam) -> str:
    return exam.area_code[:4] if exam.area_code.endswith("00") else exam.area_code


def do_draw_staff(account: Any, instance: Instance, exam: Exam, day: date, reason: str) -> ExamList:
    """The teachers of junior and senior schools of the area on a day, with their subjects."""
    require(account, "exam.roster", exam.area_code)
    reason = require_reason(reason)
    found = teachers_on(day, exam.area_code, ("junior",))
    if found.is_empty():
        raise refuse("exams.nobody", "登记册中没有这样的教师。", "The register has no such teachers.", got=str(day))
    record(
        "exams.staff.drawn", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}", reason=reason, detail={"day": str(day), "people": found.height},
    )  # fmt: skip
    names, places = (
        school_names(exam.area_code, day),
        {s.code: (s.longitude, s.latitude) for s in sites_as_of(day, exam.area_code)},
    )
    made = found.select(
        number=pl.lit("T") + pl.col("staff_id").cast(pl.String).str.zfill(6), name="name",
        school=pl.col("institution_code").replace_strict(names, default=pl.col("institution_code")), subject="subject",
        longitude=pl.col("institution_code").replace_strict({c: f"{p[0]:.6f}" for c, p in places.items()}, default=""),
        latitude=pl.col("institution_code").replace_strict({c: f"{p[1]:.6f}" for c, p in places.items()}, default=""),
    )  # fmt: skip
    return do_draft(account, instance, exam, "staff", made, "register", reason=reason)


def last_day(exam: Exam, today: date) -> date:
    """The day on which the register is read unless another is given: today, or the end of the exam's school year."""
    year = SchoolYear(exam.school_year)
    return min(max(today, year.stock_on), date(exam.school_year + 1, 6, 1))
