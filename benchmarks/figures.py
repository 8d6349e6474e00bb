"""Figures at all places and years: ours, the same by hand in DuckDB SQL, the same in pandas.

    python -m benchmarks.generated_returns --home million --students 1000000 --years 10
    python benchmarks/figures.py --home million [--rounds 3]

Each contender runs in processes of its own, and its work is timed without its imports; ours compiles once, and that is
told apart. Compared are the figures that all three compute, at city, county, town and school: twenty of them, five of
which are of pupils as persons; then all 46; then all of ours. Before the times every value is compared.
"""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
Key = tuple[str, str, str, int]  # level, figure, place, year
COMPARED = (
    "public_kindergarten_enrolment_share", "inclusive_kindergarten_coverage", "vocational_share_of_senior",
    "private_enrolment_share", "girls_share", "minority_pupil_share", "boarder_share", "average_class_size",
    "large_class_share", "superlarge_class_share", "standard_class_share", "students_enrolled", "full_time_teachers",
    "teacher_qualification_rate", "teacher_above_requirement_rate", "teacher_masters_share", "teacher_certificate_rate",
    "senior_title_teacher_share", "teacher_under35_share", "female_teacher_share", "multimedia_classroom_share",
    "site_area_per_pupil", "building_area_per_pupil", "dangerous_building_share", "equipment_value_per_pupil",
    "books_per_pupil", "terminals_per_100", "broadband_school_share", "wireless_campus_share", "drinking_water_share",
    "sanitation_share", "school_clinic_share", "safety_staff_share", "average_school_size", "dropout_rate",
    "graduation_rate", "institutions", "pupil_teacher_ratio", "teacher_class_ratio", "preschool_gross_enrolment_ratio",
    "senior_gross_enrolment_ratio", "overage_pupil_share", "overage_girl_share", "overage_boy_share",
    "primary_net_enrolment_rate", "junior_net_enrolment_rate",
)  # fmt: skip
TWENTY = (
    "overage_pupil_share", "overage_girl_share", "overage_boy_share", "primary_net_enrolment_rate", "junior_net_enrolment_rate",
    "students_enrolled", "average_class_size", "large_class_share", "girls_share", "boarder_share", "full_time_teachers",
    "teacher_masters_share", "teacher_under35_share", "pupil_teacher_ratio", "multimedia_classroom_share",
    "site_area_per_pupil", "books_per_pupil", "dropout_rate", "institutions", "preschool_gross_enrolment_ratio",
)  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What the work gives, with its wall and CPU seconds and the process's peak memory in MB."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return found, took | {"memory": peak_memory()}


def peak_memory() -> float:
    """The most memory this process has held, in MB (0 where the system does not tell)."""
    status = Path("/proc/self/status")  # ru_maxrss would count what the parent held before this process began
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def ours(home: Path, sql: Path, only: tuple[str, ...]) -> tuple[Any, dict[str, float]]:
    """Our figures: those named, or all of every office."""
    import django

    os.environ["XUEZHENG_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "xuezheng.web.settings"
    django.setup()
    from xuezheng.engine.catalogue import Catalogue, catalogue
    from xuezheng.engine.compiling import SqlStore
    from xuezheng.engine.compute import compute_all
    from xuezheng.engine.frozen import Frozen
    from xuezheng.engine.instance import Instance
    from xuezheng.engine.offices import declared

    began = time.process_time()
    known = catalogue(declared(), SqlStore(sql))
    if only:
        known = Catalogue({id: known[id] for id in only}, known.sql)
    _ = known.hash
    known.sql.save()
    compiled = time.process_time() - began
    found, took = timed(lambda: compute_all(known, Frozen.of(Instance(home))))
    return found, took | {"compile": compiled, "ibis": float("ibis" in sys.modules), "count": float(len(known))}


def by_hand(home: Path, only: tuple[str, ...]) -> tuple[Any, dict[str, float]]:
    import figures_by_hand

    return timed(lambda: figures_by_hand.run(home / "returns", only))


def in_pandas(home: Path, only: tuple[str, ...], *, as_categories: bool) -> tuple[Any, dict[str, float]]:
    import figures_in_pandas

    return timed(lambda: figures_in_pandas.run(home / "returns", only, as_categories=as_categories))


def values_of_ours(frame: Any) -> Iterator[tuple[Key, float]]:
    for level, id, place, year, value, *_ in frame.iter_rows():
        if value is not None and level != "province":
            yield (level, id, place, year), value


def values_by_hand(found: dict[str, dict[str, Any]]) -> Iterator[tuple[Key, float]]:
    for columns in found.values():
        keys = list(zip(columns["level"], columns["place_code"], columns["school_year"], strict=True))
        for name in set(columns) & set(COMPARED):
            for (level, place, year), value in zip(keys, columns[name].tolist(), strict=True):
                if value is not None and not (isinstance(value, float) and math.isnan(value)):
                    yield (level, name, place, int(year)), float(value)


def values_in_pandas(found: dict[str, list[Any]]) -> Iterator[tuple[Key, float]]:
    for level, frames in found.items():
        for frame in frames:
            for name in set(frame.columns) & set(COMPARED):
                for (year, place), value in frame[name].dropna().items():
                    yield (level, name, place, int(year)), float(value)


def differences(one: dict[Key, float], other: dict[Key, float]) -> tuple[int, int]:
    """How many values are in both, and how many differ (in the last digits apart) or are in one alone.

    A zero at a town or school where the other has nothing counts as the same: we keep no row for it.
    """
    bad = 0
    for key in one.keys() | other.keys():
        mine, theirs = one.get(key), other.get(key)
        if mine is None or theirs is None:
            bad += not (key[0] in ("town", "school") and (mine or theirs or 0) == 0)
        else:
            bad += not math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-12)
    return len(one.keys() & other.keys()), bad


