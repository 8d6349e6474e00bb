"""What was done to students and staff, so that it can be told and undone; and transfers that wait for an answer."""

from django.db import models

from xuezheng.registers.models.institutions import Institution
from xuezheng.registers.models.people import StaffMember, Student


class LifeEvent(models.Model):
    """One act of a school on its people: an admission, a transfer, a promotion of the whole school, two records merged.

    `journal` is what it wrote, row by row (`actions/journal.py`). An act that was undone stays, with the day it was.
    """

    kind = models.CharField(max_length=12)  # registers.rules.LIFE_EVENTS
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="life_events")
    other_institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, null=True, on_delete=models.PROTECT, related_name="life_events")
    staff = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="life_events")
    occurred_on = models.DateField()
    registered_on = models.DateField()
    undone_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    journal = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-id"]


class TransferRequest(models.Model):
    """A transfer asked for by one school, to be answered by the other by `due_on`."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="transfer_requests")
    sending = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="transfers_out")
    receiving = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="transfers_in")
    asked_by = models.CharField(max_length=10)  # sending, receiving: the side that asked; the other answers
    stage = models.CharField(max_length=20)
    grade = models.CharField(max_length=2)  # on the day of moving
    class_number = models.SmallIntegerField()  # at the receiving school
    moves_on = models.DateField()
    reason = models.CharField(max_length=200)
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="asked")  # asked confirmed refused withdrawn
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)  # why it was refused
    event = models.ForeignKey(LifeEvent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"], condition=models.Q(state="asked"), name="one_transfer_at_a_time"
            )
        ]
