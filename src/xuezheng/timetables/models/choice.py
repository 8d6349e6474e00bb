"""Subject choice: the rounds of a school, who may choose, what they chose and when, requests for change, files taken, majors."""

from datetime import date

from django.conf import settings
from django.db import models

from xuezheng.registers.models import Institution, Room, StaffPost, Student
from xuezheng.registers.models.constraints import one_of
from xuezheng.timetables.rules import EVENTS, REQUEST_STATES, ROUND_KINDS


class ChoiceRound(models.Model):
    """A round of a grade: what may be chosen (`scheme`: rules.Scheme), from when to when, and what the school can teach (`means`).

    `number` counts changes of the round itself: who saves an older one is refused.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="choice_rounds")
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)  # rules.ROUND_KINDS
    school_year = models.SmallIntegerField()
    grade = models.CharField(max_length=2)
    scheme = models.JSONField(default=dict)
    offered = models.JSONField(default=list)  # [[subjects], limit or null]
    means = models.JSONField(default=dict)  # rules.MEANS: most, rooms, teachers, loads, mode, spread
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    number = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-school_year", "-opens_at", "-id"]
        constraints = [
            one_of("kind", list(ROUND_KINDS), "choice_round_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="choice_round_ends_later"
            ),
        ]


class Chooser(models.Model):
    """A student in a round. `chosen` are subjects joined by "+", empty until they choose; `code_hash` finds them by their slip.

    `number` counts changes of the choice: two people at once cannot both save.
    """

    round = models.ForeignKey(ChoiceRound, on_delete=models.CASCADE, related_name="choosers")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="choices")
    class_number = models.SmallIntegerField(default=0)
    chosen = models.CharField(max_length=60, blank=True)
    chosen_at = models.DateTimeField(null=True)
    friends = models.CharField(max_length=20, blank=True)  # a mark that friends share who wish to be in one class
    code_hash = models.CharField(max_length=64, null=True, unique=True)
    printed_at = models.DateTimeField(null=True)
    number = models.IntegerField(default=0)

    class Meta:
        ordering = ["class_number", "student_id"]
        constraints = [models.UniqueConstraint(fields=["round", "student"], name="chooser_once")]


class ChoiceEvent(models.Model):
    """What happened to a choice; never changed. No account: the student did it, by the code."""

    chooser = models.ForeignKey(Chooser, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10)  # rules.EVENTS
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [one_of("kind", list(EVENTS), "choice_event_kind")]


class ChangeRequest(models.Model):
    """A student asks to change a binding choice after the round, with the reason; the school decides, with an answer."""

    chooser = models.ForeignKey(Chooser, on_delete=models.CASCADE, related_name="requests")
    wanted = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")  # rules.REQUEST_STATES
    answer = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            one_of("state", list(REQUEST_STATES), "change_request_state"),
            models.UniqueConstraint(
                fields=["chooser"], condition=models.Q(state="waiting"), name="change_request_one_waits"
            ),
        ]


class ChoiceFile(models.Model):
    """A file of choices that was taken, with what stood before, so that it can be undone."""

    round = models.ForeignKey(ChoiceRound, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    before = models.JSONField(default=dict)  # chooser → [chosen, number after the file]
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-taken_at", "-id"]


class MajorTable(models.Model):
    """What universities require of choices, as the school loaded it: the newest counts. `told` holds the sums by combination."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="major_tables")
    name = models.CharField(max_length=120)
    rows = models.JSONField(default=list)  # [university, group, major, first, others, all or any]
    told = models.JSONField(default=dict)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-taken_at", "-id"]


SAME_SUBJECT = {"思想政治": "政治", "生物学": "生物", "信息技术": "技术", "通用技术": "技术"}


def senior_teachers(institution: Institution, day: date) -> dict[str, int]:
    """Full-time teachers of senior grades by subject, as choices name it."""
    found: dict[str, int] = {}
    posts = StaffPost.objects.as_of(day).filter(
        institution=institution, post="teacher", stage="senior", is_full_time=True
    )
    for subject in posts.exclude(subject="").values_list("subject", flat=True):
        name = SAME_SUBJECT.get(str(subject), str(subject))
        found[name] = found.get(name, 0) + 1
    return found


def senior_rooms(institution: Institution, day: date) -> int:
    """Classrooms of senior grades."""
    return Room.objects.as_of(day).filter(campus__institution=institution, stage="senior", kind="classroom").count()


def institution_of(code: str) -> Institution | None:
    return Institution.objects.filter(code=code).first()
