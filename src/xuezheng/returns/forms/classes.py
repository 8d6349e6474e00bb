"""教基2105 to 2107: classes by grade and by size."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.rules import GRADES_OF_STAGE
from xuezheng.registers.tables import CLASSES
from xuezheng.returns.forms.making import ALL, TOTAL, Form, Head, Line, count_of, matrix, part

SIZES = ((0, 25), (26, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 65), (66, 0))
PRESCHOOL_SIZES = ((0, 20), (21, 25), (26, 30), (31, 35), (36, 40), (41, 45), (46, 0))


def grade_head(stage: str, number: int) -> Head:
    """The head of a grade of a stage, by its place in the stage from 1."""
    if stage == "preschool":
        zh, en = (("小班", "Lower"), ("中班", "Middle"), ("大班", "Upper"))[number - 1]
        return Head(f"grade{number}", Words(zh, en))
    return Head(f"grade{number}", Words(f"{'一二三四五六七八九'[number - 1]}年级", f"Year {number}"))


def _band(low: int, high: int) -> tuple[Line, pl.Expr]:
    size = pl.col("pupil_count")
    if not low:
        return part(f"to{high}", f"{high}人及以下", f"{high} pupils or fewer"), size <= high
    if not high:
        return part(f"from{low}", f"{low}人及以上", f"{low} pupils or more"), size >= low
    return part(f"{low}to{high}", f"{low}—{high}人", f"{low} to {high} pupils"), size.is_between(low, high)


def class_form(code: str, stage: str, title: Words, sizes: tuple[tuple[int, int], ...]) -> Form:
    of_stage = pl.col("stage") == stage
    lines = [(TOTAL, ALL), *(_band(low, high) for low, high in sizes)]
    heads = [(Head("all", Words("班数合计", "All classes")), lambda where: count_of(CLASSES, of_stage, where))]
    for number, grade in enumerate(GRADES_OF_STAGE[stage], 1):
        of_grade = of_stage & (pl.col("grade") == grade)
        heads.append((grade_head(stage, number), lambda where, of_grade=of_grade: count_of(CLASSES, of_grade, where)))
    return Form(
        code, title, frozenset({stage}), tuple(h for h, _ in heads), tuple(line for line, _ in lines), matrix(lines, heads),
        main="all", inferred=frozenset({"name", "layout"}),
    )  # fmt: skip


FORMS = (
    class_form("教基2105", "preschool", Words("幼儿园班数、班额", "Kindergarten classes by size"), PRESCHOOL_SIZES),
    class_form("教基2106", "primary", Words("小学班数、班额", "Primary classes by size"), SIZES),
    class_form("教基2107", "junior", Words("初中班数、班额", "Junior secondary classes by size"), SIZES),
)
