"""How long it takes to verify a chain of a million entries, each anchored: `python -m benchmarks.audit_chain [COUNT]`.

Uses an instance of its own, on SQLite, or on PostgreSQL where XUEZHENG_DATABASE names an empty database.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

VERBS = ("registers.institution.renamed", "honours.prizes.added", "access.signed_in", "registers.imported")


def build(count: int, home: Path) -> None:
    """Entries as `record` writes them, many at once."""
    from xuezheng.access.audit import FIELDS, GENESIS, entry_hash
    from xuezheng.access.models import AuditEntry, AuditHead

    previous = GENESIS
    with (home / "audit.anchors").open("w") as anchors:
        for first in range(1, count + 1, 20_000):
            rows: list[AuditEntry] = []
            for number in range(first, min(first + 20_000, count + 1)):
                at = f"2024-09-01T08:00:{number % 60:02d}.000+00:00"
                detail = f'{{"name":["甲小学","乙小学"],"number":{number}}}'
                values = (number, at, VERBS[number % 4], "officer", "511002", f"215{number:07d}", "更名", detail)
                digest = entry_hash(previous, values)
                rows.append(AuditEntry(**dict(zip(FIELDS, values, strict=True)), previous_hash=previous, hash=digest))
                anchors.write(f"{number} {digest} {at}\n")
                previous = digest
            AuditEntry.objects.bulk_create(rows, batch_size=2_000)
    AuditHead.objects.update_or_create(pk=1, defaults={"number": count, "hash": previous})


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XUEZHENG_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "xuezheng.web.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from xuezheng.access.actions import audit_breaks

        call_command("migrate", "access", verbosity=0)
        build(count, Path(folder))
        began, clock = time.process_time(), time.perf_counter()
        assert audit_breaks() == []
        print(
            f"{count} entries on {connection.vendor}: {time.process_time() - began:.2f} CPU-s, {time.perf_counter() - clock:.2f} s"
        )


if __name__ == "__main__":
    main()
