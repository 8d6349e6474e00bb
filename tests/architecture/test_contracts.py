"""The import contracts of pyproject.toml hold for the real tree, and break on false ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, ROOT

# the offending file, its content, the contract that must break
COUNTER_EXAMPLES = [
    ("ground/codes.py", "import xuezheng.engine.tables", "Folders import only downward"),
    ("registers/actions.py", "def f():\n    from xuezheng.web import urls", "Folders import only downward"),
    ("seats/rules.py", "from django.db import models", "What is pure never meets Django"),
    ("engine/tables.py", "import django\n", "What is pure never meets Django"),  # seats.tables imports it
    ("seats/figures.py", "import xuezheng.aid.tables", "No circle between offices"),  # aid.figures imports seats.tables
    ("office_of_wonders/rules.py", "", "Folders import only downward"),  # a folder nobody placed
]


def lint(source: Path) -> str:
    """What import-linter says of the package in `source`; empty when all contracts are kept."""
    script = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    environment = {**os.environ, "PYTHONPATH": str(source), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-c", script, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    result = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stdout + result.stderr


def false_tree(folder: Path, changes: dict[str, str]) -> Path:
    """A small sound package, changed in places."""
    files = {
        "__init__.py": "",
        "ground/__init__.py": "",
        "engine/__init__.py": "",
        "engine/tables.py": "",
        "registers/__init__.py": "",
        "seats/__init__.py": "",
        "seats/tables.py": "import xuezheng.engine.tables",
        "seats/figures.py": "import xuezheng.seats.tables",
        "aid/__init__.py": "",
        "aid/tables.py": "",
        "aid/figures.py": "import xuezheng.seats.tables",
        "web/__init__.py": "",
        "web/urls.py": "",
    }
    for path, content in (files | changes).items():
        target = folder / PACKAGE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        if not (target.parent / "__init__.py").exists():
            (target.parent / "__init__.py").touch()
    return folder


def test_the_contracts_hold() -> None:
    assert lint(ROOT / "src") == ""


def test_a_sound_tree_passes(tmp_path: Path) -> None:
    assert lint(false_tree(tmp_path, {})) == ""


@pytest.mark.parametrize(("path", "content", "contract"), COUNTER_EXAMPLES)
def test_a_contract_can_break(tmp_path: Path, path: str, content: str, contract: str) -> None:
    said = lint(false_tree(tmp_path, {path: content}))
    assert contract in said, said
    assert "BROKEN" in said or "exhaustive" in said.lower() or "undeclared" in said.lower(), said
