"""Counting units: the Chinese measure word, the English noun for one and for many."""

from dataclasses import dataclass
from decimal import Decimal

from xuezheng.ground.words import Words


@dataclass(frozen=True, slots=True)
class Unit:
    """A counting unit: the Chinese measure word, the English noun for one and for many."""

    zh: str
    one: str
    many: str

    def after(self, value: float | Decimal) -> Words:
        """The unit as it follows a number."""
        return Words(self.zh, self.one if value == 1 else self.many)


UNITS: dict[str, Unit] = {
    "%": Unit("%", "%", "%"),
    "activity": Unit("次", "activity", "activities"),
    "award": Unit("项", "award", "awards"),
    "base": Unit("个", "base", "bases"),
    "centre": Unit("个", "centre", "centres"),
    "campus": Unit("个", "campus", "campuses"),
    "child": Unit("人", "child", "children"),
    "offering": Unit("项", "offering", "offerings"),
    "person-time": Unit("人次", "person-time", "person-times"),
    "ratio": Unit("", "", ""),
    "share": Unit("%", "%", "%"),
    "fen": Unit("元", "yuan", "yuan"),
    "site": Unit("处", "site", "sites"),
    "student-time": Unit("人次", "student-time", "student-times"),
    "studio": Unit("个", "studio", "studios"),
    "pupil/school": Unit("人／校", "pupils a school", "pupils a school"),
    "pupil/class": Unit("人／班", "pupils a class", "pupils a class"),
    "pupil/teacher": Unit("人／教师", "pupils a teacher", "pupils a teacher"),
    "staff/pupil": Unit("人／生", "staff a pupil", "staff a pupil"),
    "teacher/class": Unit("人／班", "teachers a class", "teachers a class"),
    "teacher/child": Unit("人／生", "teachers a child", "teachers a child"),
    "seat/pupil": Unit("个／生", "seats a pupil", "seats a pupil"),
    "station/pupil": Unit("个／生", "stations a pupil", "stations a pupil"),
    "year": Unit("年", "year", "years"),
    "m2/pupil": Unit("平方米／生", "m² a pupil", "m² a pupil"),
    "volume/pupil": Unit("册／生", "volumes a pupil", "volumes a pupil"),
    "per_100": Unit("／百人", "per 100 pupils", "per 100 pupils"),
    "per_100k": Unit("人／十万人", "per 100,000 people", "per 100,000 people"),
    "class": Unit("个", "class", "classes"),
    "club": Unit("个", "club", "clubs"),
    "college": Unit("所", "college", "colleges"),
    "course": Unit("门", "course", "courses"),
    "district": Unit("个", "district", "districts"),
    "enterprise": Unit("家", "enterprise", "enterprises"),
    "group": Unit("个", "group", "groups"),
    "inspector": Unit("名", "inspector", "inspectors"),
    "institution": Unit("所", "institution", "institutions"),
    "lesson": Unit("堂", "lesson", "lessons"),
    "organisation": Unit("家", "organisation", "organisations"),
    "pair": Unit("对", "pair", "pairs"),
    "person": Unit("人", "person", "persons"),
    "point": Unit("分", "point", "points"),
    "programme": Unit("个", "programme", "programmes"),
    "project": Unit("项", "project", "projects"),
    "room": Unit("间", "room", "rooms"),
    "round": Unit("轮", "round", "rounds"),
    "school": Unit("所", "school", "schools"),
    "seat": Unit("个", "seat", "seats"),
    "student": Unit("人", "student", "students"),
    "teacher": Unit("人", "teacher", "teachers"),
    "unit": Unit("个", "unit", "units"),
    "yuan": Unit("元", "yuan", "yuan"),
    "yuan/student/year": Unit("元／生·年", "yuan a student a year", "yuan a student a year"),
}


def unit_words(unit: str, value: float | Decimal = 2) -> Words:
    """The words of a unit after a value; a unit that is not listed stands for itself."""
    found = UNITS.get(unit)
    return found.after(value) if found else Words(unit, unit)
