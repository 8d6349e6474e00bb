"""Events in the life of institutions: opened, renamed, closed, merged, split, converted, handed over; and one withdrawn.

Each is one transaction: what is written, the event with its parts and its journal, one audit row. `check_…` gives the
problems, `do_…` raises Refused with them and writes nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.registers.actions.journal import Journal
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
    again: tuple[int, ...] = ()  # later events that are taken back for this one, and registered again after it
    number: int | None = None  # of an event registered again: it keeps its number, and the audit tells of the late one
    registered_on: date | None = None


NOBODY = Stated()
DESCRIBED = ("name", "pinyin", "school_type", "organiser", "urban_rural", "is_inclusive", "town_id")


@dataclass(frozen=True)
class Site:
    """Where a new institution stands: an address, and WGS84 degrees if known."""

    address: str = ""
    longitude: float | None = None
    latitude: float | None = None


def refuse(problems: list[Problem]) -> None:
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
    if version and version.started_on == on:
        journal.drop(version)  # described anew on the day on which it ends: nobody ever read it
    elif version:
        journal.change(version, ended_on=on)
    journal.change(institution, closed_on=on)


def _turn(journal: Journal, institution: Institution, described: Described, on: date) -> None:
    """A new version from the day on; a second one on the day takes the place of the first."""
    version, new = current_version(institution, on), _version(institution, described, on)
    if version and version.started_on == on:
        journal.change(version, **{name: getattr(new, name) for name in DESCRIBED})
    else:
        if version:
            journal.change(version, ended_on=on)
        journal.make([new])
    do_settle(institution, timezone.localdate(), journal)


def do_settle(institution: Institution, today: date, journal: Journal | None = None) -> bool:
    """Put an institution under the county it is in today, where that has changed; says whether it had.

    A hand-over in advance gives the school into the hands of its new county on its day, not before.
    """
    version = current_version(institution, today)
    county = version.town_id[:6] if version else institution.county_code
    if county == institution.county_code:
        return False
    (journal or Journal()).change(institution, county_code=county)
    return True


def do_settle_all(today: date) -> int:
    """Put every institution under the county it is in today; how many had changed. The site does so once a day."""
    versions = InstitutionVersion.objects.as_of(today).exclude(town__code__startswith=F("institution__county_code"))
    due = list(versions.select_related("institution"))
    if not due:
        return 0
    with transaction.atomic():
        return sum(_settled(version.institution, today) for version in due)


def _settled(institution: Institution, today: date) -> bool:
    """Settle one, with its audit row under the county that has it now."""
    before = institution.county_code
    if not do_settle(institution, today):
        return False
    record(
        "registers.institution.settled", area_code=institution.county_code, subject=institution.code,
        detail={"county": [before, institution.county_code], "on": today.isoformat()},
    )  # fmt: skip
    return True


Part = tuple[Institution, str, bool]  # institution, side, whether it ended


def note_event(
    kind: str, on: date, journal: Journal, parts: Sequence[Part], stated: Stated, asked: dict[str, Any]
) -> Succession:
    """The event, what was asked for, its parts, its journal and its audit row."""
    event = Succession.objects.create(
        pk=stated.number, kind=kind, occurred_on=on, reason=stated.reason, document=stated.document, asked=asked,
        registered_on=stated.registered_on or timezone.localdate(),
    )  # fmt: skip
    journal.make(
        [
            SuccessionPart(event=event, institution=institution, side=side, ends=ends)
            for institution, side, ends in parts
        ]
    )
    event.journal = journal.entries
    event.save(update_fields=["journal"])
    if stated.number is not None:
        return event
    first = parts[0][0]
    record(
        f"registers.institution.{kind}",
        account=stated.account,
        area_code=first.county_code,
        subject=" ".join(dict.fromkeys(institution.code for institution, _, _ in parts)),
        reason=stated.reason,
        detail={
            "event": event.pk,
            "occurred_on": on.isoformat(),
            "document": stated.document,
            **({"registered_again": list(stated.again)} if stated.again else {}),
        },
    )
    return event


def both_sides(institution: Institution) -> list[Part]:
    """The parts of an event that one institution goes into and comes out of."""
    return [(institution, "before", False), (institution, "after", False)]


def _changes(described: Described, institution: Institution, on: date) -> dict[str, Any]:
    """What a description changes; so that the event can be done again on one that was changed meanwhile."""
    now = asdict(described_now(institution, on))
    return {name: value for name, value in asdict(described).items() if value != now[name] and name != "pinyin"}


def described_now(institution: Institution, on: date, **changed: Any) -> Described:
    """How an institution is described on a day, with some values changed."""
    version = current_version(institution, on)
    if version is None:
        refuse(standing_problems(institution, on))
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
    stated: Stated = NOBODY,
    approved_on: date | None = None,
) -> Succession:
    """A new institution with a first campus."""
    with transaction.atomic():
        refuse(check_open(code, described, on))
        journal = Journal()
        institution = _begin(journal, code, described, on, approved_on)
        campus = Campus(
            institution=institution, town_id=described.town_code, started_on=on, address=site.address,
            longitude=site.longitude, latitude=site.latitude,
        )  # fmt: skip
        journal.make([campus])
        asked = {"code": code, "described": asdict(described), "site": asdict(site)}
        asked |= {"approved_on": approved_on.isoformat()} if approved_on else {}
        return note_event("opened", on, journal, [(institution, "after", False)], stated, asked)


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


def do_rename(institution: Institution, name: str, on: date, stated: Stated = NOBODY, pinyin: str = "") -> Succession:
    """Another name; the code stays."""
    with transaction.atomic():
        refuse(check_rename(institution, name, on))
        journal = Journal()
        _turn(journal, institution, described_now(institution, on, name=name, pinyin=pinyin), on)
        asked = {"code": institution.code, "name": name, "pinyin": pinyin}
        return note_event("renamed", on, journal, both_sides(institution), stated, asked)


def check_close(institution: Institution, on: date) -> list[Problem]:
    return standing_problems(institution, on, ends=True) or emptied_problems(institution, on)


def do_close(institution: Institution, on: date, stated: Stated = NOBODY) -> Succession:
    """The end of an institution that nobody attends any more; sites, programmes and posts end with it."""
    with transaction.atomic():
        refuse(check_close(institution, on))
        journal = Journal()
        end_all(journal, institution, on)
        _end(journal, institution, on)
        return note_event("closed", on, journal, [(institution, "before", True)], stated, {"code": institution.code})


def check_merge(ending: Sequence[Institution], into: Institution, on: date) -> list[Problem]:
    """Each of those that end, and the one that goes on, stands; it may teach what it receives; all are of one city."""
    if not ending or into in ending or len({i.pk for i in ending}) != len(ending):
        return [
            problem(
                "merge.sides", "合并要有终止的学校，且不包括接收的学校。",
                "A merger needs schools that end, each once, and the receiving school is none of them.", which=into.code,
            )
        ]  # fmt: skip
    found = standing_problems(into, on)
    found += [p for institution in ending for p in standing_problems(institution, on, ends=True)]
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
    ending: Sequence[Institution], into: Institution, on: date, stated: Stated = NOBODY, new_name: str = ""
) -> Succession:
    """Schools end and all they have goes over to another, which keeps its code and may take a new name."""
    with transaction.atomic():
        refuse(check_merge(ending, into, on))
        journal = Journal()
        for institution in ending:
            move_all(journal, institution, into, on)
            _end(journal, institution, on)
        if new_name.strip():
            described = described_now(into, on, name=new_name, pinyin="")
            refuse(described_problems(described, on))
            _turn(journal, into, described, on)
        parts: list[Part] = [(institution, "before", True) for institution in ending]
        asked = {"codes": [institution.code for institution in ending], "into": into.code, "name": new_name}
        return note_event("merged", on, journal, [*parts, *both_sides(into)], stated, asked)


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
    institution: Institution, code: str, described: Described, on: date, taken: Taken, stated: Stated = NOBODY
) -> Succession:
    """A part goes out of a school, with its stages' classes and people and its campuses, as a new one."""
    with transaction.atomic():
        refuse(check_split(institution, code, described, on, taken))
        journal = Journal()
        new = _begin(journal, code, described, on)
        if not taken.campus_numbers:
            journal.make([Campus(institution=new, town_id=described.town_code, started_on=on)])
        move_all(journal, institution, new, on, Taken(taken.stages or (), taken.campus_numbers or ()))
        asked = {"code": institution.code, "new_code": code, "described": asdict(described), "taken": asdict(taken)}
        return note_event("split", on, journal, [*both_sides(institution), (new, "after", False)], stated, asked)


