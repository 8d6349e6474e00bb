"""What in the answers cannot be calibrated: each found, named with its rows, and left out; the rest stays."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.problem import NOT_GIVEN, CalibrationProblem, Floats, Scores, Whole
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

NAMED_ROWS = 8
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Screened:
    """A sound problem; which items (J,) and people (N,) of the original are in it; each item's original scores, by new
    score; and what was found."""

    problem: CalibrationProblem
    items: Flags
    people: Flags
    score_of: tuple[Whole, ...]
    findings: tuple[Problem, ...]


def whole_scores(answers: Floats, tops: Whole, names: tuple[str, ...], first_row: int) -> tuple[Scores, list[Problem]]:
    """Answers (N, J), NaN where missing, as scores 0 … top; what lies outside its paper is named and taken as missing."""
    with np.errstate(invalid="ignore"):
        missing = np.isnan(answers)
        wrong = ~missing & ~((answers >= 0) & (answers <= tops) & (answers == np.floor(answers)))
    findings: list[Problem] = []
    for j in np.flatnonzero(wrong.any(axis=0)):
        rows = np.flatnonzero(wrong[:, j])
        got = ", ".join(f"{value:g}" for value in np.unique(answers[rows, j])[:5])
        findings.append(
            Problem(
                "score_outside_paper",
                Words(
                    f"得分须为 0 至 {tops[j]} 的整数；越界的得分按缺失处理，其余照常标定。",
                    f"A score must be a whole number from 0 to {tops[j]}; those outside are taken as missing, the rest is used.",
                ),
                which=names[j],
                where=row_words(rows, first_row),
                got=got,
                cure=Words("核对该题满分与录入。", "Check the item's highest score and the entry."),
            )
        )
    scores = np.where(missing | wrong, NOT_GIVEN, answers).astype(np.int8)
    return scores, findings


def row_words(rows: Whole, first_row: int) -> str:
    """Rows to read: the first few, and how many there are."""
    shown = ", ".join(str(int(row) + first_row) for row in rows[:NAMED_ROWS])
    return shown if len(rows) <= NAMED_ROWS else f"{shown} … ({len(rows)})"


def screened(problem: CalibrationProblem, first_row: int = 0) -> Screened:
    """The part of the problem that can be calibrated. Rows are named from `first_row` on."""
    items, findings = answered_items(problem)
    people = (problem.scores[:, items] != NOT_GIVEN).any(axis=1)
    if not people.all():
        findings.append(
            Problem(
                "person_without_answers",
                Words("没有任何可用作答的考生不参加标定。", "Persons without any answer of use take no part."),
                where=row_words(np.flatnonzero(~people), first_row),
            )
        )
    unlinked = unlinked_items(problem, items, people)
    for group in unlinked:
        findings.append(without_link(problem, group, people, first_row))
        items = items & ~group
    if unlinked:
        people &= (problem.scores[:, items] != NOT_GIVEN).any(axis=1)
        again, more = answered_items(problem.keeping(items, people))
        items[np.flatnonzero(items)[~again]] = False
        findings += more
    kept, lost = with_groups_left(problem.keeping(items, people))
    findings += lost
    kept, score_of, skipped = without_skipped_scores(kept)
    return Screened(kept, items, people, score_of, tuple(findings + skipped))


def answered_items(problem: CalibrationProblem) -> tuple[Flags, list[Problem]]:
    """Items that tell persons apart, and a finding for each other."""
    kept = np.ones(len(problem.items), dtype=bool)
    findings: list[Problem] = []
    for j, item in enumerate(problem.items):
        given = problem.scores[:, j][problem.scores[:, j] != NOT_GIVEN]
        if len(given) and (item.known is not None or given.min() < given.max()):
            continue
        kept[j] = False
        if not len(given):
            rule, what = (
                "item_without_answers",
                Words("没有人作答的题无法标定，已略去。", "Nobody answered this item; it is left out."),
            )
        elif given.max() == item.top:
            rule, what = (
                "item_all_right",
                Words("全部答对的题无法标定，已略去。", "All got this item right; it is left out."),
            )
        else:
            rule, what = (
                "item_all_alike",
                Words("全部得分相同的题无法标定，已略去。", "All got the same score on this item; it is left out."),
            )
        cure = Words("核对题号、得分标准与抽题设计。", "Check the item's number, its key and the design.")
        findings.append(
            Problem(rule, what, which=item.name, got=f"{len(given)} × {given[0] if len(given) else '–'}", cure=cure)
        )
    return kept, findings


def unlinked_items(problem: CalibrationProblem, items: Flags, people: Flags) -> list[Flags]:
    """Sets of items that no person connects with the main set: the one with known items, or else most persons."""
    given = (problem.scores[people] != NOT_GIVEN) & items
    patterns = np.unique(given, axis=0) if not given.all() else given[:1]
    patterns = patterns.astype(np.float32)
    together = patterns.T @ patterns > 0
    parts: list[Flags] = []
    left = items.copy()
    while left.any():
        part = np.zeros_like(left)
        part[int(np.argmax(left))] = True
        while True:
            wider = together[part].any(axis=0) | part
            if (wider == part).all():
                break
            part = wider
        parts.append(part)
        left &= ~part
    if len(parts) < 2:
        return []
    known = np.array([item.known is not None for item in problem.items])
    if known.any():
        return [part for part in parts if not part[known].any()]
    answered = [int(given[:, part].any(axis=1).sum()) for part in parts]
    main = int(np.argmax(answered))
    return [part for index, part in enumerate(parts) if index != main]


def without_link(problem: CalibrationProblem, part: Flags, people: Flags, first_row: int) -> Problem:
    names = [item.name for item, inside in zip(problem.items, part, strict=True) if inside]
    rows = np.flatnonzero(people & (problem.scores[:, part] != NOT_GIVEN).any(axis=1))
    groups = sorted({problem.group_names[int(problem.group[row])] for row in rows})
    elsewhere = {
        problem.group_names[int(problem.group[row])] for row in np.setdiff1d(np.arange(len(problem.group)), rows)
    }
    if len(problem.group_names) > 1 and not set(groups) & elsewhere:
        rule = "groups_without_common_item"
        what = Words(
            f"组 {'、'.join(groups)} 与其余各组没有共同题，无法置于同一量尺，已略去。",
            f"Group {', '.join(groups)} has no item in common with the others and cannot be put on one scale; it is left out.",
        )
    else:
        rule = "form_without_link"
        what = Words(
            "该卷与其余试卷没有共同题，无法置于同一量尺，已略去。",
            "This form has no item in common with the others and cannot be put on one scale; it is left out.",
        )
    cure = Words("加入锚题，或单独标定后再链接。", "Add anchor items, or calibrate it alone and link.")
    return Problem(rule, what, which=", ".join(names[:NAMED_ROWS]) + (" …" if len(names) > NAMED_ROWS else ""),
                   where=row_words(rows, first_row), cure=cure)  # fmt: skip


def with_groups_left(problem: CalibrationProblem) -> tuple[CalibrationProblem, list[Problem]]:
    """The same with only the groups that still have persons; the first of them is the reference."""
    present: list[int] = np.unique(problem.group).tolist()
    if len(present) in (0, len(problem.group_names)):
        return problem, []
    findings: list[Problem] = []
    if 0 not in present:
        first = problem.group_names[present[0]]
        what = Words(
            f"参照组没有可用作答，改以组 {first} 为参照。",
            f"The reference group has no answers of use; group {first} is the reference.",
        )
        findings.append(Problem("reference_group_lost", what, which=problem.group_names[0]))
    names = tuple(problem.group_names[g] for g in present)
    return replace(problem, group=np.searchsorted(present, problem.group), group_names=names), findings


def without_skipped_scores(problem: CalibrationProblem) -> tuple[CalibrationProblem, tuple[Whole, ...], list[Problem]]:
    """Scores that nobody got are closed up: 0, 1, 3 become 0, 1, 2."""
    scores: Scores = problem.scores.copy()
    items = list(problem.items)
    score_of: list[Whole] = []
    findings: list[Problem] = []
    for j, item in enumerate(items):
        found = np.unique(problem.scores[:, j])
        found = found[found != NOT_GIVEN].astype(np.int64)
        if item.known is not None or len(found) == item.top + 1:
            score_of.append(np.arange(item.top + 1))
            continue
        given = scores[:, j] != NOT_GIVEN
        scores[given, j] = np.asarray(np.searchsorted(found, scores[given, j]), dtype=np.int8)
        items[j] = replace(item, top=len(found) - 1)
        score_of.append(found)
        skipped = ", ".join(str(c) for c in range(item.top + 1) if c not in found)
        what = Words("无人得到的分值并入相邻分值。", "Scores that nobody got are closed up with their neighbours.")
        findings.append(Problem("score_never_given", what, which=item.name, got=skipped))
    return replace(problem, scores=scores, items=tuple(items)), tuple(score_of), findings
