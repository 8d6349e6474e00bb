"""The policy table: which role may do what, and how far. Pure.

A role is held over an area (a prefix of the national code) and, for people of a school, over one institution. What
no row allows is refused.
"""

from dataclasses import dataclass
from typing import Final, Literal

from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words

Role = Literal[
    "city_planner", "county_officer", "exam_officer", "head_teacher", "academic_director", "auditor", "administrator"
]
Action = Literal[
    "register.view",  # institutions, classes, rooms: no persons
    "register.edit",
    "register.import",  # files into the registers, within one's area or school
    "record.edit",  # the offices' records: awards, projects, batches
    "staff.view",
    "student.view",  # persons; needs a stated reason
    "student.edit",  # admission, transfer, promotion: by the school itself
    "student.merge",  # records of one person made one, across schools; needs a stated reason
    "return.view",
    "return.fill",  # what a school is asked; counts of its classes; reasons for warnings
    "return.sign_school",
    "return.sign_county",
    "return.certify",  # open a collection; certify, which freezes
    "return.reopen",
    "return.freeze",
    "figure.view",
    "figure.rows",  # rows behind a figure, not suppressed, without pseudonyms
    "release.publish",
    "target.set",  # what a figure is to be by a year; notes on breaks in a series
    "evidence.edit",  # what is handed in for the national evaluations
    "evidence.view",  # its files
    "plan.view",  # plans that are not public yet
    "plan.make",  # compute and keep a plan
    "plan.adopt",
    "exam.view",  # works of the exam office: counts, findings, hashes; no persons
    "exam.manage",  # rosters, draws, sheets, conversion, admission: persons
    "exam.roster",  # draw candidates and invigilators from the registers; needs a stated reason
    "exam.decide",  # decide reviews of scores that somebody else asked for
    "exam.school",  # a school's own candidates: tickets, results, reviews; needs a stated reason
    "assessment.view",  # results of tests by school: no persons
    "assessment.manage",  # the item bank, answers of pupils, calibrations
    "quality.record",  # portfolios of one's own pupils; needs a stated reason
    "quality.review",  # objections to what is on display
    "timetable.view",  # timetables, counts of choices and teaching classes: no child
    "timetable.make",  # compute, change and publish timetables
    "choice.view",  # which child chose what, who is in which teaching class
    "choice.manage",  # rounds of subject choice, their slips, requests for change; teaching classes
    "audit.view",
    "account.manage",  # invite, grant and end roles within one's area
]

ROLES: Final[dict[Role, Words]] = {
    "city_planner": Words("市级规划统计", "City planner"),
    "county_officer": Words("县级教育统计", "County officer"),
    "exam_officer": Words("考试招生", "Exam officer"),
    "head_teacher": Words("校长", "Head teacher"),
    "academic_director": Words("教务主任", "Academic director"),
    "auditor": Words("审计", "Auditor"),
    "administrator": Words("账号管理员", "Administrator of accounts"),
}

# held at one school, and nowhere without one
AT_SCHOOL: Final[frozenset[str]] = frozenset({"head_teacher", "academic_director"})

# action → roles that may do it, each within the area (and institution) of their grant
POLICY: Final[dict[Action, frozenset[Role]]] = {
    "register.view": frozenset({"city_planner", "county_officer", "head_teacher", "auditor"}),
    "register.edit": frozenset({"county_officer", "head_teacher"}),
    "register.import": frozenset({"city_planner", "county_officer", "head_teacher"}),
    "record.edit": frozenset({"city_planner", "county_officer"}),
    "staff.view": frozenset({"county_officer", "head_teacher"}),
    "student.view": frozenset({"head_teacher"}),
    "student.edit": frozenset({"head_teacher"}),
    "student.merge": frozenset({"county_officer"}),
    "return.view": frozenset({"city_planner", "county_officer", "head_teacher", "auditor"}),
    "return.fill": frozenset({"county_officer", "head_teacher"}),
    "return.sign_school": frozenset({"county_officer", "head_teacher"}),
    "return.sign_county": frozenset({"county_officer"}),
    "return.certify": frozenset({"city_planner"}),
    "return.reopen": frozenset({"city_planner", "county_officer"}),
    "return.freeze": frozenset({"city_planner"}),
    "figure.view": frozenset({"city_planner", "county_officer", "head_teacher", "auditor"}),
    "figure.rows": frozenset({"city_planner", "county_officer", "auditor"}),
    "release.publish": frozenset({"city_planner"}),
    "target.set": frozenset({"city_planner", "county_officer"}),
    "evidence.edit": frozenset({"city_planner", "county_officer"}),
    "evidence.view": frozenset({"city_planner", "county_officer", "auditor"}),
    "plan.view": frozenset({"city_planner", "county_officer", "auditor"}),
    "plan.make": frozenset({"city_planner", "county_officer"}),
    "plan.adopt": frozenset({"city_planner"}),
    "exam.view": frozenset({"city_planner", "county_officer", "exam_officer", "auditor"}),
    "exam.manage": frozenset({"exam_officer"}),
    "exam.roster": frozenset({"exam_officer"}),
    "exam.decide": frozenset({"exam_officer"}),
    "exam.school": frozenset({"head_teacher"}),
    "assessment.view": frozenset({"city_planner", "county_officer", "head_teacher", "auditor"}),
    "assessment.manage": frozenset({"city_planner", "county_officer"}),
    "quality.record": frozenset({"head_teacher"}),
    "quality.review": frozenset({"county_officer"}),
    "timetable.view": frozenset({"city_planner", "county_officer", "head_teacher", "academic_director", "auditor"}),
    "timetable.make": frozenset({"academic_director"}),
    "choice.view": frozenset({"head_teacher", "academic_director"}),
    "choice.manage": frozenset({"academic_director"}),
    "audit.view": frozenset({"auditor"}),
    "account.manage": frozenset({"administrator"}),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role as somebody holds it on a day: over an area, and over one institution where `institution_code` is set."""

    role: Role
    area_code: str
    institution_code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be seen: an area, or an institution in an area."""

    area_code: str
    institution_code: str = ""


def allows(held: Held, action: Action, place: Place) -> bool:
    """Whether a role held allows an action at a place.

    The place must lie within the area of the role. A role at an institution reaches that institution alone, except that
    figures of areas above it may be seen where `action` is "figure.view" or "return.view" is asked of its own school.
    """
    if held.role not in POLICY[action]:
        return False
    if not held.institution_code:
        return place.area_code.startswith(area_prefix(held.area_code))
    if place.institution_code:
        return place.institution_code == held.institution_code
    # A head teacher compares the school with its county and city: area figures are counts and shares, not persons.
    return action == "figure.view" and held.area_code.startswith(area_prefix(place.area_code))


def reaches(held: tuple[Held, ...], action: Action) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a query may return: area prefixes, and institution codes, within which the action is allowed."""
    useful = [one for one in held if one.role in POLICY[action]]
    areas = tuple(sorted({area_prefix(one.area_code) for one in useful if not one.institution_code}))
    institutions = tuple(sorted({one.institution_code for one in useful if one.institution_code}))
    return areas, institutions
