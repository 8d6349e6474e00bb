"""Compiled loops are kept where the code they were compiled from is named."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.kernels import PLACE, fingerprint, office_of, place_of


def test_a_place_is_the_codes_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\n")
    before = fingerprint(tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("assert True\n")
    assert fingerprint(tmp_path) == before
    (tmp_path / "b.py").write_text("two = 2\n")
    assert fingerprint(tmp_path) != before


def test_pages_of_an_office_change_nothing_compiled(tmp_path: Path) -> None:
    (tmp_path / "solver").mkdir()
    for name in ("solver/loops.py", "problem.py", "pages.py"):
        (tmp_path / name).write_text("one = 1\n")
    before = fingerprint(tmp_path)
    (tmp_path / "pages.py").write_text("two = 2\n")
    assert fingerprint(tmp_path) == before
    (tmp_path / "problem.py").write_text("two = 2\n")
    assert fingerprint(tmp_path) != before


def test_files_of_an_office_share_a_place() -> None:
    package = Path(__file__).resolve().parents[2]
    assert office_of(package / "exams" / "solver" / "seating.py") == package / "exams"
    assert office_of(Path("/elsewhere/loops.py")) == Path("/elsewhere")


LOOPS = """
from xuezheng.engine.kernels import kernel
from constants_{name} import STEP

@kernel
def total(n: int) -> int:
    found = 0
    for _ in range(n):
        found += STEP
    return found
"""


def test_a_change_in_another_file_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant of another file is compiled into the loop: with the loop's own file unchanged, numba would go on with the old one."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "loops_first.py").write_text(LOOPS.format(name="first"))

    def run(step: int) -> Any:
        (tmp_path / "constants_first.py").write_text(f"STEP = {step}\n")
        for name in ("constants_first", "loops_first"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        place_of.cache_clear()
        spec = importlib.util.spec_from_file_location("loops_first", tmp_path / "loops_first.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.total(3)

    assert run(2) == 6
    kept = list((tmp_path / PLACE).iterdir())
    assert len(kept) == 1 and list(kept[0].rglob("*.nbc"))
    assert run(50) == 150
    assert [one for one in (tmp_path / PLACE).iterdir() if one in kept] == []  # the old place is gone
