"""Answering questions to the catalogue from frozen returns: one aggregate over each table, however many questions.

`answer` one, `answers` many at once. A value is known, unknown (not reported, or no return frozen), not applicable
(nothing to divide by), never silently zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.compiling import Compiled
from xuezheng.engine.figures import Asked, Indicator
from xuezheng.engine.frozen import Frozen, connection, hash_of_inputs
from xuezheng.engine.questions import Question, Reading, question
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.ground.words import Words

State = Literal["known", "unknown", "not_applicable", "withheld"]
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


@dataclass(frozen=True)
class Cells:
    """What a measure gave: its value, and on how many rows it stands, where that was asked."""

    value: float | None
    rows: int | None
    known_rows: int | None

    def resolved(self, compiled: Compiled) -> tuple[float | None, State]:
        """The value, with missing told from zero."""
        if self.rows and self.known_rows == 0:
            return None, "unknown"
        if self.value is not None:
            return self.value, "known"
        if compiled.is_sum:
            return 0.0, "known"
        return None, "unknown" if self.rows and compiled.known else "not_applicable"


def shared_known(indicator: Indicator, catalogue: Catalogue) -> tuple[str, str]:
    """What must be known on a row for it to count, for numerator and denominator: the same where both read one table."""
    numerator = catalogue.sql.of(indicator.numerator).known
    if indicator.denominator is None:
        return numerator, ""
    denominator = catalogue.sql.of(indicator.denominator).known
    same = indicator.numerator.table.name == indicator.denominator.table.name
    if same and indicator.numerator.lag_years == indicator.denominator.lag_years:
        both = " AND ".join(dict.fromkeys(p for k in (numerator, denominator) for p in k.split(" AND ") if p))
        return both, both
    return numerator, denominator


def cells_of(compiled: Compiled, conditions: Sequence[str], known: str) -> tuple[str, ...]:
    """The SQL of a measure's value and, where it may be unknown, of its row counts."""
    value = compiled.over(conditions, known)
    if known:
        return value, compiled.row_count(conditions), compiled.row_count(conditions, known)
    if not compiled.is_sum:
        return value, compiled.row_count(conditions)
    return (value,)


def answer(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> Answer:
    """Answer one question. Raises Refused where it is asked wrongly."""
    return answers([asked], catalogue, frozen)[0]


def answers(asked: Iterable[Asked], catalogue: Catalogue, frozen: Frozen) -> list[Answer]:
    """Answer many questions, in their order: each table is read once. Raises Refused where one is asked wrongly."""
    questions = [question(a, catalogue, frozen) for a in asked]
    cells = read_all(questions, catalogue, frozen)
    given = [_answered(q, catalogue, cells) for q in questions]
    catalogue.sql.save()
    return given


def _known_of(q: Question, position: int, catalogue: Catalogue) -> str:
    if q.indicator.change:
        return catalogue.sql.of(q.indicator.numerator).known
    return shared_known(q.indicator, catalogue)[position]


def read_all(questions: Iterable[Question], catalogue: Catalogue, frozen: Frozen) -> dict[tuple[str, str], float | None]:
    """(table name, SQL of an aggregate) → its value, for every reading of every question."""
    wanted: dict[str, dict[str, None]] = {}
    returns: dict[str, dict[FrozenReturn, None]] = {}
    tables = catalogue.tables
    for q in questions:
        for position, reading in enumerate(q.readings):
            name = reading.measure.table.name
            compiled = catalogue.sql.of(reading.measure)
            cells = cells_of(compiled, reading.conditions, _known_of(q, position, catalogue))
            wanted.setdefault(name, {}).update(dict.fromkeys(cells))
            returns.setdefault(name, {}).update(dict.fromkeys(reading.returns))
    values: dict[tuple[str, str], float | None] = {}
    session = connection()
    for name, cells in wanted.items():
        chosen = sorted(returns[name], key=lambda r: (r.city_code, r.year))
        listed = ", ".join(f"CAST({cell} AS DOUBLE)" for cell in cells)
        row = session.execute(f"SELECT {listed} FROM {frozen.source(tables[name], chosen)}").fetchone()
        assert row is not None
        values.update({(name, cell): value for cell, value in zip(cells, row, strict=True)})
    return values


def _resolve(
    reading: Reading, known: str, catalogue: Catalogue, cells: dict[tuple[str, str], float | None]
) -> tuple[float | None, State]:
    compiled = catalogue.sql.of(reading.measure)
    found = [cells[reading.measure.table.name, sql] for sql in cells_of(compiled, reading.conditions, known)]
    counts = [int(v or 0) for v in found[1:]]
    rows = counts[0] if counts else None
    return Cells(found[0], rows, counts[1] if len(counts) > 1 else None).resolved(compiled)


def _answered(q: Question, catalogue: Catalogue, cells: dict[tuple[str, str], float | None]) -> Answer:
    inputs = list(dict.fromkeys(r for reading in q.readings for r in reading.returns))
    found = [_resolve(r, _known_of(q, i, catalogue), catalogue, cells) for i, r in enumerate(q.readings)]
    numerator = found[0][0] if found else None
    denominator = found[1][0] if len(found) > 1 else None
    if q.missing:
        value, state, reason = None, q.missing.state, q.missing.reason
    else:
        value, state, reason = combine(q.indicator, found, catalogue)
    return Answer(
        q.asked, value, numerator, denominator, state,  # type: ignore[arg-type]
        q.indicator.unit, q.indicator.version, catalogue.definition_hash(q.indicator.id), hash_of_inputs(inputs),
        inputs, reason or q.note,
    )


def combine(
    indicator: Indicator, found: Sequence[tuple[float | None, State]], catalogue: Catalogue
) -> tuple[float | None, State, Words | None]:
    """Numerator and denominator → the figure, or why there is none."""
    if any(state == "unknown" for _, state in found):
        return None, "unknown", NOT_REPORTED
    if any(state == "not_applicable" for _, state in found):
        return None, "not_applicable", NOTHING_THERE
    numerator = found[0][0]
    assert numerator is not None
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
