"""The people of an area, for its administrator: invite, grant, end a role, send a new link, close an account."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.actions import do_grant, held_by
from xuezheng.access.guard import signed_in
from xuezheng.access.invitations import (
    check_manages,
    check_manages_account,
    do_end_grant,
    do_invite,
    do_leave,
    do_send_link,
    managed_accounts,
)
from xuezheng.access.models import Account, Grant
from xuezheng.access.rules import AT_SCHOOL, ROLES, reaches
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, find_area
from xuezheng.registers.models import Area, Institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, Link, Notice, Row, TableQuery, arrange, problem_notice
from xuezheng.screens.numbers import Missing

COLUMNS = (
    Column("name", Words("姓名", "Name")),
    Column("username", Words("账号", "Account")),
    Column("unit", Words("单位", "Office")),
    Column("roles", Words("角色", "Roles")),
    Column("last", Words("最近登录", "Last signed in"), "instant"),
    Column("state", Words("状态", "State")),
)
STATES = {True: Words("有效", "active"), False: Words("已离开", "left")}
TITLE = Words("账号", "People")


class GrantForm(forms.Form):
    """A role over an area, or at a school."""

    role = forms.ChoiceField()
    area_code = forms.CharField(min_length=6, max_length=9)
    institution_code = forms.CharField(min_length=10, max_length=10, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        tag = language.current()
        roles: Any = [(key, words.in_(tag)) for key, words in ROLES.items()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        for key, words in LABELS.items():
            if key in self.fields:
                self.fields[key].label = words.in_(tag)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        school = Institution.objects.filter(code=asked.get("institution_code") or "-").first()
        tag = language.current()
        if asked.get("area_code") and find_area(asked["area_code"]) is None:
            self.add_error("area_code", Words("没有这个地区。", "There is no such area.").in_(tag))
        if asked.get("institution_code") and (school is None or school.county_code != asked.get("area_code")):
            self.add_error("institution_code", Words("该县没有这所学校。", "This county has no such school.").in_(tag))
        if (asked.get("role") in AT_SCHOOL) is not bool(asked.get("institution_code")):
            self.add_error(
                "institution_code",
                Words(
                    "校长、教务主任须填学校，其他角色不填。",
                    "Head teachers and academic directors, and nobody else, name a school.",
                ).in_(tag),
            )
        return asked


class InviteForm(GrantForm):
    """A person with a first role."""

    username = forms.RegexField(r"^[\w.@+-]+$", max_length=60)
    display_name = forms.CharField(max_length=40)
    unit = forms.CharField(max_length=60, required=False)
    field_order = ["username", "display_name", "unit"]


LABELS = {
    "username": Words("账号", "Account"), "display_name": Words("姓名", "Name"), "unit": Words("单位", "Office"),
    "role": Words("角色", "Role"), "area_code": Words("地区代码", "Area code"), "institution_code": Words("学校标识码", "School code"),
}  # fmt: skip


def managed(request: HttpRequest) -> Any:
    """Accounts within the areas that the person manages."""
    areas, _ = reaches(held_by(request.user), "account.manage")
    return managed_accounts(request.user, areas)


def roles_of(accounts: Any, day: date) -> dict[int, Words]:
    """What each account holds on a day, in words; read for all of them at once."""
    grants = Grant.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), account__in=accounts, started_on__lte=day
    )
    rows = list(grants.order_by("id").values_list("account", "role", "area_code", "institution_code"))
    names = {
        code: Words(name, name_en or name)
        for code, name, name_en in Area.objects.filter(code__in={r[2] for r in rows}).values_list(
            "code", "name", "name_en"
        )
    }
    said: dict[int, list[Words]] = {}
    for account, role, area_code, school in rows:
        title, area = ROLES.get(role, Words(role, role)), names.get(area_code, Words(area_code, area_code))
        words = Words(f"{title.zh} {area.zh}{school}", f"{title.en}, {area.en} {school}".strip())
        said.setdefault(account, []).append(words)
    return {
        account: Words("；".join(w.zh for w in all_), "; ".join(w.en for w in all_)) for account, all_ in said.items()
    }


@signed_in("account.manage")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role in the area."""
    found = managed(request)
    roles = roles_of(found, today_of(request))
    rows: list[Row] = [
        {
            "name": Cell(a.display_name or a.username, href=reverse("person", args=[a.pk])), "username": a.username,
            "unit": a.unit or Missing.NOT_APPLICABLE, "roles": roles.get(a.pk, Missing.NOT_APPLICABLE),
            "last": a.last_login or Words("从未", "never"), "state": STATES[a.is_active],
        }
        for a in found
    ]  # fmt: skip
    actions = (Action(Words("邀请…", "Invite…"), reverse("invite"), is_main=True),)
    table = arrange(rows, COLUMNS, TableQuery.read(request.GET), language.current(), has_downloads=False)
    return render(request, "web/people.html", {"page": page_for(request, TITLE, actions=actions), "table": table})


