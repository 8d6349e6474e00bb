"""The registers of an area as a bundle: the same bytes for the same register and the same keys."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers import words
from xuezheng.registers.intake.oneroster.layout import (
    COLUMNS,
    FILES,
    GRADES,
    ORG_TYPES,
    OWN,
    ROLES,
    SEXES,
    camel,
    surname,
)
from xuezheng.registers.intake.workbook import CLASSES
from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.models import (
    Area,
    Campus,
    Enrolment,
    InstitutionVersion,
    Programme,
    SchoolClass,
    StaffDegree,
    StaffPost,
    StaffTitle,
)
from xuezheng.registers.secrecy import decrypted_id, pseudonyms

Rows = list[dict[str, Any]]
COUNTS = tuple(f.key for f in CLASSES.fields if f.key.endswith("_count"))
FLAGS = ("is_boarder", "is_migrant", "is_left_behind")
LEAST_REASON = 4
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time of every file in the archive, so that equal registers give equal bytes


def do_export(path: Path, area_code: str, *, reason: str, with_id_numbers: bool, account: Any = None) -> dict[str, int]:
    """Write the bundle of an area, and say in the audit chain who took persons' records out, and why. Raises Refused."""
    problems: list[Problem] = []
    if not Area.objects.filter(code=area_code).exists() or len(area_code) != 6:
        cure = Words(
            "用 --area 给出省、市或县的六位代码", "Give the six digits of a province, city or county by --area"
        )
        problems.append(
            Problem(
                "area.unknown",
                Words("登记册里没有这个地区。", "The register has no such area."),
                got=area_code,
                cure=cure,
            )
        )
    if len(reason.strip()) < LEAST_REASON:
        cure = Words("用 --reason 写清为什么，至少四个字", "Say why by --reason, in at least four characters")
        problems.append(
            Problem(
                "reason.short",
                Words("导出人员信息须有事由。", "Persons' records leave the register for a reason only."),
                cure=cure,
            )
        )
    if account is not None and not (
        may(account, "student.view", Place(area_code)) and may(account, "staff.view", Place(area_code))
    ):
        cure = Words("请能查看该地区师生的人导出", "Ask somebody who may see the students and staff there")
        problems.append(
            Problem(
                "export.denied",
                Words("没有查看该地区师生的权限。", "The account may not see the persons of the area."),
                got=area_code,
                cure=cure,
            )
        )
    if path.exists():
        problems.append(
            Problem(
                "file.exists",
                Words("文件已经有了，没有覆盖。", "The file exists and was not written over."),
                which=path.name,
            )
        )
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        record(
            "registers.oneroster.exported", account=account, area_code=area_code, subject=area_code, reason=reason.strip()[:200],
            detail={"with_id_numbers": with_id_numbers, "file": path.name},
        )  # fmt: skip
        return write_bundle(path, area_code, with_id_numbers=with_id_numbers)


def write_bundle(path: Path, area_code: str, *, with_id_numbers: bool) -> dict[str, int]:
    """Write the bundle of an area (province, city or county) as a zip; give the rows of each file.

    Without ID numbers persons stand by pseudonym and student number, and the bundle cannot be brought into a register
    that does not know them.
    """
    files = {"orgs": areas(area_code) + schools(area_code)}
    students, staff = enrolments(area_code), posts(area_code)
    files["classes"] = classes(area_code, students)
    files["courses"] = courses(area_code, files["classes"])
    files["academicSessions"] = sessions(files["classes"])
    files["users"], files["demographics"] = persons(students, staff, with_id_numbers=with_id_numbers)
    files["roles"] = roles(students, staff)
    files["enrollments"] = [enrolment_row(row) for row in students]
    with zipfile.ZipFile(path, "w") as archive:
        _put(archive, "manifest.csv", ("propertyName", "value"), manifest(files))
        for name, found in sorted(files.items()):
            own = sorted({key for row in found for key in row if key.startswith(OWN)})
            columns = (*COLUMNS[name], *own)
            _put(
                archive,
                f"{name}.csv",
                columns,
                ([row.get(c, "") for c in columns] for row in sorted(found, key=lambda r: str(r["sourcedId"]))),
            )
    return {name: len(found) for name, found in files.items()}


def _put(archive: zipfile.ZipFile, name: str, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([said(value) for value in line] for line in lines)
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, stream.getvalue().encode())


