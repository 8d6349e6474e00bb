"""A bundle as sheets like those of a workbook, row for row of its files, so that all that follows is the same. Pure."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.oneroster.layout import OWN, POSTS, camel, stage_and_grade
from xuezheng.registers.intake.raw import RawSheet, of_rows
from xuezheng.registers.intake.sheets import Sheet
from xuezheng.registers.intake.workbook import AREAS, CLASSES, INSTITUTIONS, PROGRAMMES, STAFF, STUDENTS

Line = dict[str, str]
Lines = list[Line]
USER_ID = re.compile(r"\{(\w+):([^}]*)\}")
MOST_UNPACKED = 3_000_000_000
READ = ("orgs", "academicSessions", "courses", "classes", "users", "roles", "enrollments")


class BadBundle(Exception):
    """The bundle cannot be taken; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


def is_bundle(path: Path) -> bool:
    """Whether a zip archive is a OneRoster bundle: it has a manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "manifest.csv" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def bundle_sheets(path: Path) -> list[RawSheet]:
    """The sheets of a bundle. Raises BadBundle."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED or (unpacked > 50_000_000 and unpacked > 200 * path.stat().st_size):
            raise BadBundle(
                _problem(
                    "file.bomb",
                    Words("解开后过大，没有打开。", "It unpacks to far too much and was not opened."),
                    path,
                    f"{unpacked / 1e6:.0f} MB",
                )
            )
        names = {part.filename for part in parts}
        said = {row[0]: row[1] for row in csv.reader(_text(archive, "manifest.csv")) if len(row) == 2}
        _check(path, said, names)
        files = {
            name: list(csv.DictReader(_text(archive, f"{name}.csv"))) if f"{name}.csv" in names else [] for name in READ
        }
    return [sheet for sheet in _sheets(path.name, files) if sheet.height > 1]


def _text(archive: zipfile.ZipFile, name: str) -> io.StringIO:
    return io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")


def _check(path: Path, said: dict[str, str], names: set[str]) -> None:
    version = said.get("oneroster.version", "")
    if version not in ("1.2", "1.1"):
        raise BadBundle(
            _problem(
                "bundle.version",
                Words("只认 OneRoster 1.1 与 1.2。", "Only OneRoster 1.1 and 1.2 are read."),
                path,
                version,
            )
        )
    for name in READ:
        mode = said.get(f"file.{name}", "absent")
        if mode == "delta":
            raise BadBundle(
                _problem(
                    "bundle.delta",
                    Words("不收增量包，请导出全量。", "Delta files are not taken: export in bulk."),
                    path,
                    name,
                )
            )
        if mode == "bulk" and f"{name}.csv" not in names:
            raise BadBundle(
                _problem(
                    "bundle.missing",
                    Words("清单里有，包里没有。", "The manifest names it; the bundle does not hold it."),
                    path,
                    f"{name}.csv",
                )
            )


def _problem(rule: str, what: Words, path: Path, got: str) -> Problem:
    return Problem(
        rule, what, where=path.name, got=got, cure=Words("从来源系统重新导出", "Export it again from the system")
    )


def _sheet(file: str, name: str, sheet: Sheet, lines: Lines, read: Callable[[Line], Line | None]) -> RawSheet:
    """A sheet with one row for each line of a file; a line that is none of the sheet's leaves a blank row."""
    found = [read(line) for line in lines]
    keys = [f.key for f in sheet.fields if any(row and row.get(f.key) for row in found)] or [sheet.fields[0].key]
    required = [f.key for f in sheet.fields if f.is_required and f.key not in keys]
    keys += required
    heads = [sheet.field(key).heading.zh for key in keys]
    if not any(found):
        return of_rows(file, name, [heads])
    return of_rows(file, name, [heads, *[[(row or {}).get(key, "") for key in keys] for row in found]])


def _own(line: Line, key: str) -> str:
    return _plain(line.get(OWN + camel(key)) or "")


def _plain(text: str) -> str:
    return {"true": "是", "false": "否"}.get(text, text)


def _owns(line: Line, sheet: Sheet) -> Line:
    """What our own extension columns say of a sheet's columns."""
    return {f.key: text for f in sheet.fields if (text := _own(line, f.key))}


