"""Live records of the workforce office. No person is named here: a studio or an event is not a person."""

from django.db import models

from xuezheng.registers.models import Dated, Institution, StaffPost, ends_later
from xuezheng.registers.models.constraints import at_least, one_of
from xuezheng.registers.rules import STAGES
from xuezheng.workforce.rules import EXCHANGE_KINDS, LEVELS, STUDIO_KINDS, TRAINING_KINDS


class Studio(Dated):
    """A workshop of a master teacher or a studio of a principal, at the school that hosts it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="studios")
    kind = models.CharField(max_length=20)  # workforce.rules.STUDIO_KINDS
    level = models.CharField(max_length=12)  # workforce.rules.LEVELS
    stage = models.CharField(max_length=20)
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            one_of("kind", STUDIO_KINDS, "workforce_studio_kind"),
            one_of("level", LEVELS, "workforce_studio_level"),
            one_of("stage", STAGES, "workforce_studio_stage"),
            ends_later("workforce_studio_days"),
        ]


class TrainingEvent(models.Model):
    """A training of teachers held by a city or county (its `area_code`); who took part is counted on the event."""

    area_code = models.CharField(max_length=9, db_index=True)
    organiser = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)  # workforce.rules.TRAINING_KINDS
    title = models.CharField(max_length=120)
    held_on = models.DateField()  # the first day
    hour_count = models.SmallIntegerField()
    participant_count = models.IntegerField()  # person-times

    class Meta:
        constraints = [
            one_of("kind", TRAINING_KINDS, "workforce_training_kind"),
            at_least("hour_count", 1, "workforce_training_hours"),
            at_least("participant_count", 1, "workforce_training_people"),
        ]


class ExchangeActivity(models.Model):
    """A joint lesson or visiting lesson on a day, held by a school for others."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="exchange_activities")
    kind = models.CharField(max_length=16)  # workforce.rules.EXCHANGE_KINDS
    subject = models.CharField(max_length=20)
    held_on = models.DateField()
    teacher_count = models.SmallIntegerField()  # teachers reached, person-times

    class Meta:
        constraints = [
            one_of("kind", EXCHANGE_KINDS, "workforce_exchange_kind"),
            at_least("teacher_count", 1, "workforce_exchange_people"),
        ]


class ExchangeReach(models.Model):
    """A school that an activity reached."""

    activity = models.ForeignKey(ExchangeActivity, on_delete=models.CASCADE, related_name="reached")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="exchanges_received")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "institution"], name="workforce_reach_once")]


class Recruitment(StaffPost):
    """A post of the registers seen as a recruitment: it began because the person was recruited."""

    class Meta:
        proxy = True
