"""People coming and going: invited by a link, given a role, and leaving, each change an entry of the chain."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from xuezheng.access.actions import do_grant, may, record
from xuezheng.access.models import Account, Grant, Invitation
from xuezheng.access.rules import Place, Role
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

VALID_FOR = timedelta(days=7)


def hashed(secret: str) -> str:
    """How a secret of 256 random bits is kept: it needs no salt and no slow hash."""
    return sha256(secret.encode()).hexdigest()


def refused(rule: str, zh: str, en: str, which: str = "") -> Refused:
    return Refused([Problem(rule, Words(zh, en), which=which)])


def check_manages(by: Any, area_code: str, institution_code: str = "") -> None:
    """Refuse who may not look after accounts at a place."""
    if not may(by, "account.manage", Place(area_code, institution_code)):
        raise refused("account.area", "这个地区不在您管理的范围内。", "This area is not yours to manage.", area_code)


def check_manages_account(by: Account, account: Account, day: date) -> None:
    """Refuse to let somebody change an account that reaches further than they manage, or their own."""
    if by.pk == account.pk:
        raise refused(
            "account.own",
            "不能改自己的角色，请另一位管理员来做。",
            "Nobody changes their own roles; ask another administrator.",
        )
    for held in account.held(day):
        check_manages(by, held.area_code, held.institution_code)


def do_invite(
    username: str,
    display_name: str,
    unit: str,
    role: Role,
    area_code: str,
    institution_code: str = "",
    *,
    by: Account,
    now: datetime,
) -> tuple[Account, str]:
    """Make an account without a password and give it a role; gives the account and the secret of its link."""
    check_manages(by, area_code, institution_code)
    if Account.objects.filter(username__iexact=username).exists():
        raise refused("account.exists", "这个账号已经有了。", "This account exists.", username)
    with transaction.atomic():
        account = Account(username=username, display_name=display_name, unit=unit)
        account.set_unusable_password()
        account.save()
        do_grant(account, role, area_code, institution_code, started_on=now.date(), by=by)
        secret = do_send_link(account, by=by, now=now)
    return account, secret


def do_send_link(account: Account, *, by: Account | None, now: datetime) -> str:
    """A new link to set a password; earlier ones no longer work."""
    if by is not None:
        check_manages_account(by, account, now.date())
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        account.invitations.filter(used_at__isnull=True).update(expires_at=now)
        Invitation.objects.create(account=account, secret_hash=hashed(secret), made_by=by, expires_at=now + VALID_FOR)
        record("access.account.invited", account=by, subject=account.username)
    return secret


def open_invitation(secret: str, now: datetime) -> Invitation | None:
    """The invitation of a link, while it holds."""
    found = Invitation.objects.filter(secret_hash=hashed(secret), used_at__isnull=True, expires_at__gt=now)
    return found.filter(account__is_active=True).select_related("account").first()


def do_accept(invitation: Invitation, password: str, *, now: datetime) -> None:
    """Set the password, once; whoever was signed in with the old one is signed out."""
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now):
            raise refused("account.link", "这个链接已经用过。", "This link has been used.")
        invitation.account.set_password(password)
        invitation.account.save()
        record("access.password.set", account=invitation.account, subject=invitation.account.username)


def do_end_grant(grant: Grant, *, by: Account, day: date) -> None:
    """End a role today."""
    check_manages(by, grant.area_code, grant.institution_code)
    if by.pk == grant.account_id:
        raise refused(
            "account.own",
            "不能改自己的角色，请另一位管理员来做。",
            "Nobody changes their own roles; ask another administrator.",
        )
    with transaction.atomic():
        grant.ended_on = day
        grant.save()
        record(
            "access.role.ended", account=by, area_code=grant.area_code, subject=grant.account.username,
            detail={"role": grant.role, "institution_code": grant.institution_code},
        )  # fmt: skip


def do_leave(account: Account, *, by: Account | None, now: datetime) -> None:
    """Somebody leaves: roles end, tokens are revoked, sessions closed, the account no longer signs in."""
    if by is not None:
        check_manages_account(by, account, now.date())
    with transaction.atomic():
        account.grants.filter(ended_on__isnull=True).update(ended_on=now.date())
        account.grants.filter(ended_on__gt=now.date()).update(ended_on=now.date())
        account.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
        account.is_active = False
        account.set_unusable_password()
        account.save()
        close_sessions(account)
        record("access.account.left", account=by, subject=account.username)


def close_sessions(account: Account) -> None:
    """End every session of an account."""
    keys = [
        s.session_key for s in Session.objects.iterator() if s.get_decoded().get("_auth_user_id") == str(account.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()


def managed_accounts(by: Any, prefixes: tuple[str, ...]) -> Any:
    """Accounts that hold, or held, a role within the areas that somebody manages, which begin with `prefixes`."""
    reached = Grant.objects.none()
    for prefix in prefixes:
        reached = reached | Grant.objects.filter(area_code__startswith=prefix)
    return Account.objects.filter(pk__in=reached.values("account")).order_by("username")
