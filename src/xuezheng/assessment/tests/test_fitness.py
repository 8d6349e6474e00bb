"""Scores by the national tables, at the limits and beyond."""

from datetime import date

import polars as pl
import pytest

from xuezheng.assessment.plan.fitness import fitness_summary, read_measures
from xuezheng.assessment.rules.fitness import bmi_of, fitness
from xuezheng.standards.score_tables import editions, score_table

ON = date(2023, 11, 10)
TABLES = score_table("fitness", ON)


@pytest.mark.parametrize(
    ("measure", "sex", "grade", "value", "score"),
    [
        ("run_50m_s", "1", "11", 10.2, 100), ("run_50m_s", "1", "11", 10.21, 95), ("run_50m_s", "1", "11", 13.7, 0), ("lung_ml", "1", "11", 1700, 100),
        ("lung_ml", "2", "23", 2799, 80), ("sit_reach_cm", "2", "14", -2.0, 0), ("sit_reach_cm", "2", "14", 19.5, 100), ("pull_ups", "1", "21", 11, 90),
        ("pull_ups", "1", "21", 8, 76), ("run_800m_s", "2", "21", 215, 100), ("run_800m_s", "2", "21", 216, 95), ("bmi", "1", "14", 14.1, 80),
        ("bmi", "1", "14", 14.2, 100), ("bmi", "1", "14", 20.2, 80), ("bmi", "1", "14", 22.7, 60),
    ],
)  # fmt: skip
def test_a_measure_at_its_limit(measure: str, sex: str, grade: str, value: float, score: int) -> None:
    given = {"height_cm": 100.0, "weight_kg": value} if measure == "bmi" else {measure: value}
    assert fitness(TABLES.limits, TABLES.about, sex, grade, given).scores == {measure: score}


def test_a_whole_test_with_its_bonus() -> None:
    given = {
        "height_cm": 140,
        "weight_kg": 33,
        "lung_ml": 2600,
        "run_50m_s": 8.7,
        "sit_reach_cm": 16.4,
        "rope_per_min": 145,
        "sit_ups_per_min": 49,
    }
    found = fitness(TABLES.limits, TABLES.about, "1", "14", given)
    assert (found.standard, found.bonus, found.total, found.level, found.lack) == (100.0, 4, 104.0, "excellent", ())
    assert fitness(TABLES.limits, TABLES.about, "1", "14", {**given, "rope_per_min": 300}).total == 120.0
    assert fitness(TABLES.limits, TABLES.about, "1", "14", {k: v for k, v in given.items() if k != "lung_ml"}).lack == (
        "lung_ml",
    )


def test_the_edition_is_dated_and_weights_make_a_hundred() -> None:
    with pytest.raises(LookupError):
        score_table("fitness", date(2010, 1, 1))
    assert all(sum(weights.values()) == 100 for weights in TABLES.about["weights"].values())
    assert len(editions("fitness")) == 1 and bmi_of(140, 33) == 16.8


def test_measures_sent_in() -> None:
    table = pl.DataFrame(
        {
            "学号": ["1", "2", "2", "4"],
            "学校": ["A", "A", "A", "B"],
            "性别": ["女", "男", "男", "男"],
            "800米跑": ["3'40\"", "", "", "x"],
            "身高": ["150", "", "", "900"],
        }
    )
    scored, bad, told, findings = read_measures(table, TABLES, "21", {"A", "B"}, "f.csv")
    assert scored["run_800m_s"].to_list() == [220.0, None] and scored["score_run_800m_s"].to_list() == [95, None]
    assert sorted(bad["rule"].to_list()) == ["measure_bad", "measure_bad", "number_twice", "number_twice"]
    assert told["whole"] == 0 and {p.rule for p in findings} == {"assessment.fitness_lacking"}


def test_small_groups_are_withheld() -> None:
    scored = pl.DataFrame(
        {"school_code": ["A"] * 3 + ["B"] * 12, "total": [80.0] * 15, "level": ["good"] * 15, "score_bmi": [100] * 15}
    )
    rows = fitness_summary(scored, ["school_code"]).to_dicts()
    assert [(r["count"], r["mean"], r["good"]) for r in rows] == [(3, None, None), (12, 80.0, 1.0)]
