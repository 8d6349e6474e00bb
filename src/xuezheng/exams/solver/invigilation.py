"""Invigilators by lot: first a site for each, near and able to serve there; then, session by session, rooms by lot.

1. Sites. People of one school are alike but for their lots, so schools are sent to sites: a transportation problem, the sum of
   distances least (OR-Tools' min-cost flow, exact). A school may not serve where its own candidates sit in every room, and
   costs more the more rooms are barred to it. Which people of a school go where is decided by lot.
2. Duties. Of a site's people those serve who lack most of an even share, beside the sessions in which they still can; by lot
   among equals. Places that stay empty go to those of other sites who rest, the nearest first.
3. Rooms. The k-th person by lot gets the k-th room by lot; where a bar stands between them, the exchange that moves least is
   found (an assignment problem with cost (k−l)²; SciPy, exact). Bars: candidates of the own school, a relative among the
   candidates, a partner of the own school or family. Avoided where possible: a room or partner one had before.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # pyright: ignore[reportMissingTypeStubs]
from scipy.optimize import linear_sum_assignment  # pyright: ignore[reportUnknownVariableType, reportMissingTypeStubs]

from xuezheng.exams.problem.invigilation import Invigilation, InvigilationProblem, Whole, Yes
from xuezheng.exams.rules.draw import lots

Floats = NDArray[np.float64]

BARRED, AGAIN = 10_000_000, 100_000  # beside squares of differences of lots, which stay below 100,000 at a site
SHY = 200.0  # km that a site feels farther when all its rooms but one are barred


def solve(problem: InvigilationProblem, key: str) -> Invigilation:
    """Duties for all rooms and sessions, by lot: the same problem and key always give the same."""
    home = sites(problem, key)
    barred = room_bars(problem)
    kin, able = people_bars(problem), ability(problem)
    duty = np.full((len(problem.session_names), len(problem.room_names), problem.a_room), -1, np.int64)
    load = np.zeros(len(problem.staff), np.int64)
    been: set[tuple[int, int]] = set()
    met: set[tuple[int, int]] = set()
    for session, name in enumerate(problem.session_names):
        person_lot = lots(key, f"duty|{name}", problem.staff)
        room_lot = lots(key, f"room|{name}", problem.room_names)
        for site in range(len(problem.site_names)):
            rooms = np.flatnonzero(problem.site == site)
            rooms = rooms[np.argsort(room_lot[rooms])]
            serving = called(able, session, np.flatnonzero(home == site), load, person_lot, len(rooms), problem.a_room)
            for turn, people in enumerate(serving):
                first = duty[session, rooms, 0] if turn else None
                found = roomed(people, rooms, barred, kin, first, been, met)
                duty[session, rooms, turn] = found
                for person, room, other in zip(found, rooms, found if first is None else first, strict=True):
                    if person >= 0:
                        load[person] += 1
                        been.add((int(person), int(room)))
                        met.add((int(person), int(other)))
                        met.add((int(other), int(person)))
        for _ in range(problem.a_room):
            duty[session] = lent(problem, duty, session, able, barred, kin)
        load = np.bincount(duty[duty >= 0], minlength=len(problem.staff))
    return Invigilation(duty, home)


def sites(problem: InvigilationProblem, key: str) -> Whole:
    """A site for each person, the way least; each site gets its people and a share of those to spare. Shape (P,)."""
    count, places = len(problem.staff), len(problem.site_names)
    rooms = np.bincount(problem.site, minlength=places)
    need = rooms * problem.a_room
    schools, which = np.unique(problem.school, return_inverse=True)
    supply = np.bincount(which)
    share = count / max(int(need.sum()), 1)
    even, most = np.floor(need * share).astype(np.int64), np.ceil(need * max(1.0, share)).astype(np.int64)
    free_rooms = np.zeros((len(schools), places))
    for place in range(places):
        there = problem.room_schools[problem.site == place]
        open_to = (~there).sum(axis=0)
        free_rooms[:, place] = np.where(schools >= 0, open_to[schools], rooms[place])
    with np.errstate(divide="ignore", invalid="ignore"):
        share_free = np.where(rooms > 0, free_rooms / rooms, 0.0)
    km = np.where(schools[:, None] >= 0, problem.km[schools], 0.0) + SHY * (1.0 - share_free)
    flow = SimpleMinCostFlow()
    source, sink = len(schools) + places, len(schools) + places + 1
    at, to = np.nonzero(free_rooms > 0)
    cost = np.rint(km[at, to] * 100).astype(np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(at, len(schools) + to, supply[at], cost)  # pyright: ignore
    for k, number in enumerate(supply):
        flow.add_arc_with_capacity_and_unit_cost(source, k, int(number), 0)
    for place in range(places):
        flow.add_arc_with_capacity_and_unit_cost(len(schools) + place, sink, int(even[place]), -1_000_000)
        flow.add_arc_with_capacity_and_unit_cost(len(schools) + place, sink, int(most[place] - even[place]), 0)
    flow.set_node_supply(source, count)
    flow.set_node_supply(sink, -count)
    flow.solve_max_flow_with_min_cost()  # pyright: ignore[reportUnknownMemberType]
    sent = np.asarray(flow.flows(arcs), np.int64)  # pyright: ignore[reportArgumentType]
    home = np.full(count, -1, np.int64)
    person_lot = lots(key, "site", problem.staff)
    for k in range(len(schools)):
        mine = np.flatnonzero(which == k)
        mine = mine[np.argsort(person_lot[mine])]
        goes = np.repeat(to[at == k], sent[at == k])
        home[mine[: len(goes)]] = goes
    return home


def room_bars(problem: InvigilationProblem) -> Yes:
    """Whether a person may not watch a room; shape (P, R)."""
    own = problem.room_schools.T[np.maximum(problem.school, 0)] & (problem.school >= 0)[:, None]
    for person, room in problem.relative:
        own[person, room] = True
    return own


def people_bars(problem: InvigilationProblem) -> dict[int, set[int]]:
    """Relatives by person."""
    kin: dict[int, set[int]] = {}
    for one, other in problem.kin:
        kin.setdefault(one, set()).add(other)
        kin.setdefault(other, set()).add(one)
    for person, school in enumerate(problem.school):
        kin.setdefault(person, set()).add(-2 - int(school) if school >= 0 else -1)  # people of one school share a mark
    return kin


def ability(problem: InvigilationProblem) -> Yes:
    """Who can serve in which session: there, and not of its subject. Shape (P, T)."""
    can = (problem.subject[:, None] != problem.session_subject[None, :]) | (problem.session_subject < 0)[None, :]
    return can if problem.away is None else can & ~problem.away


def called(
    able: Yes, session: int, people: Whole, load: Whole, lot: NDArray[np.uint64], rooms: int, a_room: int
) -> Iterator[Whole]:
    """Those who serve at a site in a session, one group for each place in a room: who lacks most duties of an even share, beside
    the sessions in which they still can serve; by lot among equals."""
    share = able.shape[1] * rooms * a_room / max(len(people), 1)
    people = people[able[people, session]]
    left = able[people, session:].astype(np.float64).sum(axis=1)
    lacking: Floats = np.asarray(np.round((share - load[people]) / left, 6), np.float64)  # pyright: ignore
    by_need = np.lexsort((lot[people], -lacking))  # pyright: ignore
    order = people[by_need[: rooms * a_room]]
    order = order[np.argsort(lot[order])]
    for turn in range(a_room):
        yield order[turn::a_room]


def lent(
    problem: InvigilationProblem, duty: Whole, session: int, able: Yes, barred: Yes, kin: dict[int, set[int]]
) -> Whole:
    """The session's duties, (R, a_room), with places that stayed empty filled by those of other sites who rest, the way least."""
    rooms, turns = np.nonzero(duty[session] < 0)
    rests = able[:, session].copy()
    rests[duty[session][duty[session] >= 0]] = False
    people = np.flatnonzero(rests)
    if not len(rooms) or not len(people):
        return duty[session]
    known = np.maximum(problem.school[people], 0)
    away = np.bincount(duty[:session][duty[:session] >= 0], minlength=len(problem.staff))[people]
    cost = problem.km[known][:, problem.site[rooms]] + 50.0 * away[:, None] + BARRED * barred[np.ix_(people, rooms)]
    holders: dict[int, list[int]] = {}  # what makes kin → who has it, by place among the people
    for k, person in enumerate(people.tolist()):
        for key in kin[person] - {-1}:
            holders.setdefault(key, []).append(k)
    for j, room in enumerate(rooms):
        for other in duty[session, room].tolist():
            if other >= 0:
                near = set[int]().union(holders.get(other, ()), *(holders.get(key, ()) for key in kin[other] - {-1}))
                cost[list(near), j] += BARRED
    at, to = matched(cost)
    filled = duty[session].copy()
    taken: set[int] = set()
    for k, j in zip(at, to, strict=True):
        if cost[k, j] < BARRED and int(rooms[j]) not in taken:
            filled[rooms[j], turns[j]] = people[k]
            if (duty[session, rooms[j]] < 0).all():
                taken.add(
                    int(rooms[j])
                )  # two lent at once to one room could be relatives: the other one with the next call
    return filled


