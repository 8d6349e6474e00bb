"""Monitoring programmes, the sheets of answers sent in, calibrations, and what schools add. Answers and scores of persons lie as
Parquet in the instance's folder (`assessment/`), under pseudonyms; the records here hold counts, findings and hashes."""

from django.db import models
from django.db.models import Q

from xuezheng.access.models import Account
from xuezheng.assessment.models.bank import Form
from xuezheng.assessment.rules.monitoring import KINDS, METHODS, STATES


class Programme(models.Model):
    """A test of a subject in one grade and school year of an area; or its fitness test."""

    kind = models.CharField(max_length=8)  # rules.monitoring.KINDS
    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9, db_index=True)
    subject = models.CharField(max_length=20)
    grade = models.CharField(max_length=2)
    school_year = models.SmallIntegerField()
    held_on = models.DateField()
    forms = models.ManyToManyField(Form, related_name="programmes", blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="programme_kind")]


class Sheet(models.Model):
    """A file of answers of a programme: tried, then taken or thrown away; the one taken last stands."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="sheets")
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="tried")  # tried taken replaced undone
    hash = models.CharField(max_length=64)
    told = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme"], condition=Q(state="taken"), name="one_sheet_stands")
        ]


class Calibration(models.Model):
    """Programmes put on a scale. `base` is the calibration whose scale is taken over, by `method`."""

    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9, db_index=True)
    subject = models.CharField(max_length=20)
    programmes = models.ManyToManyField(Programme, related_name="calibrations")
    model = models.CharField(max_length=8)
    method = models.CharField(max_length=16)  # rules.monitoring.METHODS
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    state = models.CharField(max_length=10, default="waiting")  # rules.monitoring.STATES
    told = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    seed = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(method__in=list(METHODS)), name="calibration_method"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="calibration_state"),
        ]


class Effects(models.Model):
    """What schools add from an earlier programme to a later one, of several years jointly, all on one scale."""

    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9, db_index=True)
    asked = models.JSONField(default=dict)  # pairs of calibration, programme and hash of the scores; least pupils
    state = models.CharField(max_length=10, default="waiting")  # rules.monitoring.STATES
    told = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=list(STATES)), name="effects_state")]
