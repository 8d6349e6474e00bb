"""Freezing a city's year with a million students: read, judged by every rule, written and hashed.

    .venv/bin/python benchmarks/freezing.py [--students 1000000] [--profile]

On SQLite, or on the PostgreSQL of XUEZHENG_DATABASE (`setup/with_postgres.py` gives a throw-away one). The city is
invented (`city_of_a_million.py`): the return of the year before is frozen first, so that the rules against last year are
asked as well. Each job runs in a process of its own; CPU is that of our process with all its threads.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]
JOBS = ("generate", "freeze the year before", "freeze", "freeze again, unchanged", "check only")


def peak_mb() -> float:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def job(name: str, students: int) -> dict[str, Any]:
    """One job, in this process."""
    import django

    django.setup()
    from city_of_a_million import CITY, YEAR, write_city
    from django.conf import settings
    from django.db import transaction

    from xuezheng.engine.offices import ReturnScope, declared
    from xuezheng.ground.school_year import SchoolYear
    from xuezheng.returns.actions import check_return, do_freeze

    if name == "generate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    scope = ReturnScope(CITY, SchoolYear(YEAR - 1 if name == "freeze the year before" else YEAR))
    cpu, wall = time.process_time(), time.perf_counter()
    found: dict[str, Any] = {}
    if name == "generate":
        with transaction.atomic():
            write_city(students)
    elif name == "check only":
        found["rules"] = len(check_return(settings.INSTANCE, scope, declared()))
    else:
        done = do_freeze(settings.INSTANCE, scope, declared())
        assert done.is_new == (not name.endswith("unchanged"))
        tables = done.frozen.manifest.tables
        found["rows"] = sum(entry["row_count"] for entry in tables.values())
        found["students"] = tables["return_registers__yearly_students"]["row_count"]
        found["megabytes"] = round(sum(f.stat().st_size for f in done.frozen.folder.iterdir()) / 1e6)
        found["warned"] = len(done.warnings)
    return found | {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "mb": peak_mb()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--job")
    args = parser.parse_args()
    if args.job:
        print(json.dumps(job(args.job, args.students)))
        return 0
    with tempfile.TemporaryDirectory(prefix="xuezheng-freezing-") as name:
        os.environ |= {
            "XUEZHENG_HOME": name,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings"),
        }
        about = {"name": "A city of a million", "is_synthetic": True}
        (Path(name) / "instance.json").write_text(json.dumps(about))
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {os.environ.get('XUEZHENG_DATABASE', 'SQLite')[:10]}"
        )
        print("\n| job | CPU s | wall s | peak MB | what |\n|---|---|---|---|---|", flush=True)
        for one in JOBS:
            done = subprocess.run(
                [sys.executable, __file__, "--job", one, "--students", str(args.students)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            took = json.loads(done.stdout.splitlines()[-1])
            cells = [f"{took.pop(key):.1f}" for key in ("cpu", "wall", "mb")]
            print(
                f"| {one} | {' | '.join(cells)} | {', '.join(f'{n:,} {what}' for what, n in took.items())} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
