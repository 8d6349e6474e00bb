"""Live records of training institutions. A licence that changes is a new licence."""

from django.db import models

from xuezheng.registers.models import Dated, ends_later
from xuezheng.registers.models.constraints import one_of
from xuezheng.training_market.rules import KINDS, PLATFORMS, PREPAID_MODES


class TrainingInstitution(models.Model):
    """An institution that trains pupils outside school, by its unified social credit code."""

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9, db_index=True)
    is_synthetic = models.BooleanField(default=False)


class Licence(Dated):
    """What an institution was licensed for between two days."""

    institution = models.ForeignKey(TrainingInstitution, on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(max_length=12)  # training_market.rules.KINDS
    is_for_profit = models.BooleanField()
    charges_in_advance = models.BooleanField(default=True)  # 预收费

    class Meta:
        constraints = [
            one_of("kind", KINDS, "training_market_licence_kind"),
            models.UniqueConstraint(fields=["institution", "kind", "started_on"], name="training_market_licence_once"),
            ends_later("training_market_licence_days"),
        ]


class PlatformRegistration(Dated):
    """An institution is on the national or provincial supervision platform."""

    institution = models.ForeignKey(TrainingInstitution, on_delete=models.PROTECT, related_name="registrations")
    platform = models.CharField(max_length=12, default="national")

    class Meta:
        constraints = [
            one_of("platform", PLATFORMS, "training_market_platform"),
            models.UniqueConstraint(
                fields=["institution", "platform", "started_on"], name="training_market_platform_once"
            ),
            ends_later("training_market_platform_days"),
        ]


class PrepaidSupervision(Dated):
    """The prepaid fees of an institution are under supervision at a bank."""

    institution = models.ForeignKey(TrainingInstitution, on_delete=models.PROTECT, related_name="supervisions")
    mode = models.CharField(max_length=16)  # training_market.rules.PREPAID_MODES
    bank = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of("mode", PREPAID_MODES, "training_market_mode"),
            models.UniqueConstraint(fields=["institution", "mode", "started_on"], name="training_market_mode_once"),
            ends_later("training_market_mode_days"),
        ]
