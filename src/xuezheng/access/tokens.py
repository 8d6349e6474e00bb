"""Tokens of the interface for programs: made once, shown once, kept as a hash, with an end."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from xuezheng.access.actions import record
from xuezheng.access.invitations import hashed
from xuezheng.access.models import Account, ApiToken
from xuezheng.access.rules import Action

PREFIX = "xz_"
LONGEST = timedelta(days=366)
# What a token may be made for: nothing that needs a person and a reason, nothing that decides.
ACTIONS: tuple[Action, ...] = ("register.view", "staff.view", "return.view", "figure.view")


def do_issue(account: Account, name: str, actions: tuple[str, ...], expires_on: date, *, now: datetime) -> str:
    """Make a token; gives its text, which is not kept."""
    assert set(actions) <= set(ACTIONS)
    expires_on = min(expires_on, (now + LONGEST).date())
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        ApiToken.objects.create(
            account=account,
            name=name,
            secret_hash=hashed(secret),
            actions=list(actions),
            made_at=now,
            expires_on=expires_on,
        )
        detail = {"actions": list(actions), "expires_on": expires_on.isoformat()}
        record("access.token.issued", account=account, subject=name, detail=detail)
    return secret


def do_revoke(token: ApiToken, *, by: Account, now: datetime) -> None:
    """End a token at once."""
    with transaction.atomic():
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record("access.token.revoked", account=by, subject=token.name)


def found_token(secret: str, now: datetime) -> ApiToken | None:
    """The token of a text, where it still holds. Its last use is written at most once a minute."""
    token = (
        ApiToken.objects.select_related("account").filter(secret_hash=hashed(secret), revoked_at__isnull=True).first()
    )
    if token is None or token.expires_on < now.date() or not token.account.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
