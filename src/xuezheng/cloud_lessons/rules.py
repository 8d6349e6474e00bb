"""Platforms and ways of cloud lessons. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

PLATFORMS: Final[Mapping[str, Words]] = {
    "provincial_cloud": Words("四川云教联盟", "Sichuan cloud-lesson alliance"),
    "city_cloud": Words("市级云课堂", "City cloud classroom"),
}
MODES: Final[Mapping[str, Words]] = {
    "live": Words("直播", "Live"),
    "recorded": Words("录播", "Recorded"),
    "material": Words("植入式", "Embedded material"),
}
