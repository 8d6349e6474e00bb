"""Tiny books for tests: two classes, a week of three days with early reading, three periods, an afternoon and an evening."""

from dataclasses import replace

from xuezheng.timetables.problem.week.book import Asked, Book, Class, Course, Room
from xuezheng.timetables.problem.week.shape import Period, Shape

PERIODS = (
    Period("早读", "early"), Period("第1节"), Period("第2节"), Period("第3节"), Period("午休", "break"),
    Period("第4节", "afternoon"), Period("第5节", "afternoon"), Period("晚1", "evening"),
)  # fmt: skip
SHAPE = Shape(("周一", "周二", "周三"), PERIODS, weeks=2)
CLASSES = (Class("1班", "高一", 40, "101"), Class("2班", "高一", 42, "102"))
ROOMS = (Room("101", "教室", 50), Room("102", "教室", 50), Room("实验室", "实验室", 45))


def course(subject: str, teacher: str, *classes: str, pattern: str = "3", **more: object) -> Course:
    return replace(Course(subject, (teacher,), classes, pattern), **more)  # type: ignore[arg-type]


COURSES = (
    course("数学", "王老师", "1班"), course("数学", "王老师", "2班"), course("物理", "李老师", "1班", pattern="2连", room_kind="实验室"),
    course("物理", "李老师", "2班", pattern="2连", room_kind="实验室"), course("体育", "赵老师", "1班", pattern="1+1单"),
    course("体育", "赵老师", "2班", pattern="1+1双"), course("语文", "孙老师", "1班", pattern="2", kind="early"),
)  # fmt: skip


def book(*rules: Asked, courses: tuple[Course, ...] = COURSES, **more: object) -> Book:
    return replace(Book(SHAPE, CLASSES, ROOMS, courses, rules), **more)  # type: ignore[arg-type]
