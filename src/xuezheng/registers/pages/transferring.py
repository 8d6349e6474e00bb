"""What pages say of a transfer: its clock in words, whose turn it is, and the schools it may go to."""

import re
from datetime import date

from django.urls import reverse

from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.actions import institution_of, transfers
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.models import Institution, InstitutionVersion, TransferRequest
from xuezheng.registers.rules import STAGES_OF_TYPE
from xuezheng.screens import numbers
from xuezheng.screens.components import Definition, Link, Notice


def day(on: date) -> Words:
    """A day in words of both languages."""
    return Words(numbers.date(on, "zh"), numbers.date(on, "en"))


def left_words(asked: TransferRequest, today: date) -> Words:
    """How many working days are left, or by how many it is overdue."""
    left = transfers.clock_of(asked, today).left_count
    if left < 0:
        return Words(f"超期{-left}个工作日", f"overdue by {-left} working day{'s' if left < -1 else ''}")
    if left == 0:
        return Words("今天到期", "due today") if today == asked.due_on else Words("已到期", "due")
    return Words(f"还有{left}个工作日", f"{left} working day{'s' if left > 1 else ''} left")


def names_of(found: list[TransferRequest]) -> dict[int, str]:
    """The last name of each school in some transfers, by its number in the register."""
    schools = {school for asked in found for school in (asked.sending_id, asked.receiving_id)}
    named_then = InstitutionVersion.objects.filter(institution_id__in=schools).order_by("started_on")
    return dict(named_then.values_list("institution_id", "name"))


def clock_rows(asked: TransferRequest, today: date) -> tuple[Definition, ...]:
    """The clock in words: when, how long still, and which days do not count."""
    clock = transfers.clock_of(asked, today)
    off = [(run.name, _span(run.first_on, run.last_on)) for run in clock.days_off]
    rows = [
        Definition(Words("应在此前答复", "Due"), day(asked.due_on)),
        Definition(Words("现在", "Now"), left_words(asked, today)),
        Definition(
            Words("不计入的日子", "Days not counted"),
            Words(
                "、".join(["周末", *(f"{name.zh}（{span.zh}）" for name, span in off)]),
                ", ".join(["weekends", *(f"{name.en} ({span.en})" for name, span in off)]),
            ),
        ),
    ]
    if clock.worked_weekends:
        days = [day(one) for one in clock.worked_weekends]
        rows.append(
            Definition(
                Words("补班，计入", "Weekend days worked, counted"),
                Words("、".join(d.zh for d in days), ", ".join(d.en for d in days)),
            )
        )
    for year in clock.unarranged:
        rows.append(
            Definition(
                Words(f"{year}年放假安排", f"Days off in {year}"),
                Words("通知尚未录入，只扣除法定节日当天。", "The notice is not on record; the statutory days alone are left out."),
            )
        )  # fmt: skip
    return tuple(rows)


def _span(first: date, last: date) -> Words:
    if first == last:
        return day(first)
    one, other = day(first), day(last)
    return Words(
        f"{one.zh}至{last.day}日" if one.zh[:-4] == other.zh[:-4] else f"{one.zh}至{other.zh}",
        f"{one.en} to {other.en}",
    )


def waiting_notice(student_id: int) -> Notice | None:
    """That a transfer of a student waits for an answer, if one does."""
    asked = TransferRequest.objects.filter(student_id=student_id, state="asked").first()
    if asked is None:
        return None
    names, due = names_of([asked]), day(asked.due_on)
    other = names.get(getattr(asked, f"{transfers.answering_side(asked)}_id"), "")
    to = names.get(asked.receiving_id, "")
    return Notice(
        Words(f"转学在办：转往{to}", f"A transfer to {to} is under way"),
        Words(f"等{other}答复，应在{due.zh}以前。", f"{other} is to answer by {due.en}."),
        "info", links=(Link(Words("看这件转学", "See it"), reverse("transfer", args=[asked.pk])),),
    )  # fmt: skip


def schools_to(enrolment_stage: str, own: Institution, on: date) -> list[tuple[str, str]]:
    """(code, name) of the city's other schools of a stage, those of the own county first."""
    kinds = [kind for kind, stages in STAGES_OF_TYPE.items() if enrolment_stage in stages]
    found = (
        InstitutionVersion.objects.as_of(on)
        .filter(
            institution__county_code__startswith=own.county_code[:4], school_type__in=kinds, institution__closed_on=None
        )
        .exclude(institution=own)
        .values_list("institution__code", "name", "institution__county_code")
    )
    return [(code, name) for code, name, county in sorted(found, key=lambda s: (s[2] != own.county_code, s[2], s[0]))]


def school_named(text: str, on: date) -> Institution:
    """The school of a code, or of a name that one open school alone has. Raises Refused."""
    if code := re.search(r"(?<!\d)\d{10}(?!\d)", text):
        return institution_of(code.group())
    found = list(InstitutionVersion.objects.as_of(on).filter(name=text.strip()).select_related("institution")[:2])
    if len(found) == 1:
        return found[0].institution
    what = ("没有这个名称的学校。", "There is no school of this name.")
    if found:
        what = ("有几所学校同名。", "Several schools have this name.")
    raise Refused(
        [problem("institution.unknown", *what, got=text[:60], cure=("从列表里选，或写十位标识码。", "Choose from the list, or give the code of ten digits."))]
    )  # fmt: skip
