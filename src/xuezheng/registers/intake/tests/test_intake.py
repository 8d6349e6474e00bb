"""A bureau's files: taken whole, or refused with the sheet, row and column, and nothing changed."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import load_workbook

from xuezheng.access.models import AuditEntry
from xuezheng.ground.codes import id_check_character
from xuezheng.registers.intake import files
from xuezheng.registers.intake.intake import Outcome, run
from xuezheng.registers.intake.template import write_template
from xuezheng.registers.intake.tests.workbooks import students
from xuezheng.registers.intake.workbook import SHEETS
from xuezheng.registers.models import (
    Enrolment,
    Institution,
    InstitutionVersion,
    SchoolClass,
    StaffMember,
    StaffPost,
    Student,
)

pytestmark = pytest.mark.django_db

AREAS = (
    "地区",
    ["行政区划代码", "名称"],
    [["510000", "四川省"], ["511000", "内江市"], ["511083", "隆昌市"], ["511083001", "金鹅街道"]],
)
SCHOOL_HEADS = ["学校标识码", "学校名称", "办学类型", "举办者", "城乡类型", "乡镇代码", "设立日期"]
SCHOOL = ["2151000001", "第一小学", "小学", "831", "主城区", "511083001", "1985-09-01"]
SCHOOLS = ("学校", SCHOOL_HEADS, [SCHOOL])
CLASS_HEADS = ["学校标识码", "学年", "学段", "年级", "班号", "学生数", "女生"]
CLASSES = ("班级", CLASS_HEADS, [["2151000001", "2024—2025", "小学", "小学一年级", 1, 45, 22]])

Sheets = tuple[str, list[str], list[list[Any]]]


def number(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def write(*sheets: Sheets, name: str = "file.xlsx") -> Path:
        path = tmp_path / name
        made: Any = xlsxwriter.Workbook(str(path))
        for title, heads, rows in sheets:
            page = made.add_worksheet(title)
            for line, row in enumerate([heads, *rows]):
                for position, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("="):
                        page.write_formula(line, position, value, None, 7)
                    elif isinstance(value, str):
                        page.write_string(line, position, value)
                    else:
                        page.write(line, position, value)
        made.close()
        return path

    return write


def problems(outcome: Outcome) -> str:
    return "\n".join(problem.sentence("en") for problem in outcome.problems)


def test_a_good_file_is_first_tried_and_then_taken(book: Callable[..., Path]) -> None:
    path = book(AREAS, SCHOOLS, CLASSES)
    tried = run([path], apply=False)
    assert (tried.problems, tried.is_applied, Institution.objects.count()) == ([], False, 0)
    assert {k: (t.added, t.changed, t.unchanged) for k, t in tried.taken.items()} == {
        "areas": (4, 0, 0), "institutions": (1, 0, 0), "classes": (1, 0, 0),
    }  # fmt: skip
    taken = run([path], apply=True)
    assert taken.is_applied
    assert SchoolClass.objects.get().girl_count == 22
    assert AuditEntry.objects.get().verb == "registers.imported"
    again = run([path], apply=True)
    assert {k: (t.added, t.changed, t.unchanged) for k, t in again.taken.items()} == {
        "areas": (0, 0, 4), "institutions": (0, 0, 1), "classes": (0, 0, 1),
    }  # fmt: skip


def test_a_new_name_from_a_day_on_keeps_the_old_one_before_it(book: Callable[..., Path]) -> None:
    run([book(AREAS, SCHOOLS)], apply=True)
    renamed = ["2151000001", "实验小学", *SCHOOL[2:], "2022-09-01"]
    outcome = run([book(("学校", [*SCHOOL_HEADS, "生效日期"], [renamed]), name="b.xlsx")], apply=True)
    assert outcome.taken["institutions"].changed == 1
    names = InstitutionVersion.objects.order_by("started_on").values_list("name", "ended_on__year")
    assert list(names) == [("第一小学", 2022), ("实验小学", None)]


def test_people_are_found_by_their_id_and_kept_encrypted(book: Callable[..., Path]) -> None:
    teacher = number("51108319800101123")
    pupil = number("51108320170901124")
    staff = (
        "教职工", ["身份证件号", "姓名", "民族", "学校标识码", "岗位", "起始日期", "最高学历"],
        [[teacher, "李梅", "汉族", "2151000001", "教师", "2005-09-01", "大学本科毕业"]],
    )  # fmt: skip
    students = (
        "学生", ["身份证件号", "全国学籍号", "姓名", "民族", "学校标识码", "学段", "入学年级", "班号", "起始日期", "入学方式"],
        [[pupil, "G" + pupil, "王小明", "汉族", "2151000001", "小学", "小学一年级", 1, "2024-09-01", "入学"]],
    )  # fmt: skip
    outcome = run([book(AREAS, SCHOOLS, staff, students)], apply=True)
    assert problems(outcome) == ""
    person = StaffMember.objects.get()
    assert person.sex == "1"
    assert teacher.encode() not in bytes(person.person_cipher)
    assert StaffPost.objects.count() == 1
    assert Enrolment.objects.get().student.born_on.isoformat() == "2017-09-01"


def edited(sheet: Sheets, row: int, column: str, value: Any) -> Sheets:
    title, heads, rows = sheet
    rows = [list(r) for r in rows]
    rows[row][heads.index(column)] = value
    return title, heads, rows


CASES: list[tuple[str, list[Sheets], list[str]]] = [
    ("a date that is not one", [AREAS, edited(SCHOOLS, 0, "设立日期", "1985-02-30")], ["file.xlsx › 学校 › G2", "no day 1985-02-30", "year-month-day"]),
    ("a code out of its list", [AREAS, edited(SCHOOLS, 0, "办学类型", "幼儿院")], ["C2", "code list", "111 Kindergarten"]),
    ("a township nobody knows", [AREAS, edited(SCHOOLS, 0, "乡镇代码", "511083002")], ["no such area code", "Did you mean 511083001?"]),
    ("a code of another kind of school", [AREAS, edited(SCHOOLS, 0, "办学类型", "幼儿园")], ["first two digits", "begins with 11"]),
    ("a duplicate", [AREAS, ("学校", SCHOOL_HEADS, [SCHOOL, SCHOOL])], ["repeats row 2", "学校 › row 3"]),
    ("a formula", [AREAS, SCHOOLS, edited(CLASSES, 0, "学生数", "=40+5")], ["F2", "formula"]),
    ("a part larger than the whole", [AREAS, SCHOOLS, edited(CLASSES, 0, "女生", 46)], ["more than the pupils", "46 > 45"]),
    ("a class of no school", [AREAS, CLASSES], ["no such school code"]),
    ("a wrong sheet", [("菜单", ["周一", "周二"], [["面条", "米饭"]])], ["cannot be told which sheet", "菜单"]),
    ("a heading misspelt", [AREAS, ("学校", ["学校标识马", *SCHOOL_HEADS[1:]], [SCHOOL])], ["column that must be there", "学校标识马"]),
    ("a heading nobody knows", [AREAS, ("学校", [*SCHOOL_HEADS, "校训"], [[*SCHOOL, "勤奋"]])], ["no such column", "校训"]),
    ("an ID typed as a number", [AREAS, SCHOOLS, ("教职工", ["身份证件号", "姓名", "民族", "学校标识码", "岗位", "起始日期"],
      [[511083198001011234, "李梅", "汉族", "2151000001", "教师", "2005-09-01"]])], ["A2", "last digits are lost"]),
    ("an empty workbook", [("学校", [], [])], ["no row to import"]),
    ("headings alone", [("学校", SCHOOL_HEADS, []), (AREAS[0], AREAS[1], [])], ["no row to import"]),
    ("a sheet named right with headings of another", [("学校", ["姓名", "工资"], [["李梅", 1]])], ["headings are not", "学校标识码 (School code)"]),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_bad_file_is_refused_whole_and_says_where(
    book: Callable[..., Path], sheets: list[Sheets], said: list[str]
) -> None:
    outcome = run([book(*sheets)], apply=True)
    assert not outcome.is_applied
    for part in said:
        assert part in problems(outcome)
    assert Institution.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_every_fault_of_a_file_is_told_at_once(book: Callable[..., Path]) -> None:
    other = ["2151000002", "第二小学", "小学", "831", "主城区", "511083009", "1990-09-01"]
    outcome = run([book(AREAS, edited(("学校", SCHOOL_HEADS, [SCHOOL, other]), 0, "办学类型", "幼儿院"))], apply=True)
    assert [problem.rule for problem in outcome.problems] == ["cell.choice", "reference.missing"]


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "half.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    (tmp_path / "big.csv").write_bytes(b"x" * 2000)
    (tmp_path / "letter.xlsx").write_bytes(b"Dear colleague, here is")
    (tmp_path / "noise.csv").write_bytes(b"\xff\x00\xfe\x81")
    (tmp_path / "folder.csv").mkdir()
    for name, part in (("other.xlsx", "content.xml"), ("lying.xlsx", "xl/workbook.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "0" * 50)
    lying = (tmp_path / "lying.xlsx").read_bytes()  # one bit of its part is not what its check sum says
    (tmp_path / "lying.xlsx").write_bytes(lying.replace(b"00000000", b"00010000", 1))
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    monkeypatch.setattr(files, "MOST_BYTES", 1999)
    for name, said in [
        ("empty.xlsx", "is empty"), ("picture.xlsx", "a PNG picture"), ("letter.xlsx", "“Dear colleag…”"), ("noise.csv", "the bytes FF 00 FE 81"),
        ("folder.csv", "is a folder"), ("other.xlsx", "without an .xlsx workbook"), ("lying.xlsx", "incomplete or damaged"), ("half.xlsx", "incomplete or damaged"),
        ("big.csv", "too large"), ("none.xlsx", "no such file"),
    ]:  # fmt: skip
        told = problems(run([tmp_path / name], apply=True))
        assert said in told
        assert "To do: " in told
        assert "b'" not in told
    monkeypatch.setattr(files, "MOST_BYTES", 10**8)
    assert "unpacks to far too much" in problems(run([tmp_path / "bomb.xlsx"], apply=True))


def test_a_csv_of_an_old_system_is_read(tmp_path: Path) -> None:
    text = "行政区划代码,名称\n510000,四川省\n511000,内江市\n"
    path = tmp_path / "地区.csv"
    path.write_bytes(text.encode("gb18030"))
    assert run([path], apply=True).taken["areas"].added == 2


def test_two_files_may_not_hold_the_same_row(book: Callable[..., Path]) -> None:
    outcome = run([book(AREAS, SCHOOLS), book(SCHOOLS, name="b.xlsx")], apply=True)
    assert "b.xlsx › 学校 › row 2" in problems(outcome)
    assert "repeats file.xlsx › 学校 › 2" in problems(outcome)


def test_the_template_holds_every_sheet_and_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    opened = load_workbook(path)
    assert [s.title.zh for s in SHEETS] == opened.sheet_names[2:]
    first = opened.get_sheet_by_name("学校").to_python()[0]
    assert first == [f.heading.zh for f in next(s for s in SHEETS if s.key == "institutions").fields]
    with pytest.raises(FileExistsError):
        write_template(path)


def test_rows_of_a_record_that_was_united_go_to_the_record_kept(book: Callable[..., Path]) -> None:
    """Also where the record kept was united with another later; and twice gives nothing new."""
    title, heads, rows = students(3)
    people: Sheets = (title, list(heads), [list(row) for row in rows])
    assert problems(run([book(AREAS, SCHOOLS, people)], apply=True)) == ""
    first, second, third = Student.objects.order_by("pk")
    Enrolment.objects.exclude(student=third).update(student=third)
    Student.objects.filter(pk=first.pk).update(merged_into=second)
    Student.objects.filter(pk=second.pk).update(merged_into=third)
    later = edited((people[0], people[1], people[2][:1]), 0, "起始日期", "2025-09-01")
    later = edited(later, 0, "入学年级", "小学二年级")
    for count in (4, 4):
        assert problems(run([book(later)], apply=True)) == ""
        assert Enrolment.objects.filter(student=third).count() == Enrolment.objects.count() == count
