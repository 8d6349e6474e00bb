"""Cells read or refused, as a table: what a clerk types, and what becomes of it."""

import datetime as dt

import pytest

from xuezheng.registers.intake.cells import BadCell, read_cell
from xuezheng.registers.intake.sheets import STARTED, Field
from xuezheng.registers.intake.workbook import CLASSES, INSTITUTIONS, PERSON_ID

TYPE = INSTITUTIONS.field("school_type")
CODE = INSTITUTIONS.field("code")
PUPILS = CLASSES.field("pupil_count")
YEAR = CLASSES.field("school_year")
GRADE = CLASSES.field("grade")
INCLUSIVE = INSTITUTIONS.field("is_inclusive")


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (PERSON_ID, "11010519491231002x", "11010519491231002X"),
        (PERSON_ID, " 440524188001010014 ", "440524188001010014"),
        (CODE, "2151000001", "2151000001"),
        (CODE, 2151000001.0, "2151000001"),  # ten digits survive as a number
        (STARTED, dt.datetime(2024, 9, 1), dt.date(2024, 9, 1)),
        (STARTED, "2024年9月1日", dt.date(2024, 9, 1)),
        (STARTED, "2024/9/1", dt.date(2024, 9, 1)),
        (STARTED, "20240901", dt.date(2024, 9, 1)),
        (TYPE, "111 幼儿园", "111"),
        (TYPE, "幼儿园", "111"),
        (TYPE, "Kindergarten", "111"),
        (TYPE, 211.0, "211"),
        (GRADE, "小班", "02"),
        (GRADE, 2.0, "02"),  # the leading zero that the spreadsheet ate
        (PUPILS, "45", 45),
        (PUPILS, 45.0, 45),
        (YEAR, "2024—2025", 2024),
        (YEAR, "2024-25", 2024),
        (YEAR, 2024.0, 2024),
        (INCLUSIVE, "是", True),
        (INCLUSIVE, "", None),
    ],
)
def test_what_people_type_is_understood(field: Field, raw: object, value: object) -> None:
    assert read_cell(field, raw) == value


@pytest.mark.parametrize(
    ("field", "raw", "what", "cure"),
    [
        (PERSON_ID, 5.113021990010113e17, "last digits are lost", "text"),
        (PERSON_ID, "5.11302E+17", "scientific notation", "text"),
        (PERSON_ID, "51130219900101123", "18 characters", "document"),
        (PERSON_ID, "110105194912310021", "check character", "the last is X"),
        (PERSON_ID, "110105194913310026", "", ""),
        (CODE, "215100001", "wrong length", "2151000001"),
        (CODE, "", "must be filled", "2151000001"),
        (STARTED, "2024-13-01", "no day 2024-13-01", "2024-09-01"),
        (STARTED, 45000.0, "not a date", "2024-09-01"),
        (TYPE, "幼儿院", "code list", "111 Kindergarten"),
        (TYPE, "999", "code list", "Use one of"),
        (PUPILS, "四十五", "a number", ""),
        (PUPILS, 45.5, "whole number", ""),
        (PUPILS, -1, "outside", ""),
        (YEAR, "2024—2026", "school year", "2024—2025"),
        (INCLUSIVE, "也许", "yes or no", ""),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_would_be(field: Field, raw: object, what: str, cure: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_cell(field, raw)
    assert what in bad.value.what.en
    assert cure in (bad.value.cure.en if bad.value.cure else "")
