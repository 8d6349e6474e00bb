"""The life of one institution: how it was called and what it was, and the events it took part in."""

from dataclasses import dataclass
from datetime import date

from xuezheng.registers.models import Institution, InstitutionVersion, Succession, SuccessionPart


@dataclass(frozen=True)
class EventSeen:
    """An event, from the side of one institution: who went into it and who came out."""

    event: Succession
    before: tuple[Institution, ...]
    after: tuple[Institution, ...]
    ended: frozenset[str]  # codes of those that ended by it


@dataclass(frozen=True)
class History:
    """Versions and events of one institution, oldest first."""

    institution: Institution
    versions: tuple[InstitutionVersion, ...]
    events: tuple[EventSeen, ...]

    def version_on(self, day: date) -> InstitutionVersion | None:
        """How it stood on a day, or None if it was not there."""
        for version in self.versions:
            if version.started_on <= day and (version.ended_on is None or version.ended_on > day):
                return version
        return None


def history_of(institution: Institution) -> History:
    """The whole life of an institution in four queries."""
    versions = tuple(institution.versions.select_related("town").order_by("started_on"))
    events = list(Succession.objects.filter(parts__institution=institution).distinct().order_by("occurred_on", "id"))
    parts = list(
        SuccessionPart.objects.filter(event__in=events).select_related("institution").order_by("institution__code")
    )
    seen = tuple(
        EventSeen(
            event,
            tuple(p.institution for p in parts if p.event_id == event.pk and p.side == "before"),
            tuple(p.institution for p in parts if p.event_id == event.pk and p.side == "after"),
            frozenset(p.institution.code for p in parts if p.event_id == event.pk and p.ends),
        )
        for event in events
    )
    return History(institution, versions, seen)