def link_notice(request: HttpRequest, secret: str) -> Notice:
    """The link of an invitation, to print or hand over: it is shown once."""
    address = request.build_absolute_uri(reverse("accept", args=[secret]))
    return Notice(
        Words("邀请链接（七天有效，只显示这一次）", "The link (holds for seven days, shown this once)"),
        address,
        tone="must",
    )


@signed_in("account.manage")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: an account, a role, a link."""
    form = InviteForm(request.POST or None)
    title = Words("邀请", "Invite")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        try:
            _, secret = do_invite(**form.cleaned_data, by=by, now=timezone.now())
        except Refused as refusal:
            page = page_for(request, title, notices=tuple(problem_notice(p) for p in refusal.problems))
            return render(request, "web/account_form.html", {"page": page, "form": form}, status=403)
        notices, form = (link_notice(request, secret),), InviteForm()
    crumbs = (Link(TITLE, reverse("people")), Link(title))
    return render(
        request,
        "web/account_form.html",
        {"page": page_for(request, title, crumbs=crumbs, notices=notices), "form": form},
    )


@signed_in("account.manage")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their roles, and what can be done about them (`do` = grant, end, link, leave)."""
    account = managed(request).filter(pk=pk).first()
    if account is None:
        raise Http404
    form = GrantForm(request.POST if request.POST.get("do") == "grant" else None)
    notices: tuple[Notice, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            done = DO.get(request.POST.get("do", ""), unknown)(request, account, form)
        except Refused as refusal:
            notices, status = tuple(problem_notice(p) for p in refusal.problems), 403
        else:
            if done is None and form.is_bound and not form.is_valid():
                status = 200
            elif done is None:
                return redirect("person", pk=pk)
            else:
                notices = (done,)
    name = account.display_name or account.username
    page = page_for(request, name, crumbs=(Link(TITLE, reverse("people")), Link(name)), notices=notices)
    grants = [
        (g, ROLES.get(g.role, Words(g.role, g.role)), area_words(g.area_code))
        for g in account.grants.order_by("-started_on")
    ]
    context = {"page": page, "person": account, "grants": grants, "form": form, "is_own": account.pk == request.user.pk}
    return render(request, "web/person.html", context, status=status)


def unknown(request: HttpRequest, account: Account, form: GrantForm) -> Notice | None:
    raise Http404


def grant(request: HttpRequest, account: Account, form: GrantForm) -> Notice | None:
    if form.is_valid():
        asked = form.cleaned_data
        check_manages_account(request.user, account, today_of(request))  # type: ignore[arg-type]
        check_manages(request.user, asked["area_code"], asked["institution_code"])
        do_grant(
            account,
            asked["role"],
            asked["area_code"],
            asked["institution_code"],
            started_on=today_of(request),
            by=request.user,
        )
    return None


def end(request: HttpRequest, account: Account, form: GrantForm) -> Notice | None:
    found = account.grants.filter(pk=int(request.POST.get("grant", "0") or 0), ended_on__isnull=True).first()
    if found is None:
        raise Http404
    by: Any = request.user
    do_end_grant(found, by=by, day=today_of(request))
    return None


def link(request: HttpRequest, account: Account, form: GrantForm) -> Notice | None:
    by: Any = request.user
    return link_notice(request, do_send_link(account, by=by, now=timezone.now()))


def leave(request: HttpRequest, account: Account, form: GrantForm) -> Notice | None:
    by: Any = request.user
    do_leave(account, by=by, now=timezone.now())
    return None


DO: dict[str, Callable[[HttpRequest, Account, GrantForm], Notice | None]] = {
    "grant": grant,
    "end": end,
    "link": link,
    "leave": leave,
}
