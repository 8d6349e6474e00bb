"""What students may choose: models such as 3+1+2, the combinations a school offers, and whether a round can be served.

3+1+2: State Council's plan of the college entrance reform as the provinces of the third and later rounds apply it: Chinese, mathematics
and English, one of physics and history, two of chemistry, biology, politics and geography.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

Chosen = tuple[str, ...]  # subjects in the model's order


@dataclass(frozen=True)
class ChoiceModel:
    """Of each part, so many subjects are chosen."""

    name: str
    parts: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(subject for part, _ in self.parts for subject in part)

    def combinations(self) -> tuple[Chosen, ...]:
        """Every choice that the model allows."""
        each = [list(combinations(part, count)) for part, count in self.parts]
        return tuple(tuple(subject for some in chosen for subject in some) for chosen in product(*each))

    def in_order(self, chosen: Sequence[str]) -> Chosen:
        return tuple(subject for subject in self.subjects if subject in chosen)


SECOND = ("化学", "生物", "政治", "地理")
SIX = ("物理", "历史", *SECOND)
MODELS = {
    model.name: model
    for model in (
        ChoiceModel("3+1+2", ((("物理", "历史"), 1), (SECOND, 2))),
        ChoiceModel("3+3", ((SIX, 3),)),
        ChoiceModel("7选3", (((*SIX, "技术"), 3),)),
    )
}


@dataclass(frozen=True)
class Offer:
    """What a school offers in a round: combinations, each with the most students it takes (None: no limit)."""

    model: ChoiceModel
    limits: Mapping[Chosen, int | None]

    def fault_of(self, student: str, chosen: Sequence[str]) -> Problem | None:
        """What is wrong with a choice: not of the model, or not offered."""
        got = "+".join(chosen)
        if not chosen:
            return Problem("choice_missing", Words("没有选科。", "No choice was made."), which=student)
        if unknown := [subject for subject in chosen if subject not in self.model.subjects]:
            what = Words("没有这个科目。", "There is no such subject.")
            return Problem("choice_subject", what, which=student, got="+".join(unknown))
        ordered = self.model.in_order(chosen)
        if len(set(chosen)) < len(chosen) or ordered not in self.model.combinations():
            what = Words(f"不合 {self.model.name} 的要求。", f"This is no choice of {self.model.name}.")
            return Problem("choice_model", what, which=student, got=got)
        if ordered not in self.limits:
            what = Words("本校没有开设这个组合。", "The school does not offer this combination.")
            cure = Words(
                "、".join("".join(one) for one in self.limits), ", ".join("+".join(one) for one in self.limits)
            )
            return Problem("choice_not_offered", what, which=student, got=got, cure=cure)
        return None

    def overfull(self, counts: Mapping[Chosen, int]) -> Iterator[tuple[Chosen, int, int]]:
        """Combinations that more students chose than they take: combination, students, limit."""
        for chosen, limit in self.limits.items():
            if limit is not None and counts.get(chosen, 0) > limit:
                yield chosen, counts[chosen], limit


class Demand(NamedTuple):
    """Of one subject: students, the fewest classes for them, and the classes that its teachers can take."""

    subject: str
    students: int
    classes: int
    teachable: int


def demands(counts: Mapping[Chosen, int], most: int, teachers: Mapping[str, int], each: int) -> tuple[Demand, ...]:
    """While a round runs: what each subject would need. `most` students a class, `each` classes a teacher."""
    students: Counter[str] = Counter()
    for chosen, n in counts.items():
        for subject in chosen:
            students[subject] += n
    return tuple(
        Demand(subject, n, -(-n // most), teachers.get(subject, 0) * each) for subject, n in sorted(students.items())
    )
