"""An event as it is asked for: tried, registered, and registered late, before others that were registered already.

A late event takes back the events of its schools that are dated after it, newest first, is registered, and registers
those again in order, each with the number it had. If one of them no longer can be, nothing is written.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.registers.actions.events import (
    NOBODY,
    Leaving,
    Site,
    Stated,
    described_now,
    do_close,
    do_convert,
    do_hand_over,
    do_merge,
    do_open,
    do_rename,
    do_split,
)
from xuezheng.registers.actions.growing import Grown, do_extend
from xuezheng.registers.actions.judging import Described, problem
from xuezheng.registers.actions.moving import Taken
from xuezheng.registers.actions.withdrawing import later_than, take_back_event
from xuezheng.registers.models import Institution, Succession


@dataclass(frozen=True)
class Asked:
    """An event asked for: its kind, its day, and values as JSON can keep them (`Succession.asked`)."""

    kind: str
    on: date
    values: dict[str, Any] = field(default_factory=dict[str, Any])


def institution_of(code: str) -> Institution:
    """The institution of a code. Raises Refused where there is none."""
    found = Institution.objects.filter(code=code).first()
    if found is None:
        what = ("没有这个标识码的学校。", "There is no institution of this code.")
        raise Refused([problem("institution.unknown", *what, got=code)])
    return found


def _taken(values: dict[str, Any]) -> Taken:
    return Taken(tuple(values.get("stages") or ()), tuple(values.get("campus_numbers") or ()))


def perform(asked: Asked, stated: Stated) -> Succession:
    """Register an event that nothing later rests on."""
    values, on = asked.values, asked.on
    if asked.kind == "opened":
        approved_on = date.fromisoformat(values["approved_on"]) if values.get("approved_on") else None
        described = Described(**values["described"])
        return do_open(values["code"], described, on, Site(**values.get("site", {})), stated, approved_on)
    if asked.kind == "merged":
        ending = [institution_of(code) for code in values["codes"]]
        return do_merge(ending, institution_of(values["into"]), on, stated, values.get("name", ""))
    own = institution_of(values["code"])
    if asked.kind == "renamed":
        return do_rename(own, values["name"], on, stated, values.get("pinyin", ""))
    if asked.kind == "closed":
        return do_close(own, on, stated)
    if asked.kind == "split":
        described = Described(**values["described"])
        return do_split(own, values["new_code"], described, on, _taken(values["taken"]), stated)
    if asked.kind == "extended":
        return do_extend(own, on, Grown(*(values[name] for name in ("stage", "seats", "beds", "class_size"))), stated)
    described = described_now(own, on, **{"pinyin": "", **values["changed"]})
    if asked.kind == "converted":
        leaving = Leaving(tuple(values["leaving"]), institution_of(values["into"])) if values.get("leaving") else None
        return do_convert(own, described, on, values.get("new_code", ""), stated, leaving)
    return do_hand_over(own, described, on, stated)


def institutions_asked(asked: Asked) -> list[Institution]:
    """The institutions that an event goes out from."""
    codes = [*asked.values.get("codes", ()), asked.values.get("into"), asked.values.get("code")]
    return list(Institution.objects.filter(code__in=[code for code in codes if code]))


def do_register(asked: Asked, stated: Stated = NOBODY) -> Succession:
    """Register an event, in advance or late. On one day, events stand in the order in which they were registered."""
    with transaction.atomic(), _set_aside(later_than(institutions_asked(asked), asked.on)) as again:
        return perform(asked, replace(stated, again=again))


@contextmanager
def _set_aside(later: list[Succession]) -> Iterator[tuple[int, ...]]:
    """Within it some events are taken back, newest first; after it they are registered again in order, by their numbers.

    Raises Refused where one was imported, so that what it wrote is not on record, or can no longer be.
    """
    kept = [
        (Asked(event.kind, event.occurred_on, event.asked), Stated(None, event.reason, event.document, (), event.pk, event.registered_on))
        for event in later
    ]  # fmt: skip
    if unknown := [event for event in later if not event.journal]:
        raise Refused([_imported(event) for event in unknown])
    for event in reversed(later):
        take_back_event(event)
    yield tuple(event_stated.number or 0 for _, event_stated in kept)
    for again, event_stated in kept:
        try:
            perform(again, event_stated)
        except Refused as error:
            raise Refused([_no_longer(again), *error.problems]) from error


@contextmanager
def before_later_events(institutions: Sequence[Institution], on: date, account: Any) -> Iterator[None]:
    """Within it, an act on people of some schools before events that are registered already: an announced merger, say.

    Events after the day by which a school ends, or a part of it goes, are set aside and registered again, so that whoever was
    admitted meanwhile goes over with the others. Schools given here are read anew.
    """
    later = later_than(institutions, on)
    ids = {institution.pk for institution in institutions}
    if not any(_moves(event, ids) for event in later):
        yield
        return
    with transaction.atomic():
        with _set_aside(later) as again:
            for institution in institutions:
                institution.refresh_from_db()
            yield
        for institution in institutions:
            institution.refresh_from_db()
        record(
            "registers.event.registered_again", account=account, area_code=institutions[0].county_code,
            subject=" ".join(institution.code for institution in institutions), detail={"events": list(again), "act_on": on.isoformat()},
        )  # fmt: skip


def _moves(event: Succession, ids: set[int]) -> bool:
    """Whether an event ends one of some schools, or takes a part out of it."""
    return any(part.institution_id in ids and (part.ends or event.kind == "split") for part in event.parts.all())


def _imported(event: Succession) -> Problem:
    return problem(
        "event.later_imported", "这些学校在这一日以后有导入的事项，不能在它前面补登。",
        "An imported event stands after the day, and nothing can be registered before it.",
        which=f"{event.kind} {event.occurred_on} ({event.pk})",
        cure=(
            "导入的事项没有留下它改了什么：事项改在它以后，或撤销那次导入、在系统里重新登记。",
            "What an imported event wrote is not on record: register after it, or undo the import and register it here.",
        ),
    )  # fmt: skip


def _no_longer(again: Asked) -> Problem:
    return problem(
        "event.later_breaks", "补登以后，后来的事项就不能成立。", "With this event, a later one could no longer be.",
        which=f"{again.kind} {again.on}", cure=("先撤回后来的事项。", "Withdraw the later event first."),
    )  # fmt: skip
