"""The rules of a week: added, changed and taken away in words; as a file, YAML or JSON."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Link, Notice, problem_notice
from xuezheng.timetables.actions.weeks.books import book_of, do_put_book
from xuezheng.timetables.actions.weeks.looking import (
    ASKED,
    FIELD_WORDS,
    UNITS,
    WEIGHT_WORDS,
    Asked,
    Book,
    read_rules,
    told_of,
    written_rules,
)
from xuezheng.timetables.models import TermWeek
from xuezheng.timetables.pages.weeks.where import address, can_make, crumbs, number_in, week_of, week_words

TITLE = Words("规则", "Rules")
FORMS = {"yaml": "application/yaml", "json": "application/json"}
LISTS = ("subjects", "classes", "teachers", "others")


@signed_in("timetable.view")
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """All rules; `?edit=N` opens one, `?kind=NAME` a new one, `?form=yaml|json` is the file; POST keeps, drops or takes a file."""
    one = week_of(request, pk)
    book = book_of(one)
    if (form := request.GET.get("form", "")) in FORMS:
        answer = HttpResponse(written_rules(book.rules, form), content_type=FORMS[form])
        answer["Content-Disposition"] = f'attachment; filename="rules.{form}"'
        return answer
    notices: tuple[Notice, ...] = ()
    asked: Asked | None = None
    if request.method == "POST":
        if not can_make(request, one):
            raise PermissionDenied
        try:
            if request.POST.get("do") == "keep":
                asked = asked_in(request.POST)
            changed(request, one, book, asked)
            return HttpResponseRedirect(address("timetables-week-rules", one.pk))
        except Refused as refused:
            notices = tuple(problem_notice(problem) for problem in refused.problems[:12])
    return render(request, "timetables/week_rules.html", context_of(request, one, book, asked, notices))


def asked_in(form: Any) -> Asked:
    """The record that a form holds."""
    lists = {name: tuple(dict.fromkeys(one.strip() for one in form.getlist(name) if one.strip())) for name in LISTS}
    return Asked(
        form.get("name", ""), form.get("weight", ""), times=form.get("times", "").strip()[:200], number=number_in(form, "number"), unit=form.get("unit", ""),
        note=form.get("note", "").strip()[:120], **lists,
    )  # fmt: skip


def changed(request: HttpRequest, one: TermWeek, book: Book, asked: Asked | None) -> None:
    """Keep the book with its rules changed. Raises Refused."""
    form: Any = request.POST
    do, at, own = form.get("do", ""), number_in(form, "at"), list(book.rules)
    if do == "file":
        sent = request.FILES.get("file")
        if sent is None or (sent.size or 0) > 1_000_000:
            raise Refused(
                [Problem("week.no_file", Words("没有选文件，或文件太大。", "No file was chosen, or it is too large."))]
            )
        own = list(read_rules(sent.read(), sent.name or ""))
        words = Words(f"规则换成 {sent.name}", f"Rules from {sent.name}")
    elif do == "drop" and at is not None and 0 <= at < len(own):
        gone = own.pop(at)
        words = Words(
            f"去掉规则：{told_of(gone, ASKED[gone.name]).zh}", f"Dropped: {told_of(gone, ASKED[gone.name]).en}"
        )
    elif do == "keep" and asked is not None:
        title = ASKED[asked.name].title if asked.name in ASKED else Words(asked.name, asked.name)
        if at is not None and 0 <= at < len(own):
            own[at] = asked
            words = Words(f"改规则：{title.zh}", f"Changed: {title.en}")
        else:
            own.append(asked)
            words = Words(f"加规则：{title.zh}", f"Added: {title.en}")
    else:
        raise Refused([Problem("week.rule", Words("没有这条规则。", "There is no such rule."))])
    do_put_book(
        request.user,
        one,
        number_in(form, "edition") or 0,
        replace(book, rules=tuple(own)),
        Words(words.zh[:90], words.en[:90]),
    )


def context_of(
    request: HttpRequest, one: TermWeek, book: Book, asked: Asked | None, notices: tuple[Notice, ...]
) -> dict[str, Any]:
    edit, kind = number_in(request.GET, "edit"), request.GET.get("kind", "")
    if asked is None and edit is not None and 0 <= edit < len(book.rules):
        asked = book.rules[edit]
    elif asked is None and kind in ASKED:
        asked = Asked(kind, "high")
    of_kind = ASKED.get(asked.name) if asked else None
    rows = [
        {"at": at, "told": told_of(rule, ASKED[rule.name]), "weight": WEIGHT_WORDS[rule.weight], "is_must": rule.weight == "must", "note": rule.note,
         "help": ASKED[rule.name].told, "href": address("timetables-week-rules", one.pk, edit=at) + "#form"}
        for at, rule in enumerate(book.rules)
    ]  # fmt: skip
    page = page_for(
        request,
        Words(f"{week_words(one).zh}：{TITLE.zh}", f"{TITLE.en}: {week_words(one).en}"),
        crumbs=crumbs(request, one, Link(TITLE)),
        notices=notices,
    )
    return {
        "page": page, "week": one, "rows": rows, "kinds": list(ASKED.values()), "asked": asked, "kind": of_kind, "edit": edit if edit is not None else number_in(request.POST, "at"),
        "fields": fields_of(book, asked) if asked and of_kind else [], "weights": list(WEIGHT_WORDS.items()), "can_make": can_make(request, one),
        "files": [(form, address("timetables-week-rules", one.pk, form=form)) for form in FORMS], "week_href": address("timetables-week", one.pk),
    }  # fmt: skip


def fields_of(book: Book, asked: Asked) -> list[dict[str, Any]]:
    """The fields of a kind's form, each with what can be chosen."""
    kind = ASKED[asked.name]
    teaching = [course.name for course in book.courses if course.name]
    choices = {
        "subjects": book.subjects, "classes": (*(one.name for one in book.classes), *dict.fromkeys(teaching)), "teachers": sorted(book.teachers),
        "others": sorted(book.teachers) if kind.name == "sits_in" else book.subjects,
    }  # fmt: skip
    found: list[dict[str, Any]] = []
    for name in kind.fields:
        value = getattr(asked, name)
        field: dict[str, Any] = {
            "name": name,
            "title": FIELD_WORDS[name],
            "is_needed": name in kind.needs,
            "value": "" if value is None else value,
        }
        if name in LISTS:
            field["choices"] = [(one, one in value) for one in choices[name]]
        elif name == "unit":
            field["units"] = [(unit, words, unit == value) for unit, words in UNITS.items()]
        found.append(field)
    return found
