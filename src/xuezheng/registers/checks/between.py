"""What must hold between the tables of a return, and against the return of the year before."""

from itertools import pairwise

import polars as pl

from xuezheng.engine.offices import Check, last_year
from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, seen
from xuezheng.registers.rules import GRADES_OF_STAGE
from xuezheng.registers.rules import SUCCESSIONS as KINDS
from xuezheng.registers.tables import (
    CLASSES,
    CONDITIONS,
    ENTRANT_COHORTS,
    GRADUATIONS,
    INSTITUTIONS,
    POPULATION,
    PROGRAMMES,
    ROOMS,
    STAFF,
    STUDENTS,
    SUCCESSIONS,
)

JUMP_SHARE, JUMP_PUPILS, JUMP_STAFF = 0.5, 100, 20
COHORT_SHARE, COHORT_PUPILS = 0.1, 500
EXAMINED_SHARE = 0.8  # of last year's pupils; a local checking guide of the return
CODE = "institution_code"


def without_open_institution(table: Table) -> Check:
    """Rows of a stock must belong to an institution open on the day."""
    subject = table.name.rsplit("_", 1)[-1]

    def broken(frames: Frames) -> pl.DataFrame:
        rows = frames[table.name].filter(pl.col(CODE).is_not_null())
        return rows.join(frames[INSTITUTIONS.name], on=CODE, how="anti").select(seen(table))

    return frames_check(
        f"registers.{subject}.institution_open",
        (table, INSTITUTIONS),
        broken,
        Words(f"{table.title.zh}属于当日在办的学校。", f"{table.title.en} belong to an institution open on the day."),
        cure=Words(
            "学校已终止的，随事项一并转出。", "Where the school has ended, move them with the event that ended it."
        ),
    )


def _ended_but_open(frames: Frames) -> pl.DataFrame:
    ended = frames[SUCCESSIONS.name].filter("ended")
    return ended.join(frames[INSTITUTIONS.name], on=CODE, how="semi").select(seen(SUCCESSIONS, "kind"))


def _merger_incomplete(frames: Frames) -> pl.DataFrame:
    """Mergers that nothing ended by, or that nobody came out of."""
    parts = frames[SUCCESSIONS.name].filter(pl.col("kind") == "merged")
    whole = pl.col("ended").any().over("event_number") & (pl.col("side") == "after").any().over("event_number")
    return parts.filter(~whole).select(seen(SUCCESSIONS, "kind", "ended"))


def _kind_unknown(frames: Frames) -> pl.DataFrame:
    odd = ~pl.col("kind").is_in(KINDS) | ~pl.col("side").is_in(("before", "after"))
    return frames[SUCCESSIONS.name].filter(odd).select(seen(SUCCESSIONS, "kind"))


def _conditions_missing(frames: Frames) -> pl.DataFrame:
    taught = frames[INSTITUTIONS.name].filter(pl.col("pupil_count") > 0)
    return taught.join(frames[CONDITIONS.name], on=CODE, how="anti").select(seen(INSTITUTIONS, "name"))


def _parties_exceed_staff(frames: Frames) -> pl.DataFrame:
    """Institutions that report more members of parties than they have staff."""
    members = pl.sum_horizontal("party_member_count", "league_member_count", "democratic_party_count")
    staff = frames[STAFF.name].group_by(CODE).agg(staff_count=pl.col("pseudonym").n_unique().cast(pl.Int64))
    told = frames[CONDITIONS.name].with_columns(member_count=members).join(staff, on=CODE, how="inner")
    parties = ("party_member_count", "league_member_count", "democratic_party_count")
    return told.filter(pl.col("member_count") > pl.col("staff_count")).select(
        *seen(CONDITIONS, *parties), "staff_count"
    )


def _examined_odd(frames: Frames) -> pl.DataFrame:
    """Institutions where more pupils were examined last year than it had, or fewer than four in five."""
    before = frames[last_year(INSTITUTIONS)].select(CODE, pupil_count_before=pl.col("pupil_count"))
    told = frames[CONDITIONS.name].join(before, on=CODE).filter(pl.col("examined_count").is_not_null())
    share = pl.col("examined_count") / pl.col("pupil_count_before")
    odd = (pl.col("pupil_count_before") > 0) & ~share.is_between(EXAMINED_SHARE, 1.0)
    return told.filter(odd).select(*seen(CONDITIONS, "examined_count"), "pupil_count_before")


def _seats_short(frames: Frames) -> pl.DataFrame:
    """Institutions with registered classrooms that have fewer seats than pupils."""
    rooms = frames[ROOMS.name].filter(pl.col("kind") == "classroom")
    seats = rooms.group_by(CODE).agg(classroom_seat_count=pl.col("seat_count").sum())
    short = (
        frames[INSTITUTIONS.name].join(seats, on=CODE).filter(pl.col("classroom_seat_count") < pl.col("pupil_count"))
    )
    return short.select(*seen(INSTITUTIONS, "pupil_count"), "classroom_seat_count")


