"""Live records of exams: the sites and the rooms they use; works of the exam office, and what happened on the day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xuezheng.exams.rules import EXAMS, SEATS_IN_A_ROOM
from xuezheng.exams.rules.works import EVENTS, STATES, WORKS
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


class ExamWork(models.Model):
    """A work of the exam office in an area: seats, graded scores, admission or classes, from its files to its results.

    The files lie in the instance's folder `exams/` under the work's number. What was tried is `checked`; what was drawn or
    computed is `done` and never changes: another try is another work. `asked` are its settings, `told` its counts.
    """

    kind = models.CharField(max_length=20)  # rules.works.WORKS
    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=6)
    state = models.CharField(max_length=12, default="checked")  # rules.works.STATES
    asked = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    findings = models.JSONField(default=list)  # Problem.as_dict of each
    roster_hash = models.CharField(max_length=64, blank=True, default="")  # known before the seed is thrown
    seed = models.CharField(max_length=120, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_works"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(WORKS)), name="exam_work_kind"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="exam_work_state"),
        ]


class DayEvent(models.Model):
    """What happened on the day of an examination: somebody absent, a violation, a room changed for another."""

    work = models.ForeignKey(ExamWork, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12)  # rules.works.EVENTS
    session = models.CharField(max_length=40, blank=True, default="")
    candidate = models.CharField(max_length=40, blank=True, default="")
    room = models.CharField(max_length=40)
    to_room = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_events"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(EVENTS)), name="exam_event_kind")]
