"""The migrations say what the models say. All other tests make their tables from the models at once, in a tenth of the time."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

MIGRATED = "migrated"


@pytest.fixture
def migrated(tmp_path: Path, settings: Any, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A second database beside that of the tests, made by running every migration."""
    settings.MIGRATION_MODULES = {}
    is_file = connection.vendor == "sqlite"
    name = str(tmp_path / "register.sqlite3") if is_file else f"{connection.settings_dict['NAME']}_migrated"
    connections.settings[MIGRATED] = connection.settings_dict | {"NAME": name}
    made = connections[MIGRATED]
    with django_db_blocker.unblock():
        if not is_file:
            with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f"CREATE DATABASE {name}")
        call_command("migrate", database=MIGRATED, verbosity=0)
        yield made
        made.close()
        if not is_file:
            with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f"DROP DATABASE {name}")
    del connections[MIGRATED], connections.settings[MIGRATED]


def own_tables() -> list[str]:
    """The tables of this project's models; those of libraries are their own affair."""
    owners = [app for app in apps.get_app_configs() if app.name.startswith("xuezheng.")]
    return sorted(m._meta.db_table for app in owners for m in app.get_models(include_auto_created=True))


def tables(of: Any) -> dict[str, Any]:
    """Each of them with its columns, its constraints and its indexes, as a database has it."""
    found: dict[str, Any] = {}
    with of.cursor() as cursor:
        for name in own_tables():
            columns = of.introspection.get_table_description(cursor, name)
            constraints = of.introspection.get_constraints(cursor, name)
            found[name] = (
                sorted((c.name, str(c.type_code), c.null_ok, c.default, c.internal_size) for c in columns),
                sorted(f"{named(key)} {c['columns']} {c}" for key, c in constraints.items()),
            )
    return found


def named(constraint: str) -> str:
    """SQLite numbers its foreign keys and what has no name as they come (`fk_0`), which means nothing."""
    return "" if constraint.startswith(("fk_", "__unnamed_constraint_")) else constraint


@pytest.mark.django_db
def test_no_migration_is_missing(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}
    said = StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1, stdout=said)
    except SystemExit:
        pytest.fail(f"Run `.venv/bin/django-admin makemigrations`; the models have changed:\n{said.getvalue()}")


@pytest.mark.django_db
def test_migrations_make_the_tables_that_the_models_ask_for(migrated: BaseDatabaseWrapper) -> None:
    of_models, of_migrations = tables(connection), tables(migrated)
    assert len(of_models) > 50
    assert {name: of_migrations[name] for name in of_models if of_migrations[name] != of_models[name]} == {}
