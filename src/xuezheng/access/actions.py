"""Writing to the audit chain, and granting roles."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Subquery
from django.utils import timezone

from xuezheng.access.audit import GENESIS, SEPARATOR, Anchor, AnchorFile, Break, entry_hash, text_sql, verify
from xuezheng.access.models import Account, AuditEntry, AuditHead, Grant
from xuezheng.access.rules import POLICY, ROLES, Action, Held, Place, Role, allows
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.words import Words

# Read by most pages, hence not through the ORM, which would take five times as long.
LAST_CHANGE = (
    f"SELECT hash FROM {AuditEntry._meta.db_table} WHERE verb NOT LIKE 'access.sign%' AND verb NOT LIKE '%.seen' "
    "ORDER BY number DESC LIMIT 1"
)

AT_A_TIME = 10_000  # entries read from the chain


def record(
    verb: str,
    *,
    account: Any = None,
    area_code: str = "",
    subject: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to the chain, inside the caller's transaction; its end is anchored once that is committed."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        values = (
            head.number + 1,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            verb,
            account.get_username() if account is not None and account.is_authenticated else "",
            area_code,
            plain(subject),
            plain(reason),
            canonical_json(detail or {}),
        )
        digest = entry_hash(head.hash or GENESIS, values)
        entry = AuditEntry.objects.create(
            number=values[0],
            at=values[1],
            verb=verb,
            account_name=values[3],
            area_code=area_code,
            subject=values[5],
            reason=values[6],
            detail=values[7],
            previous_hash=head.hash,
            hash=digest,
        )
        head.number, head.hash = entry.number, digest
        head.save()
        transaction.on_commit(lambda: anchor(Anchor(entry.number, digest, entry.at)))
    return entry


def plain(text: str) -> str:
    """The text without the sign that separates fields of the chain, and without NUL, which PostgreSQL cannot keep."""
    return text.replace("\0", "").replace(SEPARATOR, "")


def anchor_files() -> list[AnchorFile]:
    """Where ends of the chain are written: in the instance, and at a second place (`XUEZHENG_ANCHOR`) where set.

    A second place on another machine or another person's disk is what finds an instance replaced as a whole.
    """
    places = [settings.INSTANCE.home / "audit.anchors"]
    if second := os.environ.get("XUEZHENG_ANCHOR"):
        places.append(Path(second))
    return [AnchorFile(place) for place in places]


def anchor(end: Anchor) -> None:
    """Write an end of the chain down outside the database."""
    for file in anchor_files():
        file.add(end)


def chain_end() -> Anchor:
    """The end of the chain as the database has it."""
    head = AuditHead.objects.filter(pk=1).first()
    return Anchor(head.number, head.hash) if head else Anchor(0, GENESIS)


def audit_breaks(*, newest: int | None = None) -> list[Break]:
    """Where the stored chain does not hold: all of it, or its newest entries alone.

    The anchors are read before the end of the chain, and the entries up to that end: so what is added meanwhile is no break.
    """
    anchored: dict[int, str] = {}
    found: list[Break] = []
    for file in anchor_files():
        lines = file.read()
        found += [Break(n, "is anchored with two hashes") for n in anchored.keys() & lines if anchored[n] != lines[n]]
        anchored |= lines
    end = chain_end()
    after = None
    if newest is not None and end.number > newest:
        first = AuditEntry.objects.filter(number=end.number - newest).first()
        after = Anchor(end.number - newest, first.hash if first else GENESIS)
    found += verify(entries(after.number if after else 0, end.number), end, anchored.get, after)
    last = max(anchored, default=0)
    if last > end.number:
        found.append(Break(last, f"was anchored outside the database, but the chain ends at {end.number}"))
    newer = AuditEntry.objects.filter(number__gt=Subquery(AuditHead.objects.filter(pk=1).values("number")))
    if beyond := newer.order_by("number").values_list("number", flat=True).first():
        found.append(Break(beyond, "stands after the end of the chain"))
    return found


def entries(after: int, last: int) -> Iterator[tuple[int, str, str]]:
    """Number, hashed text and hash of the entries between, straight from the database.

    Ten thousand at a time, each found by its number: to put a million in order at once PostgreSQL would write them all to disk.
    """
    sql, stored = text_sql(AuditEntry._meta.db_table), AuditEntry.objects.order_by("number")
    with connection.cursor() as cursor:
        while after < last:
            cursor.execute(sql, [after, min(after + AT_A_TIME, last)])
            rows = cursor.fetchall()
            yield from rows
            after += AT_A_TIME
            if not rows:  # over what is missing in one step, however much that is
                following = stored.filter(number__gt=after).values_list("number", flat=True).first()
                after = last if following is None else following - 1


def last_change() -> str:
    """The hash of the chain's newest entry that is no mere look or sign-in; "" where there is none.

    Whatever changes a record adds an entry in the same transaction, so that as long as this stays, so do the records.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST_CHANGE)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def do_grant(
    account: Account, role: Role, area_code: str, institution_code: str = "", *, started_on: date, by: Any = None
) -> Grant:
    """Give a role over an area (and an institution) from a day on."""
    if role not in ROLES:
        raise Refused(
            [
                Problem(
                    "role.unknown",
                    Words("没有这个角色。", "There is no such role."),
                    which=account.username,
                    got=role,
                    cure=Words("可用：" + "、".join(ROLES), "Use one of: " + ", ".join(ROLES)),
                )
            ]
        )
    with transaction.atomic():
        grant = Grant.objects.create(
            account=account, role=role, area_code=area_code, institution_code=institution_code, started_on=started_on
        )
        record(
            "access.role.granted",
            account=by,
            area_code=area_code,
            subject=account.username,
            detail={"role": role, "institution_code": institution_code, "started_on": started_on.isoformat()},
        )
    return grant


def held_by(account: Any) -> tuple[Held, ...]:
    """The roles somebody holds today; none for a visitor."""
    return account.held(timezone.localdate()) if getattr(account, "is_authenticated", False) else ()


def may(account: Any, action: Action, place: Place) -> bool:
    """Whether somebody may do something at a place today."""
    assert action in POLICY
    return any(allows(held, action, place) for held in held_by(account))
