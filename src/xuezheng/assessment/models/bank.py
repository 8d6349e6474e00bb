"""The item bank: items, their versions, what was counted of each, and the forms made of them."""

from django.db import models
from django.db.models import Q

from xuezheng.assessment.rules.bank import KINDS


class Item(models.Model):
    """An item through all its versions. `area_code` is whose office keeps it."""

    code = models.CharField(max_length=24, unique=True)
    area_code = models.CharField(max_length=9, db_index=True)
    subject = models.CharField(max_length=20)  # rules.bank.SUBJECTS
    grade = models.CharField(max_length=2)
    domain = models.CharField(max_length=60)
    curriculum_code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)  # rules.bank.KINDS

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="item_kind")]


class ItemVersion(models.Model):
    """An item as it is given; never changed, only followed by a newer one. A picture lies in the instance under its hash."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    stem = models.TextField(blank=True)
    options = models.JSONField(default=list, blank=True)  # [["A", "…"], …]
    key = models.CharField(max_length=40, blank=True)
    points = models.SmallIntegerField(default=1)
    picture_hash = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    account_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.CheckConstraint(condition=Q(points__gte=1) & Q(points__lte=100), name="item_points"),
        ]

    @property
    def name(self) -> str:
        """What a version is called in answers and on scales: the code, and from the second on its number."""
        return self.item.code if self.number == 1 else f"{self.item.code}@{self.number}"


class Form(models.Model):
    """A form or booklet: versions of items in order."""

    code = models.CharField(max_length=24)
    area_code = models.CharField(max_length=9, db_index=True)
    title = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    versions = models.ManyToManyField(ItemVersion, through="FormItem", related_name="forms")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "code"], name="form_once")]


class FormItem(models.Model):
    """An item's place in a form."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="places")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="places")
    position = models.SmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="form_item_once"),
            models.UniqueConstraint(fields=["form", "position"], name="form_place_once"),
        ]


class ItemStatistic(models.Model):
    """What one calibration found of a version: the item's history is the list of these."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="statistics")
    calibration = models.ForeignKey("assessment.Calibration", on_delete=models.CASCADE, related_name="statistics")
    answered_count = models.IntegerField()
    mean_share = models.FloatField(null=True)  # of the highest score
    with_rest = models.FloatField(null=True)  # correlation with the other items
    slope = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    difficulty_error = models.FloatField(null=True)
    fit_p = models.FloatField(null=True)
    drift = models.FloatField(null=True)  # robust units, for an anchor
    is_set_aside = models.BooleanField(default=False)  # an anchor that drifted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "calibration"], name="item_statistic_once")]
