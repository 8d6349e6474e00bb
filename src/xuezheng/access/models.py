"""Accounts, the roles they hold, and the audit chain."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from xuezheng.access.rules import Held


class Account(AbstractUser):
    """A person who signs in. `display_name` is how screens call them; `unit` the office they sit in."""

    display_name = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    held_memo: dict[date, tuple[Held, ...]] | None = None  # while one request is answered: roles are read once

    def held(self, day: date) -> tuple[Held, ...]:
        """The roles held on a day; none for an account that is not active."""
        if not self.is_active:
            return ()
        if self.held_memo is None:
            return self.held_now(day)
        if day not in self.held_memo:
            self.held_memo[day] = self.held_now(day)
        return self.held_memo[day]

    def held_now(self, day: date) -> tuple[Held, ...]:
        """The roles as the database has them."""
        grants = self.grants.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)
        return tuple(
            Held(*columns) for columns in grants.order_by("id").values_list("role", "area_code", "institution_code")
        )


class Grant(models.Model):
    """A role over an area, and over one institution for people of a school, between two days."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    area_code = models.CharField(max_length=9)
    institution_code = models.CharField(max_length=10, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)


class Invitation(models.Model):
    """A link that lets its bearer set the account's password once; only the hash of its secret is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ApiToken(models.Model):
    """What a program signs in with: it acts as its account, but only for the actions it names, and not for ever."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    actions = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an entry is added, so that two at once never fork it."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class AuditEntry(models.Model):
    """One thing done. `hash` covers the entry and the hash before it."""

    number = models.BigIntegerField(unique=True)
    at = models.CharField(max_length=32)  # ISO 8601 with zone: hashed as written
    verb = models.CharField(max_length=60)  # dotted: registers.institution.merged
    account_name = models.CharField(max_length=150, blank=True)
    area_code = models.CharField(max_length=9, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    detail = models.TextField(default="{}")  # canonical JSON: hashed as written
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["verb"]), models.Index(fields=["area_code"])]
