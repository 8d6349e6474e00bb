"""The national fitness standard: measures → scores, a standard score, a bonus, a level. Pure; the tables are passed in.

A score, not a scale: the steps were set by a committee, a point at one end is not a point at the other, and years with other
tables cannot be compared. The tables are those of standards/score_tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xuezheng.ground.words import Words

Limits = Mapping[tuple[str, str, str], Sequence[tuple[str, float]]]

MEASURES: Final[dict[str, Words]] = {
    "height_cm": Words("身高（厘米）", "Height (cm)"), "weight_kg": Words("体重（千克）", "Weight (kg)"),
    "bmi": Words("体重指数", "Body mass index"), "lung_ml": Words("肺活量（毫升）", "Vital capacity (ml)"),
    "run_50m_s": Words("50米跑（秒）", "50 m run (s)"), "sit_reach_cm": Words("坐位体前屈（厘米）", "Sit and reach (cm)"),
    "rope_per_min": Words("一分钟跳绳（次）", "Rope skips in a minute"), "sit_ups_per_min": Words("一分钟仰卧起坐（次）", "Sit-ups in a minute"),
    "shuttle_50m_x8_s": Words("50米×8往返跑（秒）", "50 m × 8 shuttle (s)"), "long_jump_cm": Words("立定跳远（厘米）", "Standing long jump (cm)"),
    "pull_ups": Words("引体向上（次）", "Pull-ups"), "run_1000m_s": Words("1000米跑（秒）", "1000 m run (s)"),
    "run_800m_s": Words("800米跑（秒）", "800 m run (s)"),
}  # fmt: skip
LEVELS: Final[dict[str, Words]] = {
    "excellent": Words("优秀", "Excellent"), "good": Words("良好", "Good"), "pass": Words("及格", "Pass"), "fail": Words("不及格", "Fail"),
}  # fmt: skip
# what a measure can be at all: beyond it the cell is wrong, not the child
POSSIBLE: Final[dict[str, tuple[float, float]]] = {
    "height_cm": (80, 230), "weight_kg": (10, 200), "lung_ml": (200, 9000), "run_50m_s": (5, 40), "sit_reach_cm": (-40, 50),
    "rope_per_min": (0, 300), "sit_ups_per_min": (0, 120), "shuttle_50m_x8_s": (60, 400), "long_jump_cm": (20, 350),
    "pull_ups": (0, 80), "run_1000m_s": (120, 900), "run_800m_s": (100, 900),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitness:
    """`scores` of each measure; the weighted `standard` score (None where a measure lacks), the `bonus`, their `total` (at most
    120) and its `level`; the measures that `lack`."""

    scores: Mapping[str, int]
    standard: float | None
    bonus: int
    total: float | None
    level: str
    lack: tuple[str, ...]


def measures_of(about: Mapping[str, Any], sex: str, grade: str) -> dict[str, int]:
    """The measures a grade is scored on and what each is worth (percent): empty for a grade the standard has no table for."""
    by_sex = about["by_sex"]
    return {by_sex.get(name, {}).get(sex, name): int(share) for name, share in about["weights"].get(grade, {}).items()}


def bmi_of(height_cm: float, weight_kg: float) -> float:
    """Kilograms by square metres, to one decimal as the table has it."""
    return round(weight_kg / (height_cm / 100.0) ** 2 + 1e-9, 1)


def bmi_score(bounds: Mapping[str, float], scores: Mapping[str, int], bmi: float) -> int:
    if bmi < bounds["normal_from"]:
        return scores["low"]
    if bmi <= bounds["normal_to"]:
        return scores["normal"]
    return scores["overweight"] if bmi <= bounds["overweight_to"] else scores["obese"]


def measure_score(rows: Sequence[tuple[str, float]], value: float, less_is_better: bool) -> int:
    """The score of the best limit that is reached, 0 below them all; never between two limits."""
    reached = [int(score) for score, limit in rows if (value <= limit if less_is_better else value >= limit)]
    return max(reached, default=0)


def bonus_points(rows: Sequence[tuple[str, float]], steps: Sequence[float], value: float, less_is_better: bool) -> int:
    """One point for each step by which a measure goes beyond the limit of 100."""
    best = dict(rows)["100"]
    beyond = best - value if less_is_better else value - best
    return sum(beyond >= step for step in steps)


def fitness(limits: Limits, about: Mapping[str, Any], sex: str, grade: str, given: Mapping[str, float]) -> Fitness:
    """Of one pupil. `given` are the measures in the units of MEASURES; height and weight make the body mass index."""
    values = dict(given)
    if "height_cm" in values and "weight_kg" in values:
        values["bmi"] = bmi_of(values["height_cm"], values["weight_kg"])
    wanted = measures_of(about, sex, grade)
    scores: dict[str, int] = {}
    bonus = 0
    for name in wanted:
        rows = limits.get((name, sex, grade))
        if name not in values or rows is None:
            continue
        if name == "bmi":
            scores[name] = bmi_score(dict(rows), about["bmi_scores"], values[name])
            continue
        less = name in about["less_is_better"]
        scores[name] = measure_score(rows, values[name], less)
        extra = about["bonus"].get(name)
        if extra and grade in extra["grades"]:
            bonus += bonus_points(rows, extra["steps"], values[name], less)
    lack = tuple(name for name in wanted if name not in scores)
    if lack or not wanted:
        return Fitness(scores, None, bonus, None, "", lack)
    standard = sum(scores[name] * share for name, share in wanted.items()) / 100.0
    total = min(standard + bonus, 120.0)
    return Fitness(scores, standard, bonus, total, level_of(about, total), ())


def level_of(about: Mapping[str, Any], total: float) -> str:
    return next(name for least, name in about["levels"] if total >= least)
