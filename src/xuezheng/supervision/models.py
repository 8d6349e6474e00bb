"""Live records of supervision. An inspector appears by the number of the appointment, without a name."""

from django.db import models

from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import one_of
from xuezheng.supervision.rules import TIERS


class InspectorAppointment(Dated):
    """The appointment of an inspector by a city or a county, for a term."""

    number = models.CharField(max_length=20)  # the inspector's certificate, kept from term to term
    tier = models.CharField(max_length=8)  # supervision.rules.TIERS
    area_code = models.CharField(max_length=9, db_index=True)
    is_full_time = models.BooleanField(default=False)

    class Meta:
        constraints = [
            one_of("tier", TIERS, "supervision_tier"),
            models.UniqueConstraint(fields=["number", "started_on"], name="supervision_appointment_once"),
            ends_later("supervision_appointment_days"),
        ]


class ResponsibleInspector(Dated):
    """The inspector named at a school's gate as responsible for it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="responsible_inspectors")
    appointment = models.ForeignKey(InspectorAppointment, on_delete=models.PROTECT, related_name="schools")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "appointment", "started_on"], name="supervision_responsible_once"
            ),
            ends_later("supervision_responsible_days"),
        ]
