"""Language areas of kindergartens. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

LANGUAGE_AREAS: Final[Mapping[str, Words]] = {
    "yi": Words("彝族聚居区", "Yi area"),
    "other": Words("其他地区", "Elsewhere"),
}
