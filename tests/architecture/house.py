"""The source tree as plain data: folders and their order, files parsed once, and what each file imports."""

import ast
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "xuezheng"


def layers() -> list[list[str]]:
    """The folders from low to high, as the import contract in pyproject.toml lists them; one layer holds all offices."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lines = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [re.findall(r"\w+", line) for line in reversed(lines)]


RANK = {folder: rank for rank, layer in enumerate(layers()) for folder in layer}
OFFICES = frozenset(max(layers(), key=len))


@dataclass(frozen=True)
class Source:
    """One Python file below `src/xuezheng`. `folder` is the first part of its path, `kind` the second without suffix."""

    path: Path  # relative to the package
    text: str

    @property
    def folder(self) -> str:
        return self.path.parts[0].removesuffix(".py")

    @property
    def kind(self) -> str:
        return self.path.parts[1].removesuffix(".py") if len(self.path.parts) > 1 else self.folder

    @property
    def module(self) -> str:
        parts = [PACKAGE, *self.path.with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name.startswith(("test_", "conftest"))

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Everything in the tree: walked once, read by every rule."""
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and dotted name of everything imported, inside functions too; `from a import b` gives `a.b`."""
        found: list[tuple[int, str]] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(node.lineno, f"{self._origin(node)}.{alias.name}") for alias in node.names]
        return found

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = [PACKAGE, *self.path.parts[:-1]]
        return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What a bare name in this file stands for: `timezone` → `django.utils.timezone`."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= {
                    a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
                }
            elif isinstance(node, ast.ImportFrom):
                names |= {a.asname or a.name: f"{self._origin(node)}.{a.name}" for a in node.names}
        return names

    def dotted(self, node: ast.AST) -> str:
        """The full name that an expression like `timezone.now` stands for; empty if it is no such expression."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.aliases.get(node.id, node.id), *reversed(parts)])

    def at(self, line: int) -> str:
        return f"{self.path}:{line}"


@dataclass(frozen=True)
class House:
    """A whole source tree: the real one, or a tiny false one on which a rule must fail."""

    package: Path
    sources: list[Source] = field(default_factory=list[Source])

    @classmethod
    def at(cls, package: Path) -> "House":
        files = sorted(path for path in package.rglob("*.py") if "__pycache__" not in path.parts)
        return cls(package, [Source(path.relative_to(package), path.read_text(encoding="utf-8")) for path in files])

    @cached_property
    def modules(self) -> frozenset[str]:
        return frozenset(source.module for source in self.sources)

    @property
    def shipped(self) -> list[Source]:
        """What is installed and runs: neither tests nor migrations."""
        return [source for source in self.sources if not source.is_test and not source.is_migration]

    def templates(self) -> list[Path]:
        return sorted(path.relative_to(self.package) for path in self.package.rglob("templates/**/*.html"))
