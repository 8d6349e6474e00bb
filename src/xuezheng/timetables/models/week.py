"""A school's week for a term: its shape, who teaches what, its rules, and the versions of its timetable.

What a school hands in is kept as rows (courses, rules, fixed lessons) and read together as a `Book` (`problem/week/book.py`);
what is solved is a `School` (`problem/school/model.py`), written once and shared by all versions that stand on it.
"""

from django.conf import settings
from django.db import models

from xuezheng.registers.models import Institution
from xuezheng.registers.models.constraints import one_of
from xuezheng.timetables.models.classes import ClassVersion

TERMS = ("autumn", "spring")
ORIGINS = ("solved", "moved", "locked", "taken")  # `taken`: as it was handed in
STATES = ("draft", "published")
FIXED = ("lesson", "teacher", "class", "room")  # a lesson at a set time; or who is away then
BY = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+"}


class TermWeek(models.Model):
    """What repeats week by week in a term of a school.

    `shape`: days, periods with kind and hours, breaks, weeks of the cycle. `things`: classes with their rooms and sizes, rooms with
    kind and seats. `classes`: those formed by choice that the book was taken from. `head` is the version that is worked on,
    `published` the one that holds. `edition` counts what was written to the book: who writes names the edition they saw, so that two
    people do not undo each other.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="term_weeks")
    school_year = models.SmallIntegerField()
    term = models.CharField(max_length=6)
    title = models.CharField(max_length=80, blank=True)  # 高一、高二; empty: the whole school
    shape = models.JSONField(default=dict)
    things = models.JSONField(default=dict)
    edition = models.IntegerField(default=0)
    classes = models.ForeignKey(ClassVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    head = models.ForeignKey("WeekVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published = models.ForeignKey("WeekVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)

    class Meta:
        ordering = ["-school_year", "term", "title"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "school_year", "term", "title"], name="term_week_once"),
            one_of("term", TERMS, "term_week_term"),
        ]


class WeekCourse(models.Model):
    """Who teaches what to whom, how often, and where: a row of the workbook. What its fields mean: `problem.week.book.Course`."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="courses")
    place = models.IntegerField()  # its order in the workbook
    subject = models.CharField(max_length=30)
    teachers = models.JSONField(default=list)
    classes = models.JSONField(default=list)
    pattern = models.CharField(max_length=60)
    weeks = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    together = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=60, blank=True)
    room = models.CharField(max_length=40, blank=True)
    room_kind = models.CharField(max_length=30, blank=True)
    size = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["week_id", "place"]
        constraints = [models.UniqueConstraint(fields=["week", "place"], name="week_course_once")]


class WeekRule(models.Model):
    """A rule as the school asks for it: `problem.week.asking.Asked`."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="rules")
    place = models.IntegerField()
    name = models.CharField(max_length=30)
    parameters = models.JSONField(default=dict)
    weight = models.CharField(max_length=6)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["week_id", "place"]
        constraints = [models.UniqueConstraint(fields=["week", "place"], name="week_rule_once")]


class FixedTime(models.Model):
    """What is settled elsewhere: a cloud lesson at its time, a teacher who is then at another school, a class or room not there."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="fixed")
    place = models.IntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=60)  # of the teacher, class or room; of a lesson: its subject
    classes = models.JSONField(default=list)
    teachers = models.JSONField(default=list)
    times = models.CharField(max_length=200)  # in words, as in a rule
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["week_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["week", "place"], name="fixed_time_once"),
            one_of("kind", FIXED, "fixed_time_kind"),
        ]


class WeekEdition(models.Model):
    """The whole book as it stood after a change, so that every change can be taken back."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="editions")
    number = models.IntegerField()
    what = models.JSONField(default=dict)  # zh, en
    book = models.JSONField(default=dict)  # problem.week.book.Book
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)

    class Meta:
        ordering = ["week_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["week", "number"], name="week_edition_once")]


class WeekProblem(models.Model):
    """A school as it was solved: the School as JSON, and for each of its rules the place of the record it comes from, or -1."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="problems")
    hash = models.CharField(max_length=16, db_index=True)
    edition = models.IntegerField()
    school = models.JSONField()
    sources = models.JSONField(default=list)
    asked = models.JSONField(default=list)  # the records, as they were

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "hash"], name="week_problem_once")]


class WeekVersion(models.Model):
    """A timetable, never changed: where each lesson of its problem is. Undoing goes to `parent`, redoing to its newest child.

    `starts` and `rooms` have one place a lesson, -1 for none. `locks` are the lessons that stay when it is solved again. `report`
    is what the independent evaluator says of it: one line for each record, with what is broken in words. A published version keeps
    its address when another is published. `actions.weeks.table_of` reads it.
    """

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="versions")
    problem = models.ForeignKey(WeekProblem, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    origin = models.CharField(max_length=6)
    what = models.JSONField(default=dict)  # zh, en
    starts = models.JSONField()
    rooms = models.JSONField()
    locks = models.JSONField(default=list)
    report = models.JSONField(default=list)
    hard = models.IntegerField()
    soft = models.IntegerField()
    bound = models.IntegerField(default=0)  # no timetable of this problem costs less
    seed = models.IntegerField(null=True)
    seconds = models.FloatField(default=0.0)
    state = models.CharField(max_length=9, default="draft")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)

    class Meta:
        ordering = ["week_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["week", "number"], name="week_version_once"),
            one_of("origin", ORIGINS, "week_version_origin"),
            one_of("state", STATES, "week_version_state"),
        ]


def institution_of(code: str) -> Institution | None:
    """The school of a code."""
    return Institution.objects.filter(code=code).first()
