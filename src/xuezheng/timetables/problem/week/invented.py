"""Invented schools of any size, for tests, measurements and the demonstration. Seeded: the same school every time."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from xuezheng.timetables.problem.week.book import Asked, Book, Class, Course, Fixed, Room
from xuezheng.timetables.problem.week.shape import Shape, usual_shape

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程魏苏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = "文静 建国 晓燕 志强 丽华 明远 雪梅 海涛 玉兰 俊杰 秀英 德明 春霞 永康 思远 婷婷 国栋 佳宁 立新 红梅".split()
FIRST_YEAR: Mapping[str, str] = {
    "语文": "5", "数学": "6", "英语": "6", "物理": "3", "化学": "3", "生物": "2", "政治": "2", "历史": "2", "地理": "2",
    "体育": "3", "音乐": "1", "美术": "1", "信息技术": "2连", "心理": "1单", "劳动": "1双", "班会": "1",
}  # fmt: skip
SECOND_YEAR: Mapping[str, str] = {
    "语文": "5", "数学": "6", "英语": "6", "体育": "3", "音乐": "1", "美术": "1", "通用技术": "2连", "班会": "1",
}  # fmt: skip
BLOCKS = (("走班甲", "4", ("物理", "物理", "物理", "历史", "历史")), ("走班乙", "4", ("化学", "化学", "生物", "政治", "地理")),
          ("走班丙", "4", ("生物", "地理", "政治", "化学", "地理")))  # fmt: skip
FULL_LOAD = 14  # periods of a teacher in a week
KIND_OF = {"信息技术": "机房", "通用技术": "机房", "音乐": "音乐教室", "美术": "美术教室"}


@dataclass
class Staff:
    """Teachers as they are engaged: a new one of the subject when those there have enough."""

    chance: random.Random
    load: dict[str, int] = field(default_factory=dict[str, int])
    leading: set[str] = field(default_factory=set[str])  # a class of their own
    of_subject: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def engage(self, subject: str, periods: int, busy: frozenset[str] = frozenset()) -> str:
        own = self.of_subject.setdefault(subject, [])
        free = [name for name in own if self.load[name] + periods <= FULL_LOAD and name not in busy]
        if not free:
            name = next(name for name in self.names() if name not in self.load)
            own.append(name)
            self.load[name] = 0
            free = [name]
        chosen = min(free, key=lambda name: (-self.load[name], name))
        self.load[chosen] += periods
        return chosen

    def names(self) -> Iterator[str]:
        while True:
            yield self.chance.choice(SURNAMES) + self.chance.choice(GIVEN)


def periods_in(pattern: str) -> int:
    return int("".join(one for one in pattern if one.isdigit()))


def invented_book(first: int = 8, second: int = 8, seed: int = 1) -> Book:
    """A senior school: so many classes of the first grade, taught as classes, and of the second, who part for three blocks."""
    staff = Staff(random.Random(seed))
    classes: list[Class] = []
    courses: list[Course] = []
    for grade, count, plan in (("高一", first, FIRST_YEAR), ("高二", second, SECOND_YEAR)):
        for n in range(count):
            name = f"{grade}({n + 1})班"
            classes.append(Class(name, grade, 50, f"{'笃' if grade == '高一' else '博'}{101 + n}"))
            courses += class_courses(staff, name, plan)
    courses += blocks_of(staff, [one.name for one in classes if one.grade == "高二"])
    rooms = [Room(one.room, "教室", 55) for one in classes] + [
        Room(f"厚{201 + n}", "教室", 60) for n in range(max(1, second // 3))
    ]
    rooms += [Room(f"机房{n + 1}", "机房", 60) for n in range(1 + (first + second) // 8)]
    rooms += [Room(f"音乐{n + 1}", "音乐教室", 60) for n in range(1 + (first + second) // 16)]
    rooms += [Room(f"美术{n + 1}", "美术教室", 60) for n in range(1 + (first + second) // 16)]
    book = Book(usual_shape(), tuple(classes), tuple(rooms), tuple(courses))
    book = Book(cycle_of_two(book), book.classes, book.rooms, book.courses, fixed=fixed_in(book))
    return Book(book.shape, book.classes, book.rooms, book.courses, rules_for(book, staff), book.fixed)


def cycle_of_two(book: Book) -> Shape:
    return replace(book.shape, weeks=2)


def class_courses(staff: Staff, name: str, plan: Mapping[str, str]) -> Iterator[Course]:
    """A class's courses with early reading and evening study by those who teach it the main subjects."""
    mine: dict[str, str] = {}
    for subject, pattern in plan.items():
        if subject == "班会":
            teacher = next(name for name in mine.values() if name not in staff.leading)
            staff.leading.add(teacher)
        else:
            teacher = staff.engage(subject, periods_in(pattern))
        mine[subject] = teacher
        yield Course(subject, (teacher,), (name,), pattern, room_kind=KIND_OF.get(subject, ""))
    yield Course("语文", (mine["语文"],), (name,), "2", kind="early")
    yield Course("英语", (mine["英语"],), (name,), "2", kind="early")
    for subject, pattern in (("语文", "2"), ("数学", "2连"), ("英语", "2")):
        yield Course(subject, (mine[subject],), (name,), pattern, kind="evening")


