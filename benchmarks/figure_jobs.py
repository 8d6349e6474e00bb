"""What a bureau's machine does with figures: the whole catalogue, a year again after a correction, a school, variations.

    python -m benchmarks.generated_returns --home million --students 1000000 --years 10
    python -m benchmarks.figure_jobs --home million

Each job in a process of its own, without imports and with the SQL compiled before (that is told apart). `FOLDER` is
copied aside (by hard links), since a correction freezes a second revision: the area of one school's site in the last
year. Also for whole instances of another size: a province, a nation (`--only whole`).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]
JOBS = ("whole", "correction", "school", "school_years", "variations")
LIMITS = {"whole": 15, "correction": 2, "school": 0.3, "school_years": 0, "variations": 0.5}


def peak_memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def setup(home: Path, sql: Path) -> Any:
    """The catalogue, compiled."""
    os.environ["XUEZHENG_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "xuezheng.web.settings"
    import django

    django.setup()
    from xuezheng.engine.catalogue import catalogue
    from xuezheng.engine.compiling import SqlStore
    from xuezheng.engine.offices import declared

    known = catalogue(declared(), SqlStore(sql))
    _ = known.hash
    known.sql.save()
    return known


def correct(home: Path) -> str:
    """Freeze the last year of the first city again, with another site area at its first school."""
    import polars as pl

    from xuezheng.engine.instance import Instance
    from xuezheng.engine.offices import declared
    from xuezheng.engine.snapshots import frozen_returns, return_folder, write_snapshot
    from xuezheng.registers.tables import CONDITIONS

    instance = Instance(home)
    last = max(frozen_returns(instance), key=lambda r: (r.year, r.city_code == "511000"))
    tables = {c.table.name: c.table for office in declared() for c in office.collectors.values()}
    frames = {name: pl.read_parquet(last.folder / f"{name}.parquet") for name in last.manifest.tables}
    first = pl.int_range(pl.len()) == 0
    area = pl.when(first).then(12_345.0).otherwise("site_area_m2").alias("site_area_m2")
    frames[CONDITIONS.name] = frames[CONDITIONS.name].with_columns(area)
    folder = return_folder(instance, last.city_code, last.year, last.revision + 1)
    write_snapshot(folder, frames, tables, {**last.manifest.about, "revision": last.revision + 1})
    return str(folder)


def work(job: str, home: Path, known: Any) -> Callable[[], dict[str, Any]]:
    """What is to be timed."""
    from xuezheng.engine.evaluate import answers
    from xuezheng.engine.figures import Asked, Period
    from xuezheng.engine.frozen import Frozen
    from xuezheng.engine.instance import Instance
    from xuezheng.engine.keeping import keep_figures
    from xuezheng.evaluations.figures.parts import school_parts
    from xuezheng.evaluations.figures.variations import variations
    from xuezheng.evaluations.law import INDICATORS
    from xuezheng.registers.tables import INSTITUTIONS

    def figures() -> dict[str, Any]:
        kept = keep_figures(Instance(home), known, Frozen.of(Instance(home)))
        assert kept.is_new
        return {"figures": kept.figures.manifest["row_count"]}

    def school(years: int) -> dict[str, Any]:
        frozen = Frozen.of(Instance(home))
        code = frozen.places(INSTITUTIONS)["institution_code"].min()
        asked = [Asked(i.id, str(code), Period(year=y)) for i in known for y in frozen.years[-years:]]
        return {"figures": sum(a.value is not None for a in answers(asked, known, frozen))}

    def varied() -> dict[str, Any]:
        five = [column for column, _ in INDICATORS.values()][:5]
        return {"variations": variations(school_parts(Frozen.of(Instance(home))), five).height}

    return {
        "whole": figures, "correction": figures, "school": lambda: school(1), "school_years": lambda: school(99), "variations": varied,
    }[job]  # fmt: skip


def child(job: str, home: Path, sql: Path) -> None:
    began = time.process_time()
    known = setup(home, sql)
    timed = work(job, home, known)
    ready, wall = time.process_time(), time.perf_counter()
    found = timed()
    took = {"cpu": time.process_time() - ready, "wall": time.perf_counter() - wall, "memory": peak_memory()}
    print(json.dumps({**found, **took, "start": ready - began}))


def linked(home: Path, folder: str) -> Path:
    """The returns of an instance again, by hard links where the disk allows it."""
    copy = Path(folder) / "instance"
    try:
        shutil.copytree(home / "returns", copy / "returns", copy_function=os.link)
    except OSError:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home / "returns", copy / "returns")
    return copy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=JOBS, default=JOBS)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--sql", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child == "correct":
        setup(args.home, args.sql)
        correct(args.home)
        return
    if args.child:
        child(args.child, args.home, args.sql)
        return
    with tempfile.TemporaryDirectory(dir=args.home.parent) as folder:
        home, sql = linked(args.home, folder), Path(folder) / "compiled.json"

        def run(job: str) -> str:
            call = [
                sys.executable,
                "-m",
                "benchmarks.figure_jobs",
                "--child",
                job,
                "--home",
                str(home),
                "--sql",
                str(sql),
            ]
            return subprocess.run(call, capture_output=True, text=True, check=True).stdout

        run("school")  # compiles, and keeps nothing
        print(f"{'':14}{'CPU s':>8}{'at most':>9}{'wall s':>8}{'peak MB':>9}")
        for job in args.only:
            if job == "correction":
                run("correct")
            took = json.loads(run(job).splitlines()[-1])
            limit = LIMITS[job] or ""
            found = ", ".join(f"{took[n]:,} {n}" for n in ("figures", "variations") if n in took)
            print(f"{job:14}{took['cpu']:8.2f}{limit:>9}{took['wall']:8.2f}{took['memory']:9.0f}  {found}", flush=True)


if __name__ == "__main__":
    main()
