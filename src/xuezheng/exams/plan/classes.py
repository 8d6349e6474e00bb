"""A roster of new pupils → classes by lot → their make-up."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.exams.plan.reading import distinct, known
from xuezheng.exams.rules.draw import draw_key, roster_hash
from xuezheng.exams.rules.heads import PUPILS
from xuezheng.exams.rules.rows import row_words
from xuezheng.exams.solver.classes import ClassProblem, make_up, solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class ClassPlan:
    """`pupils`: number, name, sex, class; `classes` their make-up; `roster` the bytes whose hash the draw stands on."""

    pupils: pl.DataFrame
    classes: pl.DataFrame
    roster: bytes
    findings: tuple[Problem, ...]

    @property
    def roster_hash(self) -> str:
        return roster_hash(self.roster)


def drawn(pupils: pl.DataFrame, class_count: int, seed: str, uses_score: bool = False) -> ClassPlan:
    """Divide pupils into classes. Raises Refused where there are fewer pupils than classes."""
    findings: list[Problem] = []
    people = known(pupils, PUPILS, ("number",), "pupils")
    twice = Words("编号重复，均未分班。", "Several pupils have this number; none of them gets a class.")
    people = distinct(people, twice, "classes.pupil", findings).sort("number")
    if people.height < class_count or class_count < 1:
        what = Words("学生比班级少。", "There are fewer pupils than classes.")
        raise Refused([*findings, Problem("classes.too_few", what, got=f"{people.height} / {class_count}")])
    score = people["score"].cast(pl.Float64, strict=False)
    if uses_score and score.null_count():
        what = Words("没有成绩，按0分入列。", "There is no score; it is taken as 0.")
        findings.append(Problem("classes.score_missing", what, where=row_words(people.filter(score.is_null())["row"])))
    whole = (
        (score.fill_null(0.0) * 1000).round().cast(pl.Int64).to_numpy()
        if uses_score
        else np.zeros(people.height, np.int64)
    )
    sexes = sorted(set(people["sex"]))
    problem = ClassProblem(
        tuple(people["number"]), np.array([sexes.index(s) for s in people["sex"]], np.int64), whole,
        tuple(people["together"]), class_count,
    )  # fmt: skip
    used = ["number", "sex", *(["score"] if uses_score else []), "together"]
    roster = people.select(used).write_csv().encode()
    at = solve(problem, draw_key(seed, roster))
    made = people.select("number", "name", "sex").with_columns(pl.Series("class", at + 1)).sort("class", "number")
    about = pl.DataFrame(make_up(problem, at, range(len(sexes)))).rename(
        {f"sex_{k}": sex or "?" for k, sex in enumerate(sexes)}
    )
    about = about if uses_score else about.drop("mean_score")
    return ClassPlan(made, about, roster, tuple(findings))
