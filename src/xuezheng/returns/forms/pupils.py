"""教基3112 to 3120 and 3221: pupils by kind, by age, by programme."""

from collections.abc import Callable

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.rules import GRADES_OF_STAGE
from xuezheng.registers.tables import CLASSES, GRADUATIONS, PROGRAMMES, STUDENTS
from xuezheng.returns.forms.classes import grade_head
from xuezheng.returns.forms.making import ALL, TOTAL, Drawn, Form, Frames, Head, Line, Source, Unkept, part, sum_of

KINDS = (  # line, the count of a class that it adds up
    (TOTAL, "pupil_count"),
    (part("girls", "女", "Girls"), "girl_count"),
    (part("minority", "少数民族", "Minority nationalities"), "minority_count"),
    (part("boarders", "寄宿生", "Boarders"), "boarder_count"),
    (part("migrants", "进城务工人员随迁子女", "Children of migrant workers"), "migrant_count"),
    (part("left_behind", "农村留守儿童", "Left-behind children"), "left_behind_count"),
)


def kinds_form(code: str, stage: str, title: Words) -> Form:
    """Pupils by kind: graduates, entrants, enrolment by grade, expected graduates."""
    of_stage, grades = pl.col("stage") == stage, GRADES_OF_STAGE[stage]
    heads = [Head("graduates", Words("毕业生数", "Graduates")), Head("entrants", Words("招生数", "Entrants"))]
    if stage == "primary":
        heads.append(Head("preschooled", Words("其中受过学前教育", "of whom attended preschool")))
    heads.append(Head("pupils", Words("在校生数", "Enrolment")))
    heads += [grade_head(stage, number) for number in range(1, len(grades) + 1)]
    heads.append(Head("leaving", Words("预计毕业生数", "Expected graduates")))
    cells: dict[tuple[str, str], Source] = {}
    for line, column in KINDS:
        cells[line.key, "pupils"] = sum_of(CLASSES, column, of_stage)
        for number, grade in enumerate(grades, 1):
            cells[line.key, f"grade{number}"] = sum_of(CLASSES, column, of_stage, pl.col("grade") == grade)
        cells[line.key, "leaving"] = sum_of(CLASSES, column, of_stage, pl.col("grade") == grades[-1])
        for head in ("graduates", "entrants", *(("preschooled",) if stage == "primary" else ())):
            cells[line.key, head] = Unkept()
    cells["total", "graduates"] = sum_of(GRADUATIONS, "graduate_count", of_stage, pl.col("is_last_grade"))
    cells["total", "entrants"] = sum_of(CLASSES, "entrant_count", of_stage)
    if stage == "primary":
        cells["total", "preschooled"] = sum_of(CLASSES, "entrant_with_preschool_count", of_stage)
    return Form(
        code, title, frozenset({stage}), tuple(heads), tuple(line for line, _ in KINDS), cells, main="pupils",
        note=Words(
            "随迁子女的外省、本省外县之分，登记册暂不记载。", "The register does not tell migrants' children of other provinces from others yet."
        ),
    )  # fmt: skip


def ages_form(code: str, stages: tuple[str, ...], title: Words, youngest: int, oldest: int) -> Form:
    """Pupils by age on 1 September, where they are registered as persons; unknown where they are not."""
    of_stage, age = pl.col("stage").is_in(stages), pl.col("age")
    lines: list[tuple[Line, pl.Expr]] = [
        (TOTAL, ALL),
        (part("girls", "女", "Girls"), pl.col("sex") == "2"),
        (Line("young", Words(f"{youngest}岁及以下", f"{youngest} or younger")), age <= youngest),
        *((Line(f"age{n}", Words(f"{n}岁", f"Aged {n}")), age == n) for n in range(youngest + 1, oldest)),
        (Line("old", Words(f"{oldest}岁及以上", f"{oldest} or older")), age >= oldest),
    ]
    depth = max(len(GRADES_OF_STAGE[stage]) for stage in stages)
    heads: list[tuple[Head, pl.Expr]] = [
        (Head("pupils", Words("在校生数", "Enrolment")), ALL),
        (Head("girls", Words("其中女", "of whom girls")), pl.col("sex") == "2"),
    ]
    for number in range(1, depth + 1):
        grades = [GRADES_OF_STAGE[stage][number - 1] for stage in stages if len(GRADES_OF_STAGE[stage]) >= number]
        heads.append((grade_head(stages[0], number), pl.col("grade").is_in(grades)))
    cells: dict[tuple[str, str], Source] = {
        (line.key, head.key): _listed(of_stage, where & of) for line, where in lines for head, of in heads
    }
    return Form(
        code, title, frozenset(stages), tuple(h for h, _ in heads), tuple(line for line, _ in lines), cells, main="pupils",
        note=Words("学生登记到人的学校才有。", "Only where pupils are registered as persons."),
    )  # fmt: skip


