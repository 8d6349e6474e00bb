"""Live records of funding."""

from django.db import models

from xuezheng.funding.rules import SOURCES
from xuezheng.registers.models import Institution
from xuezheng.registers.models.constraints import at_least, one_of
from xuezheng.registers.rules import STAGES


class OperatingAllocation(models.Model):
    """Operating funds of the public budget allocated to a school for one stage and calendar year."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="operating_allocations")
    stage = models.CharField(max_length=20)
    budget_year = models.SmallIntegerField()
    allocated_on = models.DateField()
    source = models.CharField(max_length=8)  # funding.rules.SOURCES
    pupil_count = models.IntegerField()  # pupils the allocation is meant for
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            one_of("stage", STAGES, "funding_allocation_stage"),
            one_of("source", SOURCES, "funding_allocation_source"),
            at_least("pupil_count", 1, "funding_allocation_pupils"),
            at_least("amount_fen", 0, "funding_allocation_amount"),
            models.UniqueConstraint(fields=["institution", "stage", "budget_year"], name="funding_allocation_once"),
        ]
