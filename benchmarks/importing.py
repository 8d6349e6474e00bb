"""Importing at scale: a dry run of a large workbook, a million students written and undone, and django-import-export beside us.

    .venv/bin/python benchmarks/importing.py [--students 1000000] [--rows 100000] [--only JOB …]

On SQLite, or on the PostgreSQL of XUEZHENG_DATABASE (`setup/with_postgres.py` gives a throw-away one). Each job runs in a
process of its own; CPU is that of our process (a database server's is not ours). Peak memory is the process's own. The
peer is measured where it is installed (`uv pip install django-import-export`); it is no dependency of ours.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src")]
CITY, COUNTIES, SCHOOLS = "511000", 5, 200
HEADS = (
    "身份证件号", "全国学籍号", "姓名", "民族", "户籍乡镇代码", "学校标识码", "学段", "入学年级", "班号", "起始日期", "终止日期", "入学方式",
    "离校原因", "寄宿", "随迁子女", "留守儿童",
)  # fmt: skip
CLASS_HEADS = ("学校标识码", "学年", "学段", "年级", "班号", "学生数", "女生", "寄宿生", "留守儿童")
BAD = ((2, ""), (6, "大学"), (9, "2024-02-30"), (8, "一百"))  # column, what stands there instead
SHARE_BAD = 0.02


def towns() -> list[str]:
    return [f"5110{county:02}{town:03}" for county in range(2, 2 + COUNTIES) for town in range(1, 11)]


def schools() -> list[str]:
    return [f"21510{number:05}" for number in range(SCHOOLS)]


def students(count: int, seed: int = 1) -> list[list[str]]:
    """Rows of invented students, each ID number right and different."""
    from xuezheng.ground.codes import ID_CHECKS, ID_WEIGHTS

    rng = np.random.default_rng(seed)
    days = [(date(2012, 1, 1) + timedelta(days=n)).strftime("%Y%m%d") for n in range(2000)]
    place, town = towns(), rng.integers(0, 50, count)
    school = rng.integers(0, SCHOOLS, count)
    entry = rng.integers(2018, 2025, count)
    codes = schools()
    rows: list[list[str]] = []
    for n in range(count):
        first = f"{511002 + n // 2_000_000}{days[n // 1000 % 2000]}{n % 1000:03}"
        number = first + ID_CHECKS[sum(int(d) * w for d, w in zip(first, ID_WEIGHTS, strict=True)) % 11]
        rows.append(
            [number, "G" + number, f"学生{chr(0x4E00 + n % 5000)}", "01 汉族", place[town[n]], codes[school[n]], "小学", "小学一年级",
             str(n % 9 + 1), f"{entry[n]}-09-01", "", "入学", "", "否", "是" if n % 7 == 0 else "否", "否"]
        )  # fmt: skip
    return rows


def classes(count: int) -> list[list[str]]:
    codes = schools()
    return [
        [codes[n % SCHOOLS], str(2018 + n // SCHOOLS % 7), "小学", f"{11 + n // (SCHOOLS * 7) % 6}", str(n // (SCHOOLS * 42) + 1), "45", "21", "3", "2"]
        for n in range(count)
    ]  # fmt: skip


def write_csv(path: Path, heads: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([heads, *rows])


def write_xlsx(path: Path, rows: list[list[str]]) -> int:
    """A workbook of students with bad cells; gives how many."""
    import xlsxwriter

    rng = np.random.default_rng(7)
    bad = 0
    for n in np.flatnonzero(rng.random(len(rows)) < SHARE_BAD):
        column, text = BAD[int(rng.integers(0, len(BAD)))]
        rows[n][column] = text
        bad += 1
    book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("学生")
    for line, row in enumerate([list(HEADS), *rows]):
        for column, text in enumerate(row):
            page.write_string(line, column, text)
    book.close()
    return bad


def peak_mb() -> float:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def timed(work: Any) -> tuple[Any, dict[str, float]]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "mb": peak_mb()}


def places() -> None:
    """The areas and schools that the rows name."""
    from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion

    start = date(1990, 1, 1)
    codes = ["510000", CITY, *sorted({town[:6] for town in towns()}), *towns()]
    Area.objects.bulk_create(
        Area(code=c, level="province" if c == "510000" else "city" if c == CITY else "county" if len(c) == 6 else "town", name=c, started_on=start)
        for c in codes
    )  # fmt: skip
    made = Institution.objects.bulk_create(
        Institution(code=code, county_code=towns()[n % 50][:6], opened_on=start) for n, code in enumerate(schools())
    )
    for n, school in enumerate(made):
        InstitutionVersion.objects.create(
            institution=school,
            name=f"第{n}小学",
            school_type="211",
            organiser="831",
            urban_rural="111",
            town_id=towns()[n % 50],
            started_on=start,
        )
        Campus.objects.create(institution=school, town_id=towns()[n % 50], started_on=start)


def job(name: str, folder: Path) -> dict[str, Any]:
    """One job, in this process."""
    import django

    if name == "peer" and find_spec("import_export"):  # it wants to be among the installed apps
        settings = import_module(os.environ["DJANGO_SETTINGS_MODULE"])
        vars(settings)["INSTALLED_APPS"] = [*settings.INSTALLED_APPS, "import_export"]
    django.setup()
    from xuezheng.registers.intake.intake import run
    from xuezheng.registers.intake.undo import do_undo
    from xuezheng.registers.models import ImportRun, SchoolClass, Student

    if name == "prepare":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        places()
        return {}
    if name == "dry_run":
        outcome, took = timed(lambda: run([folder / "bad.xlsx"], apply=False))
        return took | {"found": len({fault.where for fault in outcome.faults})}
    if name == "apply":
        outcome, took = timed(lambda: run([folder / "students.csv"], apply=True))
        assert outcome.is_applied, outcome.problems[:3]
        return took | {"found": Student.objects.count()}
    if name == "undo":
        number = ImportRun.objects.latest("id").pk
        _, took = timed(lambda: do_undo(number))
        return took | {"found": Student.objects.count()}
    if name == "ours":
        outcome, took = timed(lambda: run([folder / "classes.csv"], apply=True))
        assert outcome.is_applied, outcome.problems[:3]
        found = SchoolClass.objects.count()
        do_undo(ImportRun.objects.latest("id").pk)
        return took | {"found": found}
    return peer(folder)


def peer(folder: Path) -> dict[str, Any]:
    """django-import-export on the same rows, as its own guide says, with its bulk writing switched on."""
    try:
        import import_export  # noqa: F401  # pyright: ignore
    except ImportError:
        return {"missing": 1}
    from django.apps import apps

    if not apps.is_installed("import_export"):
        return {"missing": 1}
    import tablib  # pyright: ignore
    from import_export import fields, resources, widgets

    from xuezheng.registers.models import Institution, SchoolClass

    class Classes(resources.ModelResource):  # pyright: ignore
        institution = fields.Field("institution", "institution", widgets.ForeignKeyWidget(Institution, "code"))

        class Meta:
            model = SchoolClass
            import_id_fields = ("institution", "school_year", "stage", "grade", "number")
            fields = (
                "institution",
                "school_year",
                "stage",
                "grade",
                "number",
                "pupil_count",
                "girl_count",
                "boarder_count",
                "left_behind_count",
            )
            use_bulk = True
            batch_size = 1000
            skip_diff = True

    heads = [
        "institution",
        "school_year",
        "stage",
        "grade",
        "number",
        "pupil_count",
        "girl_count",
        "boarder_count",
        "left_behind_count",
    ]
    with (folder / "classes.csv").open(encoding="utf-8") as stream:
        rows = [[*row[:2], "primary", *row[3:]] for row in list(csv.reader(stream))[1:]]

    def work() -> Any:
        return Classes().import_data(tablib.Dataset(*rows, headers=heads), dry_run=False, raise_errors=True)

    _, took = timed(work)
    found = SchoolClass.objects.count()
    SchoolClass.objects.all().delete()
    return took | {"found": found}


def in_process(name: str, folder: Path) -> dict[str, Any]:
    """A job in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--job", name, "--folder", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--classes", type=int, default=35_000)
    parser.add_argument("--only", nargs="+", default=["dry_run", "apply", "undo", "ours", "peer"])
    parser.add_argument("--job")
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.job:
        print(json.dumps(job(args.job, args.folder)))
        return 0
    with tempfile.TemporaryDirectory(prefix="xuezheng-importing-") as name:
        folder = Path(name)
        os.environ |= {
            "XUEZHENG_HOME": str(folder / "home"),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings"),
        }
        (folder / "home").mkdir()
        planted = write_xlsx(folder / "bad.xlsx", students(args.rows)) if "dry_run" in args.only else 0
        if "apply" in args.only:
            write_csv(folder / "students.csv", HEADS, students(args.students))
        write_csv(folder / "classes.csv", CLASS_HEADS, classes(args.classes))
        in_process("prepare", folder)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {os.environ.get('XUEZHENG_DATABASE', 'SQLite')[:10]}"
        )
        print(f"bad cells planted: {planted}\n\n| job | CPU s | wall s | peak MB | found |\n|---|---|---|---|---|")
        for one in args.only:
            took = in_process(one, folder)
            cells = [f"{took[key]:.1f}" if key in took else "—" for key in ("cpu", "wall", "mb")]
            print(f"| {one} | {' | '.join(cells)} | {took.get('found', '—')} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
