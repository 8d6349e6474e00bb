"""An act on a student as a row of values asks for it: one of a file, or of the command line.

`who` (or `id_number`) names the student: an ID number, a student number, or the number of the record in the register.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from xuezheng.access.actions import may
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Refused
from xuezheng.registers.actions import life, transfers
from xuezheng.registers.actions.asking import institution_of
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import Newcomer, Taught
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, Student, TransferRequest
from xuezheng.registers.rules import GRADES_OF_STAGE, STAGES_OF_TYPE
from xuezheng.registers.words import ACT_WORDS

FLAGS = ("is_boarder", "is_migrant", "is_left_behind")
NEEDS: dict[str, tuple[str, ...]] = {
    "admit": ("school", "name", "grade"),
    "transfer": ("school",),
    "leave": ("why",),
    "return": ("grade",),
    "repeat": (),
    "graduate": (),
}


def student_of(who: str) -> Student:
    """The student of an ID number, a student number, or a number of the register. Raises Refused."""
    text = who.strip().upper()
    found: Student | None
    if len(text) == 18:
        found = life.known_student(text)
    elif text.isdecimal():
        found = Student.objects.filter(pk=int(text)).first()
    else:
        found = Student.objects.filter(student_number=text).first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None:
        shown = f"{text[:4]}…{text[-2:]}" if len(text) > 10 else text
        raise Refused(
            [problem("student.unknown", "登记册里没有这名学生。", "The register has no such student.", got=shown,
                     cure=("核对号码；没有学籍的办理入学。", "Check the number; who is not enrolled is admitted."))]
        )  # fmt: skip
    return found


def do_act(values: Mapping[str, Any], stated: Stated) -> LifeEvent | TransferRequest:
    """Do what a row asks for. Raises Refused; then nothing is written."""
    act, on = str(values["act"]), values["on"]
    _complete(act, values)
    if values.get("reason"):
        stated = replace(stated, reason=str(values["reason"]))
    if not stated.reason.strip():
        raise Refused(
            [
                problem(
                    "act.reason",
                    "要写事由。",
                    "A reason is needed.",
                    cure=("写在“事由”一列，或用 --reason。", "In the column Reason, or by --reason."),
                )
            ]
        )
    if act == "admit":
        school = _allowed(institution_of(values["school"]), stated)
        newcomer = Newcomer(
            str(values["id_number"]),
            str(values["name"]),
            values.get("ethnicity") or "01",
            values.get("home_town") or "",
        )
        return life.do_admit(school, newcomer, _taught(values, school, on), on, stated)
    student = student_of(str(values.get("who") or values["id_number"]))
    if values.get("name") and values["name"] != student.name:
        _refuse(
            "student.other_name",
            "这个号码登记的是另一个姓名。",
            "This number is registered under another name.",
            student,
        )
    enrolment = _last(student)
    _allowed(enrolment.institution, stated)
    number = int(values.get("class_number") or 0)
    if act == "return":
        taught = _taught(values, enrolment.institution, on, enrolment)
        return life.do_return(student, enrolment.institution, taught, on, stated)
    if act == "repeat":
        return life.do_repeat(enrolment, on, stated, number)
    if act == "transfer":
        return _transfer(values, enrolment, on, stated, number)
    return life.do_leave(enrolment, on, "graduated" if act == "graduate" else str(values["why"]), stated)


def _transfer(
    values: Mapping[str, Any], enrolment: Enrolment, on: date, stated: Stated, number: int
) -> LifeEvent | TransferRequest:
    """Asked for by the sending school; done at once where both have agreed on paper."""
    receiving = institution_of(values["school"])
    asked = transfers.do_ask_transfer(enrolment, receiving, number or 1, on, "sending", stated)
    if not values.get("agreed"):
        return asked
    return transfers.do_confirm_transfer(asked, _allowed_at(receiving, stated))


def _complete(act: str, values: Mapping[str, Any]) -> None:
    if act not in NEEDS:
        raise Refused([problem("act.unknown", "没有这种学籍变动。", "There is no such act.", got=act)])
    if lacking := [name for name in NEEDS[act] if values.get(name) in (None, "")]:
        words = ACT_WORDS[act]
        raise Refused(
            [
                problem(
                    "act.lacking",
                    f"{words.zh}缺少要写的项。",
                    f"{words.en} lacks what it needs.",
                    got=", ".join(lacking),
                )
            ]
        )


def _allowed(school: Institution, stated: Stated) -> Institution:
    """The school, where the account (if one is named) may act for its students. Raises Refused."""
    if stated.account is not None and not may(stated.account, "student.edit", Place(school.county_code, school.code)):
        raise Refused(
            [problem("act.forbidden", "这个账户不办理这所学校的学籍。", "This account does not act for the students of this school.", which=school.code)]
        )  # fmt: skip
    return school


def _allowed_at(school: Institution, stated: Stated) -> Stated:
    _allowed(school, stated)
    return stated


def _last(student: Student) -> Enrolment:
    found = life.last_enrolment(student)
    if found is None:
        _refuse("student.not_enrolled", "这名学生没有学籍。", "The student was never enrolled.", student)
    assert found is not None
    return found


def _refuse(rule: str, zh: str, en: str, student: Student) -> None:
    raise Refused([problem(rule, zh, en, which=f"student {student.pk}")])


def _taught(values: Mapping[str, Any], school: Institution, on: date, before: Enrolment | None = None) -> Taught:
    """Stage, grade and class of a row. The stage follows from the school and the grade where none is given."""
    grade = str(values["grade"])
    stage = values.get("stage") or (before.stage if before and grade in GRADES_OF_STAGE[before.stage] else "")
    if not stage:
        version = school.versions.as_of(on).first()  # type: ignore[attr-defined]
        own = STAGES_OF_TYPE.get(version.school_type, ()) if version else ()
        fitting = [*own, *GRADES_OF_STAGE]
        stage = next((one for one in fitting if grade in GRADES_OF_STAGE[one]), "")
    number = int(values.get("class_number") or (before.class_number if before else 1))
    flags = {
        name: bool(values.get(name) if values.get(name) is not None else getattr(before, name, False)) for name in FLAGS
    }
    return Taught(str(stage), grade, number, **flags)
