"""What becomes of a plan: heard, put before the public, adopted; and what the public wrote."""

from django.conf import settings
from django.db import models

from xuezheng.layout.models.planning import LayoutPlan, LayoutVersion
from xuezheng.layout.rules.planning import COMMENT_STATES
from xuezheng.registers.models import Institution, Succession
from xuezheng.registers.models.constraints import at_least, in_order, one_of


class Consultation(models.Model):
    """A version put before the public between two days; from `opened_on` on, its mergers count as announced."""

    version = models.ForeignKey(LayoutVersion, on_delete=models.PROTECT, related_name="consultations")
    opened_on = models.DateField()
    ends_on = models.DateField()
    how = models.CharField(max_length=400, blank=True)  # where else one may answer: office, telephone, letters
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_consultations"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [in_order("opened_on", "ends_on", "layout_consultation_days")]


class Comment(models.Model):
    """What somebody wrote on a plan, without a name; shown to the public only once somebody has looked at it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="layout_comments")
    text = models.TextField(max_length=2000)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")  # layout.rules.planning.COMMENT_STATES
    answer = models.CharField(max_length=1000, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_comments_judged"
    )

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [one_of("state", COMMENT_STATES, "layout_comment_state")]


class Hearing(models.Model):
    """Parents, teachers and villagers heard on the merger of a school."""

    plan = models.ForeignKey(LayoutPlan, on_delete=models.PROTECT, related_name="hearings")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="layout_hearings")
    held_on = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    parent_count = models.SmallIntegerField(default=0)
    teacher_count = models.SmallIntegerField(default=0)
    villager_count = models.SmallIntegerField(default=0)
    for_count = models.SmallIntegerField(default=0)
    against_count = models.SmallIntegerField(default=0)
    summary = models.CharField(max_length=1000)
    document = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_hearings"
    )

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            at_least(f"{name}_count", 0, f"layout_hearing_{name}")
            for name in ("parent", "teacher", "villager", "for", "against")
        ]


class Adoption(models.Model):
    """A version adopted: `events` are those it wrote into the register (number, kind, day, codes)."""

    version = models.ForeignKey(LayoutVersion, on_delete=models.PROTECT, related_name="adoptions")
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=80, blank=True)
    events = models.JSONField(default=list)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_adoptions"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="layout_adoptions_withdrawn",
    )
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-adopted_at", "-id"]


def institution_by_code(code: str) -> Institution | None:
    return Institution.objects.filter(code=code).first()


def next_code(prefix: str, skip: int = 0) -> str:
    """The first code of ten digits after all that begin so, and after `skip` more."""
    last = Institution.objects.filter(code__startswith=prefix).order_by("-code").values_list("code", flat=True).first()
    number = int(last[len(prefix) :]) if last else 0
    return f"{prefix}{number + 1 + skip:0{10 - len(prefix)}d}"


def events_ahead(numbers: list[int]) -> list[Succession]:
    """Events of the register by number, the newest first, as they are taken back."""
    return list(Succession.objects.filter(pk__in=numbers).order_by("-occurred_on", "-pk"))
