"""Events in the life of institutions: opened, renamed, closed, merged, split, converted, and an event withdrawn.

Each is one transaction: what is written, the event with its parts and its journal, one audit row. `check_…` gives the
problems, `do_…` raises Refused with them and writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.registers.actions.journal import Journal, take_back
from xuezheng.registers.actions.judging import (
    Described,
    code_problems,
    current_version,
    described_problems,
    emptied_problems,
    latest_name,
    problem,
    stage_problems,
    stages_taught,
    standing_problems,
)
from xuezheng.registers.actions.moving import Taken, end_all, move_all
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Campus, Institution, InstitutionVersion, Succession, SuccessionPart
from xuezheng.registers.rules import CATEGORY_OF_TYPE


@dataclass(frozen=True)
class Stated:
    """Who registers an event, why, and by which document."""

    account: Any = None
    reason: str = ""
    document: str = ""


@dataclass(frozen=True)
class Site:
    """Where a new institution stands: an address, and WGS84 degrees if known."""

    address: str = ""
    longitude: float | None = None
    latitude: float | None = None


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _begin(journal: Journal, code: str, described: Described, on: date, approved_on: date | None = None) -> Institution:
    institution = Institution(code=code, county_code=described.town_code[:6], opened_on=on, approved_on=approved_on)
    journal.make([institution])
    journal.make([_version(institution, described, on)])
    return institution


def _version(institution: Institution, described: Described, on: date) -> InstitutionVersion:
    return InstitutionVersion(
        institution=institution, name=described.name.strip(), pinyin=described.pinyin or sound_of(described.name.strip()), school_type=described.school_type,
        organiser=described.organiser, urban_rural=described.urban_rural, is_inclusive=described.is_inclusive,
        town_id=described.town_code, started_on=on,
    )  # fmt: skip


def _end(journal: Journal, institution: Institution, on: date) -> None:
    version = current_version(institution, on)
    if version:
        journal.change(version, ended_on=on)
    journal.change(institution, closed_on=on)


def _turn(journal: Journal, institution: Institution, described: Described, on: date) -> None:
    """A new version from the day on."""
    version = current_version(institution, on)
    if version:
        journal.change(version, ended_on=on)
    journal.make([_version(institution, described, on)])
    if institution.county_code != described.town_code[:6]:
        journal.change(institution, county_code=described.town_code[:6])


Part = tuple[Institution, str, bool]  # institution, side, whether it ended


def _register(kind: str, on: date, journal: Journal, parts: Sequence[Part], stated: Stated) -> Succession:
    """The event, its parts, its journal and its audit row."""
    event = Succession.objects.create(kind=kind, occurred_on=on, reason=stated.reason, document=stated.document)
    journal.make(
        [
            SuccessionPart(event=event, institution=institution, side=side, ends=ends)
            for institution, side, ends in parts
        ]
    )
    event.journal = journal.entries
    event.save(update_fields=["journal"])
    first = parts[0][0]
    record(
        f"registers.institution.{kind}",
        account=stated.account,
        area_code=first.county_code,
        subject=" ".join(dict.fromkeys(institution.code for institution, _, _ in parts)),
        reason=stated.reason,
        detail={"event": event.pk, "occurred_on": on.isoformat(), "document": stated.document},
    )
    return event


def described_now(institution: Institution, on: date, **changed: Any) -> Described:
    """How an institution is described on a day, with some values changed."""
    version = current_version(institution, on)
    if version is None:
        _refuse(standing_problems(institution, on))
        raise AssertionError("an institution without a version is refused above")
    values = {
        name: getattr(version, name) for name in ("name", "school_type", "organiser", "urban_rural", "is_inclusive")
    }
    return Described(**{**values, "town_code": version.town_id, "pinyin": version.pinyin, **changed})


def check_open(code: str, described: Described, on: date) -> list[Problem]:
    return described_problems(described, on) + code_problems(code, described)


def do_open(
    code: str,
    described: Described,
    on: date,
    site: Site = Site(),
    stated: Stated = Stated(),
    approved_on: date | None = None,
) -> Succession:
    """A new institution with a first campus."""
    with transaction.atomic():
        _refuse(check_open(code, described, on))
        journal = Journal()
        institution = _begin(journal, code, described, on, approved_on)
        campus = Campus(
            institution=institution, town_id=described.town_code, started_on=on, address=site.address,
            longitude=site.longitude, latitude=site.latitude,
        )  # fmt: skip
        journal.make([campus])
        return _register("opened", on, journal, [(institution, "after", False)], stated)


def check_rename(institution: Institution, name: str, on: date) -> list[Problem]:
    found = standing_problems(institution, on)
    if found:
        return found
    described = described_now(institution, on, name=name)
    if name.strip() == described_now(institution, on).name:
        return [
            problem(
                "rename.same",
                "新名称与现名称相同。",
                "The new name is the present one.",
                which=institution.code,
                got=name,
            )
        ]
    return described_problems(described, on)


def do_rename(institution: Institution, name: str, on: date, stated: Stated = Stated(), pinyin: str = "") -> Succession:
    """Another name; the code stays."""
    with transaction.atomic():
        _refuse(check_rename(institution, name, on))
        journal = Journal()
        _turn(journal, institution, described_now(institution, on, name=name, pinyin=pinyin), on)
        return _register(
            "renamed", on, journal, [(institution, "before", False), (institution, "after", False)], stated
        )


def check_close(institution: Institution, on: date) -> list[Problem]:
    return standing_problems(institution, on) or emptied_problems(institution, on)


def do_close(institution: Institution, on: date, stated: Stated = Stated()) -> Succession:
    """The end of an institution that nobody attends any more; sites, programmes and posts end with it."""
    with transaction.atomic():
        _refuse(check_close(institution, on))
        journal = Journal()
        end_all(journal, institution, on)
        _end(journal, institution, on)
        return _register("closed", on, journal, [(institution, "before", True)], stated)


def check_merge(ending: Sequence[Institution], into: Institution, on: date) -> list[Problem]:
    """Each of those that end, and the one that goes on, stands; it may teach what it receives; all are of one city."""
    if not ending or into in ending or len({i.pk for i in ending}) != len(ending):
        return [
            problem(
                "merge.sides", "合并要有终止的学校，且不包括接收的学校。",
                "A merger needs schools that end, each once, and the receiving school is none of them.", which=into.code,
            )
        ]  # fmt: skip
    found = [p for institution in (into, *ending) for p in standing_problems(institution, on)]
    if found:
        return found
    for institution in ending:
        if institution.county_code[:4] != into.county_code[:4]:
            found.append(
                problem(
                    "merge.city", "只能与本市的学校合并。", "A school merges only with one of its city.",
                    which=institution.code, got=institution.county_code,
                )
            )  # fmt: skip
        kind = described_now(into, on).school_type
        found += stage_problems(stages_taught(institution, on), kind, f"{into.code} {latest_name(into)}")
    return found


def do_merge(
    ending: Sequence[Institution], into: Institution, on: date, stated: Stated = Stated(), new_name: str = ""
) -> Succession:
    """Schools end and all they have goes over to another, which keeps its code and may take a new name."""
    with transaction.atomic():
        _refuse(check_merge(ending, into, on))
        journal = Journal()
        for institution in ending:
            move_all(journal, institution, into, on)
            _end(journal, institution, on)
        if new_name.strip():
            described = described_now(into, on, name=new_name, pinyin="")
            _refuse(described_problems(described, on))
            _turn(journal, into, described, on)
        parts: list[Part] = [(institution, "before", True) for institution in ending]
        return _register("merged", on, journal, [*parts, (into, "before", False), (into, "after", False)], stated)


def check_split(institution: Institution, code: str, described: Described, on: date, taken: Taken) -> list[Problem]:
    found = standing_problems(institution, on) + check_open(code, described, on)
    if found:
        return found
    if not taken.stages and not taken.campus_numbers:
        found.append(
            problem(
                "split.nothing", "分设要写明带走哪些学段或校区。", "A split must name the stages or campuses that go.",
                which=institution.code,
            )
        )  # fmt: skip
    return found + stage_problems(taken.stages or (), described.school_type, described.name)


def do_split(
    institution: Institution, code: str, described: Described, on: date, taken: Taken, stated: Stated = Stated()
) -> Succession:
    """A part goes out of a school, with its stages' classes and people and its campuses, as a new one."""
    with transaction.atomic():
        _refuse(check_split(institution, code, described, on, taken))
        journal = Journal()
        new = _begin(journal, code, described, on)
        if not taken.campus_numbers:
            journal.make([Campus(institution=new, town_id=described.town_code, started_on=on)])
        move_all(journal, institution, new, on, Taken(taken.stages or (), taken.campus_numbers or ()))
        parts: list[Part] = [(institution, "before", False), (institution, "after", False), (new, "after", False)]
        return _register("split", on, journal, parts, stated)


