"""What must hold of a class, and of what became of it."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, at_most, frames_check, row_check, seen
from xuezheng.registers.rules import ATTACHED_STAGES, GRADES_OF_STAGE, STAGES_OF_TYPE, TEACHING_POINT
from xuezheng.registers.tables import CLASSES, GRADUATIONS

PARTS = {
    "girl_count": Words("女生", "Girls"),
    "minority_count": Words("少数民族学生", "Minority pupils"),
    "boarder_count": Words("寄宿生", "Boarders"),
    "migrant_count": Words("随迁子女", "Children of migrant workers"),
    "left_behind_count": Words("留守儿童", "Left-behind children"),
    "repeater_count": Words("留级生", "Repeaters"),
}
ENTRY_STAGES = ("primary", "junior", "senior", "vocational")  # entered in the first grade only
FIRST_GRADES = tuple(GRADES_OF_STAGE[stage][0] for stage in ENTRY_STAGES)
SIZE_LIMIT = 66  # 超大班额 begins with 66 pupils (教育部 class-size bands)
SIZED_STAGES = ("primary", "junior", "senior")

_fits = pl.DataFrame(
    [(kind, stage) for kind, own in STAGES_OF_TYPE.items() for stage in (*own, *ATTACHED_STAGES.get(own[0], ()))],
    schema={"school_type": pl.String, "stage": pl.String},
    orient="row",
).unique()
_grades = pl.DataFrame(
    [(stage, grade) for stage, grades in GRADES_OF_STAGE.items() for grade in grades],
    schema={"stage": pl.String, "grade": pl.String},
    orient="row",
)


def _stage_not_of_type(frames: Frames) -> pl.DataFrame:
    """Classes of a stage that schools of that type neither teach nor may have attached."""
    misfits = frames[CLASSES.name].join(_fits, on=("school_type", "stage"), how="anti")
    return misfits.select(seen(CLASSES, "school_type"))


def _grade_not_of_stage(frames: Frames) -> pl.DataFrame:
    odd = frames[CLASSES.name].join(_grades, on=("stage", "grade"), how="anti")
    return odd.select(seen(CLASSES))


def _twice(frames: Frames) -> pl.DataFrame:
    classes = frames[CLASSES.name]
    return classes.filter(classes.select(CLASSES.key).is_duplicated()).select(seen(CLASSES))


def _parts() -> tuple[Check, ...]:
    return tuple(
        row_check(
            f"registers.class.{column.removesuffix('_count')}_at_most_pupils",
            CLASSES,
            at_most(column, "pupil_count"),
            Words(f"{words.zh}不多于班级学生数。", f"{words.en} are not more than the pupils of the class."),
        )
        for column, words in PARTS.items()
    )


CHECKS: tuple[Check, ...] = (
    *_parts(),
    row_check(
        "registers.class.entrants_are_the_first_grade",
        CLASSES,
        ~pl.col("stage").is_in(ENTRY_STAGES)
        | (
            pl.col("entrant_count")
            == pl.when(pl.col("grade").is_in(FIRST_GRADES))
            .then(pl.col("pupil_count") - pl.col("repeater_count"))
            .otherwise(0)
        ),
        Words(
            "招生数等于起始年级学生数减去留级生；其他年级没有招生。",
            "Entrants are the pupils of a stage's first grade without its repeaters; other grades have none.",
        ),
    ),
    row_check(
        "registers.class.preschooled_at_most_entrants",
        CLASSES,
        at_most("entrant_with_preschool_count", "entrant_count"),
        Words("招生中受过学前教育的不多于招生数。", "Entrants who attended preschool are not more than the entrants."),
    ),
    row_check(
        "registers.class.has_pupils",
        CLASSES,
        pl.col("pupil_count") > 0,
        Words("班级有学生。", "A class has pupils."),
        warns=True,
    ),
    row_check(
        "registers.class.not_oversize",
        CLASSES,
        ~pl.col("stage").is_in(SIZED_STAGES) | (pl.col("pupil_count") < SIZE_LIMIT),
        Words("中小学班额不到66人。", "A class of a school has fewer than 66 pupils."),
        warns=True,
    ),
    frames_check(
        "registers.class.grade_of_stage",
        (CLASSES,),
        _grade_not_of_stage,
        Words("年级属于该学段。", "The grade is one of its stage."),
    ),
    frames_check(
        "registers.class.stage_of_type",
        (CLASSES,),
        _stage_not_of_type,
        Words("办学类型可以开办该学段的班级。", "The type of the school may teach the stage of the class."),
        cure=Words("更正班级的学段或学校的办学类型。", "Correct the stage of the class or the type of the school."),
    ),
    frames_check(
        "registers.class.once",
        (CLASSES,),
        _twice,
        Words("同一年级的班号不重复。", "A class number stands once in a grade."),
    ),
    row_check(
        "registers.class.teaching_point_grades",
        CLASSES,
        (pl.col("school_type") != TEACHING_POINT) | pl.col("stage").is_in(("preschool", "primary")),
        Words("教学点只有学前和小学班级。", "A teaching point has preschool and primary classes only."),
    ),
    row_check(
        "registers.graduation.left_at_most_pupils",
        GRADUATIONS,
        pl.col("graduate_count").fill_null(0) + pl.col("dropout_count").fill_null(0) <= pl.col("pupil_count"),
        Words(
            "毕业生与辍学生之和不多于学年初的学生数。",
            "Graduates and dropouts are not more than the pupils at the beginning.",
        ),
        warns=True,  # who came in during the year graduates too
        cure=Words("有学年中转入的，写明人数。", "Where pupils came in during the year, say how many."),
    ),
    row_check(
        "registers.graduation.last_grade_only",
        GRADUATIONS,
        pl.col("is_last_grade") | (pl.col("graduate_count").fill_null(0) == 0),
        Words("只有毕业年级有毕业生。", "Only a stage's last grade has graduates."),
    ),
    row_check(
        "registers.graduation.outcome_known",
        GRADUATIONS,
        ~pl.col("is_last_grade") | pl.col("graduate_count").is_not_null(),
        Words("毕业年级填报了毕业生数。", "Graduates are reported for a stage's last grade."),
        warns=True,
    ),
)
