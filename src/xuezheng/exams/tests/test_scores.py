"""Graded scores, double marking, composites: tables of cases."""

import random
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from xuezheng.exams.plan.conversion import graded
from xuezheng.exams.plan.marks import composed
from xuezheng.exams.rules import marking
from xuezheng.exams.rules.composite import ABSENT, USUAL, Composite, Correction, Part, corrected, total
from xuezheng.exams.rules.graded import Band, GradedRule, converted, order_is_kept
from xuezheng.exams.rules.graded_variants import VARIANTS, variant
from xuezheng.exams.rules.quotas import seats_sent_down, sent_down
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.standards import dated

FIVE = variant("provinces_2021")


def whole(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_the_five_grades_are_those_of_the_standards() -> None:
    for band in FIVE.bands:
        of = [
            dated.value(f"graded_score.{band.grade}.{what}", on=FIVE.from_on.replace(2024))
            for what in ("share", "top", "bottom")
        ]
        assert [band.percent / 100, band.top, band.bottom] == pytest.approx(of)


@pytest.mark.parametrize(
    ("raw", "expected", "exact"), [(70, 79, Fraction(709, 9)), (78, 85, Fraction(85)), (60, 71, Fraction(71))]
)
def test_the_published_examples_of_the_formula(raw: int, expected: int, exact: Fraction) -> None:
    """Grade B from 60 to 78 raw: the cases of the standards' file."""
    scores = whole(*([90] * 15), *([78] * 12), *([70] * 11), *([60] * 12), *([50] * 50))
    found, table = converted(scores, FIVE)
    row = table.raw.tolist().index(raw)
    assert (table.graded[row], table.exact(row), found[scores == raw][0]) == (expected, exact, expected)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (whole(50), [100]),  # one candidate: above nobody, so grade A, whose one raw score takes the top
        (whole(*[60] * 5), [100] * 5),  # all alike
        (whole(3, 2, 1), [100, 85, 70]),
        (whole(*range(100, 0, -1)), None),
    ],
)
def test_small_fields(scores: np.ndarray, expected: list[int] | None) -> None:
    found, _ = converted(scores, FIVE)
    assert expected is None or found.tolist() == expected
    assert order_is_kept(scores, found)


def test_a_tie_across_a_border_stays_together_in_the_higher_grade() -> None:
    scores = whole(100, *([90] * 40), *([50] * 59))
    found, table = converted(scores, FIVE)
    assert set(found[1:41].tolist()) == {86}  # the whole of the tie is in grade A, which ends at 41 of 100
    assert table.band.tolist() == [0, 0, 1]


@pytest.mark.parametrize("rule", VARIANTS, ids=lambda rule: rule.id)
def test_no_rule_reverses_an_order(rule: GradedRule) -> None:
    chance = np.random.default_rng(3)
    for size, top in ((1, 5), (7, 3), (200, 40), (3000, 300)):
        scores = chance.integers(0, top, size)
        found, table = converted(scores, rule)
        assert order_is_kept(scores, found)
        for row, about in enumerate(table.band):
            band = rule.bands[about]
            assert band.bottom <= table.exact(row) <= band.top
            assert table.graded[row] == int(table.exact(row) + Fraction(1, 2))
    assert not order_is_kept(whole(1, 2), whole(5, 4)) and not order_is_kept(whole(1, 1), whole(5, 4))


def test_nearest_borders() -> None:
    rule = GradedRule("t", Words("", ""), (Band("A", 50, 2, 2), Band("B", 50, 1, 1)), FIVE.from_on, None, "", "derived", Words("", ""), "nearest")  # fmt: skip
    for scores, expected in (((9, 9, 9, 5), [2, 2, 2, 1]), ((9, 5, 5, 5), [2, 1, 1, 1]), ((9, 8, 7, 6), [2, 2, 1, 1])):
        assert converted(whole(*scores), rule)[0].tolist() == expected


def test_a_rule_must_add_up_and_fall() -> None:
    for bands in ((Band("A", 99, 9, 5),), (Band("A", 50, 9, 5), Band("B", 50, 5, 1))):
        with pytest.raises(ValueError):
            GradedRule("t", Words("", ""), bands, FIVE.from_on, None, "", "derived", Words("", ""))
    with pytest.raises(Refused):
        variant("mars_2021")


