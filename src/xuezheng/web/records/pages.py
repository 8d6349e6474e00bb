"""Pages of records: the list of kinds, a list within one's area, one record, and the three changes."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, ProtectedError, Q, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may, record
from xuezheng.access.guard import signed_in
from xuezheng.access.models import AuditEntry
from xuezheng.access.rules import Place
from xuezheng.access.scope import scoped
from xuezheng.engine.offices import declared
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Action, Column, EmptyState, Link, Notice, Table, TableQuery
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.web.records.forms import form_class
from xuezheng.web.records.kinds import KINDS, Kind, kind_of
from xuezheng.web.records.listing import columns_of, fields_of, rows_of

MOST_DOWNLOADED = 100_000
HISTORY = (
    Column("at", Words("时间（UTC）", "Time (UTC)"), is_sortable=False),
    Column("account", Words("账号", "Account"), is_sortable=False),
    Column("verb", Words("动作", "Action"), is_sortable=False),
    Column("detail", Words("内容", "Detail"), is_sortable=False),
)


def found_kind(office: str, key: str) -> Kind:
    kind = kind_of(office, key)
    if kind is None:
        raise Http404
    return kind


def visible(request: HttpRequest, kind: Kind) -> Any:
    """The records of a kind that the signed-in person may reach."""
    everything = kind.model.objects.all()
    if kind.institution:
        return scoped(everything, request.user, "register.view", area=kind.area, institution=kind.institution)
    return scoped(everything, request.user, "register.view", area=kind.area, institution=kind.area)


def searched(queryset: Any, kind: Kind, words: str) -> Any:
    """Records in which every word is part of some text column, or of the school's name."""
    texts = [f.name for f in fields_of(kind) if f.get_internal_type() in ("CharField", "TextField")]
    if any(f.name == "institution" and kind.institution == "institution__code" for f in fields_of(kind)):
        texts += ["institution__versions__name"]
    for word in words.split():
        condition = Q(pk__in=[])
        for name in texts:
            condition |= Q(**{f"{name}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset.distinct() if words else queryset


def ordered(queryset: Any, kind: Kind, query: TableQuery) -> Any:
    names = {f.name: f.attname for f in fields_of(kind)}
    if query.sort in names:
        return queryset.order_by(("-" if query.is_descending else "") + names[query.sort], "pk")
    return queryset.order_by(f"-{kind.newest}", "-pk") if kind.newest else queryset.order_by("pk")


def counted(querysets: list[Any]) -> dict[int, int]:
    """How many rows each has, by its place in the list, in one question to the database."""
    asked = [
        q.order_by().annotate(place=Value(place)).values("place").annotate(n=Count("pk")).values_list("place", "n")
        for place, q in enumerate(querysets)
    ]
    return dict(asked[0].union(*asked[1:], all=True)) if asked else {}


@signed_in("register.view")
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of record by office, with how many there are in one's area."""
    page = page_for(request, Words("业务记录", "Records of the offices"))
    return render(request, "web/records.html", {"page": page, "groups": cache(lambda: groups_of(request))})


def groups_of(request: HttpRequest) -> list[tuple[Words, list[tuple[Link, int]]]]:
    """Each office's kinds with their counts."""
    titles = {office.name.replace("_", "-"): office.title for office in declared()}
    groups: dict[str, list[tuple[Link, int]]] = {}
    counts = counted([visible(request, kind) for kind in KINDS])
    for number, kind in enumerate(KINDS):
        link = Link(kind.title, reverse("records", args=[kind.office, kind.key]))
        groups.setdefault(kind.office, []).append((link, counts.get(number, 0)))
    return [(titles.get(office, Words(office, office)), entries) for office, entries in groups.items()]


@signed_in("register.view")
def records(request: HttpRequest, office: str, key: str) -> HttpResponse:
    """The records of one kind: filtered, sorted, paged in the database; or their download."""
    kind = found_kind(office, key)
    query = TableQuery.read(request.GET, page_size=50)
    found = ordered(searched(visible(request, kind), kind, query.words), kind, query)
    columns = columns_of(kind)
    if wanted := asked_format(request.GET):
        about = About(
            kind.title, Words("所辖范围", "one's area"), today_of(request).isoformat(), Words("业务记录", "Records"),
            as_of=today_of(request), is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"{office}-{key}", wanted, columns[:-1], rows_of(kind, list(found[:MOST_DOWNLOADED])), about)
    count = found.count()
    start = (query.page - 1) * query.page_size
    shown = list(found[start : start + query.page_size])
    table = Table(
        columns, tuple(rows_of(kind, shown)), query=query, row_count=count, has_filter=True, downloads=query.downloads()
    )
    actions = (
        (Action(Words("新增", "Add"), reverse("record-add", args=[office, key]), is_main=True),)
        if edits(request)
        else ()
    )
    page = page_for(request, kind.title, crumbs=crumbs(kind), actions=actions)
    empty = None
    if not count and not query.words:
        empty = EmptyState(
            Words("还没有记录", "No record yet"),
            Words("有了就在这里逐条登记。", "They are registered here, one by one."),
            actions,
        )
    return render(request, "web/record_list.html", {"page": page, "table": table, "empty": empty})


def edits(request: HttpRequest) -> bool:
    from xuezheng.access.actions import held_by
    from xuezheng.access.rules import POLICY

    return any(held.role in POLICY["record.edit"] for held in held_by(request.user))


def crumbs(kind: Kind, *more: Link) -> tuple[Link, ...]:
    first = Link(Words("业务记录", "Records"), reverse("record-kinds"))
    return (first, Link(kind.title, reverse("records", args=[kind.office, kind.key])), *more)


def place_of(kind: Kind, one: Any) -> Place:
    """Where a record stands, by following its lookups."""

    def follow(path: str) -> str:
        value: Any = one
        for part in path.split("__"):
            value = getattr(value, part, None) if value is not None else None
        return str(value or "")

    return Place(follow(kind.area) or "000000", follow(kind.institution) if kind.institution else "")


@signed_in("register.view")
def one(request: HttpRequest, office: str, key: str, pk: int) -> HttpResponse:
    """One record with its form (read-only without the right), and its history."""
    kind = found_kind(office, key)
    found = visible(request, kind).filter(pk=pk).first()
    if found is None:
        raise Http404
    return edited(request, kind, found)


@signed_in("record.edit")
def add(request: HttpRequest, office: str, key: str) -> HttpResponse:
    """A new record."""
    return edited(request, found_kind(office, key), None)


def edited(request: HttpRequest, kind: Kind, found: Any) -> HttpResponse:
    can_edit = may(request.user, "record.edit", place_of(kind, found)) if found is not None else True
    before = values_of(kind, found) if found is not None else {}
    form = form_class(kind)(request.POST or None, instance=found)
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        if form.is_valid() and saved(request, kind, form, before):
            return HttpResponseRedirect(reverse("records", args=[kind.office, kind.key]))
    subject = f"{kind.office}.{kind.key}:{found.pk}" if found is not None else ""
    history = AuditEntry.objects.filter(subject=subject).order_by("-number")[:50] if subject else []
    rows = tuple({"at": e.at, "account": e.account_name, "verb": e.verb, "detail": e.detail[:200]} for e in history)
    title = kind.title if found is None else Words(f"{kind.title.zh} #{found.pk}", f"{kind.title.en} #{found.pk}")
    delete = reverse("record-delete", args=[kind.office, kind.key, found.pk]) if found is not None and can_edit else ""
    page = page_for(request, title, crumbs=crumbs(kind, Link(title)))
    context = {
        "page": page,
        "form": form,
        "can_edit": can_edit,
        "delete_href": delete,
        "history": Table(HISTORY, rows) if rows else None,
    }
    return render(request, "web/record.html", context)


def values_of(kind: Kind, found: Any) -> dict[str, Any]:
    return {f.name: str(getattr(found, f.attname)) for f in fields_of(kind)}


def saved(request: HttpRequest, kind: Kind, form: Any, before: dict[str, Any]) -> bool:
    """Write the record and its audit row in one transaction; a constraint that refuses becomes an error of the form."""
    try:
        with transaction.atomic():
            made = form.save()
            place = place_of(kind, made)
            if not may(request.user, "record.edit", place):
                raise PermissionDenied
            after = values_of(kind, made)
            changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
            verb = f"{kind.office}.{kind.key}.{'corrected' if before else 'added'}"
            record(
                verb,
                account=request.user,
                area_code=place.area_code[:9],
                subject=f"{kind.office}.{kind.key}:{made.pk}",
                detail=changes,
            )
    except IntegrityError as error:
        form.add_error(None, str(error)[:200])
        return False
    return True


@signed_in("record.edit")
def delete(request: HttpRequest, office: str, key: str, pk: int) -> HttpResponse:
    """Say what would go, then delete it; the audit row keeps its values, so that it can be entered again."""
    kind = found_kind(office, key)
    found = visible(request, kind).filter(pk=pk).first()
    if found is None:
        raise Http404
    place = place_of(kind, found)
    if not may(request.user, "record.edit", place):
        raise PermissionDenied
    title = Words(f"删除{kind.title.zh} #{pk}", f"Delete {kind.title.en} #{pk}")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            with transaction.atomic():
                kept = values_of(kind, found)
                found.delete()
                record(
                    f"{office}.{key}.deleted",
                    account=request.user,
                    area_code=place.area_code[:9],
                    subject=f"{office}.{key}:{pk}",
                    detail=kept,
                )
            return HttpResponseRedirect(reverse("records", args=[office, key]))
        except ProtectedError as error:
            what = ", ".join(sorted({str(o._meta.verbose_name) for o in error.protected_objects}))
            notices = (
                Notice(
                    Words("不能删除：有别的记录依据它。", "It cannot be deleted: other records stand on it."),
                    what,
                    tone="must",
                ),
            )
    page = page_for(request, title, crumbs=crumbs(kind, Link(title)), notices=notices)
    table = Table(columns_of(kind)[:-1], tuple(rows_of(kind, [found])))
    return render(request, "web/record_delete.html", {"page": page, "table": table})
