"""Admission by serial dictatorship and by deferred acceptance.

Serial dictatorship (平行志愿): candidates in one order, each gets the first programme of the list that still has a seat.
Deferred acceptance (Gale and Shapley, American Mathematical Monthly 69, 1962, with candidates proposing): each goes to the
most wanted programme that has not refused; a programme keeps the best of those it holds by its own order and refuses the
rest, until nobody is refused. Its result is stable, and of all stable ones the best for every candidate (ibid.). Where all
programmes share one order, both give the same.

Time: the length of the lists; deferred acceptance keeps a heap of those held for each programme, the worst on top.
"""

from typing import Any

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.exams.problem.admission import NOWHERE, Admission, AdmissionProblem, Mechanism, Whole


def solve(problem: AdmissionProblem, mechanism: Mechanism) -> Admission:
    """Who goes where. Serial dictatorship needs one order; raises ValueError where programmes have several."""
    if mechanism == "serial" and not problem.has_one_order:
        raise ValueError("Serial dictatorship needs one order of candidates; programmes with their own need deferred.")
    if mechanism == "serial":
        order = np.argsort(problem.rank[problem.order[0] if len(problem.order) else 0], kind="stable")
        at = serial(order, problem.offset, problem.choice, problem.seats)
    else:
        at = deferred(problem.offset, problem.choice, problem.seats, problem.order, problem.rank)
    if not len(problem.choice):
        return Admission(at.copy(), at)
    took = np.minimum(problem.offset[:-1] + np.maximum(at, 0), len(problem.choice) - 1)
    return Admission(np.where(at >= 0, problem.choice[took], NOWHERE), at)


@kernel
def serial(order: Whole, offset: Whole, choice: Whole, seats: Whole) -> Whole:
    """Which choice each candidate gets, −1 for none; shape (N,)."""
    left = seats.copy()
    at = np.full(len(offset) - 1, -1, np.int64)
    for c in order:
        for k in range(offset[c], offset[c + 1]):
            if left[choice[k]] > 0:
                left[choice[k]] -= 1
                at[c] = k - offset[c]
                break
    return at


@kernel
def deferred(offset: Whole, choice: Whole, seats: Whole, order: Whole, rank: Whole) -> Whole:
    """Which choice each candidate gets, −1 for none; shape (N,)."""
    count = len(offset) - 1
    begins = np.zeros(len(seats) + 1, np.int64)
    for m in range(len(seats)):
        begins[m + 1] = begins[m] + seats[m]
    heap = np.full(begins[-1], -1, np.int64)  # candidates held by each programme, the worst first
    held = np.zeros(len(seats), np.int64)
    at = np.full(count, -1, np.int64)
    for first in range(count):
        c = first
        while c >= 0:
            at[c] += 1
            if offset[c] + at[c] >= offset[c + 1]:
                at[c] = -1
                break
            m = choice[offset[c] + at[c]]
            own = rank[order[m]]
            if held[m] < seats[m]:
                push(heap, begins[m], held[m], c, own)
                held[m] += 1
                c = -1
            elif seats[m] > 0 and own[c] < own[heap[begins[m]]]:
                refused = heap[begins[m]]
                sink(heap, begins[m], held[m], c, own)
                c = refused
    return at


@kernel
def push(heap: Whole, begin: Any, held: Any, candidate: Any, rank: Whole) -> None:
    """Put a candidate into the heap that begins there and holds so many."""
    i = held
    while i > 0:
        above = (i - 1) // 2
        if rank[heap[begin + above]] >= rank[candidate]:
            break
        heap[begin + i] = heap[begin + above]
        i = above
    heap[begin + i] = candidate


@kernel
def sink(heap: Whole, begin: Any, held: Any, candidate: Any, rank: Whole) -> None:
    """Replace the worst by a candidate."""
    i = 0
    while True:
        child = 2 * i + 1
        if child >= held:
            break
        if child + 1 < held and rank[heap[begin + child + 1]] > rank[heap[begin + child]]:
            child += 1
        if rank[heap[begin + child]] <= rank[candidate]:
            break
        heap[begin + i] = heap[begin + child]
        i = child
    heap[begin + i] = candidate
