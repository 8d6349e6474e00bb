"""A version's school and timetable, read from what is kept."""

from functools import lru_cache

from xuezheng.timetables.models import TermWeek, WeekProblem, WeekVersion
from xuezheng.timetables.plan.kept_weeks import School, Timetable, school_from_dict


@lru_cache(maxsize=8)
def kept_school(problem_id: int, hash: str) -> School:
    """The school of a problem, kept in memory: problems never change."""
    return school_from_dict(WeekProblem.objects.get(pk=problem_id, hash=hash).school)


def school_of(version: WeekVersion) -> School:
    """The school that a version is a timetable of, without its locks."""
    hash = WeekProblem.objects.values_list("hash", flat=True).get(pk=version.problem_id)
    return kept_school(version.problem_id, hash)


def table_of(version: WeekVersion) -> Timetable:
    """Where each lesson of a version is. Lessons are in the order of its school's `lessons`."""
    return Timetable(school_of(version), tuple(version.starts), tuple(version.rooms))


def published_of(week: TermWeek) -> WeekVersion | None:
    """The version that holds, or None where nothing was published yet."""
    return week.published