def check_convert(institution: Institution, described: Described, on: date, new_code: str = "") -> list[Problem]:
    """A change of type within a category keeps the code; a change of category needs a new one."""
    found = standing_problems(institution, on) + described_problems(described, on)
    if found:
        return found
    category = CATEGORY_OF_TYPE[described.school_type]
    if category != institution.code[:2] and not new_code:
        found.append(
            problem(
                "convert.code", "类别改变的学校要换新的标识码。", "A change of category needs a new code.",
                which=institution.code, got=described.school_type,
                cure=(f"给出以 {category} 开头的新码。", f"Give a new code that begins with {category}."),
            )
        )  # fmt: skip
    elif category == institution.code[:2] and new_code:
        found.append(
            problem(
                "convert.keeps_code", "类别不变的学校保留原来的标识码。", "A school whose category stays keeps its code.",
                which=institution.code, got=new_code,
            )
        )  # fmt: skip
    elif new_code:
        found += code_problems(new_code, described)
    return found + stage_problems(stages_taught(institution, on), described.school_type, described.name)


def do_convert(
    institution: Institution, described: Described, on: date, new_code: str = "", stated: Stated = Stated()
) -> Succession:
    """A school turns into one of another type: under its code, or, in another category, under a new one."""
    with transaction.atomic():
        _refuse(check_convert(institution, described, on, new_code))
        journal = Journal()
        if not new_code:
            _turn(journal, institution, described, on)
            parts: list[Part] = [(institution, "before", False), (institution, "after", False)]
            return _register("converted", on, journal, parts, stated)
        new = _begin(journal, new_code, described, on)
        move_all(journal, institution, new, on)
        _end(journal, institution, on)
        return _register("converted", on, journal, [(institution, "before", True), (new, "after", False)], stated)


