"""The sessions of an examination: its papers that have a day and hours, in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its paper, its day (2025-06-12) and its hours (09:00)."""

    paper: str
    on: str
    begins: str
    ends: str

    @property
    def hours(self) -> str:
        return f"{self.begins}–{self.ends}" if self.ends else self.begins


def sessions_of(papers: Iterable[Mapping[str, str]]) -> tuple[Session, ...]:
    """Sessions from rows of papers (questions of one paper are one session), by day and hour."""
    found: dict[str, Session] = {}
    for row in papers:
        if row["on"] and row["begins"] and row["paper"] not in found:
            found[row["paper"]] = Session(
                row["paper"], row["on"], row["begins"].zfill(5), row["ends"].zfill(5) if row["ends"] else ""
            )
    return tuple(sorted(found.values(), key=lambda s: (s.on, s.begins, s.paper)))
