"""What may be done to institutions: problems, in both languages, before anything is written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xuezheng.ground.codes import SCHOOL_CODE
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.models import Area, Enrolment, Institution, InstitutionVersion, SchoolClass, SuccessionPart
from xuezheng.registers.rules import (
    ATTACHED_STAGES,
    CATEGORY_OF_TYPE,
    PRIVATE_ORGANISER,
    STAGES_OF_TYPE,
    URBAN_RURAL,
    first_stock_year,
)

NAME_LENGTH = 120


@dataclass(frozen=True)
class Described:
    """What an institution is called and what kind it is: the values of a version."""

    name: str
    school_type: str
    organiser: str
    urban_rural: str
    town_code: str
    is_inclusive: bool = False
    pinyin: str = ""


def problem(
    rule: str, zh: str, en: str, *, which: str = "", got: str = "", cure: tuple[str, str] | None = None
) -> Problem:
    return Problem(f"registers.{rule}", Words(zh, en), which=which, got=got, cure=Words(*cure) if cure else None)


def code_problems(code: str, described: Described) -> list[Problem]:
    """A code for a new institution: well formed, of the type's category and the province, and never used before."""
    if not SCHOOL_CODE.fullmatch(code):
        return [problem("code.form", "标识码是十位数字。", "The code of an institution has ten digits.", got=code)]
    found: list[Problem] = []
    category = CATEGORY_OF_TYPE.get(described.school_type)
    if category and code[:2] != category:
        found.append(
            problem(
                "code.category", f"办学类型 {described.school_type} 的标识码以 {category} 开头。",
                f"The code of a school of type {described.school_type} begins with {category}.", which=code, got=code[:2],
            )
        )  # fmt: skip
    if code[2:4] != described.town_code[:2]:
        found.append(
            problem(
                "code.province", f"标识码的第三、四位是省代码 {described.town_code[:2]}。",
                f"Digits 3 and 4 of the code are those of the province, {described.town_code[:2]}.", which=code, got=code[2:4],
            )
        )  # fmt: skip
    holder = Institution.objects.filter(code=code).first()
    if holder:
        ended = f", {holder.closed_on}" if holder.closed_on else ""
        found.append(
            problem(
                "code.used", "标识码已经用过；作废的标识码不再使用。", "The code has been used; a void code is never used again.",
                which=code, got=f"{latest_name(holder)}{ended}", cure=("换一个新码。", "Take a new code."),
            )
        )  # fmt: skip
    return found


def described_problems(described: Described, on: date) -> list[Problem]:
    """Name, type, organiser, urban–rural class and township of a version."""
    found: list[Problem] = []
    name = described.name
    if len(name.strip()) < 2:
        found.append(problem("name.empty", "学校要有名称。", "An institution must have a name.", got=repr(name)))
    if len(name.strip()) > NAME_LENGTH:
        got = f"{len(name.strip())}"
        found.append(
            problem(
                "name.long",
                f"名称不超过{NAME_LENGTH}字。",
                f"A name has at most {NAME_LENGTH} characters.",
                which=name[:20],
                got=got,
            )
        )
    if described.school_type not in STAGES_OF_TYPE:
        got = described.school_type
        found.append(
            problem("type.unknown", "没有这种办学类型。", "There is no such type of school.", which=name, got=got)
        )
    if not re.fullmatch(r"\d{3}", described.organiser):
        got = described.organiser
        found.append(
            problem(
                "organiser.form", "举办者是三位代码。", "The organiser is a code of three digits.", which=name, got=got
            )
        )
    if described.urban_rural not in URBAN_RURAL:
        found.append(
            problem(
                "urban_rural.unknown", "城乡分类要用末级代码。", "The urban–rural class must be a leaf of its code list.",
                which=name, got=described.urban_rural, cure=("可用：" + "、".join(URBAN_RURAL), "One of " + ", ".join(URBAN_RURAL)),
            )
        )  # fmt: skip
    if described.is_inclusive and described.organiser != PRIVATE_ORGANISER:
        found.append(
            problem(
                "inclusive.private",
                "只有民办园可以是普惠性民办园。",
                "Only a private kindergarten is an inclusive one.",
                which=name,
            )
        )
    if not Area.objects.as_of(on).filter(code=described.town_code, level="town").exists():
        found.append(
            problem(
                "town.unknown", "当日没有这个乡镇（街道）代码。", "There is no township of this code on the day.",
                which=name, got=described.town_code, cure=("用九位的乡镇代码。", "Use the nine-digit code of a township."),
            )
        )  # fmt: skip
    return found


