"""What comes in at one seam only: the clock, printed values, modules by string; and ties that no import shows."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import OFFICES, PACKAGE, RANK, House, Source

CLOCKS = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "django.utils.timezone.now",
        "django.utils.timezone.localdate",
        "django.utils.timezone.localtime",
        "django.db.models.functions.Now",
        "ibis.now",
        "ibis.today",
        "time.time",
        "time.time_ns",
        "time.gmtime",
        "time.localtime",
    }
)
CLOCK_KINDS = ("actions", "commands")
BY_STRING = (
    "importlib.import_module",
    "django.utils.module_loading.import_string",
    "pkgutil.resolve_name",
    "runpy.run_module",
)
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
    "blinker",
)
KEYS = ("ForeignKey", "OneToOneField", "ManyToManyField")
TEMPLATE_TIE = re.compile(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")


def the_clock_is_read_at_the_edge(house: House) -> Iterator[str]:
    """No clock outside actions, commands and web/: `as_of` is passed in."""
    for source in house.shipped:
        if source.folder == "web" or source.kind in CLOCK_KINDS:
            continue
        for node in source.nodes:
            if isinstance(node, ast.Attribute | ast.Name) and source.dotted(node) in CLOCKS:
                yield f"{source.at(node.lineno)} reads the clock ({source.dotted(node)}); take as_of as an argument."
            elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
                yield f"{source.at(node.value.lineno)} reads the clock ({node.arg}); the action that writes the row knows when."


def printed_values_stay_apart(house: House) -> Iterator[str]:
    """The page's printed values are read by demo/ and publication/, so that no figure can be copied from them."""
    for source in house.sources:
        if source.folder in ("demo", "publication"):
            continue
        for line, name in source.imports:
            if name.startswith(f"{PACKAGE}.publication.printed"):
                yield f"{source.at(line)} imports the printed values; only demo and publication may."
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "printed.csv" in node.value:
                yield f"{source.at(node.lineno)} names printed.csv; only demo and publication may read it."


def nothing_is_found_by_string(house: House) -> Iterator[str]:
    """No module is imported by a string, but where Django's settings ask for it."""
    for source in house.shipped:
        if source.path.parts[:2] in (("web", "settings.py"), ("web", "settings")):
            continue
        for line, name in source.imports:
            if name in BY_STRING:
                yield f"{source.at(line)} imports {name}: modules are listed by hand, not found by string."
        for node in source.nodes:
            if not isinstance(node, ast.Call):
                continue
            called = source.dotted(node.func)
            if called in (*BY_STRING, "__import__", "eval", "exec") or called.endswith(".get_model"):
                yield f"{source.at(node.lineno)} calls {called}: modules and models are imported, not found by string."


def nothing_happens_by_signal(house: House) -> Iterator[str]:
    """No signals: what an action does stands in the action."""
    for source in house.sources:
        for line, name in source.imports:
            if name.startswith(SIGNALS) or (name.startswith(PACKAGE) and ".signals" in name):
                yield f"{source.at(line)} imports {name}: no signals; the action does it, in its transaction."


def keys_point_downward(house: House) -> Iterator[str]:
    """A foreign key given as a string points to the same folder or a lower one."""
    for source in house.shipped:
        for node in source.nodes:
            if not (isinstance(node, ast.Call) and source.dotted(node.func).split(".")[-1] in KEYS):
                continue
            target = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "to"), None)
            if isinstance(target, ast.Constant) and isinstance(target.value, str) and "." in target.value:
                label = target.value.split(".")[0]
                if reason := upward(source.folder, label):
                    yield f"{source.at(node.lineno)}: the key to {target.value} points {reason}."


def migrations_depend_downward(house: House) -> Iterator[str]:
    """A migration depends on its own folder's and on lower ones."""
    for source in house.sources:
        if not source.is_migration:
            continue
        for line, label in dependencies(source):
            if reason := upward(source.folder, label):
                yield f"{source.at(line)}: this migration depends on {label}, which is {reason}."


def dependencies(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        if node.targets[0].id in ("dependencies", "run_before"):
            for pair in ast.walk(node.value):
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant):
                    yield pair.lineno, str(pair.elts[0].value)


def templates_lean_downward(house: House) -> Iterator[str]:
    """A template extends and includes, and a page renders, templates of its own folder or of lower ones."""
    for path in house.templates():
        for number, line in enumerate((house.package / path).read_text(encoding="utf-8").splitlines(), 1):
            for name in TEMPLATE_TIE.findall(line):
                if reason := upward(path.parts[0], name.split("/")[0]):
                    yield f"{path}:{number} uses {name}, which is {reason}."
    for source in house.shipped:
        for node in source.nodes:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w/.-]+/[\w.-]+\.html", node.value)
            ) and (reason := upward(source.folder, node.value.split("/")[0])):
                yield f"{source.at(node.lineno)} renders {node.value}, which is {reason}."


def upward(folder: str, target: str) -> str | None:
    """Why `folder` must not lean on `target`; None where it may, or where `target` is none of our folders."""
    if folder == target or target not in RANK or folder not in RANK:
        return None
    if folder in OFFICES and target in OFFICES:
        return "another office's"
    return "higher up" if RANK[target] > RANK[folder] else None


RULES = (
    the_clock_is_read_at_the_edge,
    printed_values_stay_apart,
    nothing_is_found_by_string,
    nothing_happens_by_signal,
    keys_point_downward,
    migrations_depend_downward,
    templates_lean_downward,
)
