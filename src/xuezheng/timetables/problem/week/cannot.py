"""What cannot be, before anything is solved: who or what has more lessons than places, in numbers, by the smallest set found.

Counting arguments over the places that the musts leave to each lesson (Hall 1935): lessons that compete for a teacher, a class, a
kind of rooms or a limit, and of which all places lie in a set of periods, are at most as many as that set holds. The smallest such set
is told. What passes may still be impossible; what is told is impossible for certain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, School, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.free_together import FreeTogether
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost
from xuezheng.timetables.problem.school.terms import Terms

Told = Callable[[int], Words]  # a rule of the school in words, by its place
MOST_NAMED = 6
KIND_WORDS = {"teacher": Words("教师", "Teacher"), "group": Words("班级", "Class"), "room": Words("教室", "Room")}


@dataclass(frozen=True)
class Places:
    """A school and where the musts leave each lesson: its starts, the slots it can cover, the rooms it may have."""

    school: School

    @cached_property
    def terms(self) -> Terms:
        found = Terms(self.school)
        for rule in self.school.rules:
            if rule.is_must:
                rule.terms(self.school, found)
        return found

    @cached_property
    def starts(self) -> list[frozenset[int]]:
        """Lessons that start together have only the starts that all have."""
        own = [frozenset(one) for one in self.terms.starts]
        for lessons in self.terms.joins:
            shared = shared_by_all(own[one] for one in lessons)
            for one in lessons:
                own[one] = shared
        return own

    @cached_property
    def covers(self) -> list[frozenset[int]]:
        held = self.school.lessons
        return [
            frozenset(slot for start in own for slot in range(start, start + held[at].duration))
            for at, own in enumerate(self.starts)
        ]

    @cached_property
    def rooms(self) -> list[frozenset[int]]:
        return [
            frozenset(room for room in self.terms.rooms_of(at) if room >= 0) for at in range(len(self.school.lessons))
        ]

    def need(self, lessons: Iterable[int]) -> int:
        """Periods of the fullest week."""
        held = self.school.lessons
        own = list(lessons)
        return max(sum(held[o].duration for o in own if held[o].weeks >> week & 1) for week in range(self.school.weeks))


def reasons_against(school: School, told: Told | None = None) -> list[Problem]:
    """Everything found that no timetable can keep; empty where nothing is found."""
    places = Places(school)
    told = told or (lambda at: school.rules[at].title)
    if nowhere := list(without_start(places, told)):
        return nowhere
    found = [*of_joins(places)]
    for who, lessons in school.lessons_of.items():
        found += crowded(
            places, lessons, dict.fromkeys(range(school.slots), 1), KIND_WORDS[who.kind], school.named(who)
        )
    found += of_rooms(places)
    for at, rule in enumerate(school.rules):
        if rule.is_must:
            found += of_rule(places, rule, told(at))
    return found


def names(school: School, lessons: Sequence[int]) -> str:
    """Lessons by name, courses once with how many."""
    count: dict[str, int] = {}
    for one in lessons:
        lesson = school.lessons[one]
        count[lesson.course or lesson.id] = count.get(lesson.course or lesson.id, 0) + 1
    told = [name + (f" ×{n}" if n > 1 else "") for name, n in list(count.items())[:MOST_NAMED]]
    return "、".join(told) + ("…" if len(count) > MOST_NAMED else "")


def times(school: School, slots: frozenset[int]) -> str:
    """A few slots by name, many by number."""
    return "、".join(school.slot_named(slot) for slot in sorted(slots)) if len(slots) <= 4 else ""


def shared_by_all(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """What is in all of the sets."""
    first, *others = sets
    return first.intersection(*others)


def touched(school: School, rule: Rule, lesson: int) -> bool:
    if isinstance(rule, FreeTogether):
        return lesson in rule.lessons(school)
    own: tuple[int, ...] = getattr(rule, "lessons", ())
    whos = {Who("teacher", one) for one in school.lessons[lesson].teachers}
    return lesson in own or bool(whos & set(getattr(rule, "whos", ())))


def without_start(places: Places, told: Told) -> Iterator[Problem]:
    """Lessons that the musts leave no place, with a smallest set of musts that together leave none."""
    school = places.school
    for lesson, starts in enumerate(places.terms.starts):
        if starts:
            continue
        own = [at for at, rule in enumerate(school.rules) if rule.is_must and touched(school, rule, lesson)]
        small = list(own)
        for at in own:
            fewer = [one for one in small if one != at]
            if not left_by(school, lesson, [school.rules[one] for one in fewer]):
                small = fewer
        zh, en = ("；".join(told(one).zh for one in small), "; ".join(told(one).en for one in small))
        what = Words(f"这节课没有地方可排。合在一起的要求：{zh or '节次与不在时间'}",
                     f"This lesson has no place. What leaves it none together: {en or 'periods and who is away'}")  # fmt: skip
        yield Problem("week.nowhere", what, which=school.lessons[lesson].id)


def left_by(school: School, lesson: int, rules: Iterable[Rule]) -> frozenset[int]:
    terms = Terms(school)
    for rule in rules:
        rule.terms(school, terms)
    return frozenset(terms.starts[lesson])


def of_joins(places: Places) -> Iterator[Problem]:
    school = places.school
    for lessons in places.terms.joins:
        if not shared_by_all(places.starts[one] for one in lessons):
            what = Words("同时上的课没有共同的节次。", "Lessons at the same time have no time in common.")
            yield Problem("week.join_nowhere", what, which=names(school, lessons))
        seen: dict[Who, int] = {}
        for one in lessons:
            lesson = school.lessons[one]
            for who in (*(Who("teacher", t) for t in lesson.teachers), *(Who("group", g) for g in lesson.groups)):
                if who in seen:
                    what = Words(
                        "同时上的两节课要同一位教师或同一个班。",
                        "Two lessons at the same time ask for one teacher or class.",
                    )
                    yield Problem(
                        "week.join_shared", what, which=school.named(who), got=names(school, (seen[who], one))
                    )
                seen[who] = one


def crowded(
    places: Places, lessons: Sequence[int], holds: Mapping[int, int], kind: Words, name: str
) -> Iterator[Problem]:
    """The smallest set of slots that cannot hold all lessons that stand there; `holds`: how many each slot holds at once."""
    school = places.school
    counted = [one for one in lessons if places.covers[one] <= holds.keys()]
    domains = sorted({places.covers[one] for one in counted}, key=len)
    unions = {a | b for a in domains[:14] for b in domains[:14]} if len(domains) > 1 else set[frozenset[int]]()
    whole = frozenset[int]().union(*domains) if domains else frozenset[int]()
    for domain in sorted({*domains, *unions, whole}, key=lambda one: (len(one), sorted(one))):
        inside = [one for one in counted if places.covers[one] <= domain]
        need = places.need(inside) if inside else 0
        room = sum(holds[slot] for slot in domain)
        if need > room:
            where = times(school, domain)
            what = Words(f"{kind.zh}的课排不下：{need} 节只能排在 {room} 个位置里{f'（{where}）' if where else ''}",
                         f"{kind.en}: {need} periods have only {room} places{f' ({where})' if where else ''}")  # fmt: skip
            yield Problem("week.crowded", what, which=name, got=names(school, inside))
            return


def of_rooms(places: Places) -> Iterator[Problem]:
    """Rooms of a kind that are too few at the periods allowed."""
    school = places.school
    choices = {rooms for rooms in places.rooms if rooms}
    closed = {key for key, weight in places.terms.closed_rooms.items() if weight >= MUST}
    for choice in sorted(choices, key=lambda one: (len(one), sorted(one))):
        lessons = [at for at, rooms in enumerate(places.rooms) if rooms and rooms <= choice]
        named = "、".join(school.rooms[room] for room in sorted(choice)[:MOST_NAMED])
        holds = {slot: sum((room, slot) not in closed for room in choice) for slot in range(school.slots)}
        yield from crowded(places, lessons, holds, Words("教室", "Rooms"), named)
    for at, rooms in enumerate(places.rooms):
        if not rooms and places.terms.wishes[at] and not places.terms.rooms_of(at):
            what = Words("这节课没有可用的教室。", "This lesson has no room that it may use.")
            yield Problem("week.no_room", what, which=school.lessons[at].id)


def of_rule(places: Places, rule: Rule, told: Words) -> Iterator[Problem]:
    school = places.school
    if isinstance(rule, DaysApart) and rule.days == 1 and not rule.joined:
        width = len(school.periods)
        days = {slot // width for one in rule.lessons for slot in places.covers[one]}
        most = max(
            (sum(school.lessons[o].weeks >> w & 1 for o in rule.lessons) for w in range(school.weeks)), default=0
        )
        if most > len(days):
            what = Words(f"{told.zh}：{most} 节只有 {len(days)} 天可排", f"{told.en}: {most} lessons, {len(days)} days")
            yield Problem("week.days_few", what, which=names(school, rule.lessons))
    elif isinstance(rule, AtOnceMost) and type(rule) is AtOnceMost:
        yield from crowded(places, rule.lessons, dict.fromkeys(rule.slots, rule.limit), told, told.zh)
    elif isinstance(rule, (DailyMost, UnitsMost)) and type(rule) in (DailyMost, UnitsMost):
        yield from of_limit(places, rule, told)


def of_limit(places: Places, rule: DailyMost | UnitsMost, told: Words) -> Iterator[Problem]:
    """People whose limits of days or half days hold less than they teach."""
    school = places.school
    width = len(school.periods)
    for who in rule.whos:
        lessons = rule.counted(school, who)
        can = school.open_to(who)
        if isinstance(rule, DailyMost):
            per_day = [sum(slot // width == day for slot in can) for day in range(len(school.days))]
            room = sum(min(rule.limit, count) for count in per_day)
        else:
            inside = frozenset[int]().union(*rule.sets)
            lessons = tuple(one for one in lessons if places.covers[one] <= inside)
            room = sum(sorted((len(one & can) for one in rule.sets), reverse=True)[: rule.limit])
        need = places.need(lessons) if lessons else 0
        if need > room:
            what = Words(
                f"{told.zh}：{need} 节，按上限只排得下 {room} 节", f"{told.en}: {need} periods, the limit holds {room}"
            )
            yield Problem("week.limit_low", what, which=school.named(who), got=names(school, lessons))


def told_by(titles: Mapping[int, Words], school: School) -> Told:
    """Rules in the words of the records they come from, where they come from one."""
    return lambda at: titles.get(at, school.rules[at].title)
