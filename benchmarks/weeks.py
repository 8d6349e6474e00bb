"""A school's week beside fet-cl: `python benchmarks/weeks.py [--examples FOLDER] [--seconds N] [--seed S] [--only WORD …]`.

FOLDER holds FET's sample schools (Debian's `fet-data`: /usr/share/doc/fet-data/examples/FET-5-official); `fet-cl` (Debian's `fet`)
solves the same file in the same run. CPU seconds of the call, until the first timetable that breaks no must; our kernels are compiled
and imports done before. Our result is locked into the file and given to fet-cl, which must accept it.
"""

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from xuezheng.timetables.plan.weeks import Until, fet_at, find_week, locked_fet

EXAMPLES = Path("/usr/share/doc/fet-data/examples/FET-5-official")
SCHOOLS = (
    "Brazil/1/Brazil.fet",
    "Belize/Sacred-Heart-College/shc-2013/shc-2013.fet",
    "Namibia/by-Bobby/set-8-2017/NehaleSS2017T1a.fet",
    "Namibia/by-Bobby/set-6-2016/ConcordiaY2016T1b.fet",
    "Greece/Vartholomio/2008-2009.fet",
    "Germany/secondary-school-1/older/secondary_school.fet",
    "Italy/2009/liceo-scientifico.fet",
    "Hong-Kong/secondary-school-2/FET-2020-07-30-SAMPLE_HK_6_period.fet",
    "Spain/4-secondary-and-vocational-school/SPAIN_20-21.fet",
    "Germany/secondary-school-2/GYR.fet",
    "Vietnam/1-Le-Qui-Don_Lam-Ha/Khoi-sang.fet",
)


def fet_cl(path: Path, seconds: int) -> tuple[bool, float]:
    """Whether fet-cl finds a timetable, and its CPU seconds."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["fet-cl", f"--inputfile={path}", f"--outputdir={folder}", f"--timelimitseconds={seconds}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds * 2).stdout
        except subprocess.TimeoutExpired:  # it looks at its own limit now and then only
            done = ""
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return "Simulation successful" in done, used


def row(path: Path, seconds: float, seed: int) -> str:
    fet = fet_at(path, leave_out=True)
    find_week(fet.school, Until(moves=1), seed)  # compiles
    found = find_week(fet.school, Until(seconds, feasible=True, clock=time.process_time), seed)
    hard, soft = found.report.cost
    accepted = "–"
    if not hard and not fet.unsupported:
        with tempfile.NamedTemporaryFile(suffix=".fet") as file:
            file.write(locked_fet(fet, found.table))
            file.flush()
            accepted = "yes" if fet_cl(Path(file.name), 60)[0] else "no"
    solved, theirs = fet_cl(path, int(seconds))
    ours = f"{found.seconds:.2f}" if not hard else f"– ({hard} left)"
    ratio = f"{found.seconds / theirs:.2f}" if solved and not hard else "–"
    left_out = "; ".join(f"{kind} × {count}" for kind, count in fet.unsupported.items()) or "none"
    told = f"{theirs:.2f}" if solved else f"– (in {theirs:.0f})"
    return f"| {path.parent.name}/{path.stem} | {len(fet.school.lessons)} | {ours} | {told} | {ratio} | {soft} | {accepted} | {left_out} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, default=EXAMPLES)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    args = parser.parse_args()
    print(
        "| school | lessons | ours, CPU-s | fet-cl, CPU-s | ratio | what else is broken | fet-cl accepts ours | left out |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in SCHOOLS:
        if not args.only or any(word in name for word in args.only):
            print(row(args.examples / name, args.seconds, args.seed), flush=True)


if __name__ == "__main__":
    main()
