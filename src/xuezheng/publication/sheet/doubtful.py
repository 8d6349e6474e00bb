"""The questions at the foot of the sheet: the gravest first, those of one kind in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from xuezheng.publication.doubts import RULES
from xuezheng.publication.drawings.pen import Canvas
from xuezheng.publication.entry import Entry
from xuezheng.publication.sheet.wording import Line, Run, steps
from xuezheng.screens.numbers import number

MOST = 4
ORDER = [rule.name for rule in RULES]
SINGLE = ("rate_over_whole", "flow_over_stock")  # each such figure has a line of its own
WHOLE = "whole_without_denominator"


@dataclass(frozen=True, slots=True)
class Question:
    """A number in doubt, where it leads, and why."""

    figure_id: str
    shown: str
    why: Line


def questions(entries: Sequence[Entry], canvas: Canvas) -> tuple[Question, ...]:
    """At most four: single figures first, then what many figures share."""
    found: list[Question] = []
    for rule in SINGLE:
        found += [_single(e, rule, canvas) for e in entries if any(d.rule == rule and d.is_open for d in e.doubts)]
    wholes = [e for e in entries if any(d.rule == WHOLE for d in e.doubts)]
    if wholes:
        found.append(_wholes(wholes, canvas))
    shown = {question.figure_id for question in found}
    differing = [
        e for e in entries if e.id not in shown and any(d.rule == "records_differ" and d.is_open for d in e.doubts)
    ]  # fmt: skip
    if differing:
        found.append(_differing(differing, canvas))
    return tuple(found[:MOST])


def _single(entry: Entry, rule: str, canvas: Canvas) -> Question:
    doubt = next(d for d in entry.doubts if d.rule == rule)
    value = entry.printed if entry.kind == "doubtful" or entry.computed is None else entry.computed
    digits, unit = steps(value, entry.unit, canvas.language)
    shown = digits + unit if unit == "%" or canvas.word("zh", "en") == "zh" else digits
    term = entry.term.in_(canvas.language)
    return Question(
        entry.id, shown, (Run(term, entry.id), Run(canvas.word("。", ". ")), Run(doubt.why.in_(canvas.language)))
    )


def _wholes(entries: Sequence[Entry], canvas: Canvas) -> Question:
    answered = [e for e in entries if all(not d.is_open for d in e.doubts if d.rule == WHOLE)]
    rest = len(entries) - len(answered)
    text = canvas.word(
        f"见报有{len(entries)}处“全部”“100%”而未报分母；登记册补出并证实{len(answered)}处"
        + (f"，{rest}处不成立或无从核对。" if rest else "。"),
        f"“All” or “100%” is printed {len(entries)} times without a denominator; the register supplies and confirms {len(answered)}"
        + (f", {rest} do not hold or cannot be checked." if rest else "."),
    )
    links: list[Run] = [Run(canvas.word("其分母：", " Of: "))]
    for position, entry in enumerate(answered[:5]):
        if position:
            links.append(Run(canvas.word("、", ", ")))
        links.append(Run(number(entry.denominator or 0), entry.id))
    links.append(Run(canvas.word("……" if len(answered) > 5 else "。", "…" if len(answered) > 5 else ".")))
    return Question("", "100%", (Run(text), *(links if answered else ())))


def _differing(entries: Sequence[Entry], canvas: Canvas) -> Question:
    count = len(entries)
    runs: list[Run] = [Run(canvas.word("见报数与登记册不符：", "Print and register disagree: "))]
    for position, entry in enumerate(entries[:3]):
        if position:
            runs.append(Run(canvas.word("；", "; ")))
        runs.append(Run(entry.term.in_(canvas.language), entry.id))
    runs.append(Run(canvas.word("等。" if count > 3 else "。", " and others." if count > 3 else ".")))
    return Question(entries[0].id if count == 1 else "", canvas.word(f"{count}处", str(count)), tuple(runs))
