"""What schools add from an earlier test to a later one, of several years jointly, all on one scale, plausible values pooled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from xuezheng.assessment.plan.reporting import VALUES
from xuezheng.assessment.problem import Floats
from xuezheng.assessment.rules.monitoring import SPREAD
from xuezheng.assessment.rules.reporting import LEAST_SCHOOL
from xuezheng.assessment.solver.value_added_years import value_added_years
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class Pair:
    """One cohort: scores of the later test, and of the earlier one its pupils took; `year` of the later."""

    year: int
    later: pl.DataFrame
    earlier: pl.DataFrame


@dataclass
class Added:
    """`schools`: school_code, year (0: all years), pupils, effect, error, low, high in points of the reporting scale, NaN → null
    where withheld. `coefficients`: what the covariates go with. Counts and findings."""

    schools: pl.DataFrame
    coefficients: pl.DataFrame
    told: dict[str, Any]
    findings: list[Problem]


def joined(pairs: Sequence[Pair], findings: list[Problem]) -> pl.DataFrame:
    """Pupils who took both tests: later values, the earlier EAP as `prior`, context, school of the later test, year.

    What is expected of the earlier ability given the earlier answers stands for it (regression calibration, Carroll et al. 2006,
    chapter 4): a plausible value drawn without the later test would draw the coefficient toward nothing.
    """
    parts: list[pl.DataFrame] = []
    for pair in pairs:
        prior = pair.earlier.select("person", prior="eap")
        both = pair.later.join(prior, on="person", how="inner", maintain_order="left").with_columns(
            year=pl.lit(pair.year)
        )
        lost = pair.later.height - both.height
        if lost:
            what = Words(
                "没有前测成绩的学生不参加增值计算。",
                "Pupils without an earlier score take no part in what schools add.",
            )
            findings.append(
                Problem("assessment.no_prior", what, which=str(pair.year), got=f"{lost} / {pair.later.height}")
            )
        parts.append(both)
    return pl.concat(parts, how="diagonal_relaxed")


def context(pupils: pl.DataFrame) -> tuple[list[str], Floats]:
    """Names and columns (N, p) that are the same for all plausible values: years, sex, background with its gaps marked."""
    sent = [name for name in pupils.columns if name.startswith("bg_")]
    years = sorted(set(pupils["year"]))[1:]
    columns = {
        **{f"year {y}": (pl.col("year") == y).cast(pl.Float64) for y in years},
        "girl": (pl.col("sex") == "2").cast(pl.Float64),
        **{name: pl.col(name).fill_null(pl.col(name).mean()).fill_null(0.0) for name in sent},
        **{f"{name} unknown": pl.col(name).is_null().cast(pl.Float64) for name in sent},
    }
    made = pupils.select(expression.alias(name) for name, expression in columns.items())
    used = [name for name in made.columns if float(made[name].to_numpy().std()) > 1e-9]
    return used, made.select(used).to_numpy().astype(np.float64)


def added(pairs: Sequence[Pair], least_pupils: int = LEAST_SCHOOL) -> Added:
    """Raises `Refused` where fewer than two schools have pupils with both scores."""
    findings: list[Problem] = []
    pupils = joined(pairs, findings)
    if pupils.height == 0 or pupils["school_code"].n_unique() < 2:
        what = Words("至少要有两所学校的学生两次都有成绩。", "Pupils of at least two schools must have both scores.")
        raise Refused([*findings, Problem("assessment.schools_too_few", what)])
    codes = sorted(set(pupils["school_code"]))
    place = {code: at for at, code in enumerate(codes)}
    school = np.array([place[code] for code in pupils["school_code"]], dtype=np.int64)
    year = pupils["year"].to_numpy().astype(np.int64)
    names, fixed = context(pupils)
    results = pupils.select(VALUES).to_numpy()
    prior = pupils["prior"].to_numpy()
    covariates = np.column_stack([prior, cell_means(prior, school, year), fixed])
    found = value_added_years(results, covariates, school, year, least_pupils)
    kept = np.bincount(found.cell_school, weights=found.pupils.astype(np.float64), minlength=len(codes))
    rows = [
        {"school_code": codes[int(s)], "year": int(y), "pupils": int(n), "effect": SPREAD * e, "error": SPREAD * d}
        for s, y, n, e, d in zip(
            found.cell_school, found.cell_year, found.pupils, found.effect, found.wider_error, strict=True
        )
    ]
    rows += [
        {"school_code": code, "year": 0, "pupils": int(kept[at]), "effect": SPREAD * found.lasting[at], "error": SPREAD * found.lasting_wider_error[at]}
        for at, code in enumerate(codes)
    ]  # fmt: skip
    schools = pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None)).sort("school_code", "year")
    schools = schools.with_columns(
        low=pl.col("effect") - 1.96 * pl.col("error"), high=pl.col("effect") + 1.96 * pl.col("error")
    )
    terms = ["constant", "earlier score", "school's earlier mean", *names]
    coefficients = pl.DataFrame({"term": terms, "value": found.coefficients, "error": found.coefficient_errors})
    spread: Mapping[str, float] = {
        "sd_lasting": SPREAD * found.sd_lasting, "sd_yearly": SPREAD * found.sd_yearly, "sd_within": SPREAD * found.sd_within,
    }  # fmt: skip
    withheld = int(schools.filter(pl.col("effect").is_null() & (pl.col("year") > 0)).height)
    told = {
        "pupils": pupils.height, "schools": len(codes), "years": sorted({int(y) for y in year}), "withheld": withheld, "least_pupils": least_pupils,
        **{name: round(value, 2) for name, value in spread.items()},
    }  # fmt: skip
    return Added(schools, coefficients, told, findings)


def cell_means(values: Floats, school: "np.ndarray[Any, Any]", year: "np.ndarray[Any, Any]") -> Floats:
    """The mean of each pupil's school in its year: whom a child learns beside."""
    cell = school * (int(year.max()) + 1) + year
    _, at = np.unique(cell, return_inverse=True)
    at = at.reshape(-1)
    return np.asarray((np.bincount(at, weights=values) / np.bincount(at))[at], dtype=np.float64)