def test_a_file_with_bad_cells_is_converted_but_for_them() -> None:
    table = pl.DataFrame({"考号": ["1", "2", "3", "3", "5"], "score": ["80", "x", "101", "70.5", None]})
    found = graded(table, FIVE)
    assert found.scores["score_graded"].to_list() == [100, None, None, 70, None]
    assert [(f.rule, f.which, f.where, f.got) for f in found.findings] == [
        ("exams.candidate_twice", "3", "rows 4, 5", ""), ("exams.score_outside_paper", "score", "rows 3, 4", "x"),
    ]  # fmt: skip
    assert found.maps["raw"].to_list() == [80.0, 70.5]


QUESTION = marking.Question("essay", 6000, 500, 100)


@pytest.mark.parametrize(
    ("first", "second", "third", "leader", "mark", "state"),
    [
        (4000, 4500, -1, -1, 4300, marking.AGREED),  # 42.5 rounded half up to the step
        (4000, -1, -1, -1, -1, marking.AWAITS_SECOND),
        (4000, 4600, -1, -1, -1, marking.AWAITS_THIRD),
        (4000, 4600, 4500, -1, 4600, marking.THIRD),  # the mean with the nearer one, 45.5
        (4000, 4600, 4300, -1, 4500, marking.THIRD),  # as near to both: the higher counts
        (3000, 4600, 3800, -1, -1, marking.AWAITS_LEADER),
        (3000, 4600, 3800, 4000, 4000, marking.LEADER),
    ],
)
def test_double_marking(first: int, second: int, third: int, leader: int, mark: int, state: int) -> None:
    found = marking.settled(QUESTION, whole(first), whole(second), whole(third), whole(leader))
    assert (found.mark[0], found.state[0]) == (mark, state)


def test_a_single_mark_stands() -> None:
    found = marking.settled(
        marking.Question("q", 500, 0, 50, False), whole(300, -1), whole(-1, -1), whole(-1, -1), whole(-1, -1)
    )
    assert found.mark.tolist() == [300, -1]


def test_a_composite_is_exact_and_counts_one_bonus() -> None:
    rule = Composite("t", (Part("a", Words("", ""), 150, 100), Part("pe", Words("", ""), 100, 100)), bonus_cap=10)
    scores = {"a": whole(10000, 100), "pe": whole(9550, ABSENT)}
    assert total(rule, scores).tolist() == [6667 + 9550, 67]  # 100 × 2/3 = 66.666…, rounded once
    assert total(rule, scores, [whole(500, 0), whole(2000, 300)]).tolist() == [6667 + 9550 + 1000, 367]
    assert rule.full == 200 and USUAL.full == 820
    with pytest.raises(ValueError, match="needs the parts pe"):
        total(rule, {"a": whole(1)})
    with pytest.raises(ValueError, match="must be 0 to 150"):
        total(rule, {"a": whole(15001), "pe": whole(0)})


def test_an_appeal_leaves_a_trace_and_starts_from_what_stands() -> None:
    mend = Correction("7", "a", 5000, 5400, "sum", "leader")
    assert corrected(whole(5000, 100), {"7": 0}, [mend]).tolist() == [5400, 100]
    assert mend.is_change and not Correction("7", "a", 1, 1, "upheld", "leader").is_change
    with pytest.raises(ValueError, match="starts from 5000"):
        corrected(whole(5400, 100), {"7": 0}, [mend])


@pytest.mark.parametrize(
    ("seats", "graduates", "expected"),
    [
        (100, [300, 200, 100, 50], [46, 31, 15, 8]),
        (10, [3, 3, 3], [3, 3, 3]),
        (7, [100, 100, 100], [3, 2, 2]),
        (0, [5], [0]),
        (4, [0, 9], [0, 4]),
    ],
)
def test_seats_sent_down(seats: int, graduates: list[int], expected: list[int]) -> None:
    assert sent_down(seats, graduates, [f"J{k}" for k in range(len(graduates))]) == expected


