"""Answering questions to the catalogue from frozen returns: each table is read once, however many questions.

`answer` one, `answers` many at once. A value is known, unknown (not reported, or no return frozen), not applicable
(nothing to divide by), never silently zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.cells import CellValues, cells_of, read_cells, shared_known
from xuezheng.engine.figures import Asked, Indicator
from xuezheng.engine.frozen import Frozen, hash_of_inputs
from xuezheng.engine.questions import Question, Reading, State, place_level, question
from xuezheng.engine.silence import Coverage, coverage, is_shared
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.ground.words import Words

NOT_REPORTED = Words("未报送。", "Not reported.")
NOTHING_TO_DIVIDE_BY = Words("没有可作分母的对象。", "There is nothing to divide by.")
NOTHING_THERE = Words("没有这类对象。", "There is nothing of the kind.")


@dataclass(frozen=True)
class Answer:
    """A figure with where it comes from.

    `value` is in the indicator's unit (a share from 0 to 1; whole fen), None unless `state` is "known". `reason` says
    why there is none, or what a known value is the sum of.
    """

    asked: Asked
    value: float | None
    numerator: float | None
    denominator: float | None
    state: State
    unit: str
    version: int
    definition_hash: str
    manifest_hash: str
    inputs: list[FrozenReturn] = field(default_factory=list[FrozenReturn])
    reason: Words | None = None


def answer(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> Answer:
    """Answer one question. Raises Refused where it is asked wrongly."""
    return answers([asked], catalogue, frozen)[0]


def answers(asked: Iterable[Asked], catalogue: Catalogue, frozen: Frozen) -> list[Answer]:
    """Answer many questions, in their order; those that differ only in place and year are read together.

    Raises Refused where one is asked wrongly.
    """
    questions = [question(a, catalogue, frozen) for a in asked]
    readings = [(r, _known_of(q, i, catalogue)) for q in questions for i, r in enumerate(q.readings)]
    cells = read_cells(readings, catalogue, frozen)
    given = [_answered(q, catalogue, frozen, cells) for q in questions]
    catalogue.sql.save()
    return given


def _known_of(q: Question, position: int, catalogue: Catalogue) -> str:
    if q.indicator.change:
        return catalogue.sql.of(q.indicator.numerator).known
    return shared_known(q.indicator, catalogue)[position]


def coverage_of(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> Coverage | None:
    """Of how many a figure is, where some did not tell; None where all did. Raises Refused where it is asked wrongly."""
    return coverage(question(asked, catalogue, frozen), catalogue, frozen)


def _may_lack(q: Question, catalogue: Catalogue, cells: CellValues) -> bool:
    """Whether somebody may be silent in what must be whole: rows that do not know, or a table that every school reports."""
    if is_shared(q.indicator):
        return False
    is_area = place_level(q.asked.place_code) != "school"  # a school without rows was told by the question itself
    for position, reading in enumerate(q.readings):
        known = _known_of(q, position, catalogue)
        _, *counts = cells_of(catalogue.sql.of(reading.measure), reading.conditions, known)
        rows = [cells.get((reading, sql)) or 0 for sql in counts]
        if (is_area and reading.measure.table.reported_by == "school") or (known and rows[0] > rows[1]):
            return True
    return False


def _may_be_below(q: Question, catalogue: Catalogue) -> bool:
    """Whether what is not known may be a number below its least, or that of some among many."""
    is_area = place_level(q.asked.place_code) != "school"
    return is_area or any(" >= " in _known_of(q, n, catalogue) for n in range(len(q.readings)))


def _answered(q: Question, catalogue: Catalogue, frozen: Frozen, cells: CellValues) -> Answer:
    inputs = list(dict.fromkeys(r for reading in q.readings for r in reading.returns))
    found = [_resolved(r, _known_of(q, i, catalogue), catalogue, cells) for i, r in enumerate(q.readings)]
    value, state, reason = combine(q, found, catalogue)
    if state == "known" and _may_lack(q, catalogue, cells) and (lacking := coverage(q, catalogue, frozen)):
        value, state, reason = None, "unknown", lacking.words  # a sum over some is not the sum
    elif reason is NOT_REPORTED and _may_be_below(q, catalogue) and (silent := coverage(q, catalogue, frozen)):
        reason = silent.words
    return Answer(
        q.asked, value, found[0][0] if found else None, found[1][0] if len(found) > 1 else None, state,
        q.indicator.unit, q.indicator.version, catalogue.definition_hash(q.indicator.id), hash_of_inputs(inputs),
        inputs, reason or q.note,
    )  # fmt: skip


def _resolved(reading: Reading, known: str, catalogue: Catalogue, cells: CellValues) -> tuple[float | None, State]:
    """The value of a measure, with missing told from zero."""
    compiled = catalogue.sql.of(reading.measure)
    value, *counts = (cells.get((reading, sql)) for sql in cells_of(compiled, reading.conditions, known))
    rows = counts[0] if counts else None
    if known and rows and not counts[1]:
        return None, "unknown"
    if value is not None:
        return value, "known"
    if compiled.is_sum:
        return 0.0, "known"
    return None, "unknown" if rows and (known or reading.measure.of_none == "unknown") else "not_applicable"


def combine(
    q: Question, found: Sequence[tuple[float | None, State]], catalogue: Catalogue
) -> tuple[float | None, State, Words | None]:
    """Numerator and denominator → the figure, or why there is none."""
    indicator = q.indicator
    if q.missing:
        return None, q.missing.state, q.missing.reason
    if any(state == "unknown" for _, state in found):
        return None, "unknown", NOT_REPORTED
    if any(state == "not_applicable" for _, state in found):
        return None, "not_applicable", NOTHING_THERE
    numerator = found[0][0] or 0.0
    if len(found) == 1:
        value = numerator * indicator.multiplier
        is_integer = catalogue.sql.of(indicator.numerator).is_integer and indicator.multiplier == 1
        return (int(value) if is_integer else _in_unit(value, indicator)), "known", None
    denominator = found[1][0]
    if not denominator:
        return None, "not_applicable", NOTHING_TO_DIVIDE_BY
    ratio = numerator / denominator
    return (ratio - 1 if indicator.change else _in_unit(ratio * indicator.multiplier, indicator)), "known", None


def _in_unit(value: float, indicator: Indicator) -> float:
    return round(value) if indicator.unit == "fen" else value