def check_convert(institution: Institution, described: Described, on: date, new_code: str = "") -> list[Problem]:
    """A change of type within a category keeps the code; a change of category needs a new one."""
    found = standing_problems(institution, on, ends=bool(new_code)) + described_problems(described, on)
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


@dataclass(frozen=True)
class Leaving:
    """Stages that a school gives up as it turns into another type, and the school their classes and people go to."""

    stages: tuple[str, ...]
    into: Institution


def do_convert(
    institution: Institution, described: Described, on: date, new_code: str = "", stated: Stated = NOBODY, leaving: Leaving | None = None
) -> Succession:  # fmt: skip
    """A school turns into one of another type: under its code, or, in another category, under a new one; stages that it gives
    up go over to another school first."""
    with transaction.atomic():
        journal = Journal()
        told: dict[str, Any] = {}
        beside: list[Part] = []
        if leaving is not None:
            kind = described_now(leaving.into, on).school_type
            refuse(
                standing_problems(leaving.into, on) + stage_problems(leaving.stages, kind, latest_name(leaving.into))
            )
            move_all(journal, institution, leaving.into, on, Taken(leaving.stages, ()))
            told = {"leaving": list(leaving.stages), "into": leaving.into.code}
            beside = both_sides(leaving.into)
        refuse(check_convert(institution, described, on, new_code))
        changed = _changes(described, institution, on)
        asked = {"code": institution.code, "changed": changed, "new_code": new_code, **told}
        if not new_code:
            _turn(journal, institution, described, on)
            return note_event("converted", on, journal, [*both_sides(institution), *beside], stated, asked)
        new = _begin(journal, new_code, described, on)
        move_all(journal, institution, new, on)
        _end(journal, institution, on)
        parts: list[Part] = [(institution, "before", True), (new, "after", False), *beside]
        return note_event("converted", on, journal, parts, stated, asked)


