"""Candidates, lists and programmes → batch after batch → checks → results, lines and letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from xuezheng.exams.plan.reading import ROW, distinct, known, long_form, without
from xuezheng.exams.plan.stability import best_for_candidates, tied_at_last_seat, verdict
from xuezheng.exams.problem.admission import Admission, AdmissionProblem, Mechanism, Whole
from xuezheng.exams.rules.draw import draw_key, lots
from xuezheng.exams.rules.heads import APPLICANTS, CHOICES, PROGRAMME_KINDS, PROGRAMMES, TOTALS
from xuezheng.exams.rules.rows import row_words
from xuezheng.exams.rules.ties import ranks
from xuezheng.exams.solver.admission import solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

SCALE = 1000  # scores may have three decimals
LOOKS_CAPPED = 0.25
Ties = Literal["lot", "all"]


@dataclass(frozen=True)
class Rules:
    """How is admitted: columns of the order, by which equal totals are parted one after another; what is done with those who
    are equal in all; the mechanism; how many programmes a list may hold (None: as many as it has)."""

    order: tuple[str, ...] = ("total",)
    ties: Ties = "lot"
    mechanism: Mechanism = "serial"
    longest: int | None = None
    reverts: bool = True
    seed: str = ""


@dataclass(frozen=True)
class Batch:
    """One batch as it was solved. `people` are rows of the plan's candidates, `offered` of its programmes; `seats` those given
    out in the end; `mechanism` the one that was used (deferred where programmes have several orders)."""

    name: str
    people: Whole
    offered: Whole
    problem: AdmissionProblem
    admission: Admission
    mechanism: Mechanism
    places: Whole  # of each choice, its number in the list as it was handed in
    claims: tuple[Words, ...]


@dataclass(frozen=True)
class AdmissionPlan:
    """`results`: one row a candidate; `lines`: one a programme, with its last candidate; `refused` choices with the reason."""

    candidates: pl.DataFrame
    programmes: pl.DataFrame
    batches: tuple[Batch, ...]
    results: pl.DataFrame
    lines: pl.DataFrame
    refused: pl.DataFrame
    findings: tuple[Problem, ...]
    rules: Rules
    key: str


def run(candidates: pl.DataFrame, choices: pl.DataFrame, programmes: pl.DataFrame, rules: Rules) -> AdmissionPlan:
    """Admit batch after batch, in the order in which the batches stand among the programmes. Raises Refused where a column
    of the order is missing, or nothing can be done at all."""
    findings: list[Problem] = []
    people, offers = read_candidates(candidates, rules, findings), read_programmes(programmes, findings)
    if people.is_empty() or offers.is_empty():
        raise Refused(
            [
                *findings,
                Problem(
                    "admission.nobody", Words("没有考生或没有招生计划。", "There are no candidates, or no programmes.")
                ),
            ]
        )
    key = draw_key(rules.seed, people.select("number", *rules.order).write_csv().encode())
    lot = lots(key, "equal", people["number"])
    wanted, refused = wishes(read_choices(choices, people, offers, rules, findings), people, offers, rules.order[0])
    seats = offers["seats"].to_numpy().astype(np.int64).copy()
    where, at = np.full(people.height, -1, np.int64), np.full(people.height, -1, np.int64)
    batches: list[Batch] = []
    names = offers["batch"].unique(maintain_order=True).to_list()
    for name in names:
        offered = np.flatnonzero((offers["batch"] == name).to_numpy())
        fill_supplements(offers, offered, seats, where)
        batch = solved(name, people, offers, wanted, offered, seats, where, lot, rules, len(names), findings)
        batches.append(batch)
        where[batch.people] = np.where(batch.admission.programme >= 0, offered[batch.admission.programme], -1)
        at[batch.people] = place_in_list(batch)
        seats[offered] = batch.problem.seats
        if rules.reverts:
            revert(offers, offered, seats, where)
    results = result_table(people, offers, where, at, batches, rules.order[0])
    lines = line_table(people, offers, where, seats, wanted, batches, rules.order[0])
    return AdmissionPlan(people, offers, tuple(batches), results, lines, refused, tuple(findings), rules, key)


def place_in_list(batch: Batch) -> Whole:
    """The number of the choice that each candidate of a batch got, as the list was handed in; 0 for none."""
    at, begins = batch.admission.at, batch.problem.offset[:-1]
    if not len(batch.places):
        return np.zeros(len(at), np.int64)
    return np.where(at >= 0, batch.places[np.minimum(begins + np.maximum(at, 0), len(batch.places) - 1)], 0)


def read_candidates(table: pl.DataFrame, rules: Rules, findings: list[Problem]) -> pl.DataFrame:
    """Candidates with a number of their own and a score in every column of the order (whole thousandths)."""
    if "total" in rules.order and (total := next((c for c in TOTALS if c in table.columns), None)):
        table = table.rename({total: "total"})
    missing = [name for name in rules.order if name not in table.columns]
    if missing:
        what = Words("排序所用的列不在考生表中。", "A column of the order is not among those of the candidates.")
        raise Refused([Problem("admission.order_column", what, which=", ".join(missing), got=", ".join(table.columns))])
    people = known(table, APPLICANTS, ("number",), "candidates", keeps_rest=True)
    twice = Words("报名号重复，均未参加录取。", "Several candidates have this number; none of them takes part.")
    people = distinct(people, twice, "admission.candidate", findings)
    scores = [name for name in people.columns if name not in (*APPLICANTS, ROW)]
    number = pl.col(scores).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    people = people.with_columns((number * SCALE).round().cast(pl.Int64))
    none = Words(
        "排序所用的成绩缺失或不是数，未参加录取。",
        "A score of the order is missing or no number; the candidate takes no part.",
    )
    bad = pl.any_horizontal(pl.col(rules.order).is_null())
    return without(people, bad, "admission.score_missing", none, "number", findings)


def read_programmes(table: pl.DataFrame, findings: list[Problem]) -> pl.DataFrame:
    """Programmes with a code of their own, a kind and a number of seats."""
    offers = known(table, PROGRAMMES, ("programme", "seats"), "programmes").with_columns(
        kind=pl.col("kind").replace_strict(PROGRAMME_KINDS, default="?"),
        seats=pl.col("seats").cast(pl.Int64, strict=False),
        least=pl.col("least").cast(pl.Float64, strict=False) * SCALE,
        school=pl.when(pl.col("school") == "").then(pl.col("programme")).otherwise(pl.col("school")),
    )
    twice = Words("招生代码重复，均未使用。", "Several programmes have this code; none of them is used.")
    offers = distinct(offers, twice, "admission.programme", findings, "programme")
    kinds = Words(
        "类别须为 统招、指标到校、定向、特长、补录。", "A programme is open, quota, directed, special or supplement."
    )
    offers = without(offers, pl.col("kind") == "?", "admission.programme_kind", kinds, "programme", findings)
    offers = offers.with_columns(
        pl.when(pl.col("kind") == "supplement").then(0).otherwise(pl.col("seats")).alias("seats")
    )
    none = Words(
        "计划数须为不小于0的整数，未使用。", "Seats must be a whole number, 0 or more; the programme is not used."
    )
    return without(
        offers, pl.col("seats").is_null() | (pl.col("seats") < 0), "admission.seats", none, "programme", findings
    )


def read_choices(
    table: pl.DataFrame, people: pl.DataFrame, offers: pl.DataFrame, rules: Rules, findings: list[Problem]
) -> pl.DataFrame:
    """Choices (who, batch, place, wanted) of known candidates for known programmes or schools."""
    made = known(long_form(table), CHOICES, ("number", "wanted"), "choices").filter(pl.col("wanted") != "")
    made = made.join(
        people.with_row_index("who").select("who", "number"), on="number", how="left", maintain_order="left"
    )
    unknown = Words("志愿的考生不在名单上，未用。", "The candidate of this choice is on no list; it is not used.")
    made = without(made, pl.col("who").is_null(), "admission.candidate_unknown", unknown, "number", findings)
    codes = pl.concat([offers["programme"], offers["school"]]).unique()
    strange = Words(
        "没有这所学校或招生代码，该志愿未用，其余照常。",
        "There is no such school or programme: the choice is not used, the others are.",
    )
    bad = made["wanted"].unique().to_frame().filter(~pl.col("wanted").is_in(codes.implode()))["wanted"]
    if bad.len():
        made = without(
            made, pl.col("wanted").is_in(bad.implode()), "admission.programme_unknown", strange, "wanted", findings
        )
    place = pl.col("place").cast(pl.Int64, strict=False)
    if made["place"].cast(pl.Int64, strict=False).null_count():
        place = place.fill_null(pl.int_range(pl.len()).over("who", "batch") + 1)
    made = made.with_columns(place)
    if rules.longest is not None and (made["place"].max() or 0) > rules.longest:  # type: ignore[operator]
        order = pl.col("place").rank("ordinal").over("who", "batch")
        beyond = Words("志愿超过规定个数，多出的未用。", "The list is longer than allowed: what is beyond is not used.")
        made = without(made, order > rules.longest, "admission.list_too_long", beyond, "number", findings)
    return made.select("who", "batch", "place", "wanted")


def wishes(
    made: pl.DataFrame, people: pl.DataFrame, offers: pl.DataFrame, score: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choices as rows (who, what, place), by candidate and place, those of schools as all their programmes; and the choices that
    could not count, each with a reason."""
    of = offers.with_row_index("what").select(
        "what", "programme", "school", "for_school", "for_area", "least", own_batch="batch"
    )  # fmt: skip
    row = pl.col("who")
    asked = made.with_row_index("asked").with_columns(
        area=pl.lit(people["area"]).gather(row), from_school=pl.lit(people["school"]).gather(row), score=pl.lit(people[score]).gather(row)
    )  # fmt: skip
    by_code = asked.join(of.drop("school"), left_on="wanted", right_on="programme", how="inner")
    of_school = of.filter(pl.col("for_school") == "").drop("programme")
    sent_down = of.filter(pl.col("for_school") != "").drop("programme").with_columns(from_school="for_school")
    by_school = asked.join(of_school, left_on="wanted", right_on="school", how="inner")
    by_quota = asked.join(sent_down, left_on=["wanted", "from_school"], right_on=["school", "from_school"], how="inner")
    columns = [
        "asked",
        "who",
        "place",
        "batch",
        "from_school",
        "area",
        "score",
        "what",
        "for_school",
        "for_area",
        "least",
        "own_batch",
    ]
    joined = pl.concat([found.select(columns) for found in (by_code, by_school, by_quota)])
    joined = joined.filter((pl.col("batch") == "") | (pl.col("batch") == pl.col("own_batch")))
    reason = (
        pl.when((pl.col("for_school") != "") & (pl.col("for_school") != pl.col("from_school"))).then(pl.lit("school"))
        .when((pl.col("for_area") != "") & (pl.col("for_area") != pl.col("area"))).then(pl.lit("area"))
        .when(pl.col("least").is_not_null() & (pl.col("score") < pl.col("least"))).then(pl.lit("least"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    key = (pl.col("who").cast(pl.Int64) * 1_000 + pl.col("place").clip(0, 999)) * offers.height + pl.col("what")
    joined = joined.with_columns(reason=reason)[np.argsort(joined.select(key).to_series().to_numpy(), kind="stable")]
    refused = joined.filter(pl.col("reason") != "").select("who", "what", "place", "reason")
    nothing = asked.join(joined, on="asked", how="anti")
    none = nothing.select("who", pl.lit(None).cast(pl.UInt32).alias("what"), "place", pl.lit("none").alias("reason"))
    kept = joined.filter(pl.col("reason") == "")
    pair = (kept["who"].cast(pl.Int64) * offers.height + kept["what"]).to_numpy()
    kept = kept[np.sort(np.unique(pair, return_index=True)[1])]
    return kept.select("who", "what", "place"), pl.concat([refused, none])


def fill_supplements(offers: pl.DataFrame, offered: Whole, seats: Whole, where: Whole) -> None:
    """A supplement has the seats of its school that earlier batches left."""
    kinds, schools = offers["kind"].to_list(), offers["school"].to_list()
    filled = np.bincount(where[where >= 0], minlength=offers.height)
    earlier: dict[str, list[int]] = {}
    for k in range(int(offered.min())):
        earlier.setdefault(schools[k], []).append(k)
    for m in offered:
        if kinds[m] == "supplement":
            mine = earlier.get(schools[m], [])
            seats[m] = sum(max(0, int(seats[k] - filled[k])) for k in mine)
            seats[mine] = np.minimum(seats[mine], filled[mine])


def revert(offers: pl.DataFrame, offered: Whole, seats: Whole, where: Whole) -> None:
    """Seats of quotas and directed classes that stayed empty go to an open programme of the same school in a later batch."""
    kinds, schools = offers["kind"].to_list(), offers["school"].to_list()
    filled = np.bincount(where[where >= 0], minlength=offers.height)
    later: dict[str, int] = {}
    for k in reversed(range(int(offered.max()) + 1, offers.height)):
        if kinds[k] == "open":
            later[schools[k]] = k
    for m in offered:
        left = int(seats[m] - filled[m])
        if kinds[m] in ("quota", "directed") and left > 0 and schools[m] in later:
            seats[later[schools[m]]] += left
            seats[m] -= left


def solved(
    name: str, people: pl.DataFrame, offers: pl.DataFrame, wanted: pl.DataFrame, offered: Whole, seats: Whole, where: Whole,
    lot: np.ndarray, rules: Rules, batches: int, findings: list[Problem],
) -> Batch:  # fmt: skip
    """One batch: those who are nowhere yet and want something here."""
    mine = wanted.filter(pl.col("what").is_in(offered) & (pl.Series(where)[wanted["who"]] < 0))
    who = mine["who"].unique().sort().to_numpy().astype(np.int64)
    at = np.zeros(people.height, np.int64)
    at[who] = np.arange(len(who))
    counts = np.bincount(at[mine["who"].to_numpy()], minlength=len(who)) if len(who) else np.zeros(0, np.int64)
    offset = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    position = np.zeros(offers.height, np.int64)
    position[offered] = np.arange(len(offered))
    orders, own = orders_of(offers, offered, rules)
    ranked = [ranks([people[c].fill_null(-1).to_numpy()[who] for c in order], lot[who]) for order in orders]
    problem = AdmissionProblem(
        tuple(people["number"].gather(who)), tuple(offers["programme"].gather(offered)), offset,
        position[mine["what"].to_numpy()], seats[offered].copy(), own,
        np.stack([place for place, _ in ranked]), np.stack([shared for _, shared in ranked]),
    )  # fmt: skip
    mechanism: Mechanism = rules.mechanism if problem.has_one_order else "deferred"
    found = solve(problem, mechanism)
    if rules.ties == "all":
        problem, found = with_all_equal(problem, found, mechanism)
    else:
        findings += [
            tie_problem(name, problem.programmes[m], people[ROW].to_numpy()[who[equal]])
            for m, equal in tied_at_last_seat(problem, found).items()
        ]
    judged = verdict(problem, found)
    if not judged.holds:
        raise AssertionError(f"The admission of batch {name} does not hold together: {judged}")
    could = most_open_to_one(offers, offered)
    longest = rules.longest or seeming_cap(counts, could)
    claims = best_for_candidates(problem, mechanism, longest, could, batches)
    return Batch(name, who, offered, problem, found, mechanism, mine["place"].to_numpy().astype(np.int64), claims)


def seeming_cap(counts: Whole, could: int) -> int:
    """How long a list may be where no rule says so: as long as anybody likes, unless a quarter of the lists end at one and the
    same length, which then looks like a cap."""
    if not len(counts):
        return could
    longest = int(counts.max())
    return longest if 1 < longest < could and (counts == longest).mean() > LOOKS_CAPPED else could


def most_open_to_one(offers: pl.DataFrame, offered: Whole) -> int:
    """How many of these programmes the candidate with the widest choice may enter."""
    here = offers.select("for_school", "for_area")[offered]
    general = here.filter((pl.col("for_school") == "") & (pl.col("for_area") == "")).height
    kept = here.filter((pl.col("for_school") != "") | (pl.col("for_area") != "")).group_by(pl.all()).len()
    return general + int(kept["len"].max() or 0)  # type: ignore[arg-type]


def orders_of(offers: pl.DataFrame, offered: Whole, rules: Rules) -> tuple[list[tuple[str, ...]], Whole]:
    """The orders that programmes use, and which of them each uses: its own columns, then the rules'."""
    orders: list[tuple[str, ...]] = []
    own = np.zeros(len(offered), np.int64)
    for k, text in enumerate(offers["order"].gather(offered)):
        first = tuple(part for part in str(text or "").replace("+", ";").split(";") if part)
        order = (*first, *(c for c in rules.order if c not in first))
        if order not in orders:
            orders.append(order)
        own[k] = orders.index(order)
    return orders, own


def with_all_equal(
    problem: AdmissionProblem, found: Admission, mechanism: Mechanism
) -> tuple[AdmissionProblem, Admission]:
    """More seats wherever the last one went by lot, until everybody equal to the last is in."""
    while ties := tied_at_last_seat(problem, found):
        seats = problem.seats.copy()
        for m, equal in ties.items():
            seats[m] += int((found.programme[equal] != m).sum())
        problem = problem.replace(seats)
        found = solve(problem, mechanism)
    return problem, found


def tie_problem(batch: str, programme: str, rows: Whole) -> Problem:
    what = Words(
        "最后一个学位处有考生各项都相同，已按公开的签分先后。",
        "At the last seat candidates are equal in everything that is written; the published lot has parted them.",
    )
    cure = Words("可加写同分规则，或用 --ties all 并列录取。", "Write one more rule, or admit all of them: --ties all.")
    return Problem(
        "admission.tie_at_last_seat",
        what,
        which=programme,
        where=row_words(rows),
        got=f"{len(rows)} {batch}".strip(),
        cure=cure,
    )


def result_table(
    people: pl.DataFrame, offers: pl.DataFrame, where: Whole, at: Whole, batches: Sequence[Batch], score: str
) -> pl.DataFrame:
    """Number, name, school, total, programme, receiving school, batch, kind, which choice of the list, the place in the order."""
    place = np.full(people.height, -1, np.int64)
    for batch in batches:
        fresh = batch.people[place[batch.people] < 0]
        local = batch.problem.rank[0][np.isin(batch.people, fresh)]
        place[fresh] = local
    code = pl.Series(where)
    has = code >= 0
    took = offers.select("programme", "school", "batch", "kind")[np.maximum(where, 0)]
    out = people.select("number", "name", from_school="school", total=pl.col(score) / SCALE).with_columns(
        took["programme"],
        took["school"],
        took["batch"],
        took["kind"],
        choice=pl.Series(at),
        place=pl.Series(place + 1),
    )
    shown = [
        pl.when(has).then(pl.col(c)).otherwise(None).alias(c)
        for c in ("programme", "school", "batch", "kind", "choice")
    ]
    return out.with_columns(*shown, pl.when(pl.col("place") > 0).then(pl.col("place")).otherwise(None))


def line_table(
    people: pl.DataFrame,
    offers: pl.DataFrame,
    where: Whole,
    seats: Whole,
    wanted: pl.DataFrame,
    batches: Sequence[Batch],
    score: str,
) -> pl.DataFrame:
    """Each programme's seats in the end, how many wanted it, how many are in, and its last candidate's total and place."""
    filled = np.bincount(where[where >= 0], minlength=offers.height)
    asked = np.bincount(wanted["what"].to_numpy(), minlength=offers.height)
    last = np.full(offers.height, -1, np.int64)
    last_place = np.full(offers.height, -1, np.int64)
    for batch in batches:
        problem, placed = batch.problem, np.flatnonzero(batch.admission.programme >= 0)
        at = batch.admission.programme[placed]
        worst = np.full(len(batch.offered), -1, np.int64)
        np.maximum.at(worst, at, problem.rank[problem.order[at], placed])
        by_place = np.argsort(problem.rank, axis=1)
        has = np.flatnonzero(worst >= 0)
        last[batch.offered[has]] = batch.people[by_place[problem.order[has], worst[has]]]
        last_place[batch.offered[has]] = worst[has] + 1
    totals = people[score].to_numpy() / SCALE
    return offers.select("programme", "school", "name", "batch", "kind").with_columns(
        seats=pl.Series(seats), wanted=pl.Series(asked), admitted=pl.Series(filled),
        last_total=pl.Series([float(totals[c]) if c >= 0 else None for c in last], dtype=pl.Float64),
        last_place=pl.Series([int(p) if p > 0 else None for p in last_place], dtype=pl.Int64),
    )  # fmt: skip
