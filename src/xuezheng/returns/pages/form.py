"""A form of a school: what the register knows, what is asked, last year beside it, and what is wrong beside the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.returns.actions import do_enter
from xuezheng.returns.actions.collecting import scope_of
from xuezheng.returns.actions.entering import locked
from xuezheng.returns.forms import BY_CODE, Asked, Drawn, Filled, Form, Head, Line
from xuezheng.returns.forms.entry import Value, read, typed
from xuezheng.returns.models import Part
from xuezheng.returns.pages.finding import address, crumbs_of, find_part, place_of
from xuezheng.returns.pages.school import due_words, forms_due, objections
from xuezheng.returns.reading import filled_frozen, filled_live, last_frozen
from xuezheng.returns.shown import UNKNOWN, shown
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Definition, Link, Notice, Row, Table


@dataclass
class FieldLine:
    """One row of the phone's list: a label, last year, this year; an input where it is asked."""

    title: Words
    unit: Words | str
    now: Words
    before: Words
    name: str = ""  # of the column that is asked
    kind: str = ""
    text: str = ""
    is_part: bool = False
    is_unkept: bool = False
    problems: list[Words] = field(default_factory=list[Words])
    objections: list[dict[str, object]] = field(default_factory=list[dict[str, object]])

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems) or any(one["is_error"] for one in self.objections)


@signed_in("return.view")
def school_form(request: HttpRequest, city_code: str, year: int, code: str, form_code: str) -> HttpResponse:
    """Show a form; on POST keep what was typed, then go where was asked."""
    part = find_part(request, city_code, year, "school", code)
    due = forms_due(part)
    form = BY_CODE.get(form_code)
    if form is None or form not in due:
        raise Http404
    typed_in: Mapping[str, str] = {}
    problems: dict[str, Words] = {}
    if request.method == "POST":
        if not may(request.user, "return.fill", place_of(part)):
            raise PermissionDenied
        typed_in, problems = request.POST, save(request, part, form)
        if "application/json" in request.headers.get("Accept", ""):
            said = {name: words.in_(language.current()) for name, words in problems.items()}
            # answered, not refused: the script puts it beside the field, and a browser reports no failed request
            return JsonResponse({"problems": said, "lacking": part.lacking_by_form.get(form.code, 0)})
        if not problems:
            return HttpResponseRedirect(following(part, due, form, request.POST.get("to", "")))
    return form_page(request, part, form, due, typed_in, problems)


def save(request: HttpRequest, part: Part, form: Form) -> dict[str, Words]:
    """Keep the fields that came and can be read; gives what is wrong with the others, by column ("" for the whole)."""
    values: dict[str, Value] = {}
    problems: dict[str, Words] = {}
    for line, head, asked in form.asked:
        if asked.column in request.POST:
            value, wrong = read(form.kind(line, head), request.POST[asked.column])
            if wrong:
                problems[asked.column] = wrong
            else:
                values[asked.column] = value
    try:
        do_enter(settings.INSTANCE, part, values, account=request.user)
    except Refused as refusal:
        problems |= {str(p.where): p.what for p in refusal.problems}
        good = {name: value for name, value in values.items() if name not in problems}
        if good and "" not in problems:
            do_enter(settings.INSTANCE, part, good, account=request.user)
    return problems


def following(part: Part, due: tuple[Form, ...], form: Form, to: str) -> str:
    """Where the buttons lead: the form before or after, or the school's page."""
    index = due.index(form) + {"next": 1, "before": -1}.get(to, len(due))
    if 0 <= index < len(due):
        return address(part.collection, "school-form", part.code, due[index].code)
    return address(part.collection, "school-return", part.code)


