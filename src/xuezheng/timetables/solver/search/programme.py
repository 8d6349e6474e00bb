# pyright: basic
"""A part of a timetable as a constraint programme: some lessons free, everything else as it stands.

Lesson x starts at one t (y[x, t]), its open task k of demand d goes to one resource r (a[d, k, r]). At each time a resource
attends what the others leave it:

    Σ y[x, t] over lessons that would run then ≤ 1            (with slack, where it clashes already)

Each monitor of what is touched gives deviations ≥ amount - most, ≥ least - amount; convex costs are sums of steps that grow.
What is required and kept now stays kept. Cuts stay as they are. The kernels count again what is found, so a cost that is
left out here (events in order, a step over a sum) may make a neighbourhood useless, never a timetable wrong.

Fix-and-optimise for school timetables: Dorneles, de Araújo and Buriol, Computers & Operations Research 52 (2014); by
constraint programming: Demirović and Stuckey, "Constraint programming for high school timetabling", CPAIOR 2018.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal

from xuezheng.timetables.solver.search.fields import (
    ATTENDING,
    CARRIED,
    COSTS,
    DURATION,
    START,
    TASK,
)
from xuezheng.timetables.solver.search.layout import (
    ASSIGN_RESOURCE,
    ASSIGN_TIME,
    BUSY,
    CLASHES,
    CLUSTER,
    IDLE,
    LINK,
    PREFER_TIMES,
    SPLIT_ASSIGNMENTS,
    SPREAD,
    UNAVAILABLE,
    WORKLOAD,
    Ints,
)
from xuezheng.timetables.solver.search.reading import Reading

DEAR = 100_000  # what is required, in the objective
MOST_CANDIDATES = 6  # for one task at once
Option = Literal | bool


class Part:
    """The programme for some free lessons of one state.

    `only_required` leaves out all other costs. Of many candidates for a task only some, drawn by `generator`, are free.
    """

    def __init__(
        self,
        read: Reading,
        s: Ints,
        lessons: Sequence[int],
        generator: np.random.Generator,
        only_required: bool = False,
    ) -> None:
        self.read, self.s, self.lessons = read, s, list(lessons)
        self.generator, self.only_required = generator, only_required
        self.model = cp_model.CpModel()
        self.costs: list[cp_model.LinearExprT] = []
        self.start, self.duration, self.task = (s[s[f] : s[f + 1]] for f in (START, DURATION, TASK))
        self.y: dict[tuple[int, int], Option] = {}
        self.a: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.others: dict[int, list[int]] = {}  # of a resource: what it attends at each time besides the free lessons
        self.terms: dict[tuple[int, int], list[Option]] = defaultdict(list)
        self.busy_known: dict[tuple[int, int], Option] = {}
        for x in self.lessons:
            self.free_times(x)
        for x in self.lessons:
            self.free_lesson(x)
        for r in list(self.others):
            self.clashes(r)
            for row in read.of_resource[r]:
                if row[1] or not only_required:
                    self.resource(r, row)
        self.blocks_and_groups()

    # what is free

    def free_times(self, x: int) -> None:
        now = int(self.start[x])
        starts = self.read.starts_of(x, int(self.duration[x]))
        if now >= 0 and now not in starts:
            starts = [*starts, now]
        if len(starts) == 1 and now >= 0:
            self.y[x, now] = True
            return
        options = {t: self.model.new_bool_var("") for t in starts}
        if now < 0:
            options[-1] = self.model.new_bool_var("")
        self.model.add_exactly_one(options.values())
        for t, option in options.items():
            self.y[x, t] = option
            self.model.add_hint(option, t == now)

    def options(self, x: int) -> list[tuple[int, Option]]:
        known = [(t, self.y[x, t]) for t in range(-1, self.read.times) if (x, t) in self.y]
        return known

    def free_lesson(self, x: int) -> None:
        b = self.read.block_of[x]
        k = x - self.read.lesson_at[b]
        options = [(t, option) for t, option in self.options(x) if t >= 0]
        for r in self.read.fixed[b]:
            self.attends(r, x, options)
        for d in self.read.demands[b]:
            now = int(self.task[self.read.task_at[d] + k])
            candidates = self.read.candidates[d]
            if len(candidates) < 2 and now >= 0:
                self.attends(now, x, options)
            else:
                if len(candidates) > MOST_CANDIDATES:
                    candidates = self.generator.choice(candidates, MOST_CANDIDATES, replace=False).tolist()
                self.free_task(d, k, x, sorted({*candidates, now, -1}), options)

    def free_task(self, d: int, k: int, x: int, candidates: list[int], options: list[tuple[int, Option]]) -> None:
        now = int(self.task[self.read.task_at[d] + k])
        chosen = {r: self.model.new_bool_var("") for r in candidates}
        self.model.add_exactly_one(chosen.values())
        for r, option in chosen.items():
            self.a[d, k, r] = option
            self.model.add_hint(option, r == now)
            if r >= 0:
                both = [(t, self.both(y, option)) for t, y in options]
                self.attends(r, x, both, now == r)
        for row in self.read.of_demand[d]:
            for r, option in chosen.items():
                wrong = r < 0 if row[0] == ASSIGN_RESOURCE else r >= 0 and not self.read.allowed[row[6], r]
                if wrong:
                    self.charge(row, int(self.duration[x]) * option, int(self.duration[x]), r == now)

    def both(self, y: Option, a: cp_model.IntVar) -> Option:
        if isinstance(y, bool):
            return a if y else False
        w = self.model.new_bool_var("")
        self.model.add_implication(w, y)
        self.model.add_implication(w, a)
        self.model.add_bool_or(y.negated(), a.negated(), w)
        return w

    def attends(self, r: int, x: int, options: list[tuple[int, Option]], does_now: bool = True) -> None:
        if r not in self.others:
            first = self.s[ATTENDING] + r * self.read.times
            self.others[r] = self.s[first : first + self.read.times].tolist()
        duration, now = int(self.duration[x]), int(self.start[x])
        for t in range(now, now + duration) if does_now and now >= 0 else ():
            self.others[r][t] -= 1
        for t, option in options:
            for u in range(t, t + duration):
                self.terms[r, u].append(option)

    # what it costs

    def charge(self, row: Sequence[int], deviation: cp_model.LinearExprT, most: int, is_broken: bool) -> None:
        """A deviation that is at most `most`, priced by a monitor's row; one that is required and kept stays kept."""
        _, required, weight, function = row[:4]
        if self.only_required and not required:
            return
        if required and not is_broken:
            self.model.add(deviation <= 0)
            return
        price = weight * (DEAR if required else 1)
        if function in (0, 4) or most == 1:
            self.costs.append(price * deviation)
        elif function == 2:
            some = self.model.new_bool_var("")
            self.model.add(deviation <= most * some)
            self.costs.append(price * some)
        else:
            steps = [self.model.new_bool_var("") for _ in range(most)]
            self.model.add(deviation <= sum(steps))
            self.costs += [price * (2 * i + 1) * step for i, step in enumerate(steps)]

    def charge_amounts(self, row: Sequence[int], amounts: Iterable[tuple], now: int) -> None:
        """Amounts (with least, most, and whether the least holds only where something is) against bounds."""
        found: list[cp_model.LinearExprT] = []
        for amount, least, most, present in amounts:
            if isinstance(amount, int) and isinstance(present, bool):
                found.append(max(least - amount, amount - most, 0) if present else 0)
                continue
            d = self.model.new_int_var(0, 400, "")
            self.model.add(d >= amount - most)
            if least > 0:
                self.model.add(d >= least - amount if present is True else d >= least * present - amount)
            found.append(d)
        reach = 8 + now
        if row[3] in (3, 4):
            for d in found:
                if not isinstance(d, int):
                    self.charge(row, d, reach, now > 0)
        elif not all(isinstance(d, int) for d in found):
            self.charge(row, sum(found), reach, now > 0)

    def busy(self, r: int, t: int) -> Option:
        if (r, t) not in self.busy_known:
            terms = self.terms.get((r, t), [])
            if self.others[r][t] > 0 or is_certain(terms):
                known: Option = True
            elif len(terms) < 2:
                known = terms[0] if terms else False
            else:
                known = self.model.new_bool_var("")
                self.model.add_max_equality(known, terms)
            self.busy_known[r, t] = known
        return self.busy_known[r, t]

    def clashes(self, r: int) -> None:
        rows = [row for row in self.read.of_resource[r] if row[0] == CLASHES]
        attending = self.s[ATTENDING] + r * self.read.times
        for u in range(self.read.times) if rows else ():
            terms = self.terms.get((r, u), [])
            others = self.others[r][u]
            if not terms or others + len(terms) < 2:
                continue
            now = int(self.s[attending + u])
            if now < 2 and rows[0][1]:
                free = [term for term in terms if term is not True]
                if others or len(free) < len(terms):
                    for term in free:
                        self.model.add(term == 0)
                else:
                    self.model.add_at_most_one(free)
            else:
                over = self.model.new_int_var(0, others + len(terms), "")
                self.model.add(over >= sum(terms) + others - 1)
                for row in rows:
                    self.charge(row, over, others + len(terms), True)

    def resource(self, r: int, row: list[int]) -> None:
        kind, least, most = row[0], row[4], row[5]
        cost = int(self.s[self.s[COSTS] + 2 * r + (not row[1])])
        now = int((cost / row[2]) ** (0.5 if row[3] in (1, 3) else 1)) + 1 if cost else 0
        groups = [self.read.times_in(self.read.masks[self.read.sets[i]]) for i in range(row[6], row[7])]
        if kind == UNAVAILABLE:
            inside = self.read.times_in(self.read.masks[self.read.sets[row[6]]])
            self.charge_amounts(row, [(total([self.busy(r, t) for t in inside]), 0, 0, True)], now)
        elif kind == IDLE:
            self.charge_amounts(
                row, [(total([i for group in groups for i in self.idle(r, group)]), least, most, True)], now
            )
        elif kind == CLUSTER:
            self.charge_amounts(row, [(total([self.some(r, group) for group in groups]), least, most, True)], now)
        elif kind == BUSY:
            amounts = [
                (total([self.busy(r, t) for t in group]), least, most, self.some(r, group) if least > 1 else True)
                for group in groups
            ]
            if least <= 1:
                amounts = [(amount, 0, most, True) for amount, _, _, _ in amounts]
            self.charge_amounts(row, amounts, now)
        elif kind == WORKLOAD:
            self.workload(r, row, now)

    def some(self, r: int, group: list[int]) -> Option:
        """Whether r is busy at all in a group of times."""
        busy = [self.busy(r, t) for t in group]
        if is_certain(busy):
            return True
        free = [b for b in busy if b is not False]
        if len(free) < 2:
            return free[0] if free else False
        any_of = self.model.new_bool_var("")
        self.model.add_max_equality(any_of, free)
        return any_of

    def idle(self, r: int, group: list[int]) -> list[Option]:
        """A literal for each time that is true if r is idle then; it need not be true only then."""
        busy = [self.busy(r, t) for t in group]
        before, after = self.running(busy), self.running(busy[::-1])[::-1]
        found: list[Option] = []
        for b, early, late in zip(busy, before, after, strict=True):
            if b is True or early is False or late is False:
                continue
            if b is False and early is True and late is True:
                found.append(True)
                continue
            idle = self.model.new_bool_var("")
            clause = [self.negated(part) for part in (early, late) if part is not True]
            self.model.add_bool_or([idle, *clause, *([b] if b is not False else [])])
            found.append(idle)
        return found

    def running(self, busy: list[Option]) -> list[Option]:
        """Of each time whether one before it is busy: literals that are true at least then."""
        found: list[Option] = []
        so_far: Option = False
        for b in busy:
            found.append(so_far)
            if b is True or so_far is True:
                so_far = True
            elif so_far is False:
                so_far = b
            elif b is not False:
                wider = self.model.new_bool_var("")
                self.model.add_implication(so_far, wider)
                self.model.add_implication(b, wider)
                so_far = wider
        return found

    @staticmethod
    def negated(literal: Option) -> Option:
        return (not literal) if isinstance(literal, bool) else literal.negated()

    def workload(self, r: int, row: list[int], now: int) -> None:
        carried = int(self.s[self.s[CARRIED] + r])
        terms: list[cp_model.LinearExprT] = []
        for (d, k, chosen), option in self.a.items():
            if chosen == r:
                x = self.read.lesson_at[self.read.demand_block[d]] + k
                load = int(self.duration[x]) * self.read.load[d]
                carried -= load * (int(self.task[self.read.task_at[d] + k]) == r)
                terms.append(load * option)
        if terms:
            over = self.model.new_int_var(0, 10_000, "")
            scale = self.read.scale
            self.model.add(scale * over >= sum(terms) + carried - row[5] * scale)
            self.model.add(scale * over >= row[4] * scale - sum(terms) - carried)
            self.charge(row, over, 8 + now, now > 0)

    def blocks_and_groups(self) -> None:
        groups: dict[int, None] = {}
        for x in self.lessons:
            b = self.read.block_of[x]
            groups.update(dict.fromkeys(self.read.block_groups[b]))
            for d in self.read.demands[b]:
                groups.update(dict.fromkeys(self.read.demand_groups[d]))
            for row in self.read.of_block[b]:
                self.block(x, row)
        free = set(self.lessons)
        for m in groups:
            row = self.read.groups[m]
            if self.only_required and not row[1]:
                continue
            cost = int(self.s[self.s[COSTS + 3] + 2 * m + (not row[1])])
            now = int((cost / row[2]) ** (0.5 if row[3] in (1, 3) else 1)) + 1 if cost else 0
            if row[0] == SPREAD:
                self.spread(m, row, free, now)
            elif row[0] == LINK:
                self.linked(row, free, now)
            elif row[0] == SPLIT_ASSIGNMENTS:
                self.split(row, free, now)

    def block(self, x: int, row: list[int]) -> None:
        duration, now = int(self.duration[x]), int(self.start[x])
        for t, option in self.options(x):
            wrong = t < 0 if row[0] == ASSIGN_TIME else False
            if row[0] == PREFER_TIMES and t >= 0 and row[6] in (0, duration):
                wrong = not self.read.masks[row[7]] >> t & 1
            if wrong and option is not True:
                self.charge(row, duration * option, duration, t == now)

    def lessons_of(self, b: int) -> range:
        return range(self.read.lesson_at[b], self.read.lesson_at[b + 1])

    def spread(self, m: int, row: list[int], free: set[int], now: int) -> None:
        lessons = [x for b in self.read.members[row[6] : row[7]] for x in self.lessons_of(b)]
        amounts = []
        for mask_row, least, most in self.read.limits[m]:
            mask = self.read.masks[mask_row]
            terms: list[Option] = []
            for x in lessons:
                if x in free:
                    terms += [option for t, option in self.options(x) if t >= 0 and mask >> t & 1]
                elif self.start[x] >= 0:
                    terms.append(bool(mask >> int(self.start[x]) & 1))
            amounts.append((total(terms), least, most, True))
        self.charge_amounts(row, amounts, now)

    def linked(self, row: list[int], free: set[int], now: int) -> None:
        """Times at which some but not all blocks run, at least."""
        differ: list[Option] = []
        for u in range(self.read.times):
            runs = []
            for b in self.read.members[row[6] : row[7]]:
                terms: list[Option] = []
                for x in self.lessons_of(b):
                    duration = int(self.duration[x])
                    if x in free:
                        terms += [option for t, option in self.options(x) if t >= 0 and t <= u < t + duration]
                    elif 0 <= self.start[x] <= u < self.start[x] + duration:
                        terms.append(True)
                runs.append(total(terms))
            if all(isinstance(run, int) for run in runs):
                differ.append(min(runs) != max(runs))
                continue
            wrong = self.model.new_bool_var("")
            for one in runs[1:]:
                self.model.add(wrong >= one - runs[0])
                self.model.add(wrong >= runs[0] - one)
            differ.append(wrong)
        self.charge_amounts(row, [(total(differ), 0, 0, True)], now)

    def split(self, row: list[int], free: set[int], now: int) -> None:
        """Distinct resources of the members beyond the first."""
        used: dict[int, list[Option]] = defaultdict(list)
        for d in self.read.members[row[6] : row[7]]:
            if d < 0:
                used[-1 - d].append(True)
                continue
            for x in self.lessons_of(self.read.demand_block[d]):
                k = x - self.read.lesson_at[self.read.demand_block[d]]
                chosen = [(r, self.a[d, k, r]) for r in {*self.read.candidates[d]} if (d, k, r) in self.a]
                if x in free and chosen:
                    for r, option in chosen:
                        used[r].append(option)
                elif self.duration[x] and self.task[self.read.task_at[d] + k] >= 0:
                    used[int(self.task[self.read.task_at[d] + k])].append(True)
        marks: list[Option] = []
        for options in used.values():
            if is_certain(options):
                marks.append(True)
                continue
            mark = self.model.new_bool_var("")
            for option in options:
                self.model.add_implication(option, mark)
            marks.append(mark)
        self.charge_amounts(row, [(total(marks), 0, 1, True)], now)

    def solve(
        self, effort: float, seconds: float, seed: int
    ) -> tuple[bool, list[tuple[int, int]], list[tuple[int, int, int]]]:
        """Whether it is proven best, the starts, and the resources of the tasks; nothing where none was found."""
        self.model.minimize(sum(self.costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return status == cp_model.INFEASIBLE, [], []
        starts = [(x, t) for (x, t), y in self.y.items() if y is not True and solver.boolean_value(y)]
        tasks = [at for at, a in self.a.items() if solver.boolean_value(a)]
        return status == cp_model.OPTIMAL, starts, tasks


def total(terms: Sequence[Option]) -> cp_model.LinearExprT:
    """A sum whose certain part is a number."""
    certain = sum(1 for term in terms if term is True)
    free = [term for term in terms if not isinstance(term, bool)]
    return sum(free) + certain if free else certain


def is_certain(terms: Sequence[Option]) -> bool:
    """Whether one of them is true in any case."""
    return any(term is True for term in terms)
