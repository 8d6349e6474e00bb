"""Admission: both mechanisms against brute force, ties, quotas, supplements, bad input; classes and duties by lot."""

import itertools
import random
from typing import Any

import numpy as np
import polars as pl
import pytest

from xuezheng.exams.plan import admission, classes, invigilation, remake_classes, seating
from xuezheng.exams.plan.letters import letter
from xuezheng.exams.plan.stability import tied_at_last_seat, verdict
from xuezheng.exams.problem.admission import Admission, AdmissionProblem
from xuezheng.exams.rules.ties import ranks
from xuezheng.exams.solver.admission import solve
from xuezheng.exams.tests.test_seating import candidates, rooms
from xuezheng.ground.errors import Refused


def small(chance: random.Random, orders: int) -> AdmissionProblem:
    """Four candidates, three programmes, lists of any length."""
    lists = [chance.sample(range(3), chance.randrange(0, 4)) for _ in range(4)]
    offset = np.cumsum([0, *map(len, lists)])
    rank = np.array([chance.sample(range(4), 4) for _ in range(orders)])
    return AdmissionProblem(
        tuple("abcd"), tuple("XYZ"), offset, np.array(list(itertools.chain(*lists)), np.int64),
        np.array([chance.randrange(0, 3) for _ in range(3)]), np.array([m % orders for m in range(3)]), rank, rank,
    )  # fmt: skip


def every_stable(problem: AdmissionProblem) -> list[tuple[int, ...]]:
    """All stable admissions as choice numbers, by trying everything."""
    lists = [problem.list_of(c) for c in range(4)]
    found: list[tuple[int, ...]] = []
    for at in itertools.product(*(range(-1, len(own)) for own in lists)):
        where = np.array([lists[c][k] if k >= 0 else -1 for c, k in enumerate(at)], np.int64)
        if verdict(problem, Admission(where, np.array(at, np.int64))).holds:
            found.append(at)
    return found


def test_deferred_acceptance_is_the_best_stable_one_for_every_candidate() -> None:
    chance = random.Random(5)
    for _ in range(25):
        problem = small(chance, chance.choice([1, 3]))
        stable, mine = every_stable(problem), solve(problem, "deferred").at.tolist()
        assert tuple(mine) in stable
        for other in stable:
            for own, theirs in zip(mine, other, strict=True):
                assert own == theirs or (own >= 0 and (theirs < 0 or own < theirs))
        if problem.has_one_order:
            assert solve(problem, "serial").at.tolist() == mine
        else:
            with pytest.raises(ValueError, match="one order"):
                solve(problem, "serial")


def test_a_bad_admission_is_found_out() -> None:
    problem = AdmissionProblem(
        ("a", "b"), ("X",), np.array([0, 1, 2]), np.array([0, 0]), np.array([1]), np.array([0]), np.array([[0, 1]]), np.array([[0, 1]])
    )  # fmt: skip
    for where, blocking, over, strangers in (
        ((0, -1), 0, 0, 0), ((-1, 0), 1, 0, 0), ((0, 0), 0, 1, 0), ((-1, -1), 2, 0, 0),
    ):  # fmt: skip
        at = np.array([0 if w == 0 else -1 for w in where])
        found = verdict(problem, Admission(np.array(where), at))
        assert (len(found.blocking), len(found.over), len(found.strangers)) == (blocking, over, strangers), where
    assert verdict(problem, Admission(np.array([0, -1]), np.array([-1, -1]))).strangers == (0,)


def test_nobody_gains_by_a_false_list_where_lists_are_whole() -> None:
    chance = random.Random(6)
    for _ in range(12):
        problem = small(chance, 3)
        true = [list(p) + [m for m in range(3) if m not in p] for p in (problem.list_of(c) for c in range(4))]

        def run(lists: list[list[int]], problem: AdmissionProblem = problem) -> list[int]:
            flat = np.array(list(itertools.chain(*lists)), np.int64)
            made = AdmissionProblem(
                problem.candidates, problem.programmes, np.cumsum([0, *map(len, lists)]), flat, problem.seats, problem.order,
                problem.rank, problem.shared,
            )  # fmt: skip
            return solve(made, "deferred").programme.tolist()

        honest = run(true)
        for c in range(4):
            worth = {m: k for k, m in enumerate(true[c])} | {-1: 9}
            for lie in itertools.permutations(range(3)):
                assert worth[run([*true[:c], list(lie), *true[c + 1 :]])[c]] >= worth[honest[c]]


def test_equal_totals_are_parted_by_the_written_rules_then_by_lot() -> None:
    place, shared = ranks([np.array([5, 7, 7, 7]), np.array([9, 1, 2, 2])], np.array([1, 2, 4, 3], np.uint64))
    assert (place.tolist(), shared.tolist()) == ([3, 2, 1, 0], [3, 2, 0, 0])