def blocks_of(staff: Staff, classes: list[str]) -> Iterator[Course]:
    """For every four classes three blocks of five teaching classes each."""
    for begin in range(0, len(classes), 4):
        own = tuple(classes[begin : begin + 4])
        mark = chr(65 + begin // 4)
        for block, pattern, subjects in BLOCKS:
            busy: set[str] = set()
            for n, subject in enumerate(subjects):
                teacher = staff.engage(subject, int(pattern), frozenset(busy))
                busy.add(teacher)
                label = f"{subject}{mark}{block[-1]}{n + 1}"
                yield Course(
                    subject,
                    (teacher,),
                    own,
                    pattern,
                    together=f"{block}{mark}",
                    name=label,
                    size=min(48, 10 * len(own)),
                )


def fixed_in(book: Book) -> tuple[Fixed, ...]:
    """A cloud lesson for the last class of the first grade, a teacher who is at another school on Thursday afternoons."""
    first = [one.name for one in book.classes if one.grade == "高一"]
    art = next((course.teachers[0] for course in book.courses if course.subject == "美术"), "")
    found = [Fixed("teacher", art, "周四下午", note="在南部中学任课")] if art else []
    return (*found, Fixed("lesson", "云课堂·天文", "周三第9节", tuple(first[-1:]), (), "国家智慧教育平台"))[
        : 2 if first else 1
    ]


def rules_for(book: Book, staff: Staff) -> tuple[Asked, ...]:
    """What such a school asks for."""
    maths = staff.of_subject.get("数学", [])
    sport = max(2, sum(course.subject == "体育" for course in book.courses) * 3 // 25)
    rules = [
        Asked("main_in_morning", "medium", ("语文", "数学", "英语")), Asked("avoided_times", "high", ("体育",), times="每天第1节"),
        Asked("allowed_times", "must", ("班会",), times="周一第9节"), Asked("meeting", "must", ("语文",), times="周二第8-9节"),
        Asked("meeting", "must", ("数学",), times="周三第8-9节"), Asked("meeting", "high", ("英语",), times="周四第8-9节"),
        Asked("daily_most", "must", number=7), Asked("in_row_most", "high", number=3),
        Asked("at_once_most", "must", ("体育",), number=sport), Asked("not_beside", "medium", ("体育",), others=("数学",)),
        Asked("kept_apart", "low", ("音乐", "美术"), unit="day"), Asked("in_step", "medium", ("数学", "物理")),
        Asked("evenings_most", "high", number=3), Asked("half_days_most", "low", ("体育",), number=8),
    ]  # fmt: skip
    if len(maths) > 1:
        rules.append(Asked("sits_in", "medium", teachers=(maths[0],), others=(maths[-1],), note="师徒结对"))
    return tuple(rules)
