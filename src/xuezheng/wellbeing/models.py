"""Live records of the wellbeing office."""

from django.db import models

from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import one_of
from xuezheng.wellbeing.rules import TIERS


class Centre(Dated):
    """A centre for the wellbeing of minors, of a city or of a county (or of a development zone in it)."""

    name = models.CharField(max_length=80)
    tier = models.CharField(max_length=8)  # wellbeing.rules.TIERS
    area_code = models.CharField(max_length=9, db_index=True)  # the area it lies in
    serves = models.CharField(max_length=80, blank=True)  # where that is not the whole area: a development zone

    class Meta:
        constraints = [
            one_of("tier", TIERS, "wellbeing_centre_tier"),
            models.UniqueConstraint(fields=["name", "started_on"], name="wellbeing_centre_once"),
            ends_later("wellbeing_centre_days"),
        ]


class Secondment(Dated):
    """A public hospital's specialist serves a school as vice-principal for wellbeing: a role, without the name."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="secondments")
    hospital = models.CharField(max_length=80)
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [ends_later("wellbeing_secondment_days")]
