"""Live records of exams: the sites and the rooms they use; works of the exam office, and what happened on the day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xuezheng.exams.rules import EXAMS, SEATS_IN_A_ROOM
from xuezheng.exams.rules.appeals import APPEAL_STATES
from xuezheng.exams.rules.lists import LISTS
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


class Exam(models.Model):
    """An examination of an area: what its lists, works, day and appeals belong to.

    `results_on` is the day from which schools see the results of their own pupils; None while they may not.
    `appeals_until` is the last day on which a school may ask for a review.
    """

    title = models.CharField(max_length=120)
    exam = models.CharField(max_length=20, default="junior_leaving")  # rules.EXAMS
    area_code = models.CharField(max_length=6)
    school_year = models.SmallIntegerField()
    results_on = models.DateField(null=True, blank=True)
    appeals_until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(exam__in=list(EXAMS)), name="exam_exam"),
            models.UniqueConstraint(fields=["area_code", "title"], name="exam_once"),
        ]


class ExamList(models.Model):
    """One version of a list of an examination: candidates, papers, rooms … The rows lie in the instance's folder `exams/`.

    A draft has no version yet: it was read and compared with `based_on`, and waits for somebody to take it. Versions never
    change; the newest holds. Going back makes a new version of the old rows.
    """

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="lists")
    kind = models.CharField(max_length=20)  # rules.lists.LISTS
    version = models.IntegerField(null=True, blank=True)
    based_on = models.IntegerField(default=0)
    origin = models.CharField(max_length=12)  # rules.lists.ORIGINS
    hash = models.CharField(max_length=64)
    row_count = models.IntegerField(default=0)
    told = models.JSONField(default=dict)  # rows added, removed, changed
    findings = models.JSONField(default=list)  # Problem.as_dict of each
    reason = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(LISTS)), name="exam_list_kind"),
            models.UniqueConstraint(fields=["exam", "kind", "version"], name="exam_list_once"),
        ]


class ExamWork(models.Model):
    """A work of the exam office in an area: seats, graded scores, admission or classes, from its files to its results.

    The files lie in the instance's folder `exams/` under the work's number. What was tried is `checked`; what was drawn or
    computed is `done` and never changes: another try is another work. `asked` are its settings, `told` its counts, `lists`
    the versions of its examination's lists that it was made from. What is `published_at` shows its proof to everybody.
    """

    exam = models.ForeignKey(Exam, null=True, blank=True, on_delete=models.PROTECT, related_name="works")
    lists = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)
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
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_why = models.CharField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_events"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(EVENTS)), name="exam_event_kind")]


class MarkDecision(models.Model):
    """A mark given on the page, in hundredths of a point: the second, the third, or the leader's. The newest of each holds."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(max_length=40)
    paper = models.CharField(max_length=40)
    question = models.CharField(max_length=40, blank=True, default="")
    turn = models.CharField(max_length=8)  # second third leader
    mark = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(turn__in=["second", "third", "leader"]), name="exam_mark_turn")
        ]


class Appeal(models.Model):
    """A request to review a candidate's score in a paper: asked by the school or the exam office, decided by somebody else."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="appeals")
    number = models.CharField(max_length=40)
    school_code = models.CharField(max_length=10, blank=True, default="")
    paper = models.CharField(max_length=40)
    request = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="asked")  # rules.appeals.APPEAL_STATES
    before = models.IntegerField()  # hundredths of a point
    after = models.IntegerField(null=True, blank=True)
    reason = models.CharField(max_length=16, blank=True, default="")  # rules.appeals.OUTCOMES
    note = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(APPEAL_STATES)), name="exam_appeal_state"),
            models.UniqueConstraint(
                fields=["exam", "number", "paper"], condition=Q(state="asked"), name="exam_appeal_once"
            ),
        ]
