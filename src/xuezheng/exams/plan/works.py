"""A work of the exam office from its files: tried (what is wrong, what would come), and finished into a folder of results.

What solves is imported where it solves: it is slow to load.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.exams.plan.reading import text_table
from xuezheng.exams.rules.draw import roster_hash
from xuezheng.exams.rules.graded_variants import variant
from xuezheng.ground.errors import Problem
from xuezheng.ground.provenance import sha256_of_file


@dataclass(frozen=True)
class Outcome:
    """Counts to show, findings, the hash of the roster (where there is a draw) and of all results (where there are any)."""

    told: dict[str, Any]
    findings: Sequence[Problem]
    roster_hash: str = ""
    output_hash: str = ""


def tables(paths: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    return {name: text_table(path) for name, path in paths.items()}


def tried(kind: str, paths: Mapping[str, Path], asked: Mapping[str, Any]) -> Outcome:
    """What would come of it. A draw is tried with a seed that nobody will use; its roster's hash holds for every seed."""
    return computed(kind, tables(paths), asked, "trial", None)


def finished(kind: str, paths: Mapping[str, Path], asked: Mapping[str, Any], seed: str, out: Path) -> Outcome:
    """The results, written to a folder."""
    found = computed(kind, tables(paths), asked, seed, out)
    hashes = [f"{path.name} {sha256_of_file(path)}" for path in sorted(out.iterdir())]
    return Outcome(found.told, found.findings, found.roster_hash, roster_hash("\n".join(hashes).encode()))


def computed(
    kind: str, given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None
) -> Outcome:
    by_kind = {
        "seating": seated,
        "duties": watched,
        "scores": scored,
        "grading": graded,
        "admission": admitted,
        "classes": divided,
    }
    return by_kind[kind](given, asked, seed, out)


