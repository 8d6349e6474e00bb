"""Seats by township, stage and year: rooms of the register by the norm, projects that open, schools that close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.registers.tables import CLASSES, ROOMS
from xuezheng.seats.problem.history import Floats
from xuezheng.seats.rules import opening_year

CONVERSIONS = {
    "town_code": pl.String, "from_stage": pl.String, "to_stage": pl.String, "room_count": pl.Int64, "year": pl.Int64,
}  # fmt: skip


def no_conversions() -> pl.DataFrame:
    """Rooms turned to another stage: town_code, from_stage, to_stage, room_count, and the school year from which; none."""
    return pl.DataFrame(schema=CONVERSIONS)


NOT_COMING = ("idea", "opened", "stopped")  # an idea is no seat yet; what has opened is in the register


@dataclass(frozen=True)
class Supply:
    """Seats and classrooms (A, S) now, and what is added and lost by year (H, A, S), cumulated."""

    now: Floats
    rooms: Floats
    added: Floats
    lost: Floats

    @property
    def by_year(self) -> Floats:
        """(H, A, S) seats in each year ahead."""
        return np.maximum(self.now + self.added - self.lost, 0)


def seats_now(
    frozen: Frozen, city_code: str, year: int, norms: Mapping[str, float], towns: Sequence[str], stages: Sequence[str]
) -> tuple[pl.DataFrame, Floats, Floats]:
    """Seats of the last return by school and stage, and the seats and classrooms of each township and stage.

    A classroom offers its seats, but no more than the norm of class size; one whose seats nobody counted offers the norm.
    A room of no stage serves the stages its school teaches, in the proportion of their classes.
    """
    returns = [r for r in frozen.returns if r.city_code == city_code and r.year == year]
    rooms_at, classes_at = frozen.source(ROOMS, returns), frozen.source(CLASSES, returns)
    seats, rooms = (np.zeros((len(towns), len(stages))) for _ in range(2))
    if not rooms_at or not classes_at:
        return pl.DataFrame(), seats, rooms
    listed = read(f"SELECT institution_code, town_code, stage, seat_count FROM {rooms_at} WHERE kind = 'classroom'")
    classes = read(f"SELECT institution_code, stage, count(*) AS n FROM {classes_at} GROUP BY ALL")
    shares = classes.with_columns(share=pl.col("n") / pl.col("n").sum().over("institution_code")).drop("n")
    named = listed.filter(pl.col("stage") != "").with_columns(share=pl.lit(1.0))
    unnamed = listed.filter(pl.col("stage") == "").drop("stage").join(shares, on="institution_code")
    each = pl.concat([named, unnamed.select(named.columns)]).filter(pl.col("stage").is_in(list(stages)))
    norm = pl.col("stage").replace_strict(dict(norms), default=None, return_dtype=pl.Float64)
    offered = pl.when(pl.col("seat_count") > 0).then(pl.min_horizontal("seat_count", norm)).otherwise(norm)
    by_school = each.group_by("institution_code", "town_code", "stage").agg(
        seats=(offered * pl.col("share")).sum(), rooms=pl.col("share").sum()
    )
    row = {t: i for i, t in enumerate(towns)}
    for town, stage, number, count in by_school.select("town_code", "stage", "seats", "rooms").iter_rows():
        if town in row:
            seats[row[town], stages.index(stage)] += number or 0
            rooms[row[town], stages.index(stage)] += count
    return by_school, seats, rooms


def supply_of(
    frozen: Frozen, city_code: str, year: int, horizon: int, norms: Mapping[str, float], towns: Sequence[str],
    stages: Sequence[str], projects: pl.DataFrame, closings: pl.DataFrame, conversions: pl.DataFrame | None = None,
) -> Supply:  # fmt: skip
    """Seats now and in each of `horizon` years.

    `projects`: town_code, stage, seat_count, step, planned_open_on; `closings`: institution_code, closed_on, of schools
    whose end is registered already; `conversions` (no_conversions) rooms that are decided to serve another stage.
    """
    by_school, now, rooms = seats_now(frozen, city_code, year, norms, towns, stages)
    added, lost = (np.zeros((horizon, len(towns), len(stages))) for _ in range(2))
    row = {t: i for i, t in enumerate(towns)}
    asked = projects.select("town_code", "stage", "seat_count", "step", "planned_open_on")
    for town, stage, seats, step, planned in asked.iter_rows():
        opens = opening_year(planned)
        if town in row and stage in stages and opens is not None and step not in NOT_COMING:
            added[max(opens - year, 1) - 1 :, row[town], stages.index(stage)] += seats  # what is late comes at the next
    if by_school.height and closings.height:
        ends = closings.join(by_school, on="institution_code").select("closed_on", "town_code", "stage", "seats")
        for closed_on, town, stage, seats in ends.iter_rows():
            gone = closed_on.year if (closed_on.month, closed_on.day) <= (9, 1) else closed_on.year + 1
            if town in row and gone > year:
                lost[gone - year - 1 :, row[town], stages.index(stage)] += seats or 0
    if conversions is not None:
        for town, before, after, count, since in conversions.iter_rows():
            if town in row and year < since <= year + horizon:  # what was turned before is in the register
                if before in stages:
                    lost[since - year - 1 :, row[town], stages.index(before)] += count * norms[before]
                if after in stages:
                    added[since - year - 1 :, row[town], stages.index(after)] += count * norms[after]
    return Supply(now, rooms, added, lost)