SETS = {"20 figures": TWENTY, "46 figures": COMPARED}
CONTENDERS = ("ours", "DuckDB by hand", "pandas", "pandas, texts as categories")


def once(name: str, figures: str, home: Path, sql: Path) -> tuple[Any, dict[str, float]]:
    only = SETS.get(figures, ())
    if name == "DuckDB by hand":
        return by_hand(home, only)
    if name.startswith("pandas"):
        return in_pandas(home, only, as_categories="categories" in name)
    return ours(home, sql, only)


def child(name: str, figures: str, home: Path, sql: Path) -> dict[str, float]:
    call = [sys.executable, __file__, "--child", name, figures, "--home", str(home), "--sql", str(sql)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def versions() -> str:
    from importlib.metadata import version

    names = ("duckdb", "polars", "ibis-framework", "pandas", "pyarrow", "numpy")
    return f"Python {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in names)


def check(home: Path, sql: Path) -> None:
    """Compare the values of all."""
    mine = dict(values_of_ours(once("ours", "46 figures", home, sql)[0]))
    for name in CONTENDERS[1:]:
        reader = values_by_hand if name == "DuckDB by hand" else values_in_pandas
        shared, bad = differences(mine, dict(reader(once(name, "46 figures", home, sql)[0])))
        print(f"Values compared with {name}: {shared:,} in both, {bad:,} differ.")
        if bad:
            raise SystemExit(f"{name} and we differ: the times below would compare different things.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--home", type=Path, default=os.environ.get("XUEZHENG_HOME"), required="XUEZHENG_HOME" not in os.environ
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--sql", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(once(args.child[0], args.child[1], args.home, args.sql)[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        home, sql = Path(args.home), Path(folder) / "compiled.json"
        cold = child("ours", "all", home, sql)
        print(f"{os.cpu_count()} cores, {versions()}; returns: {home}; {args.rounds} rounds, median")
        print(f"Compiling {cold['count']:.0f} indicators once: {cold['compile']:.2f} CPU s.")
        check(home, sql)
        runs = [(figures, name) for figures in SETS for name in CONTENDERS] + [("all", "ours")]
        rounds = [{run: child(run[1], run[0], home, sql) for run in runs} for _ in range(args.rounds)]
        middle = {run: {k: statistics.median(r[run][k] for r in rounds) for k in rounds[0][run]} for run in runs}
        print(f"\n{'':12}{'':28}{'CPU s':>8}{'wall s':>8}{'× ours':>8}{'peak MB':>9}")
        for (figures, name), took in middle.items():
            versus = took["cpu"] / middle[figures, "ours"]["cpu"]
            print(f"{figures:12}{name:28}{took['cpu']:8.2f}{took['wall']:8.2f}{versus:8.2f}{took['memory']:9.0f}")
        all_ours = middle["all", "ours"]
        print(f"\nOurs, warm: catalogue {all_ours['compile']:.3f} CPU s, Ibis loaded: {bool(all_ours['ibis'])}.")


if __name__ == "__main__":
    main()
