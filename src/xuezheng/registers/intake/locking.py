"""One import at a time: the second waits a little, and is then refused plainly."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from xuezheng.registers import models
from xuezheng.registers.bulk.writing import quoted

WAIT_SECONDS = 20
LOCK = 7_011_983  # of ours alone, among the advisory locks of the database
TABLES = (
    models.Area, models.Institution, models.InstitutionVersion, models.Campus, models.Room, models.Programme, models.SchoolClass,
    models.StaffMember, models.StaffPost, models.StaffDegree, models.StaffTitle, models.Student, models.Enrolment, models.Conditions,
    models.Population, models.EntrantCohort, models.Attainment, models.CountyFinance, models.StageFinance, models.DisabledChildren,
    models.SchoolServices,
)  # fmt: skip


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Within a transaction: nobody else imports, and nobody writes to the registers, until it ends.

    SQLite's transactions begin IMMEDIATE and are one at a time anyway; PostgreSQL takes an advisory lock and locks the
    tables against writing (not reading). Raises OperationalError where the wait was too long.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            names = ", ".join(quoted(model._meta.db_table) for model in TABLES)
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # takes the lock now where the transaction began without it
            cursor.execute("UPDATE registers_importrun SET id = id WHERE id = -1")
    else:
        raise OperationalError(f"The register runs on SQLite or PostgreSQL. Got {connection.vendor}.")
    yield
