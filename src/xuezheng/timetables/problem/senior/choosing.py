"""What students may choose: models such as 3+1+2, the combinations a school offers, and whether a round can be served.

3+1+2: State Council's plan of the college entrance reform as the provinces of the third and later rounds apply it: Chinese, mathematics
and English, one of physics and history, two of chemistry, biology, politics and geography.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, NamedTuple

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

Chosen = tuple[str, ...]  # subjects in the model's order


@dataclass(frozen=True)
class ChoiceModel:
    """Of each part, so many subjects are chosen; and of each subject taught at levels, one level (数学: 数学A, 数学B)."""

    name: str
    parts: tuple[tuple[tuple[str, ...], int], ...]
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(subject for part, _ in self.parts for subject in part) + tuple(self.taught_as)

    @property
    def taught_as(self) -> dict[str, str]:
        """Each level with the subject of its teachers."""
        return {level: subject for subject, own in self.levels for level in own}

    def core(self, chosen: Sequence[str]) -> Chosen:
        """A choice without its levels: the combination."""
        return tuple(subject for subject in self.in_order(chosen) if subject not in self.taught_as)

    def combinations(self) -> tuple[Chosen, ...]:
        """Every combination that the model allows, levels apart."""
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


def model_of(scheme: Mapping[str, Any]) -> ChoiceModel:
    """A model from a scheme: `{"name": "3+1+2"}`, or with parts of one's own, and levels:
    `{"name": …, "parts": [{"of": […], "choose": 1}, …], "levels": {"数学": ["数学A", "数学B"]}}`. Raises Refused naming what is wrong."""
    name = str(scheme.get("name", ""))
    levels = tuple((str(s), tuple(str(one) for one in own)) for s, own in dict(scheme.get("levels") or {}).items())
    wrong: list[str] = []
    if "parts" in scheme:
        parts = tuple((tuple(str(s) for s in part["of"]), int(part["choose"])) for part in scheme["parts"])
        wrong += [f"{'、'.join(of)}: {choose}" for of, choose in parts if not 0 < choose <= len(of)]
    elif name in MODELS:
        parts = MODELS[name].parts
    else:
        parts, wrong = (), [name or "?"]
    every = [s for of, _ in parts for s in of] + [one for _, own in levels for one in own]
    wrong += sorted({s for s in every if every.count(s) > 1 or "+" in s or not s.strip()})
    if wrong:
        what = Words(
            "选科模式不成立：部分、科目或层次有误。", "This is no model of choice: a part, subject or level is wrong."
        )
        cure = Words(
            "可用：" + "、".join(MODELS) + "，或写明 parts 与 levels。",
            "Use " + ", ".join(MODELS) + ", or give parts and levels.",
        )
        raise Refused([Problem("choice_scheme", what, which=name, got="; ".join(wrong), cure=cure)])
    return ChoiceModel(name, parts, levels)


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
        ordered = self.model.core(chosen)
        levels = [sum(level in chosen for level in own) for _, own in self.model.levels]
        if len(set(chosen)) < len(chosen) or ordered not in self.model.combinations() or any(n != 1 for n in levels):
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
