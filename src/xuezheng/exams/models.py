"""Live records of exams: the sites, and the rooms they use."""

from django.db import models
from django.db.models import F, Q

from xuezheng.exams.rules import EXAMS, SEATS_IN_A_ROOM
from xuezheng.registers.models import Dated, Institution, Room, ends_later


class ExamSite(Dated):
    """An institution serves as a site of an examination, between two days.

    `standardised_on` is the day on which the province accepted it as standardised: supervision by camera, clock and
    command system, checks at the door. None while it is not.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="exam_sites")
    exam = models.CharField(max_length=20)  # rules.EXAMS
    code = models.CharField(max_length=12)
    standardised_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_later("exam_site_ends_later"),
            models.CheckConstraint(condition=Q(exam__in=list(EXAMS)), name="exam_site_exam"),
            models.CheckConstraint(
                condition=Q(standardised_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(standardised_on__lt=F("ended_on")),
                name="exam_site_standardised_while_site",
            ),
            models.UniqueConstraint(fields=["code", "exam", "started_on"], name="exam_site_once"),
        ]


class ExamRoom(Dated):
    """A room of a site; `room` is the room of the campus that it is, where that is known."""

    site = models.ForeignKey(ExamSite, on_delete=models.PROTECT, related_name="rooms")
    number = models.SmallIntegerField()
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_rooms")
    seat_count = models.SmallIntegerField(default=SEATS_IN_A_ROOM)

    class Meta:
        constraints = [
            ends_later("exam_room_ends_later"),
            models.CheckConstraint(
                condition=Q(seat_count__gt=0) & Q(seat_count__lte=SEATS_IN_A_ROOM), name="exam_room_seats"
            ),
            models.UniqueConstraint(fields=["site", "number", "started_on"], name="exam_room_once"),
        ]
