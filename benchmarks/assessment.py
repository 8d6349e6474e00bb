"""Item response and value added: our CPU time, and how far we are from the references.

    .venv/bin/python benchmarks/assessment.py [--archives FOLDER] [--peers PYTHON] [--only WORD]

FOLDER (or XUEZHENG_ARCHIVES) holds `assessment/` with published data and the results of R's mirt 1.47, equateIRT and lme4;
without it only the simulated cases run. PYTHON is an interpreter with girth and statsmodels (dependency group `bench`);
without it no peer runs. Ours runs on one thread. CPU seconds: the estimation alone, and with reading and preparing. Every
case runs once before it is timed, so that first calls of libraries are not counted.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xuezheng.assessment.problem import Floats, Item
from xuezheng.assessment.rules.linking import CommonItems, Method, linked
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.assessment.solver.value_added import value_added

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    case: str
    work: float
    total: float
    result: str
    against: str
    distance: str


@dataclass(frozen=True)
class Case:
    """A name, how to read it, what to time, and what to say of the outcome."""

    name: str
    read: Callable[[], Any]
    work: Callable[[Any], Any]
    tell: Callable[[Any, Any], tuple[str, str, str]]  # result, against what, distance


def rows(cases: Sequence[Case]) -> Iterator[Row]:
    for case in cases:
        began = time.process_time()
        given = case.read()
        reading = time.process_time() - began
        case.work(given)
        began = time.process_time()
        found = case.work(given)
        work = time.process_time() - began
        yield Row(case.name, work, work + reading, *case.tell(given, found))


def largest(ours: Any, theirs: Any) -> float:
    return float(np.nanmax(np.abs(np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float))))


def table_of(found: ItemResponse) -> Floats:
    return np.array([[item.slope, *item.intercepts] for item in found.items_])


def summary(found: ItemResponse) -> str:
    return f"loglik {found.loglik_:.5f}, {found.iterations_} expectations"


def classic(folder: Path, data: str, model: str) -> Case:
    columns = ["a1", "d"] if data != "Science" else ["a1", "d1", "d2", "d3"]

    def read() -> Floats:
        scores = pl.read_csv(folder / f"{data}_resp.csv").to_numpy().astype(float)
        return scores - scores.min()

    def tell(_: Any, found: ItemResponse) -> tuple[str, str, str]:
        estimates = pl.read_csv(folder / f"{data}_{model}_est.csv").select(columns).to_numpy()
        errors = (
            pl.read_csv(folder / f"{data}_{model}_se.csv", null_values="NA")
            .select(pl.col(columns).cast(pl.Float64))
            .to_numpy()
        )
        logliks = pl.read_csv(folder / "summary.csv").filter((pl.col("data") == data) & (pl.col("model") == model))
        ours = np.array([[item.slope_error, *item.intercept_errors] for item in found.items_])
        distance = (
            f"loglik {found.loglik_ - float(logliks['logLik'][0]):+.1e}, estimates {largest(table_of(found), estimates):.1e}, "
            f"errors {largest(ours, errors):.1e}"
        )
        return summary(found), "mirt", distance

    return Case(f"{data}, {model}", read, lambda scores: ItemResponse(model.lower()).fit(scores), tell)


def archives(folder: Path) -> list[Case]:
    """The cases whose data and references lie in the archive."""
    names = (
        ("LSAT6", "2PL"),
        ("LSAT7", "2PL"),
        ("LSAT6", "Rasch"),
        ("LSAT7", "Rasch"),
        ("Science", "GRM"),
        ("Science", "GPCM"),
    )
    cases = [classic(folder / "classic", data, model) for data, model in names]

    def scores_of(name: str) -> Callable[[], Floats]:
        return lambda: pl.read_csv(folder / name, infer_schema_length=None).to_numpy().astype(float)

    def two(_: Any, found: ItemResponse) -> tuple[str, str, str]:
        theirs = pl.read_csv(folder / "est_mirt_tight_5000x40.csv").select("a", "d").to_numpy()
        return summary(found), "mirt, tight", f"estimates {largest(table_of(found), theirs):.1e}"

    def three(_: Any, found: ItemResponse) -> tuple[str, str, str]:
        truth = pl.read_csv(folder / "sim3pl_10000x40_true.csv").to_numpy()
        theirs = pl.read_csv(folder / "est_mirt_3pl.csv").select("a", "b", "g").to_numpy()
        ours = np.array([[item.slope, item.difficulties[0], item.guessing] for item in found.items_])
        ours_off, theirs_off = (np.sqrt(np.mean((x - truth) ** 2, axis=0)) for x in (ours, theirs))
        told = ", ".join(f"{name} {a:.3f} ({b:.3f})" for name, a, b in zip("abg", ours_off, theirs_off, strict=True))
        return summary(found), "truth (mirt's, with another prior)", f"root mean square {told}"

    def partial(_: Any, found: ItemResponse) -> tuple[str, str, str]:
        slopes = pl.read_csv(folder / "est_mirt_gpcm_a.csv")["a"].to_numpy()
        steps = pl.read_csv(folder / "est_mirt_gpcm_steps.csv").select("b1", "b2", "b3").to_numpy()
        ours = [item.slope for item in found.items_], [item.difficulties for item in found.items_[20:]]
        return (
            summary(found),
            "mirt, default tolerance",
            f"slopes {largest(ours[0], slopes):.1e}, steps {largest(ours[1], steps):.1e}",
        )

    cases += [
        Case("2PL 5,000 × 40", scores_of("sim2pl_5000x40_resp.csv.gz"), lambda x: ItemResponse("2pl").fit(x), two),
        Case("3PL 10,000 × 40", scores_of("sim3pl_10000x40_resp.csv.gz"), lambda x: ItemResponse("3pl").fit(x), three),
        Case(
            "2PL and GPCM 8,000 × 30",
            scores_of("simgpcm_8000x30_resp.csv.gz"),
            lambda x: ItemResponse("mixed").fit(x),
            partial,
        ),
        four_grades(folder),
        links(folder),
        schools(folder),
    ]
    return cases


def grades(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "simvert_10000x90_resp.csv.gz", infer_schema_length=None)


def four_grades(folder: Path) -> Case:
    def read() -> tuple[list[str], Floats]:
        frame = grades(folder)
        return frame["grade"].to_list(), frame.drop("grade").to_numpy().astype(float)

    def tell(_: Any, found: ItemResponse) -> tuple[str, str, str]:
        theirs = pl.read_csv(folder / "est_mirt_vert_groups.csv")
        means, sds = [g.mean for g in found.groups_], [g.sd for g in found.groups_]
        told = f"means {largest(means, theirs['mean'].to_numpy()):.1e}, spreads {largest(sds, theirs['sd'].to_numpy()):.1e}"
        return summary(found), "mirt, default tolerance", told

    return Case("four grades at once 10,000 × 90", read, lambda x: ItemResponse("2pl").fit(x[1], groups=x[0]), tell)


def links(folder: Path) -> Case:
    names: dict[str, Method] = {
        "mean-mean": "mean_mean", "mean-gmean": "mean_geometric_mean", "mean-sigma": "mean_sigma",
        "Haebara": "haebara", "Stocking-Lord": "stocking_lord",
    }  # fmt: skip
    nodes, weights = np.polynomial.hermite_e.hermegauss(30)

    def read() -> dict[str, dict[str, tuple[float, ...]]]:
        frame, out = grades(folder), dict[str, dict[str, tuple[float, ...]]]()
        for grade in ("g3", "g4", "g5", "g6"):
            part = frame.filter(pl.col("grade") == grade).drop("grade")
            part = part[[column.name for column in part if column.null_count() < part.height]]
            out[grade] = {item.name: item.parameters for item in ItemResponse("2pl").fit(part).items_}
        return out

    def work(items: dict[str, dict[str, tuple[float, ...]]]) -> list[float]:
        gaps: list[float] = []
        for row in pl.read_csv(folder / "est_equateIRT_linking.csv").iter_rows(named=True):
            old, new = items[row["from"]], items[row["to"]]
            shared = [name for name in old if name in new]
            common = CommonItems("gpcm", np.array([old[n] for n in shared]), np.array([new[n] for n in shared]))
            link = linked([common], names[row["method"]], nodes, weights / weights.sum())
            gaps += [abs(link.scale - row["A"]), abs(link.shift - row["B"])]
        return gaps

    return Case("15 links by five methods", read, work, lambda _, gaps: ("A and B", "equateIRT", f"{max(gaps):.1e}"))


def schools(folder: Path) -> Case:
    def read() -> tuple[Floats, Floats, Any]:
        frame = pl.read_csv(folder / "vam_100k_1000.csv.gz")
        return frame["y"].to_numpy(), frame.select("x1", "x2", "x3").to_numpy(), frame["school"].to_numpy()

    def tell(_: Any, found: Any) -> tuple[str, str, str]:
        theirs = pl.read_csv(folder / "vam_ref_lme4_blup.csv")
        told = f"effects {largest(found.effect, theirs['blup'].to_numpy()):.1e}, errors {largest(found.error, theirs['se'].to_numpy()):.1e}"
        return f"sd between {found.sd_between:.4f}, within {found.sd_within:.4f}", "lme4", told

    return Case("value added, 100,000 pupils, 1,000 schools", read, lambda x: value_added(*x), tell)


def simulated() -> list[Case]:
    """Cases that need no archive: invented persons, seed 1."""

    def read() -> tuple[Floats, Floats, Floats]:
        random = np.random.default_rng(1)
        slope, level = random.lognormal(0.0, 0.3, 60), random.normal(size=60)
        background = random.normal(size=(100_000, 20))
        theta = background @ random.normal(0.0, 0.1, 20)
        theta = (theta + random.normal(size=len(theta))) / np.sqrt(theta.var() + 1.0)
        scores = (random.random((100_000, 60)) < 1 / (1 + np.exp(-slope * (theta[:, None] - level)))).astype(float)
        return scores, background, np.column_stack([slope, -slope * level])

    def two(given: Any, found: ItemResponse) -> tuple[str, str, str]:
        gap = table_of(found) - given[2]
        return (
            summary(found),
            "truth",
            f"root mean square a {np.sqrt(np.mean(gap[:, 0] ** 2)):.4f}, d {np.sqrt(np.mean(gap[:, 1] ** 2)):.4f}",
        )

    def draw(given: Any) -> Any:
        items = [Item(str(j), "2pl", 1, (float(a), float(d))) for j, (a, d) in enumerate(given[2])]
        return ItemResponse.calibrated(items).plausible_values(given[0], given[1], count=10, seed=1)

    def drawn(given: Any, found: Any) -> tuple[str, str, str]:
        return (
            f"{found.values.shape[1]} values",
            "truth (sd 1)",
            f"sd {found.values.std() - 1.0:+.4f}, mean {found.values.mean():+.4f}",
        )

    return [
        Case("2PL 100,000 × 60", read, lambda x: ItemResponse("2pl").fit(x[0]), two),
        Case("ten plausible values, 100,000 × 60, 20 covariates", read, draw, drawn),
    ]


def peers(python: str, folder: Path) -> Iterator[Row]:
    """girth and statsmodels on the same data, each in a process of its own that reports its CPU seconds."""
    tasks = (
        ("girth 2PL 5,000 × 40", "girth_2pl", "sim2pl_5000x40_resp.csv.gz", "est_mirt_tight_5000x40.csv"),
        ("girth partial credit, Science", "girth_pcm", "classic/Science_resp.csv", "classic/Science_GPCM_est.csv"),
        ("statsmodels MixedLM, value added", "statsmodels_vam", "vam_100k_1000.csv.gz", "vam_ref_lme4_blup.csv"),
    )
    for name, task, data, reference in tasks:
        with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
            command = [
                python,
                str(HERE / "assessment_peers.py"),
                task,
                str(folder / data),
                str(folder / reference),
                out.name,
            ]
            alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
            ran = subprocess.run(command, check=False, capture_output=True, text=True, env=alone)
            if ran.returncode:
                reason = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
                yield Row(name, float("nan"), float("nan"), f"did not run: {reason}", "", "")
                continue
            found = json.loads(Path(out.name).read_text())
            yield Row(name, found["work"], found["total"], found["result"], found["against"], found["distance"])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--archives", default=os.environ.get("XUEZHENG_ARCHIVES"))
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--only", default="", metavar="WORD", help="cases whose name holds this word")
    args = parser.parse_args()
    folder = Path(args.archives or ".") / "assessment"
    cases = archives(folder) if args.archives else []
    if not args.archives:
        print("No archives (XUEZHENG_ARCHIVES): only the simulated cases.", file=sys.stderr)
    cases = [case for case in (*cases, *simulated()) if args.only in case.name]
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, one thread\n")
    print("| case | CPU-s | with reading | result | against | distance |\n|---|---|---|---|---|---|")
    for row in rows(cases):
        tell(row)
    if args.peers and args.archives:
        for row in peers(args.peers, folder):
            tell(row)
    return 0


def tell(row: Row) -> None:
    print(
        f"| {row.case} | {row.work:.3f} | {row.total:.2f} | {row.result} | {row.against} | {row.distance} |", flush=True
    )


if __name__ == "__main__":
    raise SystemExit(main())
