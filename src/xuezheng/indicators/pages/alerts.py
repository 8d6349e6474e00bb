"""Targets that were missed or will be, for the pages of an area; what leads to the page of targets."""

from django.urls import reverse

from xuezheng.ground.words import Words
from xuezheng.indicators.aims import SAID, Judged, judged
from xuezheng.indicators.models import SeriesNote
from xuezheng.indicators.pages.drawing import series
from xuezheng.indicators.pages.standing import Standing
from xuezheng.screens.components import Link, Notice


def judged_here(here: Standing) -> list[Judged]:
    """The targets of the area, those that need attention first."""
    if here.figures is None:
        return []
    found = [
        judged(t, series(here, t.indicator_id, here.area.code), here.around.broken(t.indicator_id))
        for t in here.around.targets
        if t.indicator_id in here.catalogue
    ]
    return sorted(found, key=lambda one: (not one.aimed.is_alert, one.target.school_year, one.target.indicator_id))


def alerts_of(here: Standing, listed: list[Judged], *, has_link: bool = True) -> tuple[Notice, ...]:
    """One notice for what was missed or will be."""
    lines = [
        Words(
            f"{here.catalogue[one.target.indicator_id].term.zh}（{one.target.school_year}年，{SAID[one.aimed.state].zh}）",
            f"{here.catalogue[one.target.indicator_id].term.en} ({one.target.school_year}: {SAID[one.aimed.state].en})",
        )
        for one in listed
        if one.aimed.is_alert
    ]
    if not lines:
        return ()
    title = Words(
        f"{len(lines)}个目标达不到或没有达到",
        f"{len(lines)} {'target' if len(lines) == 1 else 'targets'} missed or falling behind",
    )
    text = Words("；".join(line.zh for line in lines) + "。", "; ".join(line.en for line in lines) + ".")
    links = (Link(Words("目标与提醒", "Targets and alerts"), here.address("targets")),) if has_link else ()
    return (Notice(title, text, "doubt", links=links),)


def note_words(note: SeriesNote) -> Words:
    return Words(note.text, note.text_en or note.text)


def targets_href(here: Standing, indicator_id: str = "") -> str:
    """The page of the area's targets, with an indicator chosen for the form."""
    return reverse("targets") + f"?area={here.area.code}" + (f"&figure={indicator_id}#set" if indicator_id else "")