def check_withdraw(event: Succession) -> list[Problem]:
    which = f"{event.kind} {event.occurred_on} ({event.pk})"
    if not event.journal:
        return [
            problem(
                "event.without_journal", "导入的事项没有记录改了什么，不能撤回。",
                "The event was imported; what it changed is not on record, so it cannot be withdrawn.", which=which,
                cure=("登记一个相反的事项。", "Register an event that undoes it."),
            )
        ]  # fmt: skip
    touched = SuccessionPart.objects.filter(event=event).values("institution_id")
    later = (
        SuccessionPart.objects.filter(institution_id__in=touched, event_id__gt=event.pk).order_by("-event_id").first()
    )
    if later:
        return [
            problem(
                "event.later", "这些学校后来还有别的事项。", "These institutions have a later event.", which=which,
                got=f"{later.event.kind} {later.event.occurred_on} ({later.event_id})",
                cure=("先撤回后来的事项。", "Withdraw the later event first."),
            )
        ]  # fmt: skip
    return []


def do_withdraw_event(event: Succession, stated: Stated = Stated()) -> None:
    """Take an event back: what stood before stands again. A code it gave out is free again, for it was never valid."""
    with transaction.atomic():
        _refuse(check_withdraw(event))
        codes = list(event.parts.order_by("pk").values_list("institution__code", flat=True))
        county = event.parts.order_by("pk").values_list("institution__county_code", flat=True)[0]
        take_back(event.journal, f"{event.kind} {event.occurred_on} ({event.pk})")
        detail = {"event": event.pk, "kind": event.kind, "occurred_on": event.occurred_on.isoformat()}
        event.delete()
        record(
            "registers.event.withdrawn",
            account=stated.account,
            area_code=county,
            subject=" ".join(dict.fromkeys(codes)),
            reason=stated.reason,
            detail=detail,
        )