def standing_problems(institution: Institution, on: date, *, ends: bool = False) -> list[Problem]:
    """The institution is open on the day, and nothing later has been registered of it; `ends`: it is to end on the day.

    Events of one school on one day stand in the order in which they were registered. A school that opened on the day cannot
    end on it. A late event is judged when the later ones have been taken back (`actions/asking.py`).
    """
    which = f"{institution.code} {latest_name(institution)}"
    version = current_version(institution, on)
    if institution.closed_on or version is None:
        got = f"{institution.opened_on} – {institution.closed_on or ''}"
        return [
            problem(
                "institution.not_open", "学校当日不在办。", "The institution is not open on the day.", which=which, got=got,
                cure=_ended_by(institution, on),
            )
        ]  # fmt: skip
    cure = ("先撤回后来的事项。", "Withdraw the later event first.")
    if institution.versions.filter(started_on__gt=on).exists():
        last = institution.versions.order_by("-started_on")[0]
        return [
            problem(
                "institution.later_version", "学校在这一日以后已有别的登记（导入的）。", "Something is registered of the institution after the day, by an import.",
                which=which, got=f"{last.name} {last.started_on}",
                cure=("事项改在那一日以后；或先撤销那次导入。", "Register the event after that day, or undo that import first."),
            )
        ]  # fmt: skip
    later = SuccessionPart.objects.filter(institution=institution, event__occurred_on__gt=on).first()
    if later:
        got = f"{later.event.kind} {later.event.occurred_on}"
        return [
            problem(
                "institution.later_event", "学校在这一日以后已有别的事项。", "An event after the day is registered.", which=which, got=got,
                cure=cure,
            )
        ]  # fmt: skip
    if ends and institution.opened_on >= on:
        return [
            problem(
                "institution.one_day", "当日设立的学校不能当日终止。", "A school that opened on the day cannot end on it.", which=which,
                got=f"{institution.opened_on}", cure=("先撤回它的设立，或改日。", "Withdraw its opening first, or take another day."),
            )
        ]  # fmt: skip
    return []


def _ended_by(institution: Institution, on: date) -> tuple[str, str] | None:
    """What to do where an event of the same day, or before, ended the institution."""
    if institution.closed_on is None or institution.closed_on > on:
        return None
    part = SuccessionPart.objects.filter(institution=institution, ends=True).select_related("event").first()
    if part is None:
        return None
    number, day = part.event.pk, part.event.occurred_on
    return (
        f"它因事项 {number}（{day}）终止：先撤回那个事项。",
        f"Event {number} ({day}) ended it: withdraw that first.",
    )


def current_version(institution: Institution, on: date) -> InstitutionVersion | None:
    return institution.versions.as_of(on).first()  # type: ignore[attr-defined]


def latest_name(institution: Institution) -> str:
    last = institution.versions.order_by("-started_on").first()
    return last.name if last else institution.code


def emptied_problems(institution: Institution, on: date) -> list[Problem]:
    """Nobody is left in an institution that closes: no classes from the day on, nobody enrolled."""
    which = f"{institution.code} {latest_name(institution)}"
    cure = ("学生转到别的学校的，登记为合并。", "If its pupils go to another school, register a merger.")
    found: list[Problem] = []
    classes = SchoolClass.objects.filter(institution=institution, school_year__gte=first_stock_year(on))
    if count := classes.count():
        found.append(
            problem(
                "close.classes",
                "学校当日以后还有班级。",
                "The institution still has classes after the day.",
                which=which,
                got=str(count),
                cure=cure,
            )
        )
    if count := Enrolment.objects.during(on, date.max).filter(institution=institution).count():
        found.append(
            problem(
                "close.students",
                "学校当日还有在籍学生。",
                "Students are still enrolled on the day.",
                which=which,
                got=str(count),
                cure=cure,
            )
        )
    return found


def teachable(school_type: str) -> set[str]:
    """The stages a school of a type may have classes of: its own and those that may be attached to it."""
    own = STAGES_OF_TYPE.get(school_type, ())
    return {*own, *(ATTACHED_STAGES.get(own[0], ()) if own else ())}


def stage_problems(stages: Iterable[str], school_type: str, which: str) -> list[Problem]:
    """The receiving school may teach what it receives."""
    beyond = sorted(set(stages) - teachable(school_type))
    if not beyond:
        return []
    return [
        problem(
            "merge.stages", "接收的学校不能开办这些学段。", "The receiving school may not teach these stages.", which=which,
            got=", ".join(beyond), cure=("先把接收的学校转设为合适的类型。", "First convert it to a type that may."),
        )
    ]  # fmt: skip


def stages_taught(institution: Institution, on: date) -> set[str]:
    """The stages of the classes from the day on, and of the students enrolled on it."""
    classes = SchoolClass.objects.filter(institution=institution, school_year__gte=first_stock_year(on))
    enrolled = Enrolment.objects.during(on, date.max).filter(institution=institution)
    return {*classes.values_list("stage", flat=True), *enrolled.values_list("stage", flat=True)}
