"""A bureau's own files from an empty instance to figures, by the commands of the README and its sample files."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = ["地区", "学校", "班级", "教职工", "用房", "分年龄人口", "历年小学招生"]


@pytest.fixture
def xuezheng(tmp_path: Path) -> Run:
    home = tmp_path / "instance"
    source = str(SAMPLES.parent / "src")
    environment = {**os.environ, "XUEZHENG_HOME": str(home), "LANG": "en_GB.UTF-8", "PYTHONPATH": source}
    environment.pop("XUEZHENG_DATABASE", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "xuezheng.cli", *words], env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.slow
def test_from_files_to_figures(xuezheng: Run) -> None:
    assert xuezheng("init", "--name", "Sample County").returncode == 0
    assert "nothing was changed" in xuezheng("init").stderr  # an instance is never made over another
    files = [str(SAMPLES / f"{name}.csv") for name in GOOD]
    tried = xuezheng("import", *files)
    assert tried.returncode == 0
    assert "dry run" in tried.stdout
    assert "Institutions: 6 added" in tried.stdout
    assert "The register holds no school year to freeze" in xuezheng("freeze").stderr  # the dry run left nothing

    assert xuezheng("import", *files, "--apply").returncode == 0
    bad = xuezheng("import", str(SAMPLES / "学校-有错.csv"), "--apply")
    assert bad.returncode == 1
    for said in ("C2", "Did you mean 111 Kindergarten?", "J4", "There is no day 1956-02-30", "Did you mean 510321001?"):
        assert said in bad.stdout
    frozen = xuezheng("freeze")
    assert frozen.returncode == 0, frozen.stderr
    again = xuezheng("freeze")
    assert "unchanged" in again.stdout.lower()
