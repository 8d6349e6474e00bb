"""What an event does, told before it is registered and afterwards: who is affected, what moves, as a letter would say it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.actions.asking import Asked, do_register
from xuezheng.registers.actions.events import NOBODY, Stated
from xuezheng.registers.models import (
    Area,
    Enrolment,
    Institution,
    InstitutionVersion,
    SchoolClass,
    StaffPost,
    Succession,
)
from xuezheng.registers.words import ORGANISER_WORDS, SUCCESSION_WORDS, TYPE_WORDS, named


@dataclass(frozen=True)
class Moved:
    """What an event moves or ends: classes and pupils of the first school year that it changes, and the rest."""

    school_year: int = 0
    class_count: int = 0
    pupil_count: int = 0
    student_count: int = 0  # registered as persons
    staff_count: int = 0
    campus_count: int = 0
    room_count: int = 0
    programme_count: int = 0


@dataclass(frozen=True)
class Party:
    """An institution that an event touches: how it is called before and after, None where it is not."""

    code: str
    before: InstitutionVersion | None
    after: InstitutionVersion | None


@dataclass(frozen=True)
class Preview:
    """What an event would do; or why it cannot be."""

    kind: str
    on: date
    letter: tuple[Words, ...] = ()
    moved: Moved = Moved()
    parties: tuple[Party, ...] = ()
    again: tuple[str, ...] = ()  # later events that would be registered again
    problems: tuple[Problem, ...] = ()


def _touched(journal: list[dict[str, Any]], model: str) -> set[int]:
    """Rows of a model that go elsewhere or end: those changed, and not those made anew as their continuation."""
    moving = {"institution_id", "campus_id", "ended_on"}
    return {
        entry["id"]
        for entry in journal
        if entry["model"] == model and "was" in entry and "now" in entry and moving & entry["now"].keys()
    }


def moved_by(event: Succession) -> Moved:
    """What an event moved or ended, by its journal; nothing for one that was imported."""
    journal: list[dict[str, Any]] = event.journal
    classes = SchoolClass.objects.filter(pk__in=_touched(journal, "SchoolClass"))
    years = sorted(set(classes.values_list("school_year", flat=True)))
    first = [c for c in classes if years and c.school_year == years[0]]
    enrolments = Enrolment.objects.filter(pk__in=_touched(journal, "Enrolment"))
    posts = StaffPost.objects.filter(pk__in=_touched(journal, "StaffPost"))
    return Moved(
        years[0] if years else 0,
        len(first),
        sum(c.pupil_count for c in first),
        enrolments.values("student_id").distinct().count(),
        posts.values("staff_id").distinct().count(),
        len(_touched(journal, "Campus")),
        len(_touched(journal, "Room")),
        len(_touched(journal, "Programme")),
    )


def parties_of(event: Succession) -> tuple[Party, ...]:
    """The institutions of an event, those before it first."""
    parts = event.parts.select_related("institution").order_by("pk")
    institutions: dict[int, Institution] = {part.institution_id: part.institution for part in parts}
    sides = {(part.institution_id, part.side) for part in parts}

    def version(institution: Institution, side: str) -> InstitutionVersion | None:
        if (institution.pk, side) not in sides:
            return None
        held = institution.versions.select_related("town__parent")
        edge = (
            held.filter(ended_on=event.occurred_on) if side == "before" else held.filter(started_on=event.occurred_on)
        )
        return edge.first() or held.as_of(event.occurred_on).first()  # type: ignore[attr-defined]

    return tuple(Party(i.code, version(i, "before"), version(i, "after")) for i in institutions.values())


def _called(party: Party) -> Words:
    version = party.before or party.after
    name = version.name if version else party.code
    return Words(f"{name}（{party.code}）", f"{name} ({party.code})")


def _place(town: Area) -> Words:
    county = town.parent
    if county is None:
        return Words(town.name, town.name_en or town.name)
    return Words(county.name + town.name, f"{town.name_en or town.name}, {county.name_en or county.name}")


def _listed(words: list[Words]) -> Words:
    return Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))


def _first_sentence(event: Succession, parties: tuple[Party, ...]) -> Words:
    """What happens to whom."""
    gone = _listed([_called(p) for p in parties if p.after is None])
    new = [p for p in parties if p.before is None]
    both = next((p for p in parties if p.before and p.after), None)
    if event.kind == "converted":
        both = None if new else parties[0]  # a school that receives stages may stand beside
    day, who = event.occurred_on, _called(both or parties[0])
    after = (both or (new or list(parties))[0]).after
    kind = named(TYPE_WORDS, after.school_type) if after else Words("", "")
    name = after.name if after else ""
    sentences = {
        "opened": Words(f"设立{who.zh}，办学类型为{kind.zh}。", f"{who.en} opens, a {kind.en.lower()}."),
        "renamed": Words(f"{who.zh}更名为{name}，标识码不变。", f"{who.en} is called {name}; its code stays."),
        "closed": Words(f"{who.zh}撤销。", f"{who.en} closes."),
        "merged": Words(f"{gone.zh}并入{who.zh}。", f"{gone.en} become part of {who.en}."),
        "split": Words(
            f"从{who.zh}分设{_listed([_called(p) for p in new]).zh}。", f"{_listed([_called(p) for p in new]).en} is split from {who.en}."
        ),
        "converted": Words(f"{who.zh}转设为{kind.zh}。", f"{who.en} turns into a {kind.en.lower()}."),
        "extended": _extended(event, who),
        "handed_over": Words(f"{who.zh}移交。", f"{who.en} is handed over."),
    }  # fmt: skip
    said = sentences.get(event.kind, named(SUCCESSION_WORDS, event.kind))
    return Words(f"自{day.year}年{day.month}月{day.day}日起，{said.zh}", f"From {day:%-d %B %Y} on, {said.en}")


def _extended(event: Succession, who: Words) -> Words:
    seats, beds = (int(event.asked.get(name, 0)) for name in ("seats", "beds"))
    zh = "、".join(f"{n}个{what}" for n, what in ((seats, "学位"), (beds, "床位")) if n)
    en = " and ".join(f"{n} {what}" for n, what in ((seats, "seats"), (beds, "beds")) if n)
    return Words(f"{who.zh}扩建，增加{zh}。", f"{who.en} grows by {en}.")


def _details(event: Succession, parties: tuple[Party, ...]) -> list[Words]:
    """What changes of those that go on, and which codes end."""
    told: list[Words] = []
    for party in parties:
        before, after = party.before, party.after
        if before and after:
            if before.name != after.name and event.kind != "renamed":
                told.append(Words(f"名称改为{after.name}。", f"It takes the name {after.name}."))
            if before.organiser != after.organiser:
                old, new = named(ORGANISER_WORDS, before.organiser), named(ORGANISER_WORDS, after.organiser)
                told.append(Words(f"举办者由{old.zh}改为{new.zh}。", f"Its organiser is {new.en}, no longer {old.en}."))
            if before.town_id != after.town_id:
                old, new = _place(before.town), _place(after.town)
                told.append(Words(f"所属由{old.zh}改为{new.zh}。", f"It belongs to {new.en}, no longer to {old.en}."))
        elif before and after is None and event.kind in ("merged", "closed", "converted"):
            told.append(
                Words(
                    f"标识码{party.code}同日作废，不再使用。",
                    f"Code {party.code} is void from that day and never used again.",
                )
            )
    return told


def _what_goes(event: Succession, moved: Moved) -> Words | None:
    counted = [
        (moved.class_count, f"{moved.class_count}个班{moved.pupil_count}名学生", f"{moved.class_count} classes with {moved.pupil_count} pupils"),
        (moved.student_count, f"{moved.student_count}份学籍", f"{moved.student_count} student records"),
        (moved.staff_count, f"{moved.staff_count}名教职工", f"{moved.staff_count} members of staff"),
        (moved.campus_count, f"{moved.campus_count}个校区", f"{moved.campus_count} campuses"),
        (moved.room_count, f"{moved.room_count}间用房", f"{moved.room_count} rooms"),
        (moved.programme_count, f"{moved.programme_count}个专业", f"{moved.programme_count} programmes"),
    ]  # fmt: skip
    zh = "、".join(text for count, text, _ in counted if count)
    en = ", ".join(text for count, _, text in counted if count)
    if not zh:
        return None
    return (
        Words(f"随之结束：{zh}。", f"With it end {en}.")
        if event.kind == "closed"
        else Words(f"随之转出：{zh}。", f"With it go {en}.")
    )


def letter_of(event: Succession) -> tuple[Words, ...]:
    """An event as a letter would tell it, sentence by sentence."""
    parties = parties_of(event)
    goes = _what_goes(event, moved_by(event))
    told = [_first_sentence(event, parties), *_details(event, parties), *([goes] if goes else [])]
    told.append(
        Words("这一日以前的登记和数都不变，总数不增不减。", "What stood before that day stays, and no total changes.")
    )
    return tuple(told)


def preview(asked: Asked, stated: Stated = NOBODY) -> Preview:
    """Try an event and take it back: what it would do, or the problems in its way. Nothing is written."""
    with transaction.atomic():
        try:
            done = do_register(asked, stated)
        except Refused as error:
            transaction.set_rollback(True)
            return Preview(asked.kind, asked.on, problems=tuple(error.problems))
        again = Succession.objects.filter(
            occurred_on__gt=asked.on, pk__lt=done.pk, parts__institution__in=done.parts.values("institution")
        ).distinct()
        told = tuple(f"{named(SUCCESSION_WORDS, e.kind).zh} {e.occurred_on}" for e in again.order_by("occurred_on"))
        found = Preview(asked.kind, asked.on, letter_of(done), moved_by(done), parties_of(done), told)
        transaction.set_rollback(True)
    return found