def _listed(of_stage: pl.Expr, where: pl.Expr) -> Drawn:
    return Drawn(STUDENTS, pl.when(of_stage.any()).then((of_stage & where).sum()))


def special_form() -> Form:
    of_stage: Callable[[str], pl.Expr] = lambda grade: (pl.col("stage") == "special") & (pl.col("grade") == grade)  # noqa: E731
    lines = tuple(line for line, _ in KINDS[:4])
    heads = (Head("pupils", Words("在校生数", "Enrolment")), *(grade_head("special", n) for n in range(1, 10)))
    cells: dict[tuple[str, str], Source] = {}
    for line, column in KINDS[:4]:
        cells[line.key, "pupils"] = sum_of(CLASSES, column, pl.col("stage") == "special")
        for number, grade in enumerate(GRADES_OF_STAGE["special"], 1):
            cells[line.key, f"grade{number}"] = sum_of(CLASSES, column, of_stage(grade))
    return Form(
        "教基3120", Words("特殊教育学生数", "Pupils of special education"), frozenset({"special"}), heads, lines, cells,
        main="pupils", inferred=frozenset({"name", "layout"}),
        note=Words("残疾类别，登记册暂不记载。", "The register does not keep kinds of disability yet."),
    )  # fmt: skip


def by_programme(frames: Frames) -> pl.DataFrame:
    """institution_code, key, title, classes, entrants, pupils, girls, graduates: one row a programme taught."""
    of_stage = pl.col("stage") == "vocational"
    key = ("institution_code", "programme_code")
    classes = frames[CLASSES.name].filter(of_stage)
    taught = classes.group_by(key).agg(
        classes=pl.len().cast(pl.Int64),
        entrants=pl.col("entrant_count").sum().cast(pl.Int64),
        pupils=pl.col("pupil_count").sum().cast(pl.Int64),
        girls=pl.col("girl_count").sum().cast(pl.Int64),
        leaving=pl.col("pupil_count").filter(pl.col("grade") == GRADES_OF_STAGE["vocational"][-1]).sum().cast(pl.Int64),
    )
    names = frames[PROGRAMMES.name].select(*key, title="name").unique(key, keep="first")
    named = taught.join(names, on=key, how="left").with_columns(
        title=pl.coalesce(
            "title", pl.when(pl.col("programme_code") == "").then(pl.lit("未分专业")).otherwise("programme_code")
        )
    )
    return named.rename({"programme_code": "key"}).sort("institution_code", "key")


FORM_3221 = Form(
    "教基3221", Words("中等职业学校学生数", "Students of secondary vocational schools"), frozenset({"vocational"}),
    (
        Head("classes", Words("班数", "Classes")), Head("entrants", Words("招生数", "Entrants")),
        Head("pupils", Words("在校生数", "Enrolment")), Head("girls", Words("其中女", "of whom girls")),
        Head("leaving", Words("预计毕业生数", "Expected graduates")),
    ),
    listed=by_programme, main="pupils", inferred=frozenset({"name", "layout"}),
)  # fmt: skip

FORMS = (
    kinds_form("教基3112", "primary", Words("小学分类型学生数", "Primary pupils by kind")),
    ages_form("教基3113", ("primary",), Words("小学分年龄学生数", "Primary pupils by age"), 5, 15),
    kinds_form("教基3115", "junior", Words("初中分类型学生数", "Junior secondary pupils by kind")),
    ages_form("教基3116", ("junior",), Words("初中分年龄学生数", "Junior secondary pupils by age"), 10, 18),
    kinds_form("教基3118", "senior", Words("普通高中分类型学生数", "Senior secondary pupils by kind")),
    ages_form(
        "教基3119", ("senior", "vocational"), Words("高中阶段分年龄学生数", "Upper secondary pupils by age"), 14, 23
    ),
    special_form(),
    FORM_3221,
)
