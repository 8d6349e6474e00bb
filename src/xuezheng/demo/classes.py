"""Classes with their counts on 1 September, and what became of them at the end of the year."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.ahead import is_ahead
from xuezheng.demo.enrolment import cells
from xuezheng.demo.plans import YEARS
from xuezheng.demo.world import LAST_YEAR, World
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE

NORMS: Final = {
    "preschool": 30, "primary": 45, "junior": 50, "senior": 50, "vocational": 50, "special": 12, "higher_vocational": 50,
    "higher": 45,
}  # fmt: skip
SMALLER_FIRST_YEARS: Final = (25, 30, 35)  # of a kindergarten
GROWN: Final = {
    "primary": 1.9,
    "junior": 1.6,
    "senior": 1.6,
    "preschool": 0.8,
}  # pupils above the norm, by years before 2022
GROWN_AT_MOST: Final = {"primary": 16.0, "junior": 13.0, "senior": 11.0, "preschool": 5.0}
BOARDERS: Final = {  # in subdistricts, towns, townships
    "preschool": (0.0, 0.0, 0.0), "primary": (0.02, 0.1, 0.2), "junior": (0.24, 0.58, 0.7), "senior": (0.55, 0.84, 0.9),
    "vocational": (0.72, 0.85, 0.9), "special": (0.5, 0.6, 0.6), "higher_vocational": (0.97, 0.97, 0.97), "higher": (0.98, 0.98, 0.98),
}  # fmt: skip
MIGRANTS: Final = {"preschool": (0.08, 0.01, 0.0), "primary": (0.14, 0.02, 0.0), "junior": (0.12, 0.02, 0.0)}
LEFT_BEHIND: Final = {"preschool": (0.06, 0.24, 0.3), "primary": (0.07, 0.3, 0.38), "junior": (0.08, 0.29, 0.36)}
MINORITY: Final = {"511113": 0.34, "511132": 0.47, "511133": 0.66, "511302": 0.012, "511381": 0.013, "511181": 0.011}
MINORITY_ELSEWHERE: Final = 0.006
CROWDED_OF, CROWDED_BY = 13, 12.0  # one urban school of so many keeps classes larger than the norm, by so much
REPEATED = 0.0011  # of the pupils of primary and junior schools
DROPPED: Final = {
    "primary": 0.0001,
    "junior": 0.0006,
    "senior": 0.004,
    "vocational": 0.018,
    "higher_vocational": 0.008,
    "higher": 0.006,
}
NOT_GRADUATED: Final = {"senior": 0.012, "vocational": 0.02, "higher_vocational": 0.02, "higher": 0.02}


def split(found: pl.DataFrame, keeps_norm: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """One row a class: a grade's pupils in as few classes as the norm of its entry year asks, alike in size.

    `keeps_norm` are the rows (grades) whose county lets no class grow above it.
    """
    stages = found["stage"].to_list()
    entry = (found["year"] - found["grade_index"]).to_numpy()
    norm = np.array([NORMS[s] for s in stages], np.float64)
    is_preschool = found["stage"].to_numpy() == "preschool"
    norm[is_preschool] = np.array(SMALLER_FIRST_YEARS)[found["grade_index"].to_numpy()[is_preschool].clip(0, 2)]
    pace, most = np.array([GROWN.get(s, 0.0) for s in stages]), np.array([GROWN_AT_MOST.get(s, 0.0) for s in stages])
    urban = (found["rank"].to_numpy() == 0) & ~keeps_norm
    norm += np.where(urban, np.minimum(most, pace * np.maximum(0, 2022 - entry)), 0.0)
    is_crowded = urban & (pace > 0) & (found["institution_id"].to_numpy() % CROWDED_OF == 0) & ~is_preschool
    norm += np.where(is_crowded & (entry >= 2015), CROWDED_BY, 0.0)
    count = found["pupil_count"].to_numpy()
    class_count = np.ceil(count / norm).astype(np.int64)
    at = np.repeat(np.arange(len(count)), class_count)
    number = np.arange(len(at)) - np.repeat(np.cumsum(class_count) - class_count, class_count) + 1
    size = count[at] // class_count[at] + (number <= count[at] % class_count[at])
    return found[at].with_columns(number=number, pupil_count=size)


def _share(table: dict[str, tuple[float, float, float]], frame: pl.DataFrame) -> Any:
    known = {stage: np.array(table.get(stage, (0.0, 0.0, 0.0))) for stage in GRADES_OF_STAGE}
    rank = frame["rank"].to_numpy()
    result = np.zeros(frame.height)
    stage = frame["stage"].to_numpy()
    for name, shares in known.items():
        here = stage == name
        result[here] = shares[rank[here]]
    return result


def counted(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Girls, boarders, minorities, children of migrants and left behind in each class."""
    n = frame["pupil_count"].to_numpy()
    minority = np.array([MINORITY.get(code, MINORITY_ELSEWHERE) for code in frame["county_code"].to_list()])
    left = _share(LEFT_BEHIND, frame) * (1.0 - 0.04 * (frame["year"].to_numpy() - YEARS[0]))
    return frame.with_columns(
        girl_count=rng.binomial(n, 0.476),
        minority_count=rng.binomial(n, minority),
        boarder_count=rng.binomial(n, _share(BOARDERS, frame)),
        migrant_count=rng.binomial(n, _share(MIGRANTS, frame)),
        left_behind_count=rng.binomial(n, left),
    )


def ended(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Entrants, and for years that have ended graduates and drop-outs."""
    n = frame["pupil_count"].to_numpy()
    stages = frame["stage"].to_list()
    first = (frame["grade_index"] == 0).to_numpy()
    last = frame["grade_index"].to_numpy() == np.array([len(GRADES_OF_STAGE[s]) - 1 for s in stages])
    dropped = rng.binomial(n, np.array([DROPPED.get(s, 0.0) for s in stages]))
    failed = rng.binomial(n - dropped, np.array([NOT_GRADUATED.get(s, 0.0) for s in stages]))
    is_over = frame["year"].to_numpy() < LAST_YEAR
    is_compulsory = np.isin(frame["stage"].to_numpy().astype(str), ("primary", "junior"))
    repeated = rng.binomial(n, np.where(is_compulsory, REPEATED, 0.0))
    is_grade_one = (frame["stage"] == "primary").to_numpy() & first
    return frame.with_columns(
        entrant_count=np.where(first, n - repeated, 0),
        repeater_count=repeated,
        entrant_with_preschool_count=np.where(is_grade_one, rng.binomial(n - repeated, 0.988), 0),
        graduate_count=pl.when(pl.Series(is_over)).then(pl.Series(np.where(last, n - dropped - failed, 0))),
        dropout_count=pl.when(pl.Series(is_over)).then(pl.Series(dropped)),
    )


def build(world: World) -> None:
    """Classes of the school years 2017 to 2024 (the flows of the first return reach into 2017)."""
    rng = world.rng("classes")
    found = cells(world)
    frame = ended(counted(split(found, is_ahead(world, found["county_code"])), rng), rng)
    codes = pl.DataFrame(
        [(stage, index, code) for stage, grades in GRADES_OF_STAGE.items() for index, code in enumerate(grades)],
        schema=["stage", "grade_index", "grade"],
        orient="row",
    )
    frame = frame.join(codes, on=["stage", "grade_index"], how="left", maintain_order="left")
    world.add(
        SchoolClass,
        frame.drop("rank", "county_code", "city_code", "grade_index")
        .rename({"year": "school_year"})
        .with_columns(programme_id=pl.lit(None, pl.Int64)),
    )
