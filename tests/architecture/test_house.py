"""Each rule of the house holds in the real tree, and fails on a tiny false one."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import anatomy, seams, sizes
from tests.architecture.house import PACKAGE, ROOT, House

Rule = Callable[[House], Iterator[str]]
RULES: tuple[Rule, ...] = (*anatomy.RULES, *seams.RULES, *sizes.RULES)

# rule, the one offending file, its content, what the sentence must say
COUNTER_EXAMPLES: list[tuple[Rule, str, str, str]] = [
    (anatomy.kinds_are_closed, "seats/forecast.py", "", "seats/forecast.py is none of the file kinds"),
    (anatomy.kinds_are_closed, "seats/notes.csv", "", "seats/notes.csv"),
    (anatomy.offices_are_introduced, "seats/__init__.py", "import os", "must begin with a docstring"),
    (anatomy.names_say_something, "registers/utils.py", "", "“utils.py” says nothing"),
    (anatomy.names_say_something, "engine/common/text.py", "", "“common” says nothing"),
    (anatomy.names_say_something, "engine/solving.py", "def process(rows): ...", "“process” says nothing"),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/rules.py",
        "import xuezheng.engine.tables",
        "rules may import only ground",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/tables.py",
        "from xuezheng.seats.rules import A",
        "tables may import of its own",
    ),
    (anatomy.imports_keep_to_the_anatomy, "seats/problem.py", "from .tables import A", "problem may import of its own"),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/figures.py",
        "def f():\n  from .models import A",
        "figures may import of its",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/plan.py",
        "from xuezheng.layout.plan import solve",
        "of another office only",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/pages.py",
        "from xuezheng.returns import actions",
        "returns is not open",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/collect.py",
        "from xuezheng.registers.models import A",
        "of registers only",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "aid/actions.py",
        "from xuezheng.ledger.models import A",
        "of ledger only actions",
    ),
    (
        anatomy.imports_keep_to_the_anatomy,
        "indicators/all.py",
        "from xuezheng.seats import models",
        "of another office only",
    ),
    (
        anatomy.tables_are_named_by_the_grammar,
        "seats/collect.py",
        "T = 'return_seats__yearly_rooms'",
        "import its Table object",
    ),
    (
        anatomy.tables_are_named_by_the_grammar,
        "seats/tables.py",
        "T = 'return_rooms__yearly_rooms'",
        "is called return_seats__",
    ),
    (
        seams.the_clock_is_read_at_the_edge,
        "seats/rules.py",
        "from datetime import date\nx = date.today()",
        "reads the clock",
    ),
    (
        seams.the_clock_is_read_at_the_edge,
        "aid/pages.py",
        "import datetime as d\nx = d.datetime.now()",
        "reads the clock",
    ),
    (
        seams.the_clock_is_read_at_the_edge,
        "aid/models.py",
        "from django.utils.timezone import now as n\nx = n",
        "reads the clock",
    ),
    (seams.the_clock_is_read_at_the_edge, "aid/plan.py", "import time\nx = time.time()", "reads the clock"),
    (seams.the_clock_is_read_at_the_edge, "aid/models.py", "x = DateTimeField(auto_now_add=True)", "auto_now_add"),
    (seams.printed_values_stay_apart, "indicators/all.py", "x = open('printed.csv')", "names printed.csv"),
    (
        seams.printed_values_stay_apart,
        "web/urls.py",
        "from xuezheng.publication.printed import A",
        "imports the printed values",
    ),
    (
        seams.nothing_is_found_by_string,
        "engine/offices.py",
        "import importlib\nimportlib.import_module('a')",
        "import_module",
    ),
    (
        seams.nothing_is_found_by_string,
        "engine/offices.py",
        "from importlib import import_module as m",
        "import_module",
    ),
    (
        seams.nothing_is_found_by_string,
        "aid/models.py",
        "from django.apps import apps\napps.get_model('a.B')",
        "get_model",
    ),
    (seams.nothing_is_found_by_string, "engine/offices.py", "eval('1')", "calls eval"),
    (seams.nothing_happens_by_signal, "aid/apps.py", "from django.db.models.signals import post_save", "no signals"),
    (seams.keys_point_downward, "registers/models.py", "x = models.ForeignKey('aid.Grant')", "points higher up"),
    (seams.keys_point_downward, "seats/models.py", "x = models.OneToOneField(to='aid.Grant')", "another office's"),
    (seams.migrations_depend_downward, "registers/migrations/0001.py", "dependencies = [('aid', '0001')]", "higher up"),
    (
        seams.migrations_depend_downward,
        "seats/migrations/0001.py",
        "dependencies = [('aid', '0001')]",
        "another office's",
    ),
    (seams.templates_lean_downward, "screens/templates/screens/page.html", '{% extends "web/a.html" %}', "higher up"),
    (seams.templates_lean_downward, "seats/templates/seats/a.html", "{% include 'aid/b.html' %}", "another office's"),
    (seams.templates_lean_downward, "registers/pages.py", "x = 'returns/list.html'", "renders returns/list.html"),
    (sizes.files_are_small, "engine/long.py", "def f(): ...\n" + "x = 1\n" * 500, "has 501 lines"),
    (sizes.functions_are_small, "engine/long.py", "def f():\n" + "    x = 1\n" * 100, "f has 101 lines"),
]

# rule, a file that comes close to breaking it and does not, its content
SOUND_EXAMPLES: list[tuple[Rule, str, str]] = [
    (anatomy.kinds_are_closed, "seats/figures/rooms.py", ""),
    (anatomy.names_say_something, "registers/processing.py", "def base_year(): ..."),
    (anatomy.imports_keep_to_the_anatomy, "seats/models.py", "from xuezheng.registers.models import Institution"),
    (
        anatomy.imports_keep_to_the_anatomy,
        "seats/figures.py",
        "from xuezheng.aid.tables import A\nfrom .tables import B",
    ),
    (anatomy.imports_keep_to_the_anatomy, "seats/tests/test_a.py", "from xuezheng.seats.models import A"),
    (anatomy.imports_keep_to_the_anatomy, "demo/offices/seats.py", "from xuezheng.seats.models import A"),
    (anatomy.tables_are_named_by_the_grammar, "seats/tables.py", "T = 'return_seats__yearly_rooms'"),
    (seams.the_clock_is_read_at_the_edge, "seats/actions.py", "from datetime import date\nx = date.today()"),
    (seams.the_clock_is_read_at_the_edge, "seats/plan.py", "import time\nx = time.perf_counter()"),
    (seams.printed_values_stay_apart, "demo/world.py", "from xuezheng.publication.printed import printed"),
    (
        seams.keys_point_downward,
        "seats/models.py",
        "x = models.ForeignKey('registers.Institution')\ny = models.ForeignKey('self')",
    ),
    (
        seams.migrations_depend_downward,
        "seats/migrations/0001.py",
        "dependencies = [('registers', '0001'), ('auth', '0012')]",
    ),
    (seams.templates_lean_downward, "seats/templates/seats/a.html", '{% extends "screens/page.html" %}'),
    (sizes.files_are_small, "ground/codes.py", "x = 1\n" * 900),
]


@cache
def real_house() -> House:
    return House.at(ROOT / "src" / PACKAGE)


def house_of(folder: Path, path: str, content: str) -> House:
    """A tree that holds one file."""
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text(content, encoding="utf-8")
    return House.at(folder)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    broken = list(rule(real_house()))
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "content", "sentence"), COUNTER_EXAMPLES)
def test_a_rule_can_fail(tmp_path: Path, rule: Rule, path: str, content: str, sentence: str) -> None:
    assert any(sentence in said for said in rule(house_of(tmp_path, path, content))), rule.__doc__


@pytest.mark.parametrize(("rule", "path", "content"), SOUND_EXAMPLES)
def test_a_rule_lets_sound_code_pass(tmp_path: Path, rule: Rule, path: str, content: str) -> None:
    assert list(rule(house_of(tmp_path, path, content))) == []


def test_every_rule_has_a_counter_example() -> None:
    assert {rule for rule, *_ in COUNTER_EXAMPLES} == set(RULES)