PEOPLE = pl.DataFrame(
    {
        "number": ["1", "2", "3", "4"], "name": list("甲乙丙丁"), "school": ["J1", "J1", "J2", "J2"], "area": ["N", "S", "N", "S"],
        "total": ["700", "650", "650", "600"], "chinese": ["120", "110", "110", "100"], "art": ["10", "20", "90", "80"],
    }
)  # fmt: skip
HEADS = ("programme", "school", "batch", "kind", "seats", "for_school", "order", "least", "for_area")


def programmes(*rows: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame([dict(zip(HEADS, (*row, *[""] * (len(HEADS) - len(row))), strict=True)) for row in rows])


def choices(**lists: str) -> pl.DataFrame:
    """Lists by candidate: n1="A B" is candidate 1's."""
    rows = [
        {"number": n[1:], "place": str(k + 1), "wanted": w}
        for n, own in lists.items()
        for k, w in enumerate(own.split())
    ]
    return pl.DataFrame(rows)


RUNS = [
    # programmes, lists, rules, where 1 2 3 4 go, rules of findings
    ((("A", "A", "", "", "1"), ("B", "B", "", "", "9")), {"n1": "A B", "n2": "A B", "n3": "B", "n4": "A"}, {}, "A B B -", []),
    # equal in all that is written, one seat left: the lot, and it is said
    ((("A", "A", "", "", "2"),), {"n1": "A", "n2": "A", "n3": "A"}, {}, None, [("admission.tie_at_last_seat", "A", "rows 3, 4")]),
    ((("A", "A", "", "", "2"),), {"n1": "A", "n2": "A", "n3": "A"}, {"ties": "all"}, "A A A -", []),
    # a seat sent down to J2 cannot go to J1; what is left of it goes to the open programme
    ((("Q", "A", "q", "quota", "1", "J2"), ("U", "A", "u", "", "1")), {"n1": "A", "n2": "A", "n4": "A"}, {}, "U - - Q", []),
    ((("Q", "A", "q", "quota", "1", "J2"), ("U", "A", "u", "", "1")), {"n1": "A", "n2": "A"}, {}, "U U - -", []),
    ((("Q", "A", "q", "quota", "1", "J2"), ("U", "A", "u", "", "1")), {"n1": "A", "n2": "A"}, {"reverts": False}, "U - - -", []),
    # a lowest line, a directed class, a class by its own order, a supplement
    ((("A", "A", "", "", "1", "", "", "620"),), {"n4": "A"}, {}, "- - - -", []),
    ((("D", "D", "", "directed", "2", "", "", "", "S"),), {"n1": "D", "n2": "D"}, {}, "- D - -", []),
    ((("S", "S", "", "special", "1", "", "art"), ("A", "A", "", "", "1")), {"n1": "A S", "n3": "S", "n4": "S"}, {}, "A - S -", []),
    ((("A", "A", "a", "", "2"), ("T", "A", "b", "supplement", "0")), {"n1": "A", "n4": "T"}, {}, "A - - T", []),
    # what does not exist, and a list that is too long
    ((("A", "A", "", "", "1"),), {"n1": "Z A", "n9": "A"}, {}, "A - - -", [("admission.candidate_unknown", "9", "row 4"), ("admission.programme_unknown", "Z", "row 2")]),
    ((("A", "A", "", "", "1"), ("B", "B", "", "", "1")), {"n1": "A", "n2": "A B"}, {"longest": 1}, "A - - -", [("admission.list_too_long", "2", "row 4")]),
]  # fmt: skip


@pytest.mark.parametrize(("offers", "lists", "rules", "where", "named"), RUNS)
def test_runs(offers: tuple[tuple[str, ...], ...], lists: dict[str, str], rules: dict[str, Any], where: str | None, named: list[tuple[str, str, str]]) -> None:  # fmt: skip
    made = admission.run(
        PEOPLE, choices(**lists), programmes(*offers), admission.Rules(("total", "chinese"), seed="1", **rules)
    )
    got = ["-" if p is None else p for p in made.results["programme"]]
    assert where is None or " ".join(got) == where
    assert [(f.rule, f.which, f.where) for f in made.findings] == named
    assert all(verdict(b.problem, b.admission).holds for b in made.batches)
    assert not (rules.get("ties") == "all" and any(tied_at_last_seat(b.problem, b.admission) for b in made.batches))


def test_two_candidates_with_one_number_take_no_part() -> None:
    twice = pl.concat([PEOPLE, PEOPLE[:1]])
    made = admission.run(twice, choices(n1="A", n2="A"), programmes(("A", "A", "", "", "2")), admission.Rules())
    assert next((f.rule, f.which, f.where) for f in made.findings) == ("admission.candidate_twice", "1", "rows 2, 6")
    assert made.results["number"].to_list() == ["2", "3", "4"]
    with pytest.raises(Refused, match="order"):
        admission.run(PEOPLE, choices(n1="A"), programmes(("A", "A", "", "", "1")), admission.Rules(("physics",)))


@pytest.mark.parametrize(("longest", "is_claimed"), [(None, True), (1, False)])
def test_truthfulness_is_claimed_only_where_lists_are_whole(longest: int | None, is_claimed: bool) -> None:
    offers = programmes(("A", "A", "", "", "1"), ("B", "B", "", "", "1"))
    made = admission.run(PEOPLE, choices(n1="A B", n2="B"), offers, admission.Rules(longest=longest))
    assert any("is best for everybody" in claim.en for claim in made.batches[0].claims) == is_claimed


@pytest.mark.parametrize(
    ("lengths", "could", "longest"),
    [
        ([1, 2, 3], 60, 3),
        ([6, 6, 6, 2], 60, 6),
        ([1, 2, 3, 4, 5], 60, 60),
        ([2, 2], 2, 2),
        ([1, 1, 1], 9, 9),
        ([], 5, 5),
    ],
)
def test_lists_that_all_end_alike_look_capped(lengths: list[int], could: int, longest: int) -> None:
    assert admission.seeming_cap(np.array(lengths, np.int64), could) == longest


def test_a_letter_says_why() -> None:
    offers = programmes(("A", "A", "", "", "1"), ("B", "B", "", "", "9"), ("Q", "C", "", "quota", "1", "J2"))
    made = admission.run(PEOPLE, choices(n1="A", n2="A Q B"), offers, admission.Rules(("total", "chinese")))
    told = letter(made, "2")
    assert told is not None and told.result.en == "You are admitted to B (B): choice 3 of batch ."
    assert [name for name, _ in told.reasons] == ["A", "B", "Q"]
    assert "the last admitted stands at place 1 with 700" in told.reasons[0][1].en
    assert letter(made, "99") is None


def test_classes_are_alike_and_mates_stay_together() -> None:
    pupils = pl.DataFrame(
        {"number": [f"{k:03d}" for k in range(47)], "sex": ["男", "女"] * 23 + ["男"], "score": [str(k * 7 % 300) for k in range(47)],
         "together": ["t" if k in (3, 40) else "" for k in range(47)]}
    )  # fmt: skip
    made = classes.drawn(pupils, 4, "s", uses_score=True)
    assert made.classes["pupils"].to_list().count(12) + made.classes["pupils"].to_list().count(11) == 4
    assert made.classes["女"].max() - made.classes["女"].min() <= 1  # type: ignore[operator]
    assert made.pupils.filter(pl.col("number").is_in(["003", "040"]))["class"].n_unique() == 1
    assert classes.drawn(pupils, 4, "s", uses_score=True).pupils.equals(made.pupils)
    assert not classes.drawn(pupils, 4, "t", uses_score=True).pupils.equals(made.pupils)
    roster = pl.read_csv(made.roster, infer_schema=False).to_dicts()
    again = remake_classes.remake(roster, 4, f"s|{made.roster_hash}")
    assert again == dict(made.pupils.select("number", "class").iter_rows())
    with pytest.raises(Refused):
        classes.drawn(pupils[:2], 4, "s")


def test_duties_by_lot_keep_every_bar() -> None:
    """Two rooms, three sessions; eight people of four schools, A's candidates sit in both rooms."""
    seats = seating.drawn(candidates({"A": 20, "E": 20}), rooms(2), "s").seats
    staff = pl.DataFrame(
        {
            "number": [f"t{k}" for k in range(8)], "school": ["A", "B", "B", "C", "C", "D", "D", "F"],
            "subject": ["", "语文", "数学", "", "数学", "", "语文", ""], "absent": ["", "", "", "语文", "", "", "", ""],
        }
    )  # fmt: skip
    relatives = pl.DataFrame({"staff": ["t7", "t9"], "candidate": [seats["number"][0], "x"]})
    made = invigilation.drawn(staff, rooms(2), seats, ("语文", "数学", "外语"), "s", relatives)
    assert invigilation.check(made.problem, made.invigilation) == []
    assert "t0" not in made.duties["staff"] and made.duties.height == 12 - sum(
        int(f.got) for f in made.findings if f.rule == "exams.duties_short"
    )
    assert [f.rule for f in made.findings][:1] == ["exams.relative_unknown"]
    assert made.duties.filter((pl.col("staff") == "t7") & (pl.col("room") == seats["room"][0])).is_empty()
    assert invigilation.drawn(staff, rooms(2), seats, ("语文", "数学", "外语"), "s").duties.equals(
        invigilation.drawn(staff, rooms(2), seats, ("语文", "数学", "外语"), "s").duties
    )


def test_duties_are_even() -> None:
    """Sixty people for four rooms and five sessions, nobody barred: 40 duties, so none has more than one; with ten, four each."""
    seats = seating.drawn(candidates({"A": 60, "E": 60}), rooms(4), "s").seats
    for count, most in ((60, 1), (10, 4)):
        staff = pl.DataFrame({"number": [f"t{k:02d}" for k in range(count)], "school": [f"S{k}" for k in range(count)]})
        made = invigilation.drawn(staff, rooms(4), seats, tuple("abcde"), "s")
        assert made.duties.height == 40 and made.findings == ()
        assert made.counted["duties"].max() == most