def test_seats_sent_down_always_add_up() -> None:
    chance = random.Random(2)
    for _ in range(50):
        graduates = [chance.randrange(0, 60) for _ in range(chance.randrange(1, 9))]
        seats = chance.randrange(0, 120)
        given = sent_down(
            seats, graduates, list(map(str, graduates)), [Fraction(chance.randrange(1, 4)) for _ in graduates]
        )
        assert sum(given) == min(seats, sum(graduates)) and all(g <= n for g, n in zip(given, graduates, strict=True))
    assert seats_sent_down(101, Fraction(1, 2)) == 51


PAPERS = pl.DataFrame(
    {
        "paper": ["语文", "语文", "体育", "美术"], "question": ["1", "作文", "", ""], "full": ["90", "60", "100", "10"],
        "counts": ["", "", "100", "0"], "double": ["", "1", "", ""], "threshold": ["", "5", "", ""],
    }
)  # fmt: skip
SITTERS = pl.DataFrame({"number": ["1", "2", "3"], "name": list("甲乙丙"), "bonus": ["5", "", "x"]})
MARKS = [
    # number, paper, question, first, second, third
    ("1", "语文", "1", "80.5", "", ""), ("1", "语文", "作文", "50", "52", ""), ("1", "体育", "", "95.5", "", ""), ("1", "美术", "", "9", "", ""),
    ("2", "语文", "作文", "40", "50", ""), ("3", "语文", "作文", "40", "50", "49"),
]  # fmt: skip
MARK_HEADS = ("number", "paper", "question", "first", "second", "third")


def marked(*more: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame([dict(zip(MARK_HEADS, row, strict=True)) for row in (*MARKS, *more)])


def test_marks_become_scores_and_what_is_open_is_told() -> None:
    made = composed(SITTERS, PAPERS, marked())
    assert made.scores.select("语文", "体育", "美术", "total").rows() == [
        (131.5, 95.5, 9.0, 232.0),  # 80.5 + 51 + 95.5 + a bonus of 5; fine art is a level
        (None, None, None, None),  # waits for a third
        (49.5, None, None, 49.5),
    ]
    assert made.awaiting.rows() == [("2", "语文", "作文", "third")]
    assert [(f.rule, f.which, f.where) for f in made.findings] == [("exams.bonus", "bonus", "row 4")]


@pytest.mark.parametrize(
    ("row", "rule", "which", "where"),
    [
        (("9", "语文", "1", "1", "", ""), "exams.candidate_unknown", "9", "row 8"),
        (("1", "物理", "", "1", "", ""), "exams.paper_unknown", "物理/", "row 8"),
        (("1", "语文", "1", "1", "", ""), "exams.mark_twice", "1 语文/1", "rows 2, 8"),
        (("2", "语文", "1", "91", "", ""), "exams.score_outside_paper", "2 语文/1", "row 8"),
        (("2", "语文", "1", "-1", "", ""), "exams.score_outside_paper", "2 语文/1", "row 8"),
        (("2", "语文", "1", "many", "", ""), "exams.score_outside_paper", "2 语文/1", "row 8"),
    ],
)
def test_bad_marks_are_named(row: tuple[str, ...], rule: str, which: str, where: str) -> None:
    found = composed(SITTERS, PAPERS, marked(row)).findings
    assert (rule, which, where) in [(f.rule, f.which, f.where) for f in found]


def test_appeals_are_carried_out_or_named() -> None:
    appeals = pl.DataFrame(
        {"number": ["1", "1"], "paper": ["体育", "体育"], "before": ["95.5", "95.5"], "after": ["97", "98"], "reason": ["登分", "sum"], "decided_by": ["组长", ""]}
    )  # fmt: skip
    made = composed(SITTERS, PAPERS, marked(), appeals)
    assert made.scores["体育"][0] == 97.0 and made.trace.rows() == [("1", "体育", 95.5, 97.0, "wrong_entry", "组长")]
    assert [f.rule for f in made.findings if f.rule == "exams.appeal"] == ["exams.appeal"]
