"""Long work that goes on beside the pages, and who does it."""

from django.db import models

from xuezheng.access.models import Account

ACTIVE = ("queued", "running")


class Job(models.Model):
    """One piece of long work: what, for whom, how far. A worker that holds it beats; one that is silent has lost it.

    `about` names the thing it works on (`import:7`), `href` is where that thing is seen. Besides the one who asked for it,
    a job is seen, cancelled and tried again by whoever may do `action` at its place. `problems` are refusals
    (`ground.errors.Problem` as data), `error` what nobody foresaw, without what the records said.
    """

    kind = models.CharField(max_length=30)
    args = models.JSONField(default=dict, blank=True)
    about = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    href = models.CharField(max_length=200, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=30, blank=True)  # access.rules.POLICY; empty: only who asked for it
    area_code = models.CharField(max_length=9, blank=True)
    institution_code = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, default="queued")  # queued running done failed cancelled
    progress_share = models.FloatField(default=0.0)
    progress_text = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    error = models.CharField(max_length=200, blank=True)
    attempt_count = models.SmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "id"], name="job_state"),
            models.Index(fields=["about", "-id"], name="job_about"),
        ]

    @property
    def is_active(self) -> bool:
        """It waits, or somebody works on it."""
        return self.state in ACTIVE


class Worker(models.Model):
    """A worker that lives, or did: it beats between jobs as well, so that one can be missed."""

    name = models.CharField(max_length=80, unique=True)
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField()
