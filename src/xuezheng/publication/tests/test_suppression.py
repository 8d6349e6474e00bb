"""Withheld cells of invented worlds, attacked with everything that stays."""

import random
from itertools import product

import pytest

from xuezheng.publication.suppression import Cells, Key, Protection, attack, dependencies, withhold

NATIONAL = Protection(10, 3)


def city(seed: int, schools: int = 6, counties: int = 4, kinds: int = 3) -> Cells:
    """Pupils of some kinds and the girls among them, by school, county and city; some schools have very few."""
    draw = random.Random(seed)
    cells = Cells()
    places = [(f"c{c}", [f"c{c}s{s}" for s in range(schools)]) for c in range(counties)]
    for _, inside in places:
        for school in inside:
            pupils = [draw.choice([0, 0, 2, 5, 8, 14, 60, 300]) for _ in range(kinds)]
            girls = [draw.choice([p // 2, p, max(0, p - 3), 0]) for p in pupils]
            for kind, (p, g) in enumerate(zip(pupils, girls, strict=True)):
                cells.values |= {
                    (f"p{kind}", school, "1"): p,
                    (f"g{kind}", school, "1"): g,
                    (f"b{kind}", school, "1"): p - g,
                }
            cells.values[("all", school, "1")] = sum(pupils)
    names = [f"{k}{i}" for k in "pgb" for i in range(kinds)] + ["all"]
    for name in names:
        for county, inside in places:
            cells.values[(name, county, "1")] = sum(cells.values[(name, s, "1")] for s in inside)
            cells.bind([((name, county, "1"), 1), *(((name, s, "1"), -1) for s in inside)])
        cells.values[(name, "city", "1")] = sum(cells.values[(name, c, "1")] for c, _ in places)
        cells.bind([((name, "city", "1"), 1), *(((name, c, "1"), -1) for c, _ in places)])
        cells.fixed.add((name, "city", "1"))
    for _, place, time in list(cells.values):
        for kind in range(kinds):
            cells.bind(
                [((f"p{kind}", place, time), 1), ((f"g{kind}", place, time), -1), ((f"b{kind}", place, time), -1)]
            )
        cells.bind([(("all", place, time), 1), *(((f"p{kind}", place, time), -1) for kind in range(kinds))])
    cells.unseen = {key for key in cells.values if key[0].startswith("b")}
    cells.fixed -= cells.unseen
    return cells


@pytest.mark.parametrize("seed", range(3))
def test_nothing_small_can_be_won_back(seed: int) -> None:
    cells = city(seed)
    made = withhold(cells, NATIONAL)
    assert made.small
    assert made.exposed == frozenset()
    assert attack(cells, made.keys | cells.unseen, NATIONAL) == {}
    assert not made.keys & cells.fixed
    assert len(made.keys) < len(cells.values)


def test_withholding_the_small_alone_gives_them_away() -> None:
    cells = Cells({("p", "a", "1"): 4, ("p", "b", "1"): 50, ("p", "c", "1"): 60, ("p", "all", "1"): 114})
    cells.bind([(("p", "all", "1"), 1), *((("p", x, "1"), -1) for x in "abc")])
    assert attack(cells, {("p", "a", "1")}, NATIONAL) == {("p", "a", "1"): (4, 4)}
    assert withhold(cells, NATIONAL).keys == {("p", "a", "1"), ("p", "b", "1")}


def test_two_small_ones_with_a_small_sum_need_a_third() -> None:
    cells = Cells({("p", "a", "1"): 1, ("p", "b", "1"): 2, ("p", "c", "1"): 60, ("p", "all", "1"): 63})
    cells.bind([(("p", "all", "1"), 1), *((("p", x, "1"), -1) for x in "abc")])
    assert withhold(cells, NATIONAL).others == {("p", "c", "1")}


def test_a_small_rest_of_a_share_is_protected_though_it_is_not_printed() -> None:
    """97 of 100 in one county: the three others would be read off; 400 of 500 stand beside."""
    values: dict[Key, int] = {}
    for place, part, whole in (("a", 97, 100), ("b", 400, 500), ("all", 497, 600)):
        values |= {("n", place, "1"): part, ("d", place, "1"): whole, ("r", place, "1"): whole - part}
    cells = Cells(
        values, unseen={("r", p, "1") for p in ("a", "b", "all")}, fixed={("n", "all", "1"), ("d", "all", "1")}
    )
    for name in "ndr":
        cells.bind([((name, "all", "1"), 1), ((name, "a", "1"), -1), ((name, "b", "1"), -1)])
    for place in ("a", "b", "all"):
        cells.bind([(("d", place, "1"), 1), (("n", place, "1"), -1), (("r", place, "1"), -1)])
    made = withhold(cells, NATIONAL)
    assert made.exposed == frozenset()
    assert made.small == frozenset()
    assert {key[1] for key in made.others} == {"a", "b"}


def test_what_was_withheld_before_stays_withheld() -> None:
    cells = Cells({("p", "a", "1"): 40, ("p", "b", "1"): 50}, before={("p", "a", "1"), ("p", "gone", "1")})
    assert withhold(cells, NATIONAL).others == {("p", "a", "1")}


def test_what_must_stay_is_reported_when_it_gives_a_small_cell_away() -> None:
    cells = Cells({("p", "a", "1"): 4, ("p", "all", "1"): 4}, fixed={("p", "all", "1")})
    cells.bind([(("p", "all", "1"), 1), (("p", "a", "1"), -1)])
    assert withhold(cells, NATIONAL).exposed == {("p", "a", "1"), ("p", "all", "1")}


@pytest.mark.parametrize("seed", range(3))
def test_the_attack_agrees_with_trying_every_solution(seed: int) -> None:
    """Two by three cells with all margins: every whole table is enumerated."""
    draw = random.Random(seed)
    size = {"x": range(2), "y": range(3)}
    values: dict[Key, int] = {
        ("p", f"{x}{y}", "1"): draw.choice([1, 2, 4, 12]) for x, y in product(size["x"], size["y"])
    }
    cells = Cells(values)
    for x in size["x"]:
        cells.values[("p", f"x{x}", "1")] = sum(cells.values[("p", f"{x}{y}", "1")] for y in size["y"])
        cells.bind([(("p", f"x{x}", "1"), 1), *((("p", f"{x}{y}", "1"), -1) for y in size["y"])])
    for y in size["y"]:
        cells.values[("p", f"y{y}", "1")] = sum(cells.values[("p", f"{x}{y}", "1")] for x in size["x"])
        cells.bind([(("p", f"y{y}", "1"), 1), *((("p", f"{x}{y}", "1"), -1) for x in size["x"])])
    inner = sorted(k for k in cells.values if k[1].isdigit())
    found = attack(cells, set(inner), NATIONAL)
    rows = [cells.values[("p", f"x{x}", "1")] for x in size["x"]]
    columns = [cells.values[("p", f"y{y}", "1")] for y in size["y"]]
    tables = [t for t in product(*(range(c + 1) for c in columns)) if sum(t) == rows[0]]
    for i, key in enumerate(inner):
        column = i % 3
        seen = {t[column] if i < 3 else columns[column] - t[column] for t in tables}
        value = cells.values[key]
        is_safe = max(seen) > value + 3 and min(seen) <= max(0, value - 3)
        assert (key in found) == (value < 10 and not is_safe), (key, seen)


def test_sums_among_counts_are_found_in_the_numbers() -> None:
    draw = random.Random(1)
    rows = [[draw.randrange(100) for _ in range(3)] for _ in range(30)]
    columns = {
        "a": [r[0] for r in rows],
        "b": [r[1] for r in rows],
        "total": [r[0] + r[1] for r in rows],
        "z": [r[2] for r in rows],
    }
    assert dependencies(columns) == [{"total": -1, "a": 1, "b": 1}]
