"""What all tests share: `--database-only` picks what is run again on a second database; `--cpu N` lists the dearest tests.

`--spark` runs what is marked `spark` and nothing else (`make test-spark`); without it those tests are not collected.

Run again is what touches the database, but not what looks at pages: the walk asks every page once on either database, and beyond
that a page reads by the same queries. So neither tests in a browser, nor modules named `test_…pages.py`, nor tests marked
`one_database` are run again.
"""

import os
from collections.abc import Generator

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "admin_user", "admin_client"}
ONE_DATABASE_MARKS = ("browser", "one_database")
spent: dict[str, float] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run what may differ on another database")
    parser.addoption("--spark", action="store_true", help="run what needs Spark, and nothing else")
    parser.addoption("--cpu", type=int, default=0, metavar="N", help="list the N tests that cost most CPU seconds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_spark = bool(config.getoption("--spark"))
    kept = [item for item in items if (item.get_closest_marker("spark") is not None) == on_spark]
    if config.getoption("--database-only"):
        kept = [item for item in kept if may_differ(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def may_differ(item: pytest.Item) -> bool:
    """Whether a test may end otherwise on another database."""
    looks_at_pages = item.path.stem.endswith("pages") or any(item.get_closest_marker(m) for m in ONE_DATABASE_MARKS)
    return touches_database(item) and not looks_at_pages


def touches_database(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


def cpu_seconds() -> float:
    """Of this process and of those it has waited for."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    began = cpu_seconds()
    try:
        return (yield)
    finally:
        spent[item.nodeid] = cpu_seconds() - began


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not (count := config.getoption("--cpu")):
        return
    terminalreporter.section(f"{sum(spent.values()):.0f} CPU seconds, fixtures with the test that first asked for them")
    for name in sorted(spent, key=lambda one: -spent[one])[:count]:
        terminalreporter.write_line(f"{spent[name]:8.2f}  {name}")
