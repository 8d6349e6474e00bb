"""What every command and every worker of the site loads at its start is light: engines are loaded by those who solve."""

import os
import subprocess
import sys

HEAVY = (
    "highspy", "hierarchicalforecast", "ibis", "numba", "ortools", "pandas", "scipy.optimize", "scipy.spatial", "scipy.special",
    "scipy.stats", "sklearn", "statsforecast",
)  # fmt: skip
LOADED = f"""
import sys
import django
django.setup()
from xuezheng.cli import commands
commands()
import xuezheng.web.urls
print("at its start:", *[name for name in {HEAVY!r} if name in sys.modules])
import scipy.optimize
print("with an engine:", *[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_start_loads_no_engine() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    call = [sys.executable, "-c", LOADED]
    said = subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    cure = "Who loads it: python -X importtime -m xuezheng.cli settings. Import it inside the function that solves."
    assert said[0] == "at its start:", cure
    assert "scipy.optimize" in said[1], "this test could not fail"
