"""Wellbeing on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

LESHAN, NANCHONG = "511100", "511300"

ROWS = {
    "ls.wellbeing_city_centres": Asked("wellbeing_centres", LESHAN, NOW, {"tier": ("city",)}),
    "ls.wellbeing_county_centres": Asked("wellbeing_centres", LESHAN, NOW, {"tier": ("county",)}),
    "ls.counselling_rooms": Asked("counselling_rooms", LESHAN, NOW),
    "ls.wellbeing_vice_principals": Asked("wellbeing_vice_principals", LESHAN, NOW),
    "nc.wellbeing_county_centres": Asked("wellbeing_centres", NANCHONG, NOW, {"tier": ("county",)}),
    "nc.counselling_rooms": Asked("counselling_rooms", NANCHONG, NOW),
}
