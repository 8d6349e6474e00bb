"""What the repository must not hold, and what must agree: locks, machine paths, reasons for dependencies."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.house import ROOT

OURS = ("src", "tests", "setup", "docs", "benchmarks", ".ci")
SKIPPED = {"node_modules", "__pycache__", ".venv"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".txt",
    ".lock",
    ".in",
    ".sh",
    ".svg",
    "",
}
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work|workspace|builds)/[\w.-]+|[A-Z]:\\\\?Users")
ADDRESS = re.compile(r"https?://\S+\.(?:whl|tgz|tar\.gz)|index-url|find-links|\"resolved\"")
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "setup/installer.lock",
    "setup/postgres.lock",
    "package-lock.json",
    "setup/chromium/package-lock.json",
)


def files(root: Path) -> Iterator[Path]:
    """Our own text files: those at the top, and all below the folders that are ours."""
    yield from (
        path for path in sorted(root.iterdir()) if path.is_file() and path.suffix in TEXT and path.name != ".git"
    )
    for folder in OURS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT and SKIPPED.isdisjoint(path.parts):
                yield path


def machine_paths(root: Path) -> list[str]:
    found: list[str] = []
    for path in files(root):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(root)}:{number} names a path of one machine: {match.group()}")
    return found


def test_no_path_of_a_machine() -> None:
    assert machine_paths(ROOT) == []


def test_a_path_of_a_machine_is_found(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("see " + "/ho" + "me/li/register.xlsx\n")
    assert machine_paths(tmp_path) == ["notes.md:1 names a path of one machine: " + "/ho" + "me/li"]


def test_no_lock_with_addresses() -> None:
    """Locks hold versions and hashes; uv's own lock file would hold addresses as well."""
    assert not (ROOT / "uv.lock").exists()
    named = [f"{name}: {match.group()}" for name in LOCKS if (match := ADDRESS.search((ROOT / name).read_text()))]
    assert named == []


@pytest.mark.parametrize(
    "line", ["  url = https://a.example/x-1.0-py3-none-any.whl", "--index-url b", '"resolved": "c"']
)
def test_an_address_in_a_lock_is_found(line: str) -> None:
    assert ADDRESS.search(line)


def locked(name: str) -> dict[str, list[Version]]:
    """Versions by package name; several where they differ by Python."""
    versions: dict[str, list[Version]] = {}
    for line in (ROOT / name).read_text().splitlines():
        if match := re.match(r"([\w.-]+)==([^\s;\\]+)", line):
            versions.setdefault(match.group(1).lower(), []).append(Version(match.group(2)))
    return versions


def declared() -> tuple[list[str], list[str]]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = content["dependency-groups"]
    return content["project"]["dependencies"] + groups["setup"], groups["dev"]


def unmet(requirements: list[str], versions: dict[str, list[Version]]) -> list[str]:
    return [
        text
        for text in requirements
        if not any(Requirement(text).specifier.contains(v) for v in versions.get(Requirement(text).name.lower(), []))
    ]


def test_the_locks_meet_what_is_declared() -> None:
    runtime, dev = declared()
    assert unmet(runtime, locked("requirements.lock")) == [], "run `make lock`"
    assert unmet(runtime + dev, locked("requirements-dev.lock")) == [], "run `make lock`"


def test_a_stale_lock_is_found() -> None:
    assert unmet(["django>=5.2", "polars>=9"], {"django": [Version("5.1")]}) == ["django>=5.2", "polars>=9"]


def unexplained(names: list[str], pages: str) -> list[str]:
    """Dependencies that no page in docs/decisions names in backticks."""
    return [name for name in names if f"`{name}`" not in pages]


def test_every_dependency_has_its_reason() -> None:
    runtime, dev = declared()
    package = json.loads((ROOT / "package.json").read_text())
    names = [Requirement(text).name for text in runtime + dev]
    names += [*package["dependencies"], *package["devDependencies"]]
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/decisions").glob("*.md"))
    assert unexplained(names, pages) == []


def test_a_dependency_without_a_reason_is_found() -> None:
    assert unexplained(["django", "left-pad"], "`django`: because.") == ["left-pad"]
