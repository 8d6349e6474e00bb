"""What the register remembers of frozen returns: who froze which, when and why. The tables lie in the instance's folder."""

from django.db import models

from xuezheng.access.models import Account


class ReturnRevision(models.Model):
    """One frozen return: a city, a school year and a revision, with the hash of its manifest."""

    city_code = models.CharField(max_length=6)
    school_year = models.SmallIntegerField()
    revision = models.SmallIntegerField()
    manifest_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    warning_count = models.IntegerField(default=0)
    status = models.CharField(max_length=12, default="frozen")  # frozen, replaced

    class Meta:
        ordering = ["city_code", "school_year", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["city_code", "school_year", "revision"], name="revision_once"),
        ]