def _programme_not_offered(frames: Frames) -> pl.DataFrame:
    named = frames[CLASSES.name].filter(pl.col("programme_code") != "")
    key = (CODE, "programme_code")
    return named.join(frames[PROGRAMMES.name], on=key, how="anti").select(seen(CLASSES, "programme_code"))


def _population_missing(frames: Frames) -> pl.DataFrame:
    counties = frames[INSTITUTIONS.name].select("county_code").unique()
    return counties.join(frames[POPULATION.name], on="county_code", how="anti").sort("county_code")


def _cohort_missing(frames: Frames) -> pl.DataFrame:
    counties = frames[INSTITUTIONS.name].filter("has_junior").select("county_code").unique()
    return counties.join(frames[ENTRANT_COHORTS.name], on="county_code", how="anti").sort("county_code")


def _gone_without_event(frames: Frames) -> pl.DataFrame:
    gone = frames[last_year(INSTITUTIONS)].join(frames[INSTITUTIONS.name], on=CODE, how="anti")
    told = frames[SUCCESSIONS.name].filter("ended")
    return gone.join(told, on=CODE, how="anti").select(seen(INSTITUTIONS, "name"))


def _new_without_event(frames: Frames) -> pl.DataFrame:
    new = frames[INSTITUTIONS.name].join(frames[last_year(INSTITUTIONS)], on=CODE, how="anti")
    told = frames[SUCCESSIONS.name].filter(pl.col("side") == "after")
    return new.join(told, on=CODE, how="anti").select(seen(INSTITUTIONS, "name"))


def _jumps(before: pl.DataFrame, now: pl.DataFrame, least: int) -> pl.DataFrame:
    """institution_code, county_code, count_before, count: where they differ by more than half, and by `least` at least."""
    both = before.join(now, on=CODE)
    change = (pl.col("count") - pl.col("count_before")).abs()
    return both.filter((change > JUMP_SHARE * pl.col("count_before")) & (change >= least)).sort(CODE)


def _pupils_jumped(frames: Frames) -> pl.DataFrame:
    before = frames[last_year(INSTITUTIONS)].select(CODE, count_before=pl.col("pupil_count"))
    return _jumps(
        before, frames[INSTITUTIONS.name].select("county_code", CODE, "name", count="pupil_count"), JUMP_PUPILS
    )


def _staff_jumped(frames: Frames) -> pl.DataFrame:
    count = pl.col("pseudonym").n_unique().cast(pl.Int64)
    before = frames[last_year(STAFF)].group_by(CODE).agg(count_before=count)
    return _jumps(before, frames[STAFF.name].group_by(CODE).agg(count=count), JUMP_STAFF)


def _cohorts_broke(frames: Frames) -> pl.DataFrame:
    """Grades of a city whose pupils are far from those of the grade below a year ago."""
    next_grade = {
        (stage, grade): later
        for stage, grades in GRADES_OF_STAGE.items()
        if stage not in ("preschool", "special")
        for grade, later in pairwise(grades)
    }
    steps = pl.DataFrame(
        [(stage, grade, later) for (stage, grade), later in next_grade.items()],
        schema={"stage": pl.String, "grade": pl.String, "later": pl.String},
        orient="row",
    )
    pupils = pl.col("pupil_count").sum().cast(pl.Int64)
    before = frames[last_year(CLASSES)].group_by("stage", "grade").agg(pupil_count_before=pupils)
    before = before.join(steps, on=("stage", "grade")).drop("grade").rename({"later": "grade"})
    now = frames[CLASSES.name].group_by("city_code", "stage", "grade").agg(pupils).join(before, on=("stage", "grade"))
    change = (pl.col("pupil_count") - pl.col("pupil_count_before")).abs()
    broke = now.filter((change > COHORT_SHARE * pl.col("pupil_count_before")) & (change >= COHORT_PUPILS))
    return broke.sort("stage", "grade")


def _past_rewritten(frames: Frames) -> pl.DataFrame:
    """Schools whose pupils of last year, as the register has them now, are not those frozen then."""
    now = frames[GRADUATIONS.name].group_by("county_code", CODE).agg(count=pl.col("pupil_count").sum().cast(pl.Int64))
    then = frames[last_year(CLASSES)].group_by(CODE).agg(frozen_count=pl.col("pupil_count").sum().cast(pl.Int64))
    return now.join(then, on=CODE).filter(pl.col("count") != pl.col("frozen_count")).sort(CODE)


