"""Working days: Monday to Friday, without the public holidays, with the weekend days worked in their place.

`calendar.yaml` here holds what the State Council's office arranged, year by year; `calendar.yaml` in the instance's folder
adds the days off and worked of its own area (school holidays, a typhoon), and may bring the notice of a new year:

    rest:
      - {from: 2027-01-25, to: 2027-02-21, area: "511000", name: {zh: 寒假, en: Winter holidays}}
    worked:
      - {day: 2027-02-20}
    arranged: [2027]   # the notice of the year is written above in full: the statutory days alone no longer count
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from xuezheng.engine.instance import Instance
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.standards.reading import read_yaml

SHIPPED = Path(__file__).with_name("calendar.yaml")
NAME = "calendar.yaml"
NATION = "000000"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """Days of one kind from `first_on` to `last_on`, both included, in an area; `name` is "" for days worked."""

    first_on: date
    last_on: date
    name: Words
    area: str = NATION

    def holds(self, day: date, area: str) -> bool:
        return self.first_on <= day <= self.last_on and area_prefix(area).startswith(area_prefix(self.area))


@dataclass(frozen=True)
class Calendar:
    """Runs of days off and worked, and the years whose arrangement is known in full."""

    off: tuple[Run, ...]
    worked: tuple[Run, ...]
    arranged: frozenset[int]

    def day_off(self, day: date, area: str = NATION) -> Words | None:
        """Why nobody works on a day; None where it is worked. A day worked by name goes before a day off by name."""
        if any(run.holds(day, area) for run in self.worked):
            return None
        for run in self.off:
            if run.holds(day, area):
                return run.name
        return Words("周末", "weekend") if day.weekday() >= 5 else None

    def working_days_after(self, day: date, count: int, area: str = NATION) -> date:
        """The working day so many after a day."""
        while count:
            day += DAY
            count -= self.day_off(day, area) is None
        return day

    def working_days(self, after: date, until: date, area: str = NATION) -> int:
        """How many working days lie after one day up to another, that one included."""
        return sum(self.day_off(day, area) is None for day in _days(after + DAY, until))

    def left_out(self, after: date, until: date, area: str = NATION) -> tuple[Run, ...]:
        """The days off by name after one day up to another, in runs; weekends that fall within them with them."""
        found: list[Run] = []
        for day in _days(after + DAY, until):
            name = self.day_off(day, area)
            if name is None or name.en == "weekend":
                continue
            if found and found[-1].name == name and day - found[-1].last_on == DAY:
                found[-1] = Run(found[-1].first_on, day, name)
            else:
                found.append(Run(day, day, name))
        return tuple(found)

    def worked_weekends(self, after: date, until: date, area: str = NATION) -> tuple[date, ...]:
        """The weekend days after one day up to another that are worked."""
        days = _days(after + DAY, until)
        return tuple(day for day in days if day.weekday() >= 5 and self.day_off(day, area) is None)

    def unarranged(self, after: date, until: date) -> tuple[int, ...]:
        """The years of a span whose arrangement is not known in full."""
        return tuple(year for year in range((after + DAY).year, until.year + 1) if year not in self.arranged)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY


@cache
def shipped() -> Calendar:
    """The calendar of our own file."""
    content = cast(dict[str, Any], read_yaml(SHIPPED))
    names = {key: Words(**words) for key, words in content["names"].items()}
    off: list[Run] = []
    worked: list[Run] = []
    for year, about in content["years"].items():
        off += [Run(_in(year, first), _in(year, last), names[name]) for name, first, last in about["rest"]]
        worked += [Run(_in(year, day), _in(year, day), Words("", "")) for day in about["worked"]]
    arranged = {int(year) for year, about in content["years"].items() if about.get("is_arranged", True)}
    return Calendar(tuple(off), tuple(worked), frozenset(arranged))


def _in(year: int, day: str) -> date:
    return date.fromisoformat(f"{year}-{day}")


def calendar() -> Calendar:
    """The calendar with the instance's own days. Raises Refused where its file does not hold together."""
    path = Instance.here().home / NAME
    return _with_local(path, path.stat().st_mtime_ns) if path.exists() else shipped()


@lru_cache(maxsize=8)
def _with_local(path: Path, changed_at: int) -> Calendar:
    try:
        content = cast(dict[str, Any], read_yaml(path) or {})
        if set(content) - {"rest", "worked", "arranged"}:
            raise ValueError("rest, worked, arranged")
        return _joined(shipped(), content)
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        what = Words("放假安排读不懂，没有采用。", "The calendar of days off cannot be read.")
        cure = Words(
            "rest 每项写 from、to、name，worked 每项写 day；日期如 2027-01-25",
            "Each of rest has from, to and name, each of worked has day; days like 2027-01-25",
        )
        got = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise Refused([Problem("standards.calendar", what, where=str(path), got=got, cure=cure)]) from error


def _joined(known: Calendar, content: dict[str, Any]) -> Calendar:
    arranged = {int(year) for year in content.get("arranged") or ()}
    off = [
        Run(_day(one["from"]), _day(one.get("to", one["from"])), Words(**one["name"]), str(one.get("area", NATION)))
        for one in content.get("rest") or ()
    ]
    worked = [
        Run(_day(one["day"]), _day(one["day"]), Words("", ""), str(one.get("area", NATION)))
        for one in content.get("worked") or ()
    ]
    if backwards := [run for run in off if run.last_on < run.first_on]:
        raise ValueError(f"from {backwards[0].first_on} to {backwards[0].last_on}")
    kept = [run for run in known.off if run.first_on.year not in arranged]
    kept_worked = [run for run in known.worked if run.first_on.year not in arranged]
    return Calendar((*off, *kept), (*worked, *kept_worked), known.arranged | arranged)


def _day(written: object) -> date:
    if not isinstance(written, date):
        raise ValueError(f"{written!r}")
    return written
