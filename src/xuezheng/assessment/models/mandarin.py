"""Live records of assessments: counts stand on the event of one class."""

from django.db import models
from django.db.models import F, Q

from xuezheng.assessment.rules import LANGUAGE_AREAS
from xuezheng.registers.models import SchoolClass


class MandarinAssessment(models.Model):
    """The Mandarin of a kindergarten class assessed on a day: how many children spoke, how many passed."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="mandarin_assessments")
    assessed_on = models.DateField(db_index=True)
    language_area = models.CharField(max_length=8)  # rules.LANGUAGE_AREAS
    assessed_count = models.SmallIntegerField()
    passed_count = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_class", "assessed_on"], name="mandarin_once"),
            models.CheckConstraint(condition=Q(language_area__in=list(LANGUAGE_AREAS)), name="mandarin_area"),
            models.CheckConstraint(condition=Q(assessed_count__gt=0), name="mandarin_has_children"),
            models.CheckConstraint(
                condition=Q(passed_count__gte=0) & Q(passed_count__lte=F("assessed_count")),
                name="mandarin_passed_among_assessed",
            ),
        ]