BETWEEN: tuple[Check, ...] = (
    *(without_open_institution(table) for table in (CLASSES, STAFF, STUDENTS)),
    frames_check(
        "registers.succession.ended_is_gone",
        (SUCCESSIONS, INSTITUTIONS),
        _ended_but_open,
        Words("因撤并终止的学校不再在办。", "An institution that ended by an event is open no more."),
    ),
    frames_check(
        "registers.succession.merger_complete",
        (SUCCESSIONS,),
        _merger_incomplete,
        Words("合并有终止的一方和接收的一方。", "A merger has one who ends and one who receives."),
        beyond=True,
    ),
    frames_check(
        "registers.succession.kind_known",
        (SUCCESSIONS,),
        _kind_unknown,
        Words("事项的种类和一方在代码表中。", "The kind and side of an event are of their lists."),
    ),
    frames_check(
        "registers.conditions.reported",
        (INSTITUTIONS, CONDITIONS),
        _conditions_missing,
        Words("有学生的学校都填报了办学条件。", "Every institution with pupils reports its conditions."),
        warns=True,
    ),
    frames_check(
        "registers.conditions.parties_at_most_staff",
        (CONDITIONS, STAFF),
        _parties_exceed_staff,
        Words(
            "党员、团员、民主党派之和不多于教职工数。",
            "Members of parties and the Youth League are not more than the staff.",
        ),
        cure=Words(
            "教职工登记册不全的先补全；一人只计一种。", "Complete the register of staff first; a person counts once."
        ),
    ),
    frames_check(
        "registers.room.seats_for_all",
        (INSTITUTIONS, ROOMS),
        _seats_short,
        Words("教室座位不少于学生数。", "Classrooms have seats for all pupils."),
        warns=True,
    ),
    frames_check(
        "registers.class.programme_offered",
        (CLASSES, PROGRAMMES),
        _programme_not_offered,
        Words("班级的专业是本校开设的专业。", "The programme of a class is one the school offers."),
    ),
    frames_check(
        "registers.population.every_county",
        (INSTITUTIONS, POPULATION),
        _population_missing,
        Words("每个区县有分年龄人口。", "Every county has its residents by age."),
        warns=True,
    ),
    frames_check(
        "registers.entrant_cohorts.every_county",
        (INSTITUTIONS, ENTRANT_COHORTS),
        _cohort_missing,
        Words(
            "每个有初中的区县有九年前的小学招生数。",
            "Every county with junior schools has its entrants of nine years before.",
        ),
        warns=True,
    ),
)

AGAINST_LAST_YEAR: tuple[Check, ...] = (
    frames_check(
        "registers.institution.gone_by_event",
        (INSTITUTIONS, SUCCESSIONS),
        _gone_without_event,
        Words(
            "去年在办、今年不在办的学校有终止事项。", "An institution that is gone since last year ended by an event."
        ),
        warns=True,
        last=(INSTITUTIONS,),
    ),
    frames_check(
        "registers.institution.new_by_event",
        (INSTITUTIONS, SUCCESSIONS),
        _new_without_event,
        Words("今年新出现的学校有设立事项。", "An institution that is new since last year began by an event."),
        warns=True,
        last=(INSTITUTIONS,),
    ),
    frames_check(
        "registers.institution.pupils_steady",
        (INSTITUTIONS,),
        _pupils_jumped,
        Words("学生数比去年的增减不到一半。", "Pupils have changed by less than half since last year."),
        warns=True,
        last=(INSTITUTIONS,),
    ),
    frames_check(
        "registers.conditions.examined_most_pupils",
        (CONDITIONS,),
        _examined_odd,
        Words(
            "上学年体检学生数不多于去年在校生，也不少于其八成。",
            "Pupils examined are not more than last year's enrolment, nor fewer than four fifths of it.",
        ),
        warns=True,
        last=(INSTITUTIONS,),
    ),
    frames_check(
        "registers.staff.steady",
        (STAFF,),
        _staff_jumped,
        Words("教职工数比去年的增减不到一半。", "Staff have changed by less than half since last year."),
        warns=True,
        last=(STAFF,),
    ),
    frames_check(
        "registers.class.cohort_moves_up",
        (CLASSES,),
        _cohorts_broke,
        Words(
            "各年级学生数与去年低一年级相差不到一成。",
            "A grade has the pupils of the grade below last year, within a tenth.",
        ),
        warns=True,
        last=(CLASSES,),
        beyond=True,
    ),
    frames_check(
        "registers.graduation.past_as_frozen",
        (GRADUATIONS,),
        _past_rewritten,
        Words("登记中的去年学生数与去年冻结的一致。", "Last year's pupils in the register are those frozen then."),
        warns=True,
        cure=Words("先更正去年的年报。", "Correct last year's return first."),
        last=(CLASSES,),
    ),
)
CHECKS = (*BETWEEN, *AGAINST_LAST_YEAR)