def matched(cost: Whole | Floats) -> tuple[Whole, Whole]:
    """Rows and columns of the cheapest assignment."""
    at, to = linear_sum_assignment(cost)  # pyright: ignore[reportUnknownVariableType]
    return np.asarray(at, np.int64), np.asarray(to, np.int64)


def is_kin(one: int, other: int, kin: dict[int, set[int]]) -> bool:
    """Whether two are relatives or of one school."""
    return other in kin[one] or bool(kin[one] & kin[other] - {-1})


def roomed(
    people: Whole, rooms: Whole, barred: Yes, kin: dict[int, set[int]], first: Whole | None, been: set[tuple[int, int]],
    met: set[tuple[int, int]],
) -> Whole:  # fmt: skip
    """Who of the people (in lot order) gets each of the rooms (in lot order), −1 where nobody may; shape (R,)."""
    if not len(people):
        return np.full(len(rooms), -1, np.int64)
    rank, place = np.arange(len(people))[:, None], np.arange(len(rooms))[None, :]
    cost = (rank - place) ** 2 + BARRED * barred[np.ix_(people, rooms)].astype(np.int64)
    for k, person in enumerate(people.tolist()):
        for j, room in enumerate(rooms.tolist()):
            if (person, room) in been:
                cost[k, j] += AGAIN
        if first is not None:
            for j, other in enumerate(first.tolist()):
                if other >= 0 and is_kin(person, other, kin):
                    cost[k, j] += BARRED
                elif (person, other) in met:
                    cost[k, j] += AGAIN
    at, to = matched(cost)
    found = np.full(len(rooms), -1, np.int64)
    keeps = cost[at, to] < BARRED
    found[to[keeps]] = people[at[keeps]]
    return found
