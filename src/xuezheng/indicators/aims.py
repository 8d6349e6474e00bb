"""Targets and notes as the pages and commands read them: which stand, and how the figures do against them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xuezheng.ground.words import Words
from xuezheng.indicators.models import SeriesNote, Target
from xuezheng.indicators.watching import Aimed, aimed

SAID = {
    "met": Words("已达到", "met"),
    "on_track": Words("按趋势可达到", "on track"),
    "behind": Words("按趋势达不到", "behind"),
    "missed": Words("未达到", "missed"),
    "unknown": Words("无数据", "not known"),
}


@dataclass(frozen=True)
class Judged:
    """A target and how its figure does."""

    target: Target
    aimed: Aimed


def targets_of(area_code: str, indicator_id: str = "") -> list[Target]:
    """The targets that stand for an area."""
    found = Target.objects.filter(area_code=area_code, withdrawn_at__isnull=True).select_related("set_by")
    return list(found.filter(indicator_id=indicator_id) if indicator_id else found)


def notes_of(area_code: str, indicator_id: str = "") -> list[SeriesNote]:
    """The notes that stand for an area: its own and those of the areas around it."""
    code = area_code[:6]
    around = {code, code[:4] + "00", code[:2] + "0000", area_code}
    found = SeriesNote.objects.filter(area_code__in=around, withdrawn_at__isnull=True).select_related("written_by")
    return list(found.filter(indicator_id=indicator_id) if indicator_id else found)


def notes_within(prefix: str, indicator_id: str) -> list[SeriesNote]:
    """The notes that stand for single areas whose codes begin so."""
    found = SeriesNote.objects.filter(
        area_code__startswith=prefix, indicator_id=indicator_id, withdrawn_at__isnull=True
    )
    return list(found)


def comparable(values: Mapping[int, float | None], broken: Collection[int]) -> dict[int, float | None]:
    """The years from the last change of definition on: those before are not set beside them, nor carried into a trend."""
    known = [year for year, value in values.items() if value is not None]
    since = max((year for year in broken if known and year <= max(known)), default=None)
    return {year: value for year, value in values.items() if since is None or year >= since}


def judged(target: Target, values: Mapping[int, float | None], broken: Collection[int] = ()) -> Judged:
    """A target against the figure's values by year; `broken` are the years from which its definition differs."""
    points = sorted(comparable(values, broken).items())
    return Judged(target, aimed(points, target.value, target.school_year, is_floor=target.is_floor))
