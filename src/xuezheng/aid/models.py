"""Live records of student aid."""

from django.db import models

from xuezheng.aid.rules import AID_KINDS, TERMS
from xuezheng.registers.models import Institution
from xuezheng.registers.models.constraints import at_least, one_of
from xuezheng.registers.rules import STAGES


class AidBatch(models.Model):
    """What one school paid (or waived) for one term, under one kind of aid, on a day."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="aid_batches")
    kind = models.CharField(max_length=16)  # aid.rules.AID_KINDS
    stage = models.CharField(max_length=20)
    school_year = models.SmallIntegerField()
    term = models.CharField(max_length=8)  # aid.rules.TERMS
    paid_on = models.DateField()
    student_count = models.IntegerField()
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            one_of("kind", AID_KINDS, "aid_batch_kind"),
            one_of("term", TERMS, "aid_batch_term"),
            one_of("stage", STAGES, "aid_batch_stage"),
            at_least("student_count", 1, "aid_batch_students"),
            at_least("amount_fen", 1, "aid_batch_amount"),
            models.UniqueConstraint(
                fields=["institution", "kind", "stage", "school_year", "term", "paid_on"], name="aid_batch_once"
            ),
        ]
