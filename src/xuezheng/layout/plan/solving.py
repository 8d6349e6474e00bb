"""A plan's problem judged, solved and checked: what cannot be is named with the names of places."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.changing import marks
from xuezheng.layout.plan.county import faults, unsound
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.problem.county import County, Layout

if TYPE_CHECKING:
    from xuezheng.layout.solver.stopping import Stop


def stop_after(
    seconds: float, is_asked: Callable[[], bool] | None = None, told: Callable[[float, float], None] | None = None
) -> "Stop":
    """A limit of time for `solved`; the engine is loaded only when somebody solves."""
    from xuezheng.layout.solver.stopping import Stop

    return Stop(seconds, is_asked=is_asked, told=told)


def decided_county(made: Prepared, decided: dict[str, str]) -> County:
    return made.county.with_decided(marks(made, decided))


def reasons_against(made: Prepared, decided: dict[str, str]) -> list[Problem]:
    """Why no layout can exist: where, how many, and what would cure it; empty where none is plain to see."""
    if not made.sites["is_there"].any():
        what = Words("这个县这一学段没有可用的公办学校", "The county has no usable public school of this stage")
        return [Problem("layout.plan.no_schools", what, which=made.county_code)]
    if not made.rows.height:
        what = Words("没有儿童可安排", "There are no children to plan for")
        cure = Words("先导入村庄与儿童。", "Import villages and their children first.")
        return [Problem("layout.plan.no_children", what, which=made.county_code, cure=cure)]
    from xuezheng.layout.plan.soundness import unsound as unsound_year

    county = decided_county(made, decided)
    villages, schools = made.rows["village_name"].to_list(), made.sites["site_name"].to_list()
    if found := unsound(county, villages, schools):
        return found[:6]
    for t in (0, county.year_count - 1):
        where = str(made.asked.first_year + t)
        if told := unsound_year(county.one_year(t), where):
            return [named(problem, made) for problem in told]
    return []


def solved(made: Prepared, decided: dict[str, str], stop: "Stop", seed: int) -> Layout:
    """The best layout found, checked; raises `Refused` where none can be or was found, or the check fails."""
    if found := reasons_against(made, decided):
        raise Refused(found)
    from xuezheng.layout.solver.county import solve_county
    from xuezheng.layout.solver.warming import warm

    warm()
    county = decided_county(made, decided)
    plan = solve_county(county, replace(stop, began=stop_after(0).began), seed)
    if not np.isfinite(plan.objective):
        what = Words("在给定时间内没有找到可行方案", "No layout was found in the time given")
        cure = Words(
            "延长时间，放宽上限或预算，或解除部分锁定。", "Give more time, loosen limits or budgets, or unlock schools."
        )
        raise Refused([Problem("layout.plan.no_answer", what, which=made.county_code, cure=cure)])
    if wrong := faults(county, plan):
        raise Refused(wrong)
    return plan


INDICES = re.compile(r"\[[\d, ]*\]")


def named(problem: Problem, made: Prepared) -> Problem:
    """The problem with villages by their names, where one year's problem counts them from one."""
    villages = made.rows["village_name"].to_list()

    def one(found: "re.Match[str]") -> str:
        at = [int(k) - 1 for k in found.group()[1:-1].split(",") if k.strip()]
        return "、".join(dict.fromkeys(villages[k] for k in at if 0 <= k < len(villages)))

    return replace(problem, which=INDICES.sub(one, problem.which))


def faults_named(found: list[Problem], made: Prepared) -> list[Problem]:
    """What the check found, with school years, and villages and schools by their names."""
    villages, schools = made.rows["village_name"].to_list(), made.sites["site_name"].to_list()

    def one(problem: Problem) -> Problem:
        names = villages if problem.rule.endswith("reach") else schools
        at = [int(k) for k in re.findall(r"\d+", problem.got)] if problem.got.startswith("[") else []
        told = "、".join(dict.fromkeys(names[k] for k in at if k < len(names)))
        year = problem.which.removeprefix("year ")
        which = str(made.asked.first_year + int(year)) if year != problem.which and year.isdigit() else problem.which
        return replace(problem, which=which, got=told or problem.got)

    return [one(problem) for problem in found]
