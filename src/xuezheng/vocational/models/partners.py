"""Partners outside the schools, and what schools run together with them."""

from django.db import models

from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import one_of
from xuezheng.vocational.rules import BASE_KINDS, FACTORY_KINDS, PARTNER_KINDS


class Partner(models.Model):
    """An enterprise, an industry association or a department; `area_code` says where it is seated."""

    code = models.CharField(max_length=18, unique=True)  # unified social credit code, or a register number
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)  # vocational.rules.PARTNER_KINDS
    area_code = models.CharField(max_length=9, db_index=True)
    industry = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [one_of("kind", PARTNER_KINDS, "vocational_partner_kind")]


class Agreement(Dated):
    """A school and a partner have agreed to work together."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="agreements")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    subject = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "partner", "started_on"], name="vocational_agreement_once"),
            ends_later("vocational_agreement_days"),
        ]


class FactoryArrangement(Dated):
    """A factory inside a school, or a school inside a factory."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="factories")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="factories")
    kind = models.CharField(max_length=20)  # vocational.rules.FACTORY_KINDS

    class Meta:
        constraints = [
            one_of("kind", FACTORY_KINDS, "vocational_factory_kind"),
            ends_later("vocational_factory_days"),
        ]


class TrainingBase(Dated):
    """A place of practical training; built with a partner, or by the school alone."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="training_bases")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="training_bases")
    kind = models.CharField(max_length=12)  # vocational.rules.BASE_KINDS
    name = models.CharField(max_length=120)
    station_count = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("kind", BASE_KINDS, "vocational_base_kind"),
            models.UniqueConstraint(fields=["institution", "name", "started_on"], name="vocational_base_once"),
            ends_later("vocational_base_days"),
        ]
