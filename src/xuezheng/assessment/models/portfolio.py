"""Portfolios of comprehensive quality: records of a child through all stages, and what is chosen of them each year."""

from django.db import models
from django.db.models import Q

from xuezheng.access.models import Account
from xuezheng.assessment.rules.portfolio import DOMAINS, STATES
from xuezheng.registers.models import Institution, Student


class Record(models.Model):
    """Something a child did, with its evidence: a file in the instance under its hash. What is private leaves the school never."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="quality_records")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=10)  # rules.portfolio.DOMAINS
    grade = models.CharField(max_length=2)
    happened_on = models.DateField()
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    is_private = models.BooleanField(default=False)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(domain__in=list(DOMAINS)), name="quality_domain")]


class Display(models.Model):
    """Portfolios that a school hung out together; whoever holds the code that hangs beside them may object while it lasts."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="displays")
    code = models.CharField(max_length=12, unique=True)
    started_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")


class SigningKey(models.Model):
    """The word by which a child signs, of its own choosing, salted and hashed: nobody else signs in its name in later years."""

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="signing_key")
    salt = models.CharField(max_length=32)
    hash = models.CharField(max_length=64)
    set_on = models.DateField()


class Portfolio(models.Model):
    """What a child's school chose of the records of a school year; each step has its day."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="portfolios")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    school_year = models.SmallIntegerField()
    grade = models.CharField(max_length=2)
    class_number = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="chosen")  # rules.portfolio.STATES
    secret = models.CharField(max_length=64, blank=True)  # hash of the code by which the child signs
    declined = models.CharField(max_length=400, blank=True)  # why the child did not sign; empty after choosing anew
    signed_on = models.DateField(null=True)
    display = models.ForeignKey(Display, null=True, on_delete=models.PROTECT, related_name="portfolios")
    displayed_on = models.DateField(null=True)
    display_ends_on = models.DateField(null=True)
    locked_on = models.DateField(null=True)
    signed_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "school_year"], name="portfolio_once"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="portfolio_state"),
        ]


class Chosen(models.Model):
    """A record in a portfolio; `is_struck` where a review took it out."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="chosen")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="chosen")
    is_struck = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portfolio", "record"], name="chosen_once")]


class Objection(models.Model):
    """Somebody says that a record does not hold; a reviewer decides, with the reason."""

    chosen = models.ForeignKey(Chosen, on_delete=models.CASCADE, related_name="objections")
    by = models.CharField(max_length=40)
    role = models.CharField(max_length=10, default="school")  # rules.portfolio.OBJECTORS; who said it, or wrote it down
    receipt = models.CharField(max_length=64, blank=True)  # hash of the code by which the answer is read
    text = models.CharField(max_length=400)
    made_on = models.DateField()
    state = models.CharField(max_length=10, default="open")  # open upheld rejected
    decision = models.CharField(max_length=400, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