def form_page(
    request: HttpRequest,
    part: Part,
    form: Form,
    due: tuple[Form, ...],
    typed_in: Mapping[str, str],
    problems: dict[str, Words],
) -> HttpResponse:
    found = part.collection
    live = filled_live(scope_of(found), part.code, (form,))
    before = last_years(scope_of(found), part.code, form)
    lock = locked(part)
    may_fill = lock is None and may(request.user, "return.fill", place_of(part))
    position = due.index(form) + 1
    notices = (Notice(Words("已锁定", "Locked"), lock, tone="info"),) if lock else ()
    if "" in problems:
        notices = (*notices, Notice(problems[""], tone="must"))
    page = page_for(
        request, form.title, crumbs=crumbs_of(request, found, Link(part.name, address(found, "school-return", part.code)), Link(form.title)),
        notices=notices,
    )  # fmt: skip
    done = [not part.lacking_by_form.get(f.code) for f in due]
    context = {
        "page": page, "part": part, "form": form, "may_fill": may_fill and bool(form.asked), "position": position,
        "total": len(due), "done_count": sum(done), "due": due_words(request, part),
        "bar": [("now" if f is form else "done" if ok else "todo") for f, ok in zip(due, done, strict=True)],
        "lines": lines(form, live, before, part, typed_in, problems, can_fill=may_fill),
        "full": full_table(form, live, part.code) if is_matrix(form) else None,
        "before_href": following(part, due, form, "before") if position > 1 else "",
        "next_href": following(part, due, form, "next"), "is_last": position == len(due),
        "unkept": [Definition(cells, why) for cells, why in form.unkept],
        "has_counts": form.code[2] == "2" or form.code in ("教基3112", "教基3115", "教基3118"),
        "classes_href": address(found, "return-classes", part.code), "inferred": inferred_words(form),
    }  # fmt: skip
    return render(request, "returns/form.html", context, status=409 if problems else 200)


def inferred_words(form: Form) -> Words | None:
    """What of a form was inferred, to be said wherever it is shown."""
    if "name" in form.inferred:
        return Words(
            "表名、版式系推定，上报前与国家统计调查制度核对",
            "Name and layout inferred: check against the official system of forms before handing on",
        )
    return Words("版式系推定", "Layout inferred") if form.inferred else None


def last_years(scope: ReturnScope, code: str, form: Form) -> Filled | None:
    frozen = last_frozen(settings.INSTANCE, scope.city_code, scope.year.start_year - 1)
    return filled_frozen(frozen, code, (form,)) if frozen else None


def is_matrix(form: Form) -> bool:
    return len(form.heads) > 1


def main_cells(form: Form, own: tuple[Line, ...]) -> list[tuple[Line, Head, Words]]:
    """The cells to be listed where there is no room for the matrix: the first line in full, of the others the main head."""
    if not is_matrix(form):
        return [(line, form.heads[0], line.title) for line in own]
    main = next(head for head in form.heads if head.key == form.main)
    if form.listed is not None:
        return [(line, main, line.title) for line in own]
    first, *others = own
    return [(first, head, head.title) for head in form.heads] + [(line, main, line.title) for line in others]


def lines(
    form: Form,
    live: Filled,
    before: Filled | None,
    part: Part,
    typed_in: Mapping[str, str],
    problems: dict[str, Words],
    *,
    can_fill: bool,
) -> list[FieldLine]:
    now, then = live.table(form, part.code), before.table(form, part.code) if before else {}
    has_last_year = before is not None and (form.listed is not None or part.code in before.schools)
    held: list[dict[str, Any]] = list(objections(part))
    made: list[FieldLine] = []
    for line, head, title in main_cells(form, live.lines(form, part.code)):
        kind, source = form.kind(line, head), form.cells.get((line.key, head.key))
        value = now.get((line.key, head.key))
        earlier = shown(kind, then.get((line.key, head.key))) if has_last_year else Words(UNKNOWN, UNKNOWN)
        one = FieldLine(
            title, line.unit or head.unit or "", shown(kind, value), earlier, kind=kind, is_part=line.is_part,
            is_unkept=form.listed is None and not isinstance(source, Asked | Drawn),
        )  # fmt: skip
        if isinstance(source, Asked):
            one.objections = [
                o for o in held if source.column in o["columns"] and not o["rule"].startswith("registers.neighbours.")
            ]
            one.objections += [o for o in held if o["rule"] == f"registers.neighbours.{source.column}"]
            if can_fill:
                one.name, one.text = source.column, typed_in.get(source.column, typed(kind, value))
            if source.column in problems:
                one.problems = [problems[source.column]]
        made.append(one)
    return made


def full_table(form: Form, live: Filled, code: str) -> Table:
    """The whole matrix, as the form prints it."""
    values = live.table(form, code)
    columns = (
        Column("line", Words("指标", "Item"), is_sortable=False),
        *(Column(h.key, h.title, "count", is_sortable=False) for h in form.heads),
    )
    rows: list[Row] = [
        {"line": line.title, **{h.key: values.get((line.key, h.key)) for h in form.heads}}  # type: ignore[dict-item]
        for line in live.lines(form, code)
    ]
    return Table(columns, tuple(rows), form.title, is_tight=True, note=form.note or "")
