"""Spreadsheets of real life: each fault recognised and named; the certain reading offered, taken only when accepted."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import load_workbook

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.ground.errors import Refused
from xuezheng.registers.intake import files
from xuezheng.registers.intake.biff import NotUnderstood, seen_in_xls
from xuezheng.registers.intake.faults import accept_all
from xuezheng.registers.intake.intake import Outcome, raw_sheets, run, tell_nobody
from xuezheng.registers.intake.mending import write_bad_rows
from xuezheng.registers.intake.senders import remember
from xuezheng.registers.intake.tests.workbooks import (
    AREAS,
    SCHOOL_HEADS,
    SCHOOLS,
    Sheet,
    dump,
    students,
    write_book,
)
from xuezheng.registers.models import Campus, Institution, InstitutionVersion, SchoolClass, Student

pytestmark = pytest.mark.django_db
CLASS_HEADS = ["学校标识码", "学年", "学段", "年级", "班号", "学生数", "女生"]


def class_rows(count: int, first: int = 1) -> list[list[Any]]:
    return [["2151000001", "2024—2025", "小学", "小学一年级", first + n, 40 + n, 20] for n in range(count)]


CLASSES: Sheet = ("班级", CLASS_HEADS, class_rows(6))


@pytest.fixture
def standing(tmp_path: Path) -> None:
    assert run([write_book(tmp_path / "standing.xlsx", AREAS, SCHOOLS)], apply=True).is_applied


def edited(sheet: Sheet, *changes: tuple[int, str, Any]) -> Sheet:
    title, heads, rows = sheet
    copied = [list(row) for row in rows]
    for row, column, value in changes:
        copied[row][list(heads).index(column)] = value
    return title, heads, copied


def said(outcome: Outcome) -> str:
    return "\n".join(problem.sentence("en") for problem in outcome.problems)


def with_coordinates(*pairs: tuple[Any, Any]) -> Sheet:
    rows = [[f"21510000{n:02}", f"第{n}小学", *SCHOOLS[2][0][2:], *pair] for n, pair in enumerate(pairs, start=1)]
    return "学校", [*SCHOOL_HEADS, "经度", "纬度"], rows


GOOD_PLACES = [(105.05, 29.58), (105.06, 29.59), (105.07, 29.6)]


def shift(rows: list[list[Any]], at: int, half: int) -> list[list[Any]]:
    return [[*row[:at], "", *row[at:]] if n >= half else [*row, ""] for n, row in enumerate(rows)]


# what it is, the sheet, the rule, what is said, how many are then taken
CASES: list[tuple[str, Sheet, str, list[str], Callable[[], bool]]] = [
    ("full-width digits", edited(CLASSES, (1, "学生数", "４５")), "cell.full_width", ["F3", "full-width", "Can be taken as: 45"],
     lambda: SchoolClass.objects.get(number=2).pupil_count == 45),
    ("full-width dates", edited(SCHOOLS, (0, "设立日期", "１９８６．９．１")), "cell.full_width", ["G2", "1986.9.1"],
     lambda: Institution.objects.filter(opened_on=dt.date(1986, 9, 1)).exists()),
    ("a unit behind a number", edited(CLASSES, (0, "学生数", "45人")), "cell.unit", ["F2", "unit"], lambda: SchoolClass.objects.get(number=1).pupil_count == 45),
    ("a name with blanks within", edited(students(3), (1, "姓名", "李　梅")), "cell.name_spaces", ["C3", "blanks within", "李梅"],
     lambda: Student.objects.filter(name="李梅").exists()),
    ("a school's name with a blank within", edited(SCHOOLS, (0, "学校名称", "第一　小学")), "cell.name_spaces", ["B2", "第一小学"],
     lambda: InstitutionVersion.objects.filter(name="第一小学").exists()),
    ("a day number", edited(SCHOOLS, (0, "设立日期", 31291)), "cell.odd_date", ["G2", "1985-09-01"], lambda: True),
    ("Chinese numerals", edited(SCHOOLS, (0, "设立日期", "一九八五年九月十一日")), "cell.odd_date", ["1985-09-11"], lambda: True),
    ("an English month", edited(SCHOOLS, (0, "设立日期", "1 Sep 1985")), "cell.odd_date", ["1985-09-01"], lambda: True),
    ("a year that stands last", edited(SCHOOLS, (0, "设立日期", "25/9/1985")), "cell.odd_date", ["1985-09-25"], lambda: True),
    ("an apostrophe before a code", edited(CLASSES, (0, "学校标识码", "'2151000001")), "cell.quoted", ["A2", "2151000001"], lambda: True),
    ("a row of totals", (CLASSES[0], CLASSES[1], [*CLASSES[2], ["合计", "", "", "", "", 255, 120]]), "row.total", ["班级 › row 8", "totals"],
     lambda: SchoolClass.objects.count() == 6),
    ("headings on every page", (CLASSES[0], CLASSES[1], [*class_rows(3), CLASS_HEADS, *class_rows(3, 4)]), "heading.repeated", ["班级 › row 5"],
     lambda: SchoolClass.objects.count() == 6),
    ("longitude and latitude swapped", with_coordinates(*GOOD_PLACES, (29.61, 105.08)), "cells.swapped", ["H5", "swapped", "105.08"],
     lambda: Campus.objects.filter(longitude=105.08, latitude=29.61).exists()),
    ("a decimal point lost", with_coordinates(*GOOD_PLACES, (10508123, 29.61)), "cell.point_lost", ["H5", "decimal point", "105.0812"],
     lambda: Campus.objects.filter(longitude=105.08123).exists()),
    ("both points lost", with_coordinates(*GOOD_PLACES, (1050812, 295812)), "cell.point_lost", ["29.5812"],
     lambda: Campus.objects.filter(latitude=29.5812).exists()),
    ("columns shifted to the left for half the rows, over the serial number", (CLASSES[0], ["序号", *CLASS_HEADS],
      [[n, *row] if n < 4 else [*row, ""] for n, row in enumerate(class_rows(6), start=1)]), "rows.shifted", ["A5", "3 rows", "to the left"],
     lambda: SchoolClass.objects.count() == 6),
    ("who filled it in", (CLASSES[0], CLASSES[1], [*CLASSES[2], ["", "填表人：李四", "", "审核人：王五", "", "", ""]]), "row.remark", ["row 8", "填表人：李四"],
     lambda: SchoolClass.objects.count() == 6),
    ("a table continued beside itself", (CLASSES[0], [*CLASS_HEADS, "", *CLASS_HEADS], [[*a, "", *b] for a, b in zip(class_rows(3), class_rows(3, 4), strict=True)]),
     "sheet.beside", ["班级 › row 1", "A—G", "I—O", "Part them by columns"], lambda: SchoolClass.objects.count() == 6),
    ("the same without a column between, the right one shorter", (CLASSES[0], [*CLASS_HEADS, *CLASS_HEADS],
      [[*a, *b] for a, b in zip(class_rows(3), [*class_rows(2, 4), [""] * 7], strict=True)]), "sheet.beside", ["A—G", "H—N"], lambda: SchoolClass.objects.count() == 5),
    ("tables of two kinds beside each other, below a title", ("Sheet1", ["2024年统计", *[""] * 15],
      [[*CLASS_HEADS, "", "", *SCHOOL_HEADS], *[[*a, "", "", *b] for a, b in zip(class_rows(2), SCHOOLS[2], strict=True)]]), "sheet.beside", ["Classes", "Institutions"],
     lambda: SchoolClass.objects.count() == 2),
    ("columns shifted for half the rows", (CLASSES[0], [*CLASS_HEADS, ""], shift(class_rows(6), 2, 3)), "rows.shifted", ["C5", "3 rows", "to the right"],
     lambda: SchoolClass.objects.count() == 6),
]  # fmt: skip


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("sheet", "rule", "parts", "holds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_is_named_and_taken_only_when_accepted(
    tmp_path: Path, sheet: Sheet, rule: str, parts: list[str], holds: Callable[[], bool]
) -> None:
    path, before = write_book(tmp_path / "file.xlsx", sheet), dump()
    outcome = run([path], apply=True)
    assert [fault.rule for fault in outcome.faults] == [rule], said(outcome)
    assert not outcome.is_applied
    assert dump() == before
    for part in parts:
        assert part in said(outcome)
    accepted = run([path], apply=True, accepts=accept_all)
    assert said(accepted) == ""
    assert accepted.is_applied
    assert rule in {fault.rule for fault in accepted.accepted}
    assert holds()


def test_two_tables_in_a_sheet_are_parted(standing: None, tmp_path: Path) -> None:
    _, heads, rows = students(2)
    body = [[*row, "", "", ""] for row in class_rows(3)]
    path = write_book(tmp_path / "file.xlsx", ("名册", CLASS_HEADS, [*body, [], ["学生名册"], heads, *rows]))
    assert [fault.rule for fault in run([path], apply=True).faults] == ["sheet.two_tables"]
    assert run([path], apply=True, accepts=accept_all).is_applied
    assert (SchoolClass.objects.count(), Student.objects.count()) == (3, 2)


def test_a_column_of_serial_numbers_is_passed_over_and_said(standing: None, tmp_path: Path) -> None:
    rows = [[n, *row] for n, row in enumerate(class_rows(3), start=1)]
    outcome = run([write_book(tmp_path / "file.xlsx", ("班级", ["序号", *CLASS_HEADS], rows))], apply=True)
    assert outcome.is_applied and [(note.rule, note.cell) for note in outcome.notes] == [("heading.serial", "A1")]


def test_totals_that_do_not_hold_are_never_taken(standing: None, tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "file.xlsx", (CLASSES[0], CLASSES[1], [*CLASSES[2], ["合计", "", "", "", "", 300, 120]])
    )
    outcome = run([path], apply=True, accepts=accept_all)
    assert "300 ≠ 255" in said(outcome)
    assert not outcome.is_applied


def test_headings_merged_over_two_rows(standing: None, tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    book: Any = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("班级")
    page.merge_range(0, 0, 0, 6, "2024年班级情况表")
    for column, heading in enumerate(CLASS_HEADS[:5]):
        page.merge_range(1, column, 2, column, heading)
    page.merge_range(1, 5, 1, 6, "人数")
    page.write_row(2, 5, ["学生数", "女生"])
    for line, row in enumerate(class_rows(2), start=3):
        page.write_row(line, 0, row)
    book.close()
    outcome = run([path], apply=True)
    assert [fault.rule for fault in outcome.faults] == ["heading.merged"]
    assert "two rows" in said(outcome)
    assert run([path], apply=True, accepts=accept_all).is_applied
    assert SchoolClass.objects.count() == 2


def test_hidden_rows_are_named_and_never_taken(standing: None, tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book: Any = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("班级")
    for line, row in enumerate([CLASS_HEADS, *class_rows(4)]):
        page.write_row(line, 0, row)
    page.set_row(2, None, None, {"hidden": True})
    book.close()
    outcome = run([path], apply=True, accepts=accept_all)
    assert [(fault.rule, fault.row) for fault in outcome.faults] == [("row.hidden", 3)]
    assert not outcome.is_applied


def test_two_encodings_pasted_together(tmp_path: Path) -> None:
    path = tmp_path / "地区.csv"
    path.write_bytes("行政区划代码,名称\n510000,四川省\n".encode() + "511000,内江市\n511083,隆昌市\n".encode("gb18030"))
    outcome = run([path], apply=True)
    assert [fault.rule for fault in outcome.faults] == ["file.mixed_encoding"]
    assert run([path], apply=True, accepts=accept_all).taken["areas"].added == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "地区.csv"
    path.write_bytes("行政区划代码,名称\n510000,四川省\n511000,联通市\n".encode(encoding))
    assert run([path], apply=True).taken["areas"].added == 2


def test_dates_in_six_forms_are_read_and_said(standing: None, tmp_path: Path) -> None:
    forms = ["1985-9-1", "1985/9/1", "1985.9.1", "1985年9月1日", "19850901", "1985-09-01 00:00:00"]
    rows = [[f"21510001{n:02}", f"甲{n}小学", *SCHOOLS[2][0][2:6], form] for n, form in enumerate(forms)]
    outcome = run([write_book(tmp_path / "file.xlsx", ("学校", SCHOOL_HEADS, rows))], apply=True)
    assert outcome.is_applied, said(outcome)
    assert [note.count for note in outcome.notes] == [6]
    assert Institution.objects.filter(opened_on=dt.date(1985, 9, 1)).count() == 7


def test_a_point_that_may_be_lost_is_worth_a_look_and_no_more(standing: None, tmp_path: Path) -> None:
    heads = ["学校标识码", "房间编号", "用途", "座位数", "面积（平方米）", "起始日期"]
    areas = ["60.5", "61.25", "58.75", "6120", "60.25", "59.5"]
    rows = [["2151000001", f"1-{n}", "classroom", 45, area, "2020-09-01"] for n, area in enumerate(areas)]
    outcome = run([write_book(tmp_path / "file.xlsx", ("用房", heads, rows))], apply=True)
    assert outcome.is_applied, said(outcome)
    assert [(note.rule, note.cell) for note in outcome.notes] == [("cell.point_doubtful", "E5")]


def test_every_bad_cell_is_told_with_its_place(standing: None, tmp_path: Path) -> None:
    changes = [(n, "学生数", "四十") for n in range(0, 1500, 3)]
    outcome = run(
        [write_book(tmp_path / "file.xlsx", edited((CLASSES[0], CLASS_HEADS, class_rows(1500)), *changes))], apply=False
    )
    cells = {fault.cell for fault in outcome.faults if fault.rule == "cell.integer" and fault.column == 5}
    assert cells >= {f"F{n + 2}" for n in range(0, 1500, 3)}


def test_mended_rows_are_laid_over_the_file(standing: None, tmp_path: Path) -> None:
    path = write_book(tmp_path / "file.xlsx", edited(CLASSES, (1, "学生数", "四十"), (4, "年级", "一年级吧")))
    tried = run([path], apply=False)
    out = tmp_path / "bad.xlsx"
    assert write_bad_rows(out, raw_sheets([path], tell_nobody, []), tried.faults) == 2
    page = load_workbook(out).get_sheet_by_name("班级").to_python()
    assert [row[0] for row in page] == ["原行（勿改）", "file.xlsx›班级›3", "file.xlsx›班级›6"]
    mended = write_book(tmp_path / "mended.xlsx", ("班级", page[0], [
        [*page[1][:6], 44, *page[1][7:]], [*page[2][:4], "小学一年级", *page[2][5:]],
    ]))  # fmt: skip
    outcome = run([path], apply=True, mended=[mended])
    assert outcome.is_applied, said(outcome)
    assert SchoolClass.objects.get(number=2).pupil_count == 44
    stray = write_book(tmp_path / "stray.xlsx", ("班级", page[0], [["other.xlsx›班级›3", *page[1][1:]]]))
    assert "came from cannot be found" in said(run([path], apply=True, mended=[stray]))


def test_a_named_part_is_taken_alone(standing: None, tmp_path: Path) -> None:
    path = write_book(tmp_path / "file.xlsx", CLASSES, edited(students(2), (0, "起始日期", "昨天")))
    assert not run([path], apply=True).is_applied
    outcome = run([path], apply=True, only=["classes"])
    assert outcome.is_applied
    assert (SchoolClass.objects.count(), Student.objects.count()) == (6, 0)


def test_a_sender_s_own_headings_are_remembered(standing: None, tmp_path: Path) -> None:
    heads = ["单位码", *CLASS_HEADS[1:]]
    path = write_book(tmp_path / "file.xlsx", ("班级", heads, class_rows(2)))
    assert "单位码" in said(run([path], apply=True, sender="隆昌市教体局"))
    remember("隆昌市教体局", "classes", "单位码", "institution_code")
    assert not run([path], apply=True, sender="别的单位").is_applied
    assert run([path], apply=True, sender="隆昌市教体局").is_applied
    with pytest.raises(Refused, match="cannot be remembered"):
        remember("隆昌市教体局", "classes", "单位码", "colour")


def test_an_officer_brings_in_their_area_and_a_head_their_school(standing: None, tmp_path: Path) -> None:
    officer, head = Account.objects.create(username="officer"), Account.objects.create(username="head")
    do_grant(officer, "county_officer", "511083", started_on=dt.date(2020, 1, 1))
    do_grant(head, "head_teacher", "511002", "2151000002", started_on=dt.date(2020, 1, 1))
    auditor = Account.objects.create(username="auditor")
    do_grant(auditor, "auditor", "511000", started_on=dt.date(2020, 1, 1))
    mine = write_book(tmp_path / "mine.xlsx", students(2, "2151000001"))
    other = write_book(tmp_path / "other.xlsx", students(2, "2151000002"))
    assert "outside your area or school" in said(run([other], apply=True, account=officer))
    assert "outside your area or school" in said(run([mine], apply=True, account=head))
    assert "outside your area or school" in said(run([mine], apply=True, account=auditor))
    assert Student.objects.count() == 0
    assert run([mine], apply=True, account=officer).is_applied
    moved = write_book(
        tmp_path / "moved.xlsx", ("学校", SCHOOL_HEADS, [[*SCHOOLS[2][1][:5], "511083001", *SCHOOLS[2][1][6:]]])
    )
    assert "outside your area" in said(
        run([moved], apply=True, account=officer)
    )  # a school of another county is not taken over
    assert InstitutionVersion.objects.get(institution__code="2151000002").town_id == "511002001"


def test_an_old_excel_file_is_read(tmp_path: Path) -> None:
    """`schools.xls` is what older systems export (BIFF8): one date as a date, one as text."""
    areas = write_book(tmp_path / "areas.xlsx", AREAS)
    outcome = run([areas, Path(__file__).with_name("schools.xls")], apply=True)
    assert outcome.is_applied, said(outcome)
    assert sorted(Institution.objects.values_list("opened_on", flat=True)) == [dt.date(1985, 9, 1), dt.date(1990, 9, 1)]


@pytest.mark.usefixtures("standing")
def test_formulas_and_hidden_rows_of_an_xls_are_named() -> None:
    """As of an XLSX; also a formula that was never computed, which a reader gives as nothing at all."""
    path = Path(__file__).with_name("formulas.xls")
    told = said(run([path], apply=True, accepts=accept_all))
    assert "班级 › F3" in told
    assert "formula" in told
    assert "1 row(s) hidden" in told
    assert SchoolClass.objects.count() == 0


@pytest.mark.usefixtures("standing")
def test_an_xls_whose_records_cannot_be_followed_says_that_it_was_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: bytes) -> None:
        raise NotUnderstood

    monkeypatch.setattr(files, "seen_in_xls", fails)
    path = Path(__file__).with_name("schools.xls")
    assert "cannot be seen" in said(run([path], apply=True))
    assert run([path], apply=True, accepts=lambda rule: rule == "file.unseen").is_applied


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_xls_never_breaks_the_reading(seed: int) -> None:
    whole, rng = bytearray(Path(__file__).with_name("formulas.xls").read_bytes()), random.Random(seed)
    for _ in range(200):
        bad = bytearray(whole)
        for _ in range(rng.randint(1, 20)):
            bad[rng.randrange(700 if rng.random() < 0.5 else len(bad))] = rng.randrange(256)
        with suppress(NotUnderstood):
            seen_in_xls(bytes(bad[: rng.randrange(len(bad))] if rng.random() < 0.3 else bad))