def check_hand_over(institution: Institution, described: Described, on: date) -> list[Problem]:
    """Another organiser, or another township or county of the city; name and type stay."""
    found = standing_problems(institution, on) + described_problems(described, on)
    if found:
        return found
    changed = _changes(described, institution, on)
    if not changed.keys() & {"organiser", "town_code"}:
        found.append(
            problem(
                "hand_over.same", "移交要改变举办者或所在地。", "A hand-over changes the organiser or the place.",
                which=institution.code,
            )
        )  # fmt: skip
    if beyond := changed.keys() - {"organiser", "town_code", "urban_rural", "is_inclusive"}:
        found.append(
            problem(
                "hand_over.beyond", "移交不改变名称和类型。", "A hand-over changes neither name nor type.",
                which=institution.code, got=", ".join(sorted(beyond)), cure=("另行登记更名或转设。", "Register that as an event of its own."),
            )
        )  # fmt: skip
    if described.town_code[:4] != institution.county_code[:4]:
        found.append(
            problem(
                "hand_over.city", "只能移交给本市的区县。", "A school is handed over only within its city.",
                which=institution.code, got=described.town_code,
            )
        )  # fmt: skip
    return found


def do_hand_over(institution: Institution, described: Described, on: date, stated: Stated = NOBODY) -> Succession:
    """A school goes over to another organiser, or to another county; its code and everything it has stay."""
    with transaction.atomic():
        refuse(check_hand_over(institution, described, on))
        journal = Journal()
        asked = {"code": institution.code, "changed": _changes(described, institution, on)}
        _turn(journal, institution, described, on)
        return note_event("handed_over", on, journal, both_sides(institution), stated, asked)
