"""Two releases attacked together: a programme over both, with totals, areas and the differences between them."""

import random
from collections.abc import Collection

import pytest

from xuezheng.publication.between import Earlier, joined, then
from xuezheng.publication.suppression import Cells, Key, Protection, Withheld, attack, withhold
from xuezheng.publication.tests.test_suppression import city

NATIONAL = Protection(10, 3)


def county(**schools: int) -> Cells:
    """Pupils of four schools and of their county."""
    cells = Cells({("p", name, "1"): pupils for name, pupils in schools.items()})
    cells.values[("p", "all", "1")] = sum(schools.values())
    cells.bind([(("p", "all", "1"), 1), *((("p", name, "1"), -1) for name in schools)])
    return cells


def key(place: str) -> Key:
    return "p", place, "1"


def told(cells: Cells, made: Withheld) -> dict[Key, frozenset[int]]:
    """What a release prints."""
    return {k: frozenset({v}) for k, v in cells.values.items() if k not in made.keys and k not in cells.unseen}


def after(first: Cells, made: Withheld, second: Cells) -> Cells:
    """Both releases as one system; the second is still to be chosen."""
    return joined(second, Earlier(told(first, made), made.keys, first))


def won(system: Cells, withheld: Collection[Key]) -> dict[Key, tuple[float, float]]:
    """What an attacker with both releases wins back."""
    return attack(system, (set(withheld) | system.unseen) - system.public, NATIONAL)


def test_a_number_that_was_printed_covers_nothing_any_more() -> None:
    """Release 1 prints 12, 50, 60, 70. A correction makes the first 8; hiding 50 beside it would be read off release 1."""
    first, second = county(a=12, b=50, c=60, d=70), county(a=8, b=50, c=60, d=70)
    made = withhold(first, NATIONAL)
    system = after(first, made, second)
    alone = withhold(second, NATIONAL)
    assert key("a") in alone.small
    assert not alone.exposed
    assert won(system, alone.keys) == {key("a"): (8, 8)}  # 188 less the 180 that release 1 had printed
    together = withhold(system, NATIONAL)
    assert together.keys == {key("a"), key("all")}
    assert won(system, together.keys) == {}


def test_a_total_that_must_stay_gives_the_corrected_school_away_and_is_said() -> None:
    first, second = county(a=12, b=50, c=60, d=70), county(a=8, b=50, c=60, d=70)
    second.fixed.add(key("all"))
    system = after(first, withhold(first, NATIONAL), second)
    assert withhold(system, NATIONAL).exposed == {key("a")}


def test_a_new_figure_is_not_covered_by_what_an_old_release_tells() -> None:
    """Release 2 adds the girls: few at one school. Pupils were printed before, so girls of another school must go."""
    first, second = county(a=30, b=50, c=60, d=70), county(a=30, b=50, c=60, d=70)
    for place, girls in (("a", 4), ("b", 20), ("c", 25), ("d", 33), ("all", 82)):
        second.values[("g", place, "1")] = girls
        second.values[("r", place, "1")] = second.values[key(place)] - girls
        second.unseen.add(("r", place, "1"))
        second.bind([(key(place), 1), (("g", place, "1"), -1), (("r", place, "1"), -1)])
    for name in "gr":
        second.bind([((name, "all", "1"), 1), *(((name, x, "1"), -1) for x in "abcd")])
    system = after(first, withhold(first, NATIONAL), second)
    made = withhold(system, NATIONAL)
    assert all(k[0] == "g" for k in made.keys)
    assert len(made.keys) >= 2
    assert won(system, made.keys) == {}


def test_what_was_small_then_stays_safe_when_it_is_corrected() -> None:
    first, second = county(a=4, b=50, c=60, d=70), county(a=15, b=50, c=60, d=70)
    made = withhold(first, NATIONAL)
    system = after(first, made, second)
    assert then(key("a")) in system.unseen
    again = withhold(system, NATIONAL)
    assert made.keys <= again.keys
    assert won(system, again.keys) == {}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_won_back_from_two_releases_of_a_city(seed: int) -> None:
    """Some schools are corrected between the two; the joint programme recovers nothing that is not said to be exposed."""
    first = city(seed, schools=3, counties=2, kinds=2)
    made = withhold(first, NATIONAL)
    second = city(seed, schools=3, counties=2, kinds=2)
    draw = random.Random(seed)
    for _ in range(4):
        _correct(second, draw.randrange(2), draw.randrange(3), draw.choice([-7, -2, 3, 9]))
    system = after(first, made, second)
    together = withhold(system, NATIONAL)
    assert set(won(system, together.keys)) <= together.exposed
    assert made.keys <= together.keys
    assert not together.keys & system.public


def _correct(cells: Cells, county_number: int, school: int, by: int) -> None:
    """Boys of the first kind at a school, and every sum that they are in."""
    place = f"c{county_number}s{school}"
    by = max(by, -cells.values[("b0", place, "1")])
    for where in (place, f"c{county_number}", "city"):
        for name in ("b0", "p0", "all"):
            cells.values[(name, where, "1")] += by