def seated(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import remake_seats as script
    from xuezheng.exams.plan import seating

    plan = seating.drawn(given["candidates"], given["rooms"], seed)
    if out is not None:
        plan.seats.write_csv(out / "seats.csv")
        (out / "roster.csv").write_bytes(plan.roster)
        (out / "rooms.csv").write_bytes(plan.rooms)
        seating.statistics(plan).write_csv(out / "statistics.csv")
        shutil.copyfile(script.__file__, out / "remake_seats.py")
        (out / "draw.json").write_text(
            json.dumps({"seed": seed, "roster": plan.roster_hash}, ensure_ascii=False) + "\n"
        )
    told = {
        "candidates": plan.seats.height, "rooms": plan.used_rooms, "sites": plan.seats["site"].n_unique(),
        "schools": len(plan.problem.school_names), "clashing": int((plan.seating.clash > 0).sum()),
    }  # fmt: skip
    return Outcome(told, plan.findings, plan.roster_hash)


def watched(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import invigilation

    relatives, sessions = given.get("relatives"), tuple(asked["sessions"])
    plan = invigilation.drawn(given["staff"], given["rooms"], given["seats"], sessions, seed, relatives)
    if out is not None:
        plan.duties.write_csv(out / "duties.csv")
        plan.counted.write_csv(out / "people.csv")
        spread = sorted(invigilation.spread(plan).items())
        pl.DataFrame(spread, schema={"duties": pl.Int64, "people": pl.Int64}, orient="row").write_csv(
            out / "spread.csv"
        )
    told = {"people": plan.counted.height, "duties": plan.duties.height, "sessions": len(sessions)}
    return Outcome(told, plan.findings, plan.roster_hash)


def scored(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import marks

    plan = marks.composed(given["candidates"], given["papers"], given["marks"], given.get("appeals"))
    if out is not None:
        for name, table in (("scores", plan.scores), ("awaiting", plan.awaiting), ("trace", plan.trace)):
            table.write_csv(out / f"{name}.csv")
        papers = [name for name in plan.scores.columns if name not in ("number", "name", "school")]
        told = (
            plan.scores.select(papers)
            .unpivot(variable_name="paper", value_name="score")
            .group_by("paper", maintain_order=True)
        )
        told.agg(
            pl.col("score").count().alias("candidates"), pl.col("score").mean().round(2).alias("mean"),
            pl.col("score").std().round(2).alias("sd"), pl.col("score").max().alias("highest"),
        ).write_csv(out / "papers.csv")  # fmt: skip
    return Outcome(
        {"candidates": plan.scores.height, "awaiting": plan.awaiting.height, "corrections": plan.trace.height},
        plan.findings,
    )


def graded(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import conversion

    found = conversion.graded(
        given["scores"], variant(str(asked["rule"])), tuple(asked.get("columns", ())), int(asked["full"])
    )
    if out is not None:
        found.scores.write_csv(out / "graded.csv")
        found.maps.write_csv(out / "map.csv")
    subjects = found.maps["subject"].n_unique() if found.maps.height else 0
    return Outcome({"candidates": found.scores.height, "subjects": subjects}, found.findings)


def rules_of(asked: Mapping[str, Any], seed: str) -> Any:
    from xuezheng.exams.plan import admission

    return admission.Rules(
        tuple(asked["order"]), asked["ties"], asked["mechanism"], asked["longest"], bool(asked["reverts"]), seed
    )


def admitted(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import admission

    plan = admission.run(given["candidates"], given["choices"], given["programmes"], rules_of(asked, seed))
    if out is not None:
        plan.results.write_csv(out / "results.csv")
        plan.lines.write_csv(out / "lines.csv")
    claims = [{"batch": b.name, "zh": c.zh, "en": c.en} for b in plan.batches for c in b.claims]
    told = {
        "candidates": plan.results.height, "admitted": plan.results["programme"].count(), "programmes": plan.programmes.height,
        "batches": len(plan.batches), "claims": claims,
    }  # fmt: skip
    return Outcome(told, plan.findings, plan.key.split("|")[-1])


def letter_to(paths: Mapping[str, Path], asked: Mapping[str, Any], seed: str, number: str) -> Any:
    """The letter to one candidate: the admission is run again, with the same result."""
    from xuezheng.exams.plan import letters

    return letters.letter(admission_of(paths, asked, seed), number)


def admission_of(paths: Mapping[str, Path], asked: Mapping[str, Any], seed: str) -> Any:
    """The admission run again from its files: the same result (plan.admission.AdmissionPlan)."""
    from xuezheng.exams.plan import admission

    given = tables(paths)
    return admission.run(given["candidates"], given["choices"], given["programmes"], rules_of(asked, seed))


def divided(given: Mapping[str, pl.DataFrame], asked: Mapping[str, Any], seed: str, out: Path | None) -> Outcome:
    from xuezheng.exams.plan import classes
    from xuezheng.exams.plan import remake_classes as script

    plan = classes.drawn(given["pupils"], int(asked["classes"]), seed, bool(asked["uses_score"]))
    if out is not None:
        plan.pupils.write_csv(out / "pupils.csv")
        plan.classes.write_csv(out / "classes.csv")
        (out / "roster.csv").write_bytes(plan.roster)
        shutil.copyfile(script.__file__, out / "remake_classes.py")
    return Outcome({"pupils": plan.pupils.height, "classes": plan.classes.height}, plan.findings, plan.roster_hash)


def sheets(
    out: Path, seats: pl.DataFrame, moved: Mapping[str, str], sheet: str, about: Any, node_modules: Path, absent: Mapping[str, Sequence[str]] | None = None
) -> bytes:  # fmt: skip
    """The sheets of these seats (about: plan.printing.About); rooms changed on the day stand under their new name."""
    from xuezheng.exams.plan.printing import printed

    rooms = pl.read_csv(out / "rooms.csv", infer_schema=False)
    layouts = dict(rooms.select("room", "columns").iter_rows())
    place = pl.col("room").replace_strict(moved, default=pl.col("place")) if moved else pl.col("place")
    seats = seats.with_columns(pl.col("seat").cast(pl.Int64), place=place)
    return printed(seats, layouts, sheet, about, node_modules, absent)
