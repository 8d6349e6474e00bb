"""The workbook: downloaded in two layouts, taken in after a dry run that names every cell."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Link, Notice, Row, Table, problem_notice
from xuezheng.timetables.actions.weeks.books import book_of, do_put_book
from xuezheng.timetables.actions.weeks.looking import (
    LAYOUTS,
    MOST_BYTES,
    PART_WORDS,
    Book,
    Read,
    book_as_dict,
    book_from_dict,
    changes,
    problems_of,
    read_book,
    written_book,
)
from xuezheng.timetables.actions.weeks.walking import book_from, formed
from xuezheng.timetables.models import ClassVersion, TermWeek
from xuezheng.timetables.pages.weeks.where import address, crumbs, number_in, week_of, week_words

TITLE = Words("导入任课表", "Import who teaches what")
SALT = "timetables.book"
SHOWN = 60  # problems on one page
CHANGE_COLUMNS = (
    Column("part", Words("内容", "Part")),
    Column("added", Words("新的行", "New rows"), "count"),
    Column("gone", Words("去掉的行", "Rows that go"), "count"),
    Column("count", Words("共", "In all"), "count"),
)
SEEN_COLUMNS = (
    Column("sheet", Words("工作表", "Sheet")),
    Column("part", Words("读作", "Read as")),
    Column("count", Words("行或格", "Rows or cells"), "count"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in("timetable.view")
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The week's book as a workbook (`?layout=list|matrix`); of an empty week, the template."""
    from urllib.parse import quote

    from django.conf import settings

    one = week_of(request, pk)
    layout = request.GET.get("layout", LAYOUTS[0])
    note = "演示数据：学校、人员与记录均为虚构" if settings.INSTANCE.is_synthetic else ""
    content = written_book(book_of(one), layout if layout in LAYOUTS else LAYOUTS[0], note)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'任课表-{one.institution.code}-{one.school_year}.xlsx')}"
    )
    return answer


@signed_in("timetable.make")
def importing(request: HttpRequest, pk: int) -> HttpResponse:
    """A file is read and shown as it would change the book; the second step takes what was shown."""
    one = week_of(request, pk, makes=True)
    notices: tuple[Notice, ...] = ()
    shown: dict[str, Any] = {}
    try:
        if request.method == "POST" and request.POST.get("read"):
            taken(request, one)
            return HttpResponseRedirect(address("timetables-week", one.pk, taken=1))
        if request.method == "POST":
            shown = dry_run(request, one)
    except Refused as refused:
        notices = tuple(problem_notice(problem) for problem in refused.problems[:SHOWN])
    page = page_for(
        request,
        Words(f"{week_words(one).zh}：{TITLE.zh}", f"{TITLE.en}: {week_words(one).en}"),
        crumbs=crumbs(request, one, Link(TITLE)),
        notices=notices,
    )
    hrefs = [(layout, address("timetables-week-book", one.pk, layout=layout)) for layout in LAYOUTS]
    return render(
        request,
        "timetables/week_import.html",
        {
            "page": page,
            "week": one,
            "book_hrefs": hrefs,
            "week_href": address("timetables-week", one.pk),
            "formed": [(found.pk, name_of(found)) for found in formed(one)],
            **shown,
        },
    )


def dry_run(request: HttpRequest, one: TermWeek) -> dict[str, Any]:
    """What a file, or classes formed by choice, hold and would change. Raises Refused for what cannot be read at all."""
    old = book_of(one)
    if number := number_in(request.POST, "classes"):
        version = next((found for found in formed(one) if found.pk == number), None)
        if version is None:
            raise Refused([Problem("week.no_classes", Words("没有这一稿分班。", "There are no such classes."))])
        name, book, seen = name_of(version).zh, book_from(one, version), list[Row]()
        problems = problems_of(book)
    else:
        name, read = read_file(request, old)
        number, book, problems = 0, read.book, read.problems
        matrix = Words("任课表（班级×科目）", "classes × subjects")
        seen = [
            {"sheet": sheet, "part": PART_WORDS.get(part, matrix), "count": count} for sheet, part, count in read.seen
        ]
        seen += [{"sheet": sheet, "part": Words("没有读", "not read"), "count": None} for sheet in read.unread]
    rows: list[Row] = [
        {"part": PART_WORDS[part], "added": added, "gone": gone, "count": count} for part, added, gone, count in changes(old, book)
    ]  # fmt: skip
    more = len(problems) - SHOWN
    return {
        "file_name": name, "seen": Table(SEEN_COLUMNS, tuple(seen), caption=Words("读到的工作表", "Sheets read")) if seen else None,
        "changes": Table(CHANGE_COLUMNS, tuple(rows), caption=Words("会改动的", "What would change")) if rows else None,
        "problems": [problem_notice(problem) for problem in problems[:SHOWN]], "problem_count": len(problems), "more": max(0, more),
        "read": signing.dumps([one.pk, one.edition, name, number, book_as_dict(book)], salt=SALT, compress=True) if rows and not problems else "",
        "has_run": True,
    }  # fmt: skip


def read_file(request: HttpRequest, old: Book) -> tuple[str, Read]:
    """The name of the file that was sent and what it holds. Raises Refused where there is none, or it is too large."""
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused([Problem("week.no_file", Words("没有选文件。", "No file was chosen."))])
    if (sent.size or 0) > MOST_BYTES:
        what = Words("文件太大。", "The file is too large.")
        raise Refused([Problem("week.too_large", what, got=f"{sent.size:,} > {MOST_BYTES:,}")])
    return sent.name or "", read_book(sent.read(), sent.name or "", old)


def name_of(version: ClassVersion) -> Words:
    """Classes formed by choice, as people call them."""
    title = f"{version.plan.round.title} {version.plan.title}"
    return Words(f"{title} 第{version.number}稿", f"{title}, version {version.number}")


def taken(request: HttpRequest, one: TermWeek) -> None:
    """Take what the dry run showed. Raises Refused where the week was changed since."""
    try:
        pk, edition, name, number, given = signing.loads(request.POST["read"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        cure = Words("再上传一次。", "Upload it again.")
        raise Refused(
            [Problem("week.old_dry_run", Words("这次试读已经失效。", "This dry run is no longer valid."), cure=cure)]
        ) from None
    if pk != one.pk:
        raise Refused(
            [Problem("week.old_dry_run", Words("这次试读是另一份课表的。", "This dry run is of another timetable."))]
        )
    book = book_from_dict(given)
    words = Words(f"导入 {name}", f"Imported {name}")
    classes = next((found for found in formed(one) if found.pk == number), None)
    do_put_book(request.user, one, int(edition), book, words, classes=classes)


__all__ = ["importing", "number_in", "workbook"]
