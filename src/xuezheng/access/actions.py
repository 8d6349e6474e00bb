"""Writing to the audit chain, and granting roles."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.audit import GENESIS, Break, entry_hash, verify
from xuezheng.access.models import Account, AuditEntry, AuditHead, Grant
from xuezheng.access.rules import POLICY, ROLES, Action, Held, Place, Role, allows
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.words import Words


def record(
    verb: str,
    *,
    account: Any = None,
    area_code: str = "",
    subject: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to the chain, inside the caller's transaction."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        values = (
            head.number + 1,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            verb,
            account.get_username() if account is not None and account.is_authenticated else "",
            area_code,
            subject,
            reason,
            canonical_json(detail or {}),
        )
        digest = entry_hash(head.hash or GENESIS, values)
        entry = AuditEntry.objects.create(
            number=values[0],
            at=values[1],
            verb=verb,
            account_name=values[3],
            area_code=area_code,
            subject=subject,
            reason=reason,
            detail=values[7],
            previous_hash=head.hash,
            hash=digest,
        )
        head.number, head.hash = entry.number, digest
        head.save()
    return entry


def audit_breaks() -> list[Break]:
    """Where the stored chain does not hold."""
    head = AuditHead.objects.filter(pk=1).first()
    entries = AuditEntry.objects.order_by("number").values(
        "number", "at", "verb", "account_name", "area_code", "subject", "reason", "detail", "previous_hash", "hash"
    )
    return verify(entries.iterator(), head.number if head else 0, head.hash if head else GENESIS)


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
