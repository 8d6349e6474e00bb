"""What the register remembers of returns: what was asked of whom by when, how far each has come, who signed, and what was
frozen. The frozen tables themselves lie in the instance's folder."""

from typing import Any

from django.db import models

from xuezheng.access.models import Account


class ReturnRevision(models.Model):
    """One frozen return: a city, a school year and a revision, with the hash of its manifest."""

    city_code = models.CharField(max_length=6)
    school_year = models.SmallIntegerField()
    revision = models.SmallIntegerField()
    manifest_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    warning_count = models.IntegerField(default=0)
    status = models.CharField(max_length=12, default="frozen")  # frozen, replaced

    class Meta:
        ordering = ["city_code", "school_year", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["city_code", "school_year", "revision"], name="revision_once"),
        ]


class Collection(models.Model):
    """The return of a city and school year as it is collected, with the day each level is to sign by."""

    city_code = models.CharField(max_length=6)
    school_year = models.SmallIntegerField()
    school_due_on = models.DateField()
    county_due_on = models.DateField()
    city_due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)  # when every rule was last asked of the whole city

    parts: Any

    class Meta:
        ordering = ["-school_year", "city_code"]
        constraints = [models.UniqueConstraint(fields=["city_code", "school_year"], name="collection_once")]


class Part(models.Model):
    """The part of a school, a county or the city in a collection, and how far it has come.

    Counts are those of the last time the part was looked over; the register stays the source. `fingerprint` is what the
    signature stands for: the hash of the forms' values when it was given.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="parts")
    level = models.CharField(max_length=6)  # returns.rules.LEVELS
    code = models.CharField(max_length=10)  # of the institution, or of the area
    county_code = models.CharField(max_length=6)
    name = models.CharField(max_length=120)
    stages = models.CharField(max_length=80, blank=True)  # "primary junior"
    state = models.CharField(max_length=6, default="open")  # open signed frozen
    asked_count = models.IntegerField(default=0)
    lacking_by_form = models.JSONField(default=dict)  # form → fields still empty
    lacking_count = models.IntegerField(default=0)
    error_count = models.IntegerField(default=0)
    warning_count = models.IntegerField(default=0)
    unexplained_count = models.IntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    is_late = models.BooleanField(default=False)

    objections: Any
    steps: Any

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["collection", "level", "code"], name="part_of_collection_once")]
        indexes = [models.Index(fields=["collection", "level", "county_code"])]


class PartStep(models.Model):
    """One step of a part: who did what, when and why. Never changed, never removed."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)  # returns.rules.STEP_WORDS
    at = models.DateTimeField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    is_late = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Objection(models.Model):
    """A rule that a school's rows break, as last found. `rows_hash` tells whether they still are what was explained."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="objections")
    rule = models.CharField(max_length=100)
    severity = models.CharField(max_length=7)  # error warning
    row_count = models.IntegerField()
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)  # the first of them: column → value
    rows_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["severity", "rule"]
        constraints = [models.UniqueConstraint(fields=["part", "rule"], name="objection_once")]


class Explanation(models.Model):
    """Why a warning may stand, in a school's own words; it holds for the rows it was written for."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="explanations")
    rule = models.CharField(max_length=100)
    rows_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "rule"], name="explanation_once")]
