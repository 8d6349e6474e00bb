"""Answers as they are sent in: every bad cell named, the sound ones read."""

import polars as pl
import pytest

from xuezheng.assessment.plan.intake import ItemSpec, read_answers
from xuezheng.assessment.plan.tables import text_table
from xuezheng.ground.errors import Refused

FORMS = {"F1": ["q1", "q2"], "F2": ["q2", "q3"]}
ITEMS = {"q1": ItemSpec(1, "A", ("A", "B", "C")), "q2": ItemSpec(2), "q3": ItemSpec(2)}
HEAD = "考号,学校代码,班级,卷别,性别,背景家访,q1,q2,q3,姓名"


def read(
    *lines: str, forms: dict[str, list[str]] = FORMS
) -> tuple[dict[str, dict[str, object]], list[tuple[int, str, str]], list[str]]:
    """Answers by number, bad cells, and the rules of the findings."""
    found = read_answers(text_table("a.csv", "\n".join((HEAD, *lines)).encode()), forms, ITEMS, {"A", "B"}, "a.csv")
    bad = [(r["row"], r["column"], r["rule"]) for r in found.bad.iter_rows(named=True)]
    return {str(r["number"]): r for r in found.answers.iter_rows(named=True)}, bad, [p.rule for p in found.findings]


@pytest.mark.parametrize(
    ("line", "column", "rule", "score"),
    [
        ("1,A,1,F1,男,3,A,2,,", "", "", (1, 2, None)),
        ("1,A,1,F1,男,3,b,0,,", "", "", (0, 0, None)),
        ("1,A,1,F1,男,3,D,1,,", "q1", "no_such_option", (None, 1, None)),
        ("1,A,1,F1,男,3,A,3,,", "q2", "score_outside_paper", (1, None, None)),
        ("1,A,1,F1,男,3,A,-1,,", "q2", "score_outside_paper", (1, None, None)),
        ("1,A,1,F1,男,3,A,x,,", "q2", "score_no_number", (1, None, None)),
        ("1,A,1,F1,男,3,A,1,2,", "q3", "not_on_form", (1, 1, None)),
        ("1,A,0,F1,男,3,A,1,,", "class", "class_unknown", (1, 1, None)),
        ("1,A,1,F1,男,many,A,1,,", "背景家访", "background_bad", (1, 1, None)),
        ("1,A,1,F1,男,3,,1,,", "", "", (0, 1, None)),  # left out before the last answer: wrong
        ("1,A,1,F1,男,3,A,,,", "", "", (1, None, None)),  # not reached
    ],
)
def test_a_cell(line: str, column: str, rule: str, score: tuple[int | None, ...]) -> None:
    answers, bad, _ = read(line)
    assert tuple(answers["1"][name] for name in ("q1", "q2", "q3")) == score
    assert [(c, r) for _, c, r in bad] == ([(column, rule)] if rule else [])
    assert "姓名" not in answers["1"]


@pytest.mark.parametrize(
    ("lines", "taken", "bad"),
    [
        (
            ("1,A,1,F1,男,,A,1,,", "1,A,1,F1,女,,B,1,,", "2,B,1,F2,女,,,1,2,"),
            {"2"},
            [(2, "number_twice"), (3, "number_twice")],
        ),
        (("1,Z,1,F1,男,,A,1,,", "2,B,1,F2,女,,,1,2,"), {"2"}, [(2, "school_unknown")]),
        (("1,A,1,F9,男,,A,1,,", "2,B,1,F2,女,,,1,2,"), {"2"}, [(2, "form_unknown")]),
        ((",A,1,F1,男,,A,1,,", "2,B,1,F2,女,,,1,2,"), {"2"}, [(2, "number_missing")]),
    ],
)
def test_a_row(lines: tuple[str, ...], taken: set[str], bad: list[tuple[int, str]]) -> None:
    answers, found, _ = read(*lines)
    assert set(answers) == taken and [(row, rule) for row, _, rule in found] == bad


def test_dead_items_and_loose_forms_are_found() -> None:
    _, _, findings = read("1,A,1,F1,男,,A,1,,", "2,A,1,F1,男,,B,1,,", forms={"F1": ["q1", "q2"], "F3": ["q3"]})
    assert sorted(findings) == ["assessment.item_alike", "assessment.item_unanswered"]
    _, _, findings = read("1,A,1,F1,男,,A,1,,", "2,A,1,F3,男,,,,2,", forms={"F1": ["q1", "q2"], "F3": ["q3"]})
    assert "assessment.form_unlinked" in findings


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(Refused, match="column that is needed"):
        read_answers(pl.DataFrame({"a": ["1"]}), FORMS, ITEMS, {"A"}, "a.csv")
