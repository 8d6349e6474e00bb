"""What an area wants to reach, and what must be known to read a series. Nothing is deleted: it is withdrawn."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Target(models.Model):
    """What a figure of an area is to be by a school year, in the unit of the indicator (shares 0 to 1, money in fen)."""

    indicator_id = models.CharField(max_length=80)
    area_code = models.CharField(max_length=9)
    school_year = models.SmallIntegerField()
    value = models.FloatField()
    is_floor = models.BooleanField()  # at least the value, or at most
    note = models.CharField(max_length=200, blank=True, default="")  # the plan or document it comes from
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="targets_set"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["indicator_id", "school_year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator_id", "area_code", "school_year"],
                condition=Q(withdrawn_at__isnull=True),
                name="target_once",
            )
        ]


class SeriesNote(models.Model):
    """From a school year on, the figures of an area (and of all within it) are not to be set beside the earlier ones."""

    indicator_id = models.CharField(max_length=80)
    area_code = models.CharField(max_length=9)
    school_year = models.SmallIntegerField()
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True, default="")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="series_notes"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["indicator_id", "school_year", "id"]
        indexes = [models.Index(fields=["indicator_id", "area_code"])]
