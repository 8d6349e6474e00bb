"""Two tests of one cohort on one scale: linked, an anchor that drifts set aside, what schools add found again."""

import numpy as np
import polars as pl
import pytest

from xuezheng.assessment.plan.added import Pair, added
from xuezheng.assessment.plan.reporting import VALUES, mean_of, summary
from xuezheng.assessment.plan.scaling import Scaled, Sitting, StandingScale, scaled
from xuezheng.ground.errors import Refused

PEOPLE, SCHOOLS = 1500, 30
ITEMS = [(f"i{k:02d}", float(b)) for k, b in enumerate(np.random.default_rng(8).normal(0.0, 0.9, 34))]


def sitting(key: str, theta: "np.ndarray", school: "np.ndarray", items: list[tuple[str, float]], seed: int) -> Sitting:
    rng = np.random.default_rng(seed)
    answers = {name: (rng.random(PEOPLE) < 1 / (1 + np.exp(-1.3 * (theta - b)))).astype(np.int16) for name, b in items}
    about = {
        "person": [f"{k:04d}" for k in range(PEOPLE)], "school_code": [f"S{s:02d}" for s in school], "class_number": [1] * PEOPLE, "form": ["A"] * PEOPLE,
        "sex": rng.choice(["1", "2"], PEOPLE), "weight": [1.0] * PEOPLE,
    }  # fmt: skip
    names = [name for name, _ in items]
    return Sitting(
        key, pl.DataFrame({**about, **answers}), dict.fromkeys(names, 1), dict.fromkeys(names, "数"), {"A": names}
    )


@pytest.fixture(scope="module")
def world() -> tuple[Scaled, Scaled, "np.ndarray", float]:
    rng = np.random.default_rng(3)
    school, adds = rng.integers(0, SCHOOLS, PEOPLE), rng.normal(0.0, 0.35, SCHOOLS)
    first = rng.normal(0.0, 1.0, PEOPLE)
    later = 0.6 + 0.8 * first + adds[school] + rng.normal(0.0, 0.5, PEOPLE)
    early = scaled([sitting("e", first, school, ITEMS[:22], 1)], "2pl", "own", None, 1)
    moved = [(name, b - (1.2 if name == "i13" else 0.0)) for name, b in ITEMS[12:]]
    one = sitting("l", later, school, moved, 2)
    known = early.persons.select("person", earlier="eap")
    one = Sitting(one.key, one.frame.join(known, on="person"), one.points, one.domains, one.forms)
    late = scaled([one], "2pl", "fixed", StandingScale(early.items, early.groups), 1)
    return early, late, adds, float((later.mean() - first.mean()) / first.std())


def test_the_later_test_stands_on_the_earlier_scale(world: tuple[Scaled, Scaled, "np.ndarray", float]) -> None:
    early, late, _, gain = world
    assert late.links.filter("is_set_aside")["item"].to_list() == ["i13"]
    assert [p.rule for p in late.findings] == ["assessment.anchor_drift"]
    assert mean_of(late.persons).mean - mean_of(early.persons).mean == pytest.approx(100 * gain, abs=8)
    assert late.told["reliability"]["l"]["eap"] > 0.75 and late.domains["domain"].unique().to_list() == ["数"]


def test_what_schools_add_is_found_again(world: tuple[Scaled, Scaled, "np.ndarray", float]) -> None:
    early, late, adds, _ = world
    found = added([Pair(2024, late.persons, early.persons)], 20)
    own = found.schools.filter(pl.col("year") == 2024)
    truth = 100 * (adds - adds.mean())
    assert np.corrcoef(own["effect"].to_numpy(), truth)[0, 1] > 0.8
    assert float((np.abs(own["effect"].to_numpy() - truth) < 1.96 * own["error"].to_numpy()).mean()) >= 0.8
    with pytest.raises(Refused, match="two schools"):
        added([Pair(2024, late.persons.filter(pl.col("school_code") == "S01"), early.persons)])
    few = added([Pair(2024, late.persons, early.persons)], 10_000).schools
    assert few["effect"].null_count() == few.height


def test_small_groups_are_withheld(world: tuple[Scaled, Scaled, "np.ndarray", float]) -> None:
    _, late, _, _ = world
    part = pl.concat(
        [
            late.persons.head(9).with_columns(school_code=pl.lit("X")),
            late.persons.tail(15).with_columns(school_code=pl.lit("Y")),
        ]
    )
    rows = summary(part, ["school_code"]).to_dicts()
    assert [(r["count"], r["mean"] is None, r["band1"] is None) for r in rows] == [(9, True, True), (15, False, True)]
    assert set(VALUES) <= set(late.persons.columns)


def test_without_common_items_nothing_is_linked(world: tuple[Scaled, Scaled, "np.ndarray", float]) -> None:
    early, _, _, _ = world
    rng = np.random.default_rng(1)
    other = sitting(
        "o", rng.normal(0, 1, PEOPLE), rng.integers(0, 3, PEOPLE), [(f"x{k}", 0.1 * k) for k in range(6)], 4
    )
    with pytest.raises(Refused, match="on both scales"):
        scaled([other], "2pl", "stocking_lord", StandingScale(early.items, early.groups), 1)
