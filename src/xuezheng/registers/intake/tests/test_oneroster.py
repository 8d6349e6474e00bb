"""OneRoster 1.2 bundles: what goes out comes back exactly; others' bundles are read as far as they say enough."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from xuezheng.access.models import AuditEntry
from xuezheng.ground.errors import Refused
from xuezheng.registers.intake.intake import run
from xuezheng.registers.intake.journal import MODELS
from xuezheng.registers.intake.oneroster.export import do_export
from xuezheng.registers.intake.oneroster.layout import COLUMNS, FILES
from xuezheng.registers.intake.tests.workbooks import (
    AREAS,
    SCHOOL_HEADS,
    SCHOOLS,
    dump,
    number,
    staff,
    students,
    write_book,
)
from xuezheng.registers.intake.undo import do_undo
from xuezheng.registers.models import Enrolment, ImportRun, InstitutionVersion, SchoolClass, StaffPost, Student

pytestmark = pytest.mark.django_db
CLASSES = (
    "班级", ["学校标识码", "学年", "学段", "年级", "班号", "学生数", "女生", "毕业生数"],
    [["2151000001", "2024—2025", "小学", "小学一年级", 1, 45, 22, ""], ["2151000001", "2023—2024", "小学", "小学六年级", 2, 40, 20, 39]],
)  # fmt: skip
PROGRAMMES = (
    "专业",
    ["学校标识码", "专业代码", "专业名称", "对接产业", "起始日期"],
    [["3651000001", "710205", "大数据技术应用", "电子信息", "2020-09-01"]],
)
VOCATIONAL = (
    "学校",
    [*SCHOOL_HEADS, "地址", "经度", "纬度"],
    [["3651000001", "职业高中", "职业高中", "831", "主城区", "511083001", "1985-09-01", "人民路1号", 105.28, 29.33]],
)


@pytest.fixture
def standing(tmp_path: Path) -> None:
    moved = students(3, school="2151000002", first=103)
    moved = (
        moved[0],
        [*moved[1], "终止日期", "离校原因", "寄宿"],
        [[*row, "2025-01-10", "转出", "是"] for row in moved[2]],
    )
    for n, sheets in enumerate([(AREAS, SCHOOLS, CLASSES, staff(3), students(4)), (VOCATIONAL, PROGRAMMES, moved)]):
        outcome = run([write_book(tmp_path / f"{n}.xlsx", *sheets)], apply=True)
        assert outcome.is_applied, [p.sentence("en") for p in outcome.problems]


def export(path: Path) -> bytes:
    do_export(path, "511000", reason="交省平台", with_id_numbers=True)
    return path.read_bytes()


def lines(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


@pytest.mark.usefixtures("standing")
def test_what_goes_out_comes_back_exactly(tmp_path: Path) -> None:
    first = export(tmp_path / "first.zip")
    again = run([tmp_path / "first.zip"], apply=True)
    assert again.is_applied, [p.sentence("en") for p in again.problems]
    assert {(t.added, t.changed) for t in again.taken.values()} == {(0, 0)}
    before = {name: model.objects.count() for name, model in MODELS.items()}
    assert again.run is not None
    for run_id in ImportRun.objects.order_by("-id").values_list("id", flat=True):
        do_undo(run_id)
    assert Student.objects.count() == 0
    anew = run([tmp_path / "first.zip"], apply=True)
    assert anew.is_applied, [p.sentence("en") for p in anew.problems]
    assert {name: model.objects.count() for name, model in MODELS.items()} == before
    assert export(tmp_path / "second.zip") == first
    assert Enrolment.objects.filter(end_reason="transferred", is_boarder=True).count() == 3
    assert SchoolClass.objects.get(grade="16").graduate_count == 39
    assert AuditEntry.objects.filter(verb="registers.oneroster.exported", reason="交省平台").count() == 2


@pytest.mark.usefixtures("standing")
def test_a_bundle_is_as_the_standard_says(tmp_path: Path) -> None:
    export(tmp_path / "bundle.zip")
    said = {line["propertyName"]: line["value"] for line in lines(tmp_path / "bundle.zip", "manifest.csv")}
    assert said["oneroster.version"] == "1.2"
    assert {f"file.{name}" for name in FILES} <= said.keys()
    ids: dict[str, set[str]] = {}
    for name, columns in COLUMNS.items():
        assert said[f"file.{name}"] == "bulk"
        found = lines(tmp_path / "bundle.zip", f"{name}.csv")
        assert found
        assert tuple(found[0])[: len(columns)] == columns
        assert all(key.startswith("metadata.") for key in tuple(found[0])[len(columns) :])
        ids[name] = {line["sourcedId"] for line in found}
        assert len(ids[name]) == len(found)
    for line in lines(tmp_path / "bundle.zip", "enrollments.csv"):
        assert line["classSourcedId"] in ids["classes"]
        assert line["userSourcedId"] in ids["users"]
        assert line["schoolSourcedId"] in ids["orgs"]
    for line in lines(tmp_path / "bundle.zip", "classes.csv"):
        assert line["courseSourcedId"] in ids["courses"]
        assert line["termSourcedIds"] in ids["academicSessions"]


@pytest.mark.usefixtures("standing")
def test_id_numbers_leave_only_when_asked_for(tmp_path: Path) -> None:
    do_export(tmp_path / "a.zip", "511000", reason="内部核对", with_id_numbers=False)
    assert all("idNumber" not in line["userIds"] for line in lines(tmp_path / "a.zip", "users.csv"))
    before = dump()
    outcome = run([tmp_path / "a.zip"], apply=True)
    assert "必填" in outcome.problems[0].sentence("zh")
    assert dump() == before


@pytest.mark.parametrize(
    ("area", "reason", "said"), [("519999", "交省平台", "no such area"), ("511000", "急", "for a reason")]
)
@pytest.mark.usefixtures("standing")
def test_refusals(tmp_path: Path, area: str, reason: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        do_export(tmp_path / "a.zip", area, reason=reason, with_id_numbers=True)
    assert not (tmp_path / "a.zip").exists()


FOREIGN = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.orgs,bulk\nfile.users,bulk\nfile.classes,bulk\n"
    "file.academicSessions,bulk\nfile.enrollments,bulk\nfile.roles,bulk\nfile.courses,absent\n",
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,第一小学,school,2151000001,\n",
    "academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,,秋,term,2024-09-01,2025-01-20,,2025\n",
    "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds\n"
    "c1,,,一班,01,,1班,homeroom,,s1,t1\n",
    "users.csv": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,identifier,metadata.xuezheng.ethnicity\n"
    f"u1,,,true,u1,{{idNumber:{number('51108319800101123')}}},梅,李,,01\n",
    "roles.csv": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\nr1,,,u1,primary,teacher,2005-09-01,,s1\n",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n",
}  # fmt: skip


def bundle(path: Path, **changes: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (FOREIGN | changes).items():
            archive.writestr(name, content)
    return path


@pytest.mark.usefixtures("standing")
def test_a_bundle_of_another_system(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.zip")
    outcome = run([path], apply=True)
    assert {fault.sheet for fault in outcome.faults} == {"orgs.csv"}  # it does not say what kind of school this is
    assert {fault.row for fault in outcome.faults} == {2}
    taken = run([path], apply=True, only=["classes", "staff"])
    assert taken.is_applied, [p.sentence("en") for p in taken.problems]
    assert StaffPost.objects.filter(staff__name="李梅").exists()
    assert taken.taken["classes"].changed == 1
    assert InstitutionVersion.objects.filter(name="第一小学").count() == 1


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("oneroster.version,1.0\n", "1.1 and 1.2"),
        ("oneroster.version,1.2\nfile.orgs,delta\n", "in bulk"),
        ("oneroster.version,1.2\nfile.courses,bulk\n", "does not hold it"),
    ],
)
def test_bundles_that_are_not_taken(tmp_path: Path, manifest: str, said: str) -> None:
    outcome = run([bundle(tmp_path / "a.zip", **{"manifest.csv": "propertyName,value\n" + manifest})], apply=True)
    assert said in outcome.problems[0].sentence("en")
