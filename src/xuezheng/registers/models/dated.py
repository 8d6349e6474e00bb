"""Records that hold from one day to another, and how to read them as of a day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Adds reading as of a day, and over a span of days."""

    def as_of(self, day: date) -> Self:
        """The records that held on a day: begun on or before it, not ended by it."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)

    def during(self, first_on: date, last_on: date) -> Self:
        """The records that held on at least one day from `first_on` to `last_on`, both included."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=first_on), started_on__lte=last_on)


class Dated(models.Model):
    """Holds from `started_on`, that day included, to `ended_on`, that day excluded; no end means still so."""

    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_later(name: str) -> models.CheckConstraint:
    """The constraint, to be listed in a dated model's Meta, that what ends does so after the day it began."""
    return models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")), name=name)
