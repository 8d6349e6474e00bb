"""Live records of honours."""

from django.db import models

from xuezheng.registers.models import Institution


class Award(models.Model):
    """A prize won on a day: one row a prize, whoever shared in it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="awards")
    awarded_on = models.DateField()
    field = models.CharField(max_length=20)  # sports art vocational teaching
    level = models.CharField(max_length=12)  # national provincial city county
    contest = models.CharField(max_length=120)
    prize = models.CharField(max_length=40)
