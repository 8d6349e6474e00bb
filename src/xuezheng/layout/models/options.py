"""What may become of schools in plans of a county, besides staying and merging; and where new ones may stand."""

from django.conf import settings
from django.db import models

from xuezheng.layout.rules.planning import OPTION_KINDS
from xuezheng.registers.models import Institution
from xuezheng.registers.models.constraints import at_least, one_of


class LayoutOption(models.Model):
    """One option of a county. `institution` is empty for a possible new school (`site`), which has a name and a place.

    Money is once, and by which running costs change a year. A plan takes the options there are when it is made.
    """

    county_code = models.CharField(max_length=6, db_index=True)
    stage = models.CharField(max_length=8)  # primary, junior: of the school as it is, or as it would open
    kind = models.CharField(max_length=8)  # layout.rules.planning.OPTION_KINDS, or site
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="layout_options")
    name = models.CharField(max_length=60, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    seat_count = models.IntegerField(default=0)
    bed_count = models.IntegerField(default=0)
    cost_fen = models.BigIntegerField(default=0)
    running_fen = models.BigIntegerField(default=0)
    ready_year = models.SmallIntegerField(default=0)  # 0: at once
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_options"
    )

    class Meta:
        ordering = ["county_code", "stage", "kind", "id"]
        constraints = [
            one_of("kind", (*OPTION_KINDS, "site"), "layout_option_kind"),
            *(at_least(name, 0, f"layout_option_{name}") for name in ("seat_count", "bed_count", "cost_fen")),
        ]
