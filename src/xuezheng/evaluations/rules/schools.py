"""A school's lines in the evaluation of 2017: seven resource indicators, six of them met and none under the floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuezheng.evaluations.rules.verdicts import NEARLY, Verdict, compared

Minimum = Mapping[str, float]  # indicator → standard, per student


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One indicator of a school part: value and standard per student, their ratio, and what to add to reach both."""

    indicator: str
    value: float | None
    minimum: float
    verdict: Verdict
    reaches_floor: bool | None
    lacking: float | None  # quantity, not per student

    @property
    def share(self) -> float | None:
        return None if self.value is None else self.value / self.minimum


@dataclass(frozen=True, slots=True)
class SchoolVerdict:
    """How a school part stands: `met_count` of its lines, how many are not known, how many lie under the floor."""

    lines: tuple[SchoolLine, ...]
    verdict: Verdict
    met_count: int
    unknown_count: int
    under_floor: int


def judge_school(
    quantities: Mapping[str, float | None], students: float, minimum: Minimum, *, met_at_least: int, floor_share: float
) -> SchoolVerdict:
    """The lines of a school part. `quantities` per indicator in the unit of `minimum` times students.

    A school is met only when every line it needs is known: with one unknown it can still fail (two met are lacking,
    or one lies under the floor), otherwise it stays unknown.
    """
    if students <= 0:
        return SchoolVerdict((), "not_applicable", 0, 0, 0)
    lines: list[SchoolLine] = []
    for indicator, standard in minimum.items():
        quantity = quantities.get(indicator)
        value = None if quantity is None else quantity / students
        floor = None if value is None else value >= floor_share * standard - NEARLY * standard
        lacking = None if quantity is None else max(0.0, standard * students - quantity)
        lines.append(SchoolLine(indicator, value, standard, compared(value, ">=", standard), floor, lacking))
    return _verdict(lines, met_at_least)


def _verdict(lines: Sequence[SchoolLine], met_at_least: int) -> SchoolVerdict:
    met = sum(line.verdict == "met" for line in lines)
    unknown = sum(line.verdict == "unknown" for line in lines)
    under = sum(line.reaches_floor is False for line in lines)
    if under or met + unknown < met_at_least:
        verdict: Verdict = "unmet"
    else:
        verdict = "unknown" if unknown else "met"
    return SchoolVerdict(tuple(lines), verdict, met, unknown, under)
