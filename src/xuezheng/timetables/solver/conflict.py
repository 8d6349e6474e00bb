"""Why no classes can be formed: a smallest set of demands that cannot be met together, in words.

CP-SAT names a set of literals that suffices for the contradiction; then each demand is dropped while it stays impossible (a deletion
filter: Chinneck and Dravnieks 1991), so that of those named none can be left out.
"""

import time

from ortools.sat.python import cp_model

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.senior.classes import Cohort
from xuezheng.timetables.solver.forming import NOTHING, ClassModel, Demand, Pinned


def smallest(
    cohort: Cohort, by_side: bool, seconds: float, seed: int, pinned: Pinned = NOTHING, evenly: bool = False
) -> tuple[Demand, ...] | None:
    """Demands in conflict of which none can be left out; None where none was proven in the time. `evenly` counts the spread asked."""
    deadline = time.perf_counter() + seconds
    spread = cohort.spread if evenly else cohort.students

    def contradiction(among: frozenset[Demand] | None) -> frozenset[Demand] | None:
        """Demands that suffice for a contradiction, among these; None where there is none, or none was found in the time."""
        model = ClassModel(cohort, by_side, spread, pinned, explains=True)
        wanted = [d for d in model.demands if among is None or d in among]
        model.model.add_assumptions([model.demands[d] for d in wanted])
        status, solver = model.solve(deadline - time.perf_counter(), seed)
        if status != cp_model.INFEASIBLE:
            return None
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return frozenset(d for d in wanted if model.demands[d].index in core)

    kept = contradiction(None)
    if kept is None:
        return None
    for demand in sorted(kept):
        if demand in kept and time.perf_counter() < deadline and (less := contradiction(kept - {demand})) is not None:
            kept = less
    return tuple(sorted(kept))


def conflict(cohort: Cohort, by_side: bool, seconds: float, seed: int, pinned: Pinned = NOTHING) -> Problem:
    """The conflict in words; that nothing was found in the time, where none is proven."""
    demands = smallest(cohort, by_side, seconds, seed, pinned)
    if demands is None:
        what = Words(
            "时间内没有找到分班方案，也没有证明不可能。",
            "In the time, no classes were found, nor was it proven that there are none.",
        )
        return Problem("classes_time", what, cure=Words("给更长的时间。", "Give it more time."))
    parts = [words_of(one, cohort) for one in demands]
    if pinned.students:
        parts.append(Words(f"锁定的{len(pinned.students)}人不动", f"the {len(pinned.students)} locked students stay"))
    what = Words(
        "下列要求不能同时满足，去掉任何一条就可以：" + "；".join(one.zh for one in parts) + "。",
        "These demands cannot be met together, and without any one of them they can: "
        + "; ".join(one.en for one in parts)
        + ".",
    )
    return Problem("classes_conflict", what, cure=cure_of(demands))


def moving_students(cohort: Cohort, subject: str) -> int:
    return sum(n for chosen, n in cohort.counts.items() if subject in chosen)


def words_of(demand: Demand, cohort: Cohort) -> Words:
    """One demand with its numbers."""
    s, teachers = demand.of, cohort.teachers.get(demand.of, 0)
    if demand.kind == "rooms":
        return Words(f"同一时段至多{cohort.rooms}间教室", f"at most {cohort.rooms} rooms at once")
    if demand.kind == "homes":
        return Words(
            f"行政班各有一间教室，共{cohort.rooms}间", f"a room for each administrative class, of {cohort.rooms}"
        )
    if demand.kind == "teachers":
        return Words(
            f"{s}教师{teachers}人，同一时段各教一个班", f"{teachers} teachers of {s}, each one class at a time"
        )
    if demand.kind == "load":
        each = cohort.loads.get(s, 0)
        return Words(
            f"{s}教师{teachers}人，每人至多{each}个班，共{teachers * each}个",
            f"{teachers} teachers of {s}, each at most {each} classes, {teachers * each} in all",
        )
    if s == "home":
        return Words(
            f"行政班不超过{cohort.most}人（共{cohort.students}人）",
            f"at most {cohort.most} in an administrative class ({cohort.students} students)",
        )
    count = moving_students(cohort, s)
    if demand.kind == "spread":
        return Words(
            f"{s}（{count}人选）各班人数相差不超过{cohort.spread}",
            f"classes of {s} ({count} chose it) differ by {cohort.spread} at most",
        )
    return Words(
        f"{s}（{count}人选）每班不超过{cohort.most}人", f"at most {cohort.most} in a class of {s} ({count} chose it)"
    )


def cure_of(demands: tuple[Demand, ...]) -> Words:
    """What would help, by the kinds of the demands."""
    kinds = {one.kind for one in demands}
    cures = [
        ("teachers", Words("增加这一科教师", "more teachers of the subject")), ("load", Words("教师多带班或增加教师", "more classes a teacher, or more teachers")),
        ("rooms", Words("增加教室", "more rooms")), ("homes", Words("增加教室", "more rooms")), ("size", Words("放宽班额", "larger classes")),
        ("spread", Words("放宽均衡", "a wider spread")),
    ]  # fmt: skip
    found = list(dict.fromkeys(words for kind, words in cures if kind in kinds))
    last = Words("少开组合或换一种走班方式", "fewer combinations, or another mode")
    return Words(
        "、".join(w.zh for w in found) + "；或" + last.zh + "。",
        "; ".join(w.en for w in found) + "; or " + last.en + ".",
    )
