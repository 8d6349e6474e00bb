"""What a school reports once a year: its conditions, and the counts of classes whose pupils are not registered as persons."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.models import Conditions, Enrolment, Institution, SchoolClass
from xuezheng.registers.rules import CLASS_COUNTS

LARGEST = {models.IntegerField: 2**31 - 1, models.BigIntegerField: 2**53, models.SmallIntegerField: 32767}
Value = float | int | bool | str | None


def _problem(rule: str, what: Words, which: str, where: str, got: object) -> Problem:
    return Problem(f"registers.{rule}", what, which=which, where=where, got=str(got))


def _value_problems(model: Any, code: str, values: Mapping[str, Value], allowed: set[str]) -> list[Problem]:
    """Names that are no columns to report, and values that are negative, too large or of another type."""
    found: list[Problem] = []
    for name, value in values.items():
        if name not in allowed:
            what = Words("这一项不由学校填报。", "This is not for the school to report.")
            found.append(_problem("reporting.column", what, code, name, value))
            continue
        field = model._meta.get_field(name)
        if isinstance(field, models.CharField):
            if value is not None and (not isinstance(value, str) or len(value) > (field.max_length or 0)):
                what = Words(f"至多{field.max_length}个字。", f"At most {field.max_length} characters.")
                found.append(_problem("reporting.text", what, code, name, value))
        elif value is None:
            if not field.null:
                found.append(_problem("reporting.empty", Words("必须有数。", "A number is needed."), code, name, ""))
        elif isinstance(field, models.BooleanField) != isinstance(value, bool):
            found.append(
                _problem(
                    "reporting.type", Words("填“是”或“否”，数填数。", "Yes or no, or a number."), code, name, value
                )
            )
        elif isinstance(value, str):
            found.append(_problem("reporting.type", Words("填数。", "A number."), code, name, value))
        elif not isinstance(value, bool):
            most = next((top for kind, top in LARGEST.items() if type(field) is kind), 10**9)
            if not 0 <= value <= most:
                what = Words(f"应在0到{most:,}之间。", f"Must be between 0 and {most:,}.")
                found.append(_problem("reporting.range", what, code, name, value))
    return found


def check_report_conditions(code: str, values: Mapping[str, Value]) -> list[Problem]:
    """What is wrong with conditions to be reported, by column (`Problem.where`)."""
    allowed = {f.attname for f in Conditions._meta.concrete_fields} - {"id", "institution_id", "school_year"}
    return _value_problems(Conditions, code, values, allowed)


def do_report_conditions(
    code: str, school_year: int, values: Mapping[str, Value], *, account: Any = None
) -> dict[str, Any]:
    """Write some of the conditions of an institution and year; gives what changed: column → [before, after].

    Raises Refused where a value cannot be.
    """
    if problems := check_report_conditions(code, values):
        raise Refused(problems)
    with transaction.atomic():
        institution = Institution.objects.get(code=code)
        kept, _ = Conditions.objects.select_for_update().get_or_create(institution=institution, school_year=school_year)
        return _write(kept, values, institution, f"{code} {school_year}", "registers.conditions.reported", account)


def check_count_class(class_id: int, values: Mapping[str, Value]) -> list[Problem]:
    """What is wrong with the counts of a class; classes whose pupils are registered as persons are not counted by hand."""
    one = SchoolClass.objects.select_related("institution").get(pk=class_id)
    problems = _value_problems(SchoolClass, one.institution.code, values, set(CLASS_COUNTS))
    if Enrolment.objects.filter(institution=one.institution, stage=one.stage).exists():
        what = Words(
            "这个班的学生已登记到人，人数从名册来，不手填。",
            "The pupils of this class are registered as persons; its counts follow from the list.",
        )
        problems.append(Problem("registers.class.has_persons", what, which=one.institution.code))
    whole = values.get("pupil_count", one.pupil_count)
    for name, value in values.items():
        if name in CLASS_COUNTS and isinstance(value, int) and isinstance(whole, int) and value > whole:
            what = Words(f"不能多于全班{whole}人。", f"Must not exceed the {whole} pupils of the class.")
            problems.append(_problem("class.part", what, one.institution.code, name, value))
    return problems


def do_count_class(class_id: int, values: Mapping[str, Value], *, account: Any = None) -> dict[str, Any]:
    """Correct the counts of a class; gives what changed. Raises Refused where `check_count_class` finds anything."""
    if problems := check_count_class(class_id, values):
        raise Refused(problems)
    with transaction.atomic():
        one = SchoolClass.objects.select_for_update().get(pk=class_id)
        subject = f"{one.institution.code} {one.school_year} {one.stage} {one.grade} {one.number}"
        return _write(one, values, one.institution, subject, "registers.class.counted", account)


def _write(
    kept: Any, values: Mapping[str, Value], institution: Institution, subject: str, verb: str, account: Any
) -> dict[str, Any]:
    texts = {f.attname for f in kept._meta.concrete_fields if isinstance(f, models.CharField)}
    values = {name: value or "" if name in texts else value for name, value in values.items()}
    changed: dict[str, Any] = {
        name: [getattr(kept, name), value] for name, value in values.items() if getattr(kept, name) != value
    }
    if changed:
        for name, (_, value) in changed.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(changed))
        record(verb, account=account, area_code=institution.county_code, subject=subject, detail=changed)
    return changed
