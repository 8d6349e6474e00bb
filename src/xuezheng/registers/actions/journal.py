"""What an event, or an act on people, wrote, row by row, so that it can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import ProtectedError

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.models import (
    Campus,
    Conditions,
    Enrolment,
    Institution,
    InstitutionVersion,
    Programme,
    Room,
    SchoolClass,
    StaffDegree,
    StaffMember,
    StaffPost,
    StaffTitle,
    Student,
    SuccessionPart,
)

MODELS: dict[str, type[models.Model]] = {
    model.__name__: model
    for model in (
        Institution, InstitutionVersion, Campus, Room, Programme, Conditions, SchoolClass, StaffPost, Enrolment,
        SuccessionPart, Student, StaffMember, StaffDegree, StaffTitle,
    )
}  # fmt: skip


def plain(row: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The values of a row as JSON can keep them: dates as text."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values = {name: fields[name].value_from_object(row) for name in (names or fields)}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


class Journal:
    """Writes rows and keeps, in order, how each was before."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def _note(self, row: models.Model, **more: Any) -> None:
        self.entries.append({"model": type(row).__name__, "id": row.pk, **more})

    def make(self, rows: Iterable[models.Model]) -> None:
        """Insert rows, all of one model."""
        for row in rows:
            row.save(force_insert=True)
            self._note(row, now=plain(row))

    def make_person(self, row: models.Model) -> None:
        """Insert a person; the journal keeps no name and no number, only the index by which a later change is seen."""
        row.save(force_insert=True)
        self._note(row, now=plain(row, ["person_index"]))

    def change(self, row: models.Model, **values: Any) -> None:
        """Set some columns of a row."""
        was = plain(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self._note(row, was=was, now=plain(row, values))

    def drop(self, row: models.Model) -> None:
        """Delete a row."""
        was, key = plain(row), row.pk
        row.delete()
        self.entries.append({"model": type(row).__name__, "id": key, "was": was})


def take_back(entries: list[dict[str, Any]], which: str) -> None:
    """Undo what a journal holds, last first. Raises Refused where a row has been changed or used since."""
    for entry in reversed(entries):
        model = MODELS[entry["model"]]
        was: dict[str, Any] | None = entry.get("was")
        now: dict[str, Any] | None = entry.get("now")
        if now is None:
            model(**(was or {})).save(force_insert=True)  # what the event deleted
            continue
        row = model._default_manager.filter(pk=entry["id"]).first()
        if row is None or plain(row, now) != now:
            raise Refused([_changed_since(entry, which, plain(row, now) if row else None)])
        if was is None:
            try:
                row.delete()  # what the event inserted
            except ProtectedError as error:
                raise Refused([_changed_since(entry, which, {"used_by": str(len(error.protected_objects))})]) from error
        else:
            for name, value in was.items():
                setattr(row, name, row._meta.get_field(name).to_python(value))
            row.save(update_fields=list(was))


def _changed_since(entry: dict[str, Any], which: str, got: dict[str, Any] | None) -> Problem:
    changed = {k: v for k, v in (got or {}).items() if (entry["now"] or {}).get(k) != v}
    return Problem(
        "registers.event.changed_since",
        Words(
            "事项登记以后，它所写的记录又被改动，不能直接撤回。",
            "A row that the event wrote has been changed since, so it cannot be withdrawn.",
        ),
        which=which,
        where=f"{entry['model']} {entry['id']}",
        got=str(changed or "row is gone"),
        cure=Words("先撤回后来的改动。", "Undo the later change first."),
    )
