"""Long work that goes on beside the pages."""

from django.db import models

from xuezheng.access.models import Account


class Job(models.Model):
    """One piece of long work: what, for whom, how far. A worker that holds it beats; one that is silent has lost it."""

    kind = models.CharField(max_length=30)  # web.jobs.handlers.HANDLERS
    args = models.JSONField(default=dict, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, default="queued")  # queued running done failed cancelled
    progress_share = models.FloatField(default=0.0)
    progress_text = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    attempt_count = models.SmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="web_job_state")]
