"""Live records of honours: titles held, prizes won, athletes sent up, lessons of the library, study trips."""

from django.db import models
from django.db.models import Q

from xuezheng.honours.rules import FIELDS, GRADES, LESSON_SUBJECTS, LEVELS, PRIZES, TITLES, WINNERS
from xuezheng.registers.models import Dated, Institution, Programme, ends_later


class Designation(Dated):
    """A title held from the day it was given until it lapses: by an institution, one of its programmes, or a site.

    A site is a place that is no school (a museum that serves as a study base), known by name and area. Where a holder
    is confirmed anew, the old record ends and a new one with `is_renewal` begins.
    """

    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="designations"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="designations"
    )
    site_name = models.CharField(max_length=120, blank=True, default="")
    area_code = models.CharField(max_length=9, blank=True, default="")  # of a site; an institution has its own
    title = models.CharField(max_length=24)  # rules.TITLES
    level = models.CharField(max_length=16)  # rules.LEVELS
    grade = models.CharField(max_length=8, blank=True, default="")  # rules.GRADES
    speciality = models.CharField(max_length=20, blank=True, default="")  # the sport, the art, the craft
    is_renewal = models.BooleanField(default=False)
    document = models.CharField(max_length=80, blank=True, default="")  # number of the document that gave it

    class Meta:
        constraints = [
            ends_later("designation_ends_later"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False, site_name="", area_code="")
                | (Q(institution__isnull=True, programme__isnull=True) & ~Q(site_name="") & ~Q(area_code="")),
                name="designation_one_holder",
            ),
            models.CheckConstraint(condition=Q(title__in=list(TITLES)), name="designation_title"),
            models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="designation_level"),
            models.CheckConstraint(condition=Q(grade__in=list(GRADES)), name="designation_grade"),
            models.CheckConstraint(
                condition=Q(title="model_programme", programme__isnull=False)
                | (~Q(title="model_programme") & Q(programme__isnull=True)),
                name="designation_of_programme",
            ),
            models.UniqueConstraint(
                fields=["institution", "title", "level", "speciality", "started_on"],
                condition=Q(programme__isnull=True),
                name="designation_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "level", "started_on"],
                condition=Q(programme__isnull=False),
                name="designation_of_programme_once",
            ),
        ]
        indexes = [models.Index(fields=["title", "level"])]


class Contest(models.Model):
    """A contest or review at which prizes are given, once: the fourteenth National Games, the skills contest of 2023."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    field = models.CharField(max_length=20)  # rules.FIELDS
    level = models.CharField(max_length=16)  # rules.LEVELS
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="contest_ends_later"),
            models.CheckConstraint(condition=Q(field__in=list(FIELDS)), name="contest_field"),
            models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="contest_level"),
        ]


class Award(models.Model):
    """A prize won on a day: one row a prize, whoever shared in it.

    It stands with the institution that won it; where none did (a delegation of the city), with an area.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="awards")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    area_code = models.CharField(max_length=9, blank=True, default="")
    awarded_on = models.DateField(db_index=True)
    prize = models.CharField(max_length=12)  # rules.PRIZES
    winner = models.CharField(max_length=12)  # rules.WINNERS
    event = models.CharField(max_length=60, blank=True, default="")  # the discipline, the skill, the title of the work
    document = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(institution__isnull=False, area_code="") | (Q(institution__isnull=True) & ~Q(area_code="")),
                name="award_one_winner",
            ),
            models.CheckConstraint(condition=Q(prize__in=list(PRIZES)), name="award_prize"),
            models.CheckConstraint(condition=Q(winner__in=list(WINNERS)), name="award_winner"),
        ]


class SentAthlete(models.Model):
    """An athlete an institution sent up, and what that athlete won at one contest: one row an athlete, without a name.

    `number` tells apart the athletes of one institution at one contest.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="sent_athletes")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="sent_athletes")
    number = models.SmallIntegerField()
    won_on = models.DateField(db_index=True)
    event = models.CharField(max_length=60)
    prize = models.CharField(max_length=12)  # rules.PRIZES

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "institution", "number"], name="athlete_once"),
            models.CheckConstraint(condition=Q(prize__in=list(PRIZES)), name="athlete_prize"),
        ]


class LibraryLesson(Dated):
    """A lesson in the shared library, from the day the review accepted it until it is withdrawn."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="library_lessons")
    subject = models.CharField(max_length=12)  # rules.LESSON_SUBJECTS
    stage = models.CharField(max_length=20)  # registers.rules.STAGES
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [
            ends_later("lesson_ends_later"),
            models.CheckConstraint(condition=Q(subject__in=list(LESSON_SUBJECTS)), name="lesson_subject"),
            models.UniqueConstraint(fields=["institution", "subject", "title"], name="lesson_once"),
        ]


class StudyTrip(models.Model):
    """A study trip of one institution, with the pupils and teachers who went."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="study_trips")
    held_on = models.DateField(db_index=True)
    day_count = models.SmallIntegerField(default=1)
    student_count = models.IntegerField()
    teacher_count = models.SmallIntegerField()
    base = models.ForeignKey(
        Designation, null=True, blank=True, on_delete=models.PROTECT, related_name="study_trips"
    )  # the study base visited, if it is one

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(student_count__gt=0), name="trip_has_students"),
            models.CheckConstraint(condition=Q(teacher_count__gt=0), name="trip_has_teachers"),
            models.CheckConstraint(condition=Q(day_count__gt=0), name="trip_lasts"),
        ]
