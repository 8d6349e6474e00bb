"""Areas: the province, its cities, counties and townships. The national code is the tree."""

from django.db import models

from xuezheng.registers.models.dated import Dated, ends_later


class Area(Dated):
    """An area by its code (GB/T 2260, 6 digits to the county, 9 to the township).

    Development zones have no national county code; they stand here by the code of the statistical bureau
    (`is_extension`).
    """

    code = models.CharField(max_length=9, primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=8)  # ground.codes.AreaLevel
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    pinyin = models.CharField(max_length=120, blank=True)  # registers.lookup.sound, for search
    is_extension = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level"])]
        constraints = [ends_later("area_ends_later")]


class Population(models.Model):
    """Resident children and people by single year of age on 1 September, of a county; from the statistical bureau."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    age = models.SmallIntegerField()
    person_count = models.IntegerField()
    enrolled_count = models.IntegerField(null=True, blank=True)  # of that age at a kindergarten or school of the county
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year", "age"], name="population_once")]


class EntrantCohort(models.Model):
    """Grade-one entrants of a county in a past year, from the returns of that year: the base of the nine-year rate."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    entry_year = models.SmallIntegerField()
    entrant_count = models.IntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "entry_year"], name="entrants_once")]
