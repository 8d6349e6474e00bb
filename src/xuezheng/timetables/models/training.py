"""Live records of training for subject choice and timetabling."""

from django.db import models
from django.db.models import F, Q

from xuezheng.registers.models import Institution
from xuezheng.timetables.rules import SUBJECTS


class TrainingRound(models.Model):
    """A round of training that a city or county held for its schools, from its first to its last day."""

    area_code = models.CharField(max_length=9, db_index=True)
    subject = models.CharField(max_length=12)  # rules.SUBJECTS
    number = models.SmallIntegerField()  # first, second, third round of the subject
    held_on = models.DateField(db_index=True)  # the first day
    last_on = models.DateField()
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=list(SUBJECTS)), name="training_round_subject"),
            models.CheckConstraint(condition=Q(last_on__gte=F("held_on")), name="training_round_ends_later"),
            models.CheckConstraint(condition=Q(number__gt=0), name="training_round_number"),
            models.UniqueConstraint(fields=["area_code", "subject", "number"], name="training_round_once"),
        ]


class TrainingAttendance(models.Model):
    """How many people an institution sent to a round."""

    training_round = models.ForeignKey(TrainingRound, on_delete=models.PROTECT, related_name="attendances")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="training_attendances")
    trainee_count = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(trainee_count__gt=0), name="training_attendance_has_people"),
            models.UniqueConstraint(fields=["training_round", "institution"], name="training_attendance_once"),
        ]
