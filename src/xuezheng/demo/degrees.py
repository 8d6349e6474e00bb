"""Degrees and titles of staff; the masters among Neijiang's senior teachers are as many as the page prints."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.staffing import FIRST, LAST, Ints, Staffing
from xuezheng.demo.world import World

DOCTOR, MASTER, BACHELOR, COLLEGE, SECONDARY = "11", "14", "21", "31", "41"  # GB/T 4658
ATTAINMENTS: Final = (DOCTOR, MASTER, BACHELOR, COLLEGE, SECONDARY)
SHARES: Final = {  # of the attainments above, for people hired long ago and lately
    "preschool": ((0.0, 0.0, 0.22, 0.62, 0.16), (0.0, 0.005, 0.42, 0.575, 0.0)),
    "primary": ((0.0, 0.003, 0.52, 0.43, 0.047), (0.0, 0.03, 0.82, 0.15, 0.0)),
    "junior": ((0.0, 0.008, 0.8, 0.192, 0.0), (0.0, 0.07, 0.91, 0.02, 0.0)),
    "senior": ((0.0, 0.04, 0.94, 0.02, 0.0), (0.001, 0.28, 0.719, 0.0, 0.0)),
    "vocational": ((0.0, 0.04, 0.88, 0.08, 0.0), (0.0, 0.14, 0.86, 0.0, 0.0)),
    "special": ((0.0, 0.005, 0.6, 0.395, 0.0), (0.0, 0.03, 0.92, 0.05, 0.0)),
    "higher_vocational": ((0.03, 0.42, 0.55, 0.0, 0.0), (0.07, 0.78, 0.15, 0.0, 0.0)),
    "higher": ((0.24, 0.5, 0.26, 0.0, 0.0), (0.55, 0.43, 0.02, 0.0, 0.0)),
}
AGE_AT: Final = {DOCTOR: 29, MASTER: 25, BACHELOR: 22, COLLEGE: 21, SECONDARY: 19}
TITLE_STEPS: Final = (("assistant", 23), ("junior", 26), ("middle", 33), ("senior", 43), ("full_senior", 52))
LATELY = 2015


def _june(years: Ints) -> npt.NDArray[np.datetime64]:
    return np.array([f"{year}-06-25" for year in range(1940, 2026)], "datetime64[D]")[years - 1940]


def birth_years(run: Staffing) -> Ints:
    return run.staff.born.astype("datetime64[Y]").astype(np.int64) + 1970


def first_degrees(run: Staffing, first_stage: npt.NDArray[Any], rng: np.random.Generator) -> npt.NDArray[Any]:
    """The attainment each person came with, by stage and by when they were hired."""
    chance = rng.random(len(first_stage))
    found = np.full(len(first_stage), BACHELOR)
    for stage, tables in SHARES.items():
        for is_late, shares in enumerate(tables):
            here = (first_stage == stage) & ((run.staff.hired >= LATELY) == bool(is_late))
            found[here] = np.array(ATTAINMENTS)[np.searchsorted(np.cumsum(shares)[:-1], chance[here], side="right")]
    return found


class Masters:
    """Chooses which of Neijiang's senior teachers hold a master's degree, and since when, to meet two printed shares."""

    def __init__(self, world: World, run: Staffing, is_ours: npt.NDArray[np.bool_], rng: np.random.Generator) -> None:
        self.run, self.rng = run, rng
        members = {year: np.flatnonzero((lines != -1) & is_ours[lines]) for year, lines in run.snapshots.items()}
        self.ever = np.unique(np.concatenate(list(members.values())))
        self.then, self.now = members[2020], members[LAST]
        share = {year: world.printed(f"nj.senior_masters_share_{year}").value / 100 for year in ("2020", "now")}
        self.then_count = round(share["2020"] * len(self.then))
        self.now_count = round(share["now"] * len(self.now))

    def chosen(self) -> tuple[Ints, npt.NDArray[np.datetime64]]:
        """People and the day each became a master."""
        run, rng = self.run, self.rng
        young = birth_years(run) >= 1972
        stay = np.intersect1d(self.then, self.now)
        early_pool = np.concatenate(
            [rng.permutation(stay[young[stay]]), rng.permutation(np.setdiff1d(self.then, stay))]
        )
        early = early_pool[: self.then_count]
        early_years = np.minimum(np.maximum(birth_years(run)[early] + 25, 2003), 2020)
        still = np.intersect1d(early, self.now)
        missing = self.now_count - len(still)
        since = np.setdiff1d(self.now, self.then)
        recruits = since[run.staff.hired[since] > 2020]
        others = np.setdiff1d(stay[young[stay]], early)
        wanted = min(len(recruits) * 2 // 5, missing)
        late = np.concatenate([rng.permutation(recruits)[:wanted], rng.permutation(others)[: missing - wanted]])
        is_recruit = run.staff.hired[late] > 2020
        late_years = np.where(is_recruit, run.staff.hired[late], rng.integers(2021, LAST + 1, len(late)))
        if len(early) != self.then_count or len(still) + len(late) != self.now_count:
            raise ValueError("Neijiang has too few senior teachers to hold the printed number of master's degrees.")
        return np.concatenate([early, late]), _june(np.concatenate([early_years, late_years]))


def degrees(world: World, run: Staffing, first_stage: npt.NDArray[Any], is_ours: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """staff_id (from 1), attainment, awarded_on: what people came with, and later master's degrees."""
    rng = world.rng("degrees")
    first = first_degrees(run, first_stage, rng)
    parts: list[pl.DataFrame] = []
    if is_ours.any():
        masters = Masters(world, run, is_ours, rng)
        ours = masters.ever
        first[ours] = np.where(np.isin(first[ours], (DOCTOR, MASTER)), BACHELOR, first[ours])
        people, days = masters.chosen()
        first[people] = BACHELOR
        parts.append(pl.DataFrame({"staff_id": people + 1, "attainment": MASTER, "awarded_on": days}))
    ages = np.array([AGE_AT[a] for a in ATTAINMENTS])[np.searchsorted(np.array(ATTAINMENTS), first)]
    years = np.minimum(birth_years(run) + ages, run.staff.hired)
    base = pl.DataFrame({"staff_id": np.arange(1, len(first) + 1), "attainment": first, "awarded_on": _june(years)})
    return pl.concat([base, *parts])


def titles(world: World, run: Staffing, is_teaching: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """staff_id (from 1), title, awarded_on: the steps a person has taken by 2024, at most the last two."""
    rng = world.rng("titles")
    born = birth_years(run)
    parts: list[pl.DataFrame] = []
    goes_on = is_teaching.copy()
    for title, age in TITLE_STEPS:
        year = born + age + rng.integers(0, 6, len(born))
        goes_on = goes_on & (rng.random(len(born)) < {"full_senior": 0.03, "senior": 0.5}.get(title, 0.93))
        has = np.flatnonzero(goes_on & (year <= LAST) & (year >= run.staff.hired))
        lately = has[
            (year[has] >= FIRST - 8) | (born[has] + age + 10 > LAST) | (title in ("middle", "senior", "full_senior"))
        ]
        parts.append(
            pl.DataFrame(
                {
                    "staff_id": lately + 1,
                    "title": title,
                    "awarded_on": np.array(_june(year[lately])) + np.timedelta64(159, "D"),
                }
            )
        )
    frame = pl.concat(parts)
    return frame.filter(pl.col("awarded_on") <= pl.date(LAST, 8, 31)).sort("staff_id", "awarded_on")
