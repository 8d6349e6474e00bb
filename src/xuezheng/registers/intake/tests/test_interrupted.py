"""Two imports at once, a killed process, a full disk: no partial rows."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from xuezheng.registers.intake import intake
from xuezheng.registers.intake.tests.workbooks import AREAS, SCHOOLS, students, write_book
from xuezheng.registers.models import Area, ImportRun

SLOW = """
import os, sys, time
import django
django.setup()
from xuezheng.registers import bulk
from xuezheng.registers.intake import intake
from xuezheng.registers.intake.register import Register
written = Register.write
def write_and_wait(self, told):
    written(self, told)
    print("written", flush=True)
    time.sleep(float(sys.argv[2]))
Register.write = write_and_wait
outcome = intake.run([__import__("pathlib").Path(sys.argv[1])], apply=True)
print([p.sentence("en") for p in outcome.problems], flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An instance of its own with an empty register: in SQLite, or a database of its own where the tests run on PostgreSQL."""
    environment = {
        **os.environ, "XUEZHENG_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "xuezheng.web.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[4]),
    }  # fmt: skip
    (tmp_path / "home").mkdir()
    address = os.environ.get("XUEZHENG_DATABASE", "")
    name = f"interrupted_{os.getpid()}"
    if address:
        environment["XUEZHENG_DATABASE"] = address.replace("/xuezheng?", f"/{name}?")
        assert environment["XUEZHENG_DATABASE"] != address
        with psycopg.connect(address, autocommit=True) as base:
            base.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    yield environment
    if address:
        with psycopg.connect(address, autocommit=True) as base:
            base.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def counted(home: dict[str, str], table: str) -> int:
    question = f"SELECT count(*) FROM {table}"
    if address := home.get("XUEZHENG_DATABASE"):
        with psycopg.connect(address) as base:
            return int((base.execute(question).fetchone() or [0])[0])  # type: ignore[arg-type]
    with sqlite3.connect(Path(home["XUEZHENG_HOME"]) / "register.sqlite3") as base:
        return int(base.execute(question).fetchone()[0])


def begun(home: dict[str, str], path: Path, seconds: float) -> "subprocess.Popen[str]":
    """An import that has written its rows and waits so long before it commits."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(path), str(seconds)], env=home, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    return process


@pytest.mark.slow
def test_a_killed_process_leaves_nothing_and_two_at_once_wait(home: dict[str, str], tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", AREAS, SCHOOLS, students(50))
    killed = begun(home, path, 60)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    for table in (
        "registers_area",
        "registers_student",
        "registers_importrun",
        "registers_importpiece",
        "access_auditentry",
    ):
        assert counted(home, table) == 0
    first = begun(home, path, 2)
    start = time.perf_counter()
    second = begun(home, path, 0)  # waits for the first, then finds all unchanged
    assert time.perf_counter() - start > 0.5
    for process in (first, second):
        out, _ = process.communicate(timeout=60)
        assert out == "[]\n"
    assert counted(home, "registers_student") == 50
    assert counted(home, "registers_importrun") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("database or disk is full", "disk is full"),
        ("database is locked", "under way"),
        ("could not extend file: No space left", "disk is full"),
    ],
)
def test_a_full_disk_and_a_lock_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: str, said: str
) -> None:
    def fails(_: object, told: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO registers_area (code, level, name, name_en, pinyin, is_extension, started_on) VALUES ('999999', '', '', '', '', false, '2000-01-01')"
            )
        raise OperationalError(error)

    monkeypatch.setattr(intake.Register, "write", fails)
    outcome = intake.run([write_book(tmp_path / "a.xlsx", AREAS)], apply=True)
    assert said in outcome.problems[0].sentence("en")
    assert not outcome.is_applied
    assert Area.objects.count() == ImportRun.objects.count() == 0
