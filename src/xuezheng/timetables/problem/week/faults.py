"""What is wrong with a book, each fault named with the row and field it stands in."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import FIELD_WORDS, UNITS, WEIGHTS
from xuezheng.timetables.problem.week.book import Asked, Book, Course
from xuezheng.timetables.problem.week.building import rooms_of, shares_classes
from xuezheng.timetables.problem.week.pattern import NotAPattern, lessons_of
from xuezheng.timetables.problem.week.shape import KINDS, NotATime, slots_of

Where = Callable[[str, int, str], str | Words]  # (part of the book, its row, field) → where it stands
PART_WORDS = {
    "classes": Words("班级", "Classes"), "rooms": Words("教室", "Rooms"), "courses": Words("任课", "Courses"),
    "rules": Words("规则", "Rules"), "fixed": Words("固定", "Fixed"), "shape": Words("作息", "Periods"),
}  # fmt: skip


def in_book(part: str, row: int, field: str) -> Words:
    """Where a fault stands in a book that comes from no file."""
    words = PART_WORDS[part]
    return Words(f"{words.zh}第 {row + 1} 行 {field}", f"{words.en}, row {row + 1}, {field}")


@dataclass(frozen=True)
class Looking:
    """Looks through a book."""

    book: Book
    where: Where

    def fault(self, rule: str, what: Words, part: str, row: int, field: str, *, which: str = "", got: str = "",
              cure: Words | None = None) -> Problem:  # fmt: skip
        return Problem(f"week.{rule}", what, which=which, where=self.where(part, row, field), got=got, cure=cure)

    def names(self, field: str) -> tuple[str, ...]:
        book = self.book
        if field == "classes":
            whole = [one.name for one in book.classes]
            return (*whole, *(name for course in book.courses for name in (*course.classes, course.name) if name))
        if field == "subjects":
            return book.subjects
        return book.teachers

    def unknown(self, names: Iterable[str], known: Iterable[str], part: str, row: int, field: str) -> Iterator[Problem]:
        every = tuple(dict.fromkeys(known))
        held = set(every)
        for name in names:
            if name not in held:
                near = get_close_matches(name, every, 1)
                cure = Words(f"是“{near[0]}”吗？", f"Did you mean {near[0]}?") if near else None
                words = FIELD_WORDS.get(field, PART_WORDS.get(field, Words(field, field)))
                what = Words(f"没有这个名称（{words.zh}）。", f"There is no such name ({words.en.lower()}).")
                yield self.fault("unknown", what, part, row, field, got=name, cure=cure)


def problems_of(book: Book, where: Where = in_book) -> list[Problem]:
    """Everything that is wrong with a book; empty where it holds together."""
    look = Looking(book, where)
    found = [*twice(look, "classes", [one.name for one in book.classes])]
    found += [*twice(look, "rooms", [one.name for one in book.rooms])]
    if not book.shape.days or not book.shape.periods:
        found.append(look.fault("shape", Words("没有天或节次。", "There are no days or periods."), "shape", 0, ""))
    rooms = {room.name: at for at, room in enumerate(book.rooms)}
    for at, one in enumerate(book.classes):
        found += look.unknown([one.room] if one.room else [], rooms, "classes", at, "room")
    for at, course in enumerate(book.courses):
        found += of_course(look, at, course, rooms)
    found += [*courses_twice(look), *of_keys(look)]
    for at, asked in enumerate(book.rules):
        found += of_rule(look, at, asked)
    found += of_fixed(look, rooms)
    return found or list(too_much(look))


def twice(look: Looking, part: str, names: list[str]) -> Iterator[Problem]:
    counts = Counter(names)
    for at, name in enumerate(names):
        if not name or (counts[name] > 1 and names.index(name) != at):
            what = (
                Words("名称为空。", "The name is empty.")
                if not name
                else Words("同一名称出现两次。", "The name is there twice.")
            )
            yield look.fault("twice", what, part, at, "name", got=name)


def of_course(look: Looking, at: int, course: Course, rooms: Mapping[str, int]) -> Iterator[Problem]:
    book = look.book
    if not course.subject:
        yield look.fault("subject", Words("没有写科目。", "The subject is missing."), "courses", at, "subject")
    if not course.teachers:
        what = Words("这门课没有教师。", "Nobody teaches this.")
        yield look.fault("untaught", what, "courses", at, "teachers", which=course.key)
    if not course.classes:
        what = Words("这门课没有班级。", "No class is taught.")
        yield look.fault("no_class", what, "courses", at, "classes", which=course.key)
    wholes = [name.partition("/")[0] for name in course.classes]
    missing = list(look.unknown(wholes, [one.name for one in book.classes], "courses", at, "classes"))
    missing += look.unknown([course.room] if course.room else [], rooms, "courses", at, "room")
    yield from missing
    if course.kind and (course.kind not in KINDS or course.kind == "break"):
        yield look.fault(
            "kind", Words("没有这种时段。", "There is no such kind of periods."), "courses", at, "kind", got=course.kind
        )
    elif not book.shape.of_kinds(*([course.kind] if course.kind else ["morning", "afternoon"])):
        what = Words("作息表里没有这种时段。", "The week has no periods of this kind.")
        yield look.fault("kind_empty", what, "courses", at, "kind", which=course.key, got=course.kind)
    try:
        lessons_of(course.pattern, course.weeks, book.shape.weeks)
    except NotAPattern as error:
        cure = Words(
            "如 5、2+1+1、1+1单、2连；单双周须在作息里写 2 周一轮。",
            "Such as 5, 2+1+1, 1+1odd; odd weeks need a cycle of two.",
        )
        what = Words("读不懂课时。", "How often cannot be read.")
        yield look.fault(
            "pattern",
            what,
            "courses",
            at,
            "pattern",
            which=course.key,
            got=f"{course.pattern} {error}".strip(),
            cure=cure,
        )
    if not missing and course.room_kind and not rooms_of(book, rooms, course, False):
        of_kind = [room for room in book.rooms if room.kind == course.room_kind]
        sizes = {one.name: one.size for one in book.classes}
        got = f"{course.room_kind}: {len(of_kind)}; {course.size or sum(sizes[w] for w in wholes)} > {max((r.seats for r in of_kind), default=0)}"
        what = Words("没有这种教室，或都坐不下。", "No room of the kind is there, or none is large enough.")
        yield look.fault("room_kind", what, "courses", at, "room_kind", which=course.key, got=got)


def courses_twice(look: Looking) -> Iterator[Problem]:
    first: dict[tuple[Any, ...], int] = {}
    for at, course in enumerate(look.book.courses):
        key = (course.subject, course.label, course.kind, course.weeks)
        if key in first:
            what = Words("同一班同一科写了两次。", "The same subject of the same class is there twice.")
            cure = Words(
                f"见第 {first[key] + 1} 门；合成一行，或给教学班取名。",
                f"See course {first[key] + 1}: join them, or name the teaching class.",
            )
            yield look.fault("course_twice", what, "courses", at, "subject", which=course.key, cure=cure)
        first.setdefault(key, at)


def of_keys(look: Looking) -> Iterator[Problem]:
    """Courses that run together have the same lessons, and no teacher in common."""
    keys: dict[str, list[int]] = {}
    for at, course in enumerate(look.book.courses):
        if course.together:
            keys.setdefault(course.together, []).append(at)
    for key, ats in keys.items():
        courses = [look.book.courses[at] for at in ats]
        patterns = {(course.pattern, course.weeks, course.kind) for course in courses}
        if len(patterns) > 1:
            what = Words("同时开的课，课时须相同。", "Courses at the same time must have the same lessons.")
            got = " / ".join(sorted(" ".join(one).strip() for one in patterns))
            yield look.fault("together_pattern", what, "courses", ats[1], "pattern", which=key, got=got)
        counts = Counter(name for course in courses for name in course.teachers)
        if both := [name for name, count in counts.items() if count > 1]:
            what = Words("一位教师不能同时上两门课。", "A teacher cannot teach two courses at the same time.")
            at = next(at for at in ats[1:] if both[0] in look.book.courses[at].teachers)
            yield look.fault("together_teacher", what, "courses", at, "teachers", which=key, got="、".join(both))


def of_rule(look: Looking, at: int, asked: Asked) -> Iterator[Problem]:
    kind = ASKED.get(asked.name)
    if kind is None:
        near = get_close_matches(asked.name, [*ASKED, *(one.title.zh for one in ASKED.values())], 1)
        cure = Words(f"是“{near[0]}”吗？", f"Did you mean {near[0]}?") if near else None
        yield look.fault(
            "rule", Words("没有这种规则。", "There is no such rule."), "rules", at, "name", got=asked.name, cure=cure
        )
        return
    if asked.weight not in WEIGHTS:
        what = Words("权重须为：必须、高、中、低。", "The weight is must, high, medium or low.")
        yield look.fault("weight", what, "rules", at, "weight", which=kind.title.zh, got=asked.weight)
    for name in FIELD_WORDS:
        value = getattr(asked, name)
        given = value is not None if name == "number" else bool(value)
        if (
            name in kind.needs
            and not given
            and not (name == "subjects" and "teachers" in kind.needs and asked.teachers)
        ):
            what = Words(f"这种规则须写{FIELD_WORDS[name].zh}。", f"This rule needs: {FIELD_WORDS[name].en.lower()}.")
            yield look.fault("rule_lacks", what, "rules", at, name, which=kind.title.zh)
        if given and name not in kind.fields:
            what = Words(f"这种规则不用{FIELD_WORDS[name].zh}。", f"This rule takes no {FIELD_WORDS[name].en.lower()}.")
            yield look.fault("rule_extra", what, "rules", at, name, which=kind.title.zh, got=str(value))
    for name in ("subjects", "classes", "teachers"):
        yield from look.unknown(getattr(asked, name), look.names(name), "rules", at, name)
    others = "teachers" if asked.name == "sits_in" else "subjects"
    yield from look.unknown(asked.others, look.names(others), "rules", at, "others")
    if asked.name == "sits_in" and len(asked.teachers) != len(asked.others):
        what = Words("师傅与徒弟人数须相同。", "There must be as many mentors as followers.")
        yield look.fault("rule_pairs", what, "rules", at, "others", got=f"{len(asked.teachers)} / {len(asked.others)}")
    if asked.unit and asked.unit not in UNITS:
        yield look.fault(
            "unit", Words("单位须为天或半天。", "The unit is day or half day."), "rules", at, "unit", got=asked.unit
        )
    if asked.number is not None and not 0 <= asked.number <= 100:
        yield look.fault(
            "number",
            Words("数须为 0 至 100。", "The number is 0 to 100."),
            "rules",
            at,
            "number",
            got=str(asked.number),
        )
    yield from of_times(look, "rules", at, asked.times)


def of_times(look: Looking, part: str, at: int, times: str, is_needed: bool = False) -> Iterator[Problem]:
    if not times and not is_needed:
        return
    try:
        slots_of(times, look.book.shape)
    except NotATime as error:
        what = Words("读不懂节次。", "The times cannot be read.")
        cure = Words("如：上午；周一第1-2节；周三下午；每天晚自习", "Such as: 上午；周一第1-2节；mon 3；每天晚自习")
        yield look.fault("times", what, part, at, "times", got=str(error), cure=cure)


def of_fixed(look: Looking, rooms: Mapping[str, int]) -> Iterator[Problem]:
    classes = [one.name for one in look.book.classes]
    for at, one in enumerate(look.book.fixed):
        known = {"teacher": look.book.teachers, "class": classes, "room": tuple(rooms)}.get(one.kind)
        if one.kind != "lesson" and known is None:
            what = Words("类别须为：课、教师、班级、教室。", "The kind is lesson, teacher, class or room.")
            yield look.fault("fixed_kind", what, "fixed", at, "kind", got=one.kind)
        yield from look.unknown([one.name] if known is not None else [], known or (), "fixed", at, "name")
        yield from look.unknown([name.partition("/")[0] for name in one.classes], classes, "fixed", at, "classes")
        if one.kind == "lesson" and not one.classes:
            what = Words("固定的课没有班级。", "A lesson that is fixed names no class.")
            yield look.fault("no_class", what, "fixed", at, "classes", which=one.name)
        yield from of_times(look, "fixed", at, one.times, is_needed=True)


def too_much(look: Looking) -> Iterator[Problem]:
    """A teacher or a class with more periods than the week has."""
    book = look.book
    cycle = book.shape.weeks
    load: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], int] = {}
    shared = {
        key: [at for at, one in enumerate(book.courses) if one.together == key]
        for key in {c.together for c in book.courses if c.together}
    }
    parted = {key: ats[0] for key, ats in shared.items() if shares_classes(book, ats)}
    for at, course in enumerate(book.courses):
        own = [("teachers", name) for name in course.teachers]
        if course.together not in parted or parted[course.together] == at:
            names = (
                {n for one in shared[course.together] for n in book.courses[one].classes}
                if course.together in parted
                else course.classes
            )
            own += [("classes", name) for name in sorted(names)]
        for duration, weeks in lessons_of(course.pattern, course.weeks, cycle):
            for key in own:
                each = load.setdefault(key, [0] * cycle)
                for week in range(cycle):
                    each[week] += duration * (weeks >> week & 1)
                first.setdefault(key, at)
    room = len(book.shape.open)
    for (field, name), each in load.items():
        away: set[int] = set()
        for one in book.fixed:
            if one.name == name or (one.kind == "lesson" and name in (*one.teachers, *one.classes)):
                away |= slots_of(one.times, book.shape)
        if max(each) > room - len(away):
            what = Words("课时超过一周可排的节数。", "There are more periods than the week has.")
            yield look.fault(
                "too_much",
                what,
                "courses",
                first[field, name],
                field,
                which=name,
                got=f"{max(each)} > {room - len(away)}",
            )
