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


MIXED_GRADES = part("mixed_grades", "复式班", "Mixed-grade classes")
FROM_AFAR = (
    part("migrants_of_other_provinces", "随迁子女：外省迁入", "Migrants' children of other provinces"),
    part("migrants_of_other_counties", "随迁子女：本省外县迁入", "Migrants' children of other counties"),
)
NO_MIXED_GRADES = Unkept(
    Words("登记册的班级各属一个年级，不记复式班。", "A class of the register is of one grade; mixed-grade classes are not kept.")
)  # fmt: skip
NO_ORIGINS = Unkept(
    Words(
        "登记册记是否随迁，不记从外省还是本省外县迁入。", "The register says whether a child came along with a migrant worker, not from which province or county."
    )
)  # fmt: skip
NO_KINDS_OF_PRESCHOOLED = Unkept(
    Words("受过学前教育的只按班计总数，不按类分，也不分年限。", "Who attended preschool is counted by class in total, not by kind or by years.")
)  # fmt: skip
NO_DISABILITIES = Unkept(
    Words(
        "残疾类别属敏感个人信息，登记册不记；由学校按残疾人证在纸质表上填。",
        "Kinds of disability are sensitive personal data and not registered; the school states them on paper by the certificates.",
    )
)  # fmt: skip
DISABILITIES = (  # GB/T 26341
    part("sight", "视力残疾", "Sight"), part("hearing", "听力残疾", "Hearing"), part("speech", "言语残疾", "Speech"), part("limbs", "肢体残疾", "Limbs"),
    part("intellect", "智力残疾", "Intellect"), part("mind", "精神残疾", "Mind"), part("several", "多重残疾", "Several"),
)  # fmt: skip


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
        cells[line.key, "entrants"] = _entrants(stage, column)
        cells[line.key, "graduates"] = _graduates(stage, column)
        if stage == "primary":
            cells[line.key, "preschooled"] = NO_KINDS_OF_PRESCHOOLED
    for line in (MIXED_GRADES, *FROM_AFAR):
        why = NO_MIXED_GRADES if line is MIXED_GRADES else NO_ORIGINS
        cells |= {(line.key, head.key): why for head in heads}
    cells["total", "graduates"] = sum_of(GRADUATIONS, "graduate_count", of_stage, pl.col("is_last_grade"))
    cells["total", "entrants"] = sum_of(CLASSES, "entrant_count", of_stage)
    if stage == "primary":
        cells["total", "preschooled"] = sum_of(CLASSES, "entrant_with_preschool_count", of_stage)
    return Form(
        code, title, frozenset({stage}), tuple(heads), (*(line for line, _ in KINDS), MIXED_GRADES, *FROM_AFAR), cells, main="pupils",
    )  # fmt: skip


def _entrants(stage: str, column: str) -> Drawn:
    """Entrants of a kind: they are the first grade, so known where it has no repeaters."""
    first = (pl.col("stage") == stage) & (pl.col("grade") == GRADES_OF_STAGE[stage][0])
    unsure = (first & (pl.col("repeater_count") > 0)).any()
    return Drawn(CLASSES, pl.when(~unsure).then(pl.when(first).then(pl.col(column)).otherwise(0).sum()))


def _graduates(stage: str, column: str) -> Drawn:
    """Graduates of a kind: known where all of a last grade graduated; of pupils who came or went meanwhile it is not said."""
    last = (pl.col("stage") == stage) & pl.col("is_last_grade")
    unsure = (last & (pl.col("graduate_count").fill_null(-1) != pl.col("pupil_count"))).any()
    return Drawn(GRADUATIONS, pl.when(~unsure).then(pl.when(last).then(pl.col(column)).otherwise(0).sum()))


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
    cells |= {(line.key, head.key): NO_DISABILITIES for line in DISABILITIES for head in heads}
    return Form(
        "教基3120", Words("特殊教育学生数", "Pupils of special education"), frozenset({"special"}), heads, (*lines, *DISABILITIES), cells,
        main="pupils", inferred=frozenset({"name", "layout"}),
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
