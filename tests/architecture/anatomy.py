"""An office's folder: which files it may hold, how they are called, and what each kind may import."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import OFFICES, PACKAGE, House, Source

# File kinds of an office, with the kinds of its own folder that each may import. A rule takes its parameters as
# arguments and knows nothing but the ground, so all but the schemas may use it.
MAY_IMPORT_OWN: dict[str, set[str]] = {
    "__init__": {"problem", "solver"},  # a folder may offer its pure part as a library, imported when first asked for
    "rules": set(),
    "problem": {"rules"},
    "tables": set(),
    "figures": {"tables", "rules"},
    "checks": {"tables", "rules"},
    "solver": {"problem", "rules"},
    "plan": {"figures", "problem", "solver", "tables", "rules"},
    "models": {"rules"},
    "collect": {"models", "tables", "rules"},
    "actions": {"models", "plan", "figures", "rules"},
    "forms": {"actions", "models", "rules"},
    "pages": {"actions", "models", "figures", "forms", "rules"},
    "api": {"actions", "models", "figures", "rules"},
    "urls": {"pages", "api"},
    "apps": set(),
    "commands": {"actions", "models", "figures", "plan", "rules"},
}
# These three are not open to everything that is open to the rest.
ONLY_FOLDERS: dict[str, set[str]] = {"rules": {"ground"}, "problem": {"ground"}, "tables": {"ground", "engine"}}

OTHER_ENTRIES = {"tests", "migrations", "templates", "static", "templatetags"}
OPEN_FOLDERS = {"ground", "engine", "standards", "access", "jobs", "screens"}
OPEN_OF_REGISTERS = {"tables", "figures", "rules", "words", "checks", "lookup", "actions"}
OPEN_OF_LEDGER = {"actions"}
OPEN_OF_OFFICES = {"tables", "figures", "rules"}
READERS = OFFICES | {"returns", "ledger", "indicators", "evaluations", "publication"}

FORBIDDEN_NAMES = frozenset(
    "core common util utils helper helpers service services manager managers base misc data process".split()
)
TABLE_NAME = re.compile(r"(return|plan|figure|release)_(\w+?)__([a-z]+)_([a-z_]+)")


def kinds_are_closed(house: House) -> Iterator[str]:
    """An office's folder holds only the file kinds of the closed list (or a folder of that name)."""
    for office in sorted(OFFICES):
        folder = house.package / office
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir()):
            name = entry.name.removesuffix(".py")
            known = name in MAY_IMPORT_OWN if entry.suffix == ".py" else name in MAY_IMPORT_OWN.keys() | OTHER_ENTRIES
            if not known and name != "__pycache__":
                yield f"{office}/{entry.name} is none of the file kinds of an office: {', '.join(sorted(MAY_IMPORT_OWN))}."


def offices_are_introduced(house: House) -> Iterator[str]:
    """An office's `__init__.py` says whose work this is."""
    for source in house.sources:
        if (
            len(source.path.parts) == 2
            and source.path.name == "__init__.py"
            and not source.text.strip().startswith('"""')
        ):
            yield f"{source.path} must begin with a docstring: whose work this is, and where to start reading."


def names_say_something(house: House) -> Iterator[str]:
    """No folder, file, class or function is called by a word that says nothing."""
    for source in house.sources:
        for part in source.path.parts:
            if part.removesuffix(".py") in FORBIDDEN_NAMES:
                yield f"{source.path}: “{part}” says nothing; name it after what it holds."
        for node in source.tree.body:
            name = getattr(node, "name", "")
            if isinstance(name, str) and name.lower() in FORBIDDEN_NAMES:
                yield f"{source.at(node.lineno)}: “{name}” says nothing; name it after what it does."


def imports_keep_to_the_anatomy(house: House) -> Iterator[str]:
    """Each file kind imports what the table of the anatomy grants, inside functions too."""
    for source in house.sources:
        if source.folder not in READERS or source.is_migration:
            continue
        for line, name in source.imports:
            parts = name.split(".")
            if parts[0] != PACKAGE or len(parts) < 2:
                continue
            folder, kind = parts[1], parts[2] if len(parts) > 2 else "__init__"
            if reason := refusal(source, folder, kind):
                yield f"{source.at(line)} imports {folder}.{kind}: {reason}."


def refusal(source: Source, folder: str, kind: str) -> str | None:
    """Why this import is not granted; None where it is."""
    if folder == source.folder:
        return own_refusal(source, kind)
    if folder in OFFICES and kind not in OPEN_OF_OFFICES:
        return f"of another office only {', '.join(sorted(OPEN_OF_OFFICES))} are open"
    if folder == "registers" and kind not in OPEN_OF_REGISTERS and not may_see_register_models(source, kind):
        return f"of registers only {', '.join(sorted(OPEN_OF_REGISTERS))} are open, and models to models.py for foreign keys"
    if folder == "ledger" and kind not in OPEN_OF_LEDGER:
        return "of ledger only actions is open"
    if source.folder in OFFICES and not source.is_test:
        only = ONLY_FOLDERS.get(source.kind)
        if only is not None and folder not in only:
            return f"{source.kind} may import only {' and '.join(sorted(only))}"
        if folder not in OPEN_FOLDERS | OFFICES | {"registers", "ledger"}:
            return f"{folder} is not open to offices"
    return None


def may_see_register_models(source: Source, kind: str) -> bool:
    return kind == "models" and (source.kind == "models" or source.is_test or source.folder == "ledger")


def own_refusal(source: Source, kind: str) -> str | None:
    if source.folder not in OFFICES or source.is_test or kind in (source.kind, "__init__"):
        return None
    granted = MAY_IMPORT_OWN.get(source.kind, set())
    if kind in granted:
        return None
    return f"{source.kind} may import of its own folder only {', '.join(sorted(granted)) or 'nothing'}"


def tables_are_named_by_the_grammar(house: House) -> Iterator[str]:
    """A frozen table is `{stage}_{folder}__{grain}_{what}`, and is called by its object, not by its name."""
    for source in house.shipped:
        for line, text in strings(source):
            match = TABLE_NAME.fullmatch(text)
            if not match:
                continue
            if source.kind != "tables":
                yield f"{source.at(line)} names the table “{text}” as a string; import its Table object instead."
            elif match.group(2) != source.folder:
                yield f"{source.at(line)}: a table of {source.folder} is called {match.group(1)}_{source.folder}__…, not “{text}”."


def strings(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


RULES = (
    kinds_are_closed,
    offices_are_introduced,
    names_say_something,
    imports_keep_to_the_anatomy,
    tables_are_named_by_the_grammar,
)
