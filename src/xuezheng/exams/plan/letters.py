"""Why a candidate got what he got: each choice of the list with what it would have taken, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from xuezheng.exams.plan.admission import SCALE, AdmissionPlan, Batch
from xuezheng.ground.words import Words

REASONS = {
    "school": Words("这是下达给别的初中的指标，不能报考。", "It is sent down to another junior school."),
    "area": Words("只面向别的区县定向招生。", "It is kept for another county."),
    "least": Words("总分低于最低控制线。", "The total is below its lowest line."),
    "none": Words("没有您可报的计划。", "It has no programme you may enter."),
}


@dataclass(frozen=True)
class Letter:
    """To one candidate: the result in one sentence, then each choice with its reason, then the rule of the order."""

    number: str
    name: str
    result: Words
    reasons: tuple[tuple[str, Words], ...]
    order: Words


def letter(plan: AdmissionPlan, number: str) -> Letter | None:
    """The letter of a candidate, None where there is no such candidate."""
    return next(letters(plan, plan.results.with_row_index("who").filter(number=number)), None)


def letters(plan: AdmissionPlan, wanted: pl.DataFrame) -> Iterator[Letter]:
    """The letters of these rows of the results (with `who`, their place), in their order."""
    at = [dict(zip(batch.people.tolist(), range(len(batch.people)), strict=True)) for batch in plan.batches]
    refused: dict[int, list[tuple[int | None, str]]] = {}
    for who, what, reason in plan.refused.select("who", "what", "reason").iter_rows():
        refused.setdefault(int(who), []).append((what, reason))
    codes = plan.programmes["programme"].to_list()
    for row in wanted.iter_rows(named=True):
        who = int(row["who"])
        yield written(
            plan,
            row,
            [b.get(who) for b in at],
            [(codes[m] if m is not None else "—", why) for m, why in refused.get(who, [])],
        )


def written(
    plan: AdmissionPlan, row: dict[str, Any], places: list[int | None], refused: list[tuple[str, str]]
) -> Letter:
    """One letter. `places`: where the candidate stands in each batch; `refused`: choices that could not count."""
    reasons: list[tuple[str, Words]] = []
    for batch, here in zip(plan.batches, places, strict=True):
        if here is not None:
            reasons += told(plan, batch, here, row["total"])
    reasons += [(name, REASONS[why]) for name, why in refused]
    columns = "、".join("总分" if name == "total" else name for name in plan.rules.order)
    order = Words(
        f"排序：依次比较{columns}；全部相同的按公开签分先后。您的总分{row['total']:g}分。",
        f"Order: by {', '.join(plan.rules.order)}, one after another; who is equal in all by published lot. Your total is {row['total']:g}.",
    )
    return Letter(row["number"], row["name"], outcome(row), tuple(reasons), order)


def outcome(row: dict[str, object]) -> Words:
    if row["programme"] is None:
        return Words("本次没有录取。", "You have not been admitted.")
    place, batch = row["choice"], row["batch"]
    return Words(
        f"您被{row['school']}（{row['programme']}）录取：{batch}第{place}志愿。",
        f"You are admitted to {row['school']} ({row['programme']}): choice {place} of batch {batch}.",
    )


def told(plan: AdmissionPlan, batch: Batch, person: int, total: float) -> list[tuple[str, Words]]:
    """Each choice of a batch, down to the one that was got."""
    problem, out = batch.problem, list[tuple[str, Words]]()
    for m in problem.list_of(person):
        name = problem.programmes[m]
        place = int(problem.rank[problem.order[m], person]) + 1
        if batch.admission.programme[person] == m:
            out.append(
                (name, Words(f"录取。您在排序中第{place}位。", f"Admitted. You stand at place {place} of its order."))
            )
            break
        inside = np.flatnonzero(batch.admission.programme == m)
        if not len(inside):
            out.append((name, Words("没有学位。", "It has no seats.")))
            continue
        own = problem.rank[problem.order[m]]
        last = int(inside[np.argmax(own[inside])])
        score = plan.candidates[plan.rules.order[0]][int(batch.people[last])] / SCALE
        tied = problem.shared[problem.order[m], last] == problem.shared[problem.order[m], person]
        zh = f"计划{problem.seats[m]}个已满：最后录取者第{own[last] + 1}位、{score:g}分；您第{place}位、{total:g}分。"
        en = (
            f"Its seats ({problem.seats[m]}) are full: the last admitted stands at place {own[last] + 1} with {score:g}; "
            f"you at place {place} with {total:g}."
        )
        if tied:
            zh, en = zh + "各项都相同，按签分先后。", en + " You are equal in everything written; the lot has decided."
        out.append((name, Words(zh, en)))
    return out