def said(value: Any) -> str:
    """A value as the bundle writes it: days by ISO 8601, truth as true and false, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def own(**values: Any) -> dict[str, Any]:
    """Extension columns of ours: `pupil_count` → metadata.xuezheng.pupilCount."""
    return {OWN + camel(key): value for key, value in values.items()}


def manifest(files: dict[str, Rows]) -> list[tuple[str, str]]:
    lines = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    lines += [(f"file.{name}", "bulk" if name in files else "absent") for name in FILES]
    return [*lines, ("source.systemName", "Xuezheng"), ("source.systemCode", "xuezheng")]


def areas(area_code: str) -> Rows:
    """The area, what lies in it, and what it lies in."""
    prefix = area_prefix(area_code)
    above = [area_code[:2] + "0000", area_code[:4] + "00"]
    found = [a for a in Area.objects.all() if a.code.startswith(prefix) or a.code in above]
    return [
        {"sourcedId": a.code, "name": a.name, "type": ORG_TYPES[a.level], "identifier": a.code, "parentSourcedId": a.parent_id, **own(name_en=a.name_en)}
        for a in found
    ]  # fmt: skip


def schools(area_code: str) -> Rows:
    """Institutions as they look last."""
    versions = (
        in_area(InstitutionVersion.objects, area_code)
        .select_related("institution")
        .order_by("institution__code", "started_on")
    )
    last = {version.institution_id: version for version in versions}
    campuses = {c.institution_id: c for c in in_area(Campus.objects, area_code).filter(number=1).order_by("started_on")}
    return [
        {
            "sourcedId": v.institution.code, "name": v.name, "type": "school", "identifier": v.institution.code, "parentSourcedId": v.town_id,
            **own(school_type=v.school_type, organiser=v.organiser, urban_rural=v.urban_rural, is_inclusive=v.is_inclusive,
                  opened_on=v.institution.opened_on, closed_on=v.institution.closed_on, effective_on=v.started_on),
            **({} if (c := campuses.get(key)) is None else own(address=c.address, longitude=c.longitude, latitude=c.latitude)),
        }
        for key, v in last.items()
    ]  # fmt: skip


def class_id(school: str, year: int, stage: str, grade: str, number: int) -> str:
    return f"C-{school}-{year}-{stage}-{grade}-{number}"


def class_row(school: str, year: int, stage: str, grade: str, number: int, **more: Any) -> dict[str, Any]:
    title = f"{words.GRADE_WORDS[grade].zh}{number}班" if grade in words.GRADE_WORDS else f"{grade}-{number}"
    return {
        "sourcedId": class_id(school, year, stage, grade, number), "title": title, "grades": GRADES.get(grade, ""),
        "courseSourcedId": f"G-{stage}-{grade}", "classCode": number, "classType": "homeroom", "schoolSourcedId": school, "termSourcedIds": year,
        **own(stage=stage, grade=grade, **more),
    }  # fmt: skip


def classes(area_code: str, students: Rows) -> Rows:
    """Classes with their counts, and for pupils of a class that has none, that class by name alone (`kind` is cohort)."""
    names = ("school", "school_year", "stage", "grade", "number", *COUNTS)
    frame = rows(in_area(SchoolClass.objects, area_code), ["institution__code", *names[1:]], names)
    found = {
        (r["school"], r["school_year"], r["stage"], r["grade"], r["number"]): class_row(
            r["school"], r["school_year"], r["stage"], r["grade"], r["number"], **{name: r[name] for name in COUNTS}
        )
        for r in frame.iter_rows(named=True)
    }
    for row in students:
        key = class_of(row)
        if key not in found:
            found[key] = class_row(*key, kind="cohort")
    return list(found.values())


def class_of(row: dict[str, Any]) -> tuple[str, int, str, str, int]:
    """The class into which a pupil came: that of the school year of the day."""
    day: date = row["started_on"]
    year = day.year if day.month >= 9 else day.year - 1
    return row["school"], year, row["stage"], row["entry_grade"], row["class_number"]


def courses(area_code: str, found: Rows) -> Rows:
    """Programmes of vocational schools; and one course for each grade, since a class must have one."""
    grades = sorted({(row[OWN + "stage"], row[OWN + "grade"]) for row in found})
    general = [
        {"sourcedId": f"G-{stage}-{grade}", "title": words.GRADE_WORDS[grade].zh if grade in words.GRADE_WORDS else grade,
         "courseCode": f"{stage}-{grade}", "grades": GRADES.get(grade, ""), "orgSourcedId": area_code}
        for stage, grade in grades
    ]  # fmt: skip
    programmes = in_area(Programme.objects, area_code).select_related("institution")
    return general + [
        {"sourcedId": f"P-{p.institution.code}-{p.code}-{p.started_on}", "title": p.name, "courseCode": p.code, "orgSourcedId": p.institution.code,
         **own(industry=p.industry, started_on=p.started_on, ended_on=p.ended_on)}
        for p in programmes
    ]  # fmt: skip


def sessions(found: Rows) -> Rows:
    return [
        {"sourcedId": year, "title": f"{year}—{year + 1}学年", "type": "schoolYear", "startDate": f"{year}-09-01", "endDate": f"{year + 1}-09-01",
         "schoolYear": year + 1}
        for year in sorted({row["termSourcedIds"] for row in found})
    ]  # fmt: skip


PERSON = ("person_index", "person_cipher", "name", "sex", "born_on", "ethnicity")


def enrolments(area_code: str) -> Rows:
    """Every enrolment with its student."""
    own_columns = (
        "id",
        "stage",
        "entry_grade",
        "class_number",
        "started_on",
        "ended_on",
        "start_reason",
        "end_reason",
        *FLAGS,
    )
    student = [f"student__{name}" for name in (*PERSON, "student_number", "home_town")]
    names = ["school", *own_columns, *PERSON, "student_number", "home_town"]
    return _with_users(
        rows(in_area(Enrolment.objects, area_code), ["institution__code", *own_columns, *student], names)
    )


def posts(area_code: str) -> Rows:
    """Every post with its member of staff, their latest attainment and title."""
    own_columns = (
        "id",
        "staff_id",
        "post",
        "stage",
        "subject",
        "is_full_time",
        "is_on_quota",
        "started_on",
        "ended_on",
        "start_reason",
    )
    days = ("certificate_on", "backbone_on", "double_qualified_on")
    names = ["school", *own_columns, *PERSON, *days]
    frame = rows(
        in_area(StaffPost.objects, area_code),
        ["institution__code", *own_columns, *[f"staff__{n}" for n in (*PERSON, *days)]],
        names,
    )
    for model, name in ((StaffDegree, "attainment"), (StaffTitle, "title")):
        last = rows(model.objects.all(), ["staff_id", name, "awarded_on"], ["staff_id", name, f"{name}_on"])
        last = last.sort("staff_id", f"{name}_on", name).unique("staff_id", keep="last", maintain_order=True)
        frame = frame.join(last, on="staff_id", how="left")
    return _with_users(frame)


def _with_users(frame: pl.DataFrame) -> Rows:
    people = frame["person_index"].unique(maintain_order=True)
    users = pl.DataFrame(
        {"person_index": people, "user": pseudonyms(people.to_list())},
        schema={"person_index": pl.String, "user": pl.String},
    )
    return list(frame.join(users, on="person_index", how="left", maintain_order="left").iter_rows(named=True))


def persons(students: Rows, staff: Rows, *, with_id_numbers: bool) -> tuple[Rows, Rows]:
    """Users and their demographics, each person once, whether student, staff or both."""
    users: dict[str, dict[str, Any]] = {}
    demographics: dict[str, dict[str, Any]] = {}
    for row in sorted([*students, *staff], key=lambda r: (r["started_on"], r["id"])):
        name, number = row["name"], row.get("student_number") or ""
        first = surname(name)
        ids = [f"{{studentNumber:{number}}}"] if number else []
        if with_id_numbers:
            ids.append(f"{{idNumber:{decrypted_id(row['person_cipher'], row['person_index'])}}}")
        more = own(name=name, ethnicity=row["ethnicity"])
        if number:
            more |= own(home_town=row["home_town"])
        else:
            more |= own(
                **{
                    n: row[n]
                    for n in (
                        "certificate_on",
                        "backbone_on",
                        "double_qualified_on",
                        "attainment",
                        "attainment_on",
                        "title",
                        "title_on",
                    )
                }
            )
        there = users.get(row["user"], {})
        users[row["user"]] = {
            **there, "sourcedId": row["user"], "enabledUser": True, "username": row["user"], "userIds": ",".join(ids),
            "givenName": name[len(first):] or name, "familyName": first, "identifier": number or there.get("identifier", ""),
            "primaryOrgSourcedId": row["school"], **more,
        }  # fmt: skip
        demographics[row["user"]] = {
            "sourcedId": row["user"],
            "birthDate": row["born_on"],
            "sex": SEXES.get(row["sex"], "unspecified"),
        }
    return list(users.values()), list(demographics.values())


def roles(students: Rows, staff: Rows) -> Rows:
    """One role for each enrolment and each post; the latest of a person is the primary one."""
    last = {
        row["user"]: (kind, row["id"])
        for kind, row in sorted(
            [*(("s", r) for r in students), *(("t", r) for r in staff)],
            key=lambda p: (p[1]["started_on"], p[0], p[1]["id"]),
        )
    }
    found: Rows = []
    for kind, row in [*(("s", r) for r in students), *(("t", r) for r in staff)]:
        what = row["stage"] if kind == "s" else row["post"]
        extra = (
            {}
            if kind == "s"
            else own(**{n: row[n] for n in ("post", "stage", "subject", "is_full_time", "is_on_quota", "start_reason")})
        )
        found.append(
            {"sourcedId": f"R-{row['user']}-{row['school']}-{what}-{row['started_on']}", "userSourcedId": row["user"],
             "roleType": "primary" if last[row["user"]] == (kind, row["id"]) else "secondary", "role": "student" if kind == "s" else ROLES[row["post"]],
             "beginDate": row["started_on"], "endDate": row["ended_on"], "orgSourcedId": row["school"], **extra}
        )  # fmt: skip
    return found


def enrolment_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "sourcedId": f"E-{row['user']}-{row['school']}-{row['stage']}-{row['started_on']}", "classSourcedId": class_id(*class_of(row)),
        "schoolSourcedId": row["school"], "userSourcedId": row["user"], "role": "student", "primary": True, "beginDate": row["started_on"],
        "endDate": row["ended_on"], **own(**{n: row[n] for n in ("stage", "entry_grade", "class_number", "start_reason", "end_reason", *FLAGS)}),
    }  # fmt: skip