def _sheets(file: str, files: dict[str, Lines]) -> list[RawSheet]:
    orgs = {org["sourcedId"]: org for org in files["orgs"]}
    users = {user["sourcedId"]: user for user in files["users"]}
    classes = {one["sourcedId"]: one for one in files["classes"]}
    years = {one["sourcedId"]: _year(one) for one in files["academicSessions"]}
    pupils = Counter(line["classSourcedId"] for line in files["enrollments"] if line.get("role") == "student")

    def school(source: str) -> str:
        org = orgs.get(source, {})
        return org.get("identifier") or source

    def area(org: Line) -> Line | None:
        if org["type"] == "school":
            return None
        return {"code": org.get("identifier") or org["sourcedId"], "name": org["name"], "name_en": _own(org, "name_en")}

    def institution(org: Line) -> Line | None:
        if org["type"] != "school":
            return None
        return {
            "code": school(org["sourcedId"]),
            "name": org["name"],
            "town_code": school(org.get("parentSourcedId", "")),
        } | _owns(org, INSTITUTIONS)

    def programme(course: Line) -> Line | None:
        if not _own(course, "started_on"):
            return None
        return {
            "institution_code": school(course["orgSourcedId"]),
            "code": course["courseCode"],
            "name": course["title"],
        } | _owns(course, PROGRAMMES)

    def class_(one: Line) -> Line | None:
        if _own(one, "kind") == "cohort":
            return None
        stage, grade = stage_and_grade(one.get("grades", ""))
        number = re.sub(r"\D", "", one.get("classCode", ""))
        plain = {
            "school_year": years.get(one["termSourcedIds"].split(",")[0], ""),
            "stage": stage,
            "grade": grade,
            "number": number,
        }
        return {
            "institution_code": school(one["schoolSourcedId"]),
            **plain,
            "pupil_count": str(pupils[one["sourcedId"]]),
        } | _owns(one, CLASSES)

    def person(source: str) -> Line:
        user = users.get(source, {})
        ids = dict(USER_ID.findall(user.get("userIds", "")))
        name = _own(user, "name") or user.get("familyName", "") + user.get("givenName", "")
        return {"id_number": ids.get("idNumber", ""), "name": name, "ethnicity": _own(user, "ethnicity")}

    def staff(role: Line) -> Line | None:
        if role["role"] not in POSTS:
            return None
        return {
            **person(role["userSourcedId"]), "institution_code": school(role["orgSourcedId"]), "post": POSTS[role["role"]],
            "started_on": role["beginDate"], "ended_on": role["endDate"], **_owns(users.get(role["userSourcedId"], {}), STAFF), **_owns(role, STAFF),
        }  # fmt: skip

    def student(line: Line) -> Line | None:
        if line["role"] != "student":
            return None
        user, one = users.get(line["userSourcedId"], {}), classes.get(line["classSourcedId"], {})
        stage, grade = stage_and_grade(one.get("grades", ""))
        return {
            **person(line["userSourcedId"]), "student_number": user.get("identifier", ""), "home_town_code": _own(user, "home_town"),
            "institution_code": school(line["schoolSourcedId"]), "stage": stage, "entry_grade": grade,
            "class_number": re.sub(r"\D", "", one.get("classCode", "")), "started_on": line["beginDate"], "ended_on": line["endDate"],
            **_owns(line, STUDENTS),
        }  # fmt: skip

    return [
        _sheet(file, "orgs.csv", AREAS, files["orgs"], area), _sheet(file, "orgs.csv", INSTITUTIONS, files["orgs"], institution),
        _sheet(file, "courses.csv", PROGRAMMES, files["courses"], programme), _sheet(file, "classes.csv", CLASSES, files["classes"], class_),
        _sheet(file, "roles.csv", STAFF, files["roles"], staff), _sheet(file, "enrollments.csv", STUDENTS, files["enrollments"], student),
    ]  # fmt: skip


def _year(session: Line) -> str:
    """The school year (by its first calendar year) in which a session begins."""
    year, month = session["startDate"][:4], session["startDate"][5:7]
    return str(int(year) - (month < "08")) if year.isdigit() else ""
