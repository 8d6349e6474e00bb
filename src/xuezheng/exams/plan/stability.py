"""Whether an admission holds together, found from the lists alone, without the solver; and what may be claimed of it."""

from dataclasses import dataclass

import numpy as np

from xuezheng.exams.problem.admission import Admission, AdmissionProblem, Mechanism, Whole
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class Verdict:
    """`blocking`: pairs (candidate, programme) who would both rather have each other; `over`: programmes with more than their
    seats; `strangers`: candidates at a programme that is not on their list. All empty: stable, and no seat wasted."""

    blocking: tuple[tuple[int, int], ...]
    over: tuple[int, ...]
    strangers: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return not (self.blocking or self.over or self.strangers)


def verdict(problem: AdmissionProblem, found: Admission, shown: int = 20) -> Verdict:
    """Every choice ahead of what its candidate got must be full of candidates who come before, by the programme's order."""
    count, places = len(problem.candidates), len(problem.programmes)
    placed = np.flatnonzero(found.programme >= 0)
    filled = np.bincount(found.programme[placed], minlength=places)
    worst = np.full(places, -1, np.int64)
    own = problem.rank[problem.order[found.programme[placed]], placed]
    np.maximum.at(worst, found.programme[placed], own)
    who = np.repeat(np.arange(count), np.diff(problem.offset))
    position = np.arange(len(problem.choice)) - problem.offset[:-1][who]
    ahead = (found.at[who] < 0) | (position < found.at[who])
    has_seat = filled[problem.choice] < problem.seats[problem.choice]
    comes_before = problem.rank[problem.order[problem.choice], who] < worst[problem.choice]
    blocking = np.flatnonzero(ahead & (has_seat | comes_before) & (problem.seats[problem.choice] > 0))
    got = np.full(count, -1, np.int64)
    hit = np.flatnonzero(position == found.at[who])
    got[who[hit]] = problem.choice[hit]
    return Verdict(
        tuple((int(who[k]), int(problem.choice[k])) for k in blocking[:shown]),
        tuple(int(m) for m in np.flatnonzero(filled > problem.seats)),
        tuple(int(c) for c in np.flatnonzero(got != found.programme)[:shown]),
    )


def best_for_candidates(problem: AdmissionProblem, mechanism: Mechanism, longest: int, could_choose: int, batches: int) -> tuple[Words, ...]:  # fmt: skip
    """What may be claimed of a batch whose stability was checked. `longest` is the longest list that was allowed,
    `could_choose` how many programmes the candidate with most of them could enter.

    Truthful lists are safe under both mechanisms only where no list is cut short (Dubins and Freedman, American Mathematical
    Monthly 88, 1981; Roth, Mathematics of Operations Research 7, 1982; for capped lists Haeringer and Klijn, Journal of
    Economic Theory 144, 2009) and where nothing earlier takes candidates away.
    """
    claims = [
        Words(
            "稳定：没有考生与学校都宁愿互相录取而未录取，也没有空着的学位被人需要（已独立核验）。",
            "Stable: no candidate and programme would both rather have each other, and no seat that is wanted is empty (checked apart from the solver).",
        )
    ]
    if mechanism == "serial" or problem.has_one_order:
        claims.append(
            Words(
                "各学校用同一排序：结果由排序与志愿唯一确定。",
                "All programmes use one order: order and lists decide the result.",
            )
        )
    if longest >= could_choose and batches == 1:
        claims.append(
            Words(
                "如实填报对每名考生都最有利：志愿个数没有限制，且只有一个批次。",
                "To list what one truly prefers is best for everybody: lists are not capped, and there is one batch.",
            )
        )
    else:
        reason = (
            f"至多{longest}个志愿，而可报{could_choose}个"
            if longest < could_choose
            else "批次有先后，先录取者不再参加后面的批次"
        )
        why = (
            f"lists hold {longest} of {could_choose} programmes"
            if longest < could_choose
            else "batches follow each other"
        )
        claims.append(
            Words(
                f"不声明“如实填报总是最有利”：{reason}。",
                f"That truthful lists are always best is not claimed: {why}.",
            )
        )
    return tuple(claims)


def tied_at_last_seat(problem: AdmissionProblem, found: Admission) -> dict[int, Whole]:
    """Full programmes whose last candidate is equal, by the written rules, to one who wanted it more than what he got: the
    programme → all who are equal there, in and out."""
    places = len(problem.programmes)
    placed = np.flatnonzero(found.programme >= 0)
    worst = np.full(places, -1, np.int64)
    np.maximum.at(worst, found.programme[placed], problem.shared[problem.order[found.programme[placed]], placed])
    who = np.repeat(np.arange(len(problem.candidates)), np.diff(problem.offset))
    position = np.arange(len(problem.choice)) - problem.offset[:-1][who]
    ahead = (found.at[who] < 0) | (position < found.at[who])
    same = problem.shared[problem.order[problem.choice], who] == worst[problem.choice]
    out = np.flatnonzero(ahead & same & (worst[problem.choice] >= 0))
    ties: dict[int, Whole] = {}
    for programme in np.unique(problem.choice[out]).tolist():
        outside = who[out[problem.choice[out] == programme]]
        inside = placed[
            (found.programme[placed] == programme)
            & (problem.shared[problem.order[programme], placed] == worst[programme])
        ]
        ties[programme] = np.concatenate([inside, outside])
    return ties
