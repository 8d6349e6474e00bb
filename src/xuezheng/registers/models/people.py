"""Classes, staff and students. Personal IDs are stored encrypted, and found by a keyed blind index."""

from django.db import models

from xuezheng.registers.models.areas import Area
from xuezheng.registers.models.dated import Dated, ends_later
from xuezheng.registers.models.institutions import Institution, Programme


class SchoolClass(models.Model):
    """A class in one school year, with its counts on 1 September; `graduate_count` is filled when the year ends."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="classes")
    school_year = models.SmallIntegerField(db_index=True)
    stage = models.CharField(max_length=20)  # registers.rules.STAGES
    grade = models.CharField(max_length=2)  # standards codes: 02 small class … 11 primary 1 … 43
    number = models.SmallIntegerField()
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT)
    pupil_count = models.SmallIntegerField()
    girl_count = models.SmallIntegerField(default=0)
    minority_count = models.SmallIntegerField(default=0)
    boarder_count = models.SmallIntegerField(default=0)
    migrant_count = models.SmallIntegerField(default=0)  # 进城务工人员随迁子女
    left_behind_count = models.SmallIntegerField(default=0)
    entrant_count = models.SmallIntegerField(default=0)  # new in the first grade of the stage
    entrant_with_preschool_count = models.SmallIntegerField(default=0)
    repeater_count = models.SmallIntegerField(default=0)
    graduate_count = models.SmallIntegerField(null=True)
    dropout_count = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "school_year", "stage", "grade", "number"], name="class_once"
            )
        ]


class Person(models.Model):
    """What staff and students share. The ID number is encrypted; `person_index` is its keyed blind index.

    Both come from `registers/secrecy.py`, which also reads the number back. A record that was found to be another's
    points to it (`merged_into`) and has no enrolment or post of its own any more.
    """

    person_cipher = models.BinaryField()
    person_index = models.CharField(max_length=44, unique=True)
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=1)  # GB/T 2261.1
    born_on = models.DateField()
    ethnicity = models.CharField(max_length=2)  # GB/T 3304
    is_synthetic = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        abstract = True


class StaffMember(Person):
    """A member of staff, whoever employs them over time."""

    certificate_on = models.DateField(null=True, blank=True)  # teacher certificate
    backbone_on = models.DateField(null=True, blank=True)  # 县级以上骨干教师
    double_qualified_on = models.DateField(null=True, blank=True)  # 双师型


class StaffPost(Dated):
    """A post held at an institution between two days."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="posts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="posts")
    post = models.CharField(max_length=20)  # teacher administrator support worker principal
    stage = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=20, blank=True)
    is_full_time = models.BooleanField(default=True)  # 专任
    is_on_quota = models.BooleanField(default=True)  # 在编
    start_reason = models.CharField(max_length=12, blank=True)  # recruited transferred returned merged
    end_reason = models.CharField(max_length=12, blank=True)  # retired transferred left died merged

    class Meta:
        constraints = [ends_later("post_ends_later")]


class StaffDegree(models.Model):
    """A degree or attainment (GB/T 4658), on the day it was awarded."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="degrees")
    attainment = models.CharField(max_length=2)
    awarded_on = models.DateField()


class StaffTitle(models.Model):
    """A professional title, on the day it was awarded: full_senior, senior, middle, junior, assistant."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="titles")
    title = models.CharField(max_length=12)
    awarded_on = models.DateField()


class Student(Person):
    """A student: one person, one record, one national student number for life."""

    student_number = models.CharField(max_length=19, unique=True)
    home_town = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)


class Enrolment(Dated):
    """A student's time in one stage of one institution; the grade of a day follows from the entry grade and year."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="enrolments")
    stage = models.CharField(max_length=20)
    entry_grade = models.CharField(max_length=2)
    class_number = models.SmallIntegerField()
    is_boarder = models.BooleanField(default=False)
    is_migrant = models.BooleanField(default=False)
    is_left_behind = models.BooleanField(default=False)
    start_reason = models.CharField(max_length=12)  # admitted transferred returned repeated merged
    end_reason = models.CharField(
        max_length=12, blank=True
    )  # graduated transferred left suspended died repeated merged

    class Meta:
        constraints = [ends_later("enrolment_ends_later")]
