"""One's own account: roles, password, second factor, sessions, tokens; and the first password by an invitation's link."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.actions import held_by
from xuezheng.access.invitations import do_accept, open_invitation
from xuezheng.access.rules import POLICY, ROLES, Action
from xuezheng.access.tokens import ACTIONS, do_issue, do_revoke
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Notice, Row, Table

ACTION_WORDS: dict[Action, Words] = {
    "register.view": Words("登记册（不含个人）", "Registers (no persons)"),
    "staff.view": Words("教职工数", "Staff counts"),
    "return.view": Words("年报清单", "Returns"),
    "figure.view": Words("指标", "Figures"),
}
ROLE_COLUMNS = (
    Column("role", Words("角色", "Role"), is_sortable=False),
    Column("area", Words("地区", "Area"), is_sortable=False),
    Column("institution", Words("学校", "School"), is_sortable=False),
)


class TokenForm(forms.Form):
    """What a token is for and how long it holds; only what the person's own roles allow can be chosen."""

    name = forms.CharField(max_length=60)
    actions = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(min_value=1, max_value=366, initial=90)

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        tag, roles = language.current(), {held.role for held in held_by(user)}
        words = {
            "name": Words("用途", "What for"),
            "actions": Words("可读", "May read"),
            "days": Words("有效天数", "Days"),
        }
        for key, said in words.items():
            self.fields[key].label = said.in_(tag)
        choices: Any = [(a, ACTION_WORDS[a].in_(tag)) for a in ACTIONS if roles & POLICY[a]]
        self.fields["actions"].choices = choices  # type: ignore[attr-defined]


def role_rows(user: Any) -> tuple[Row, ...]:
    return tuple(
        {"role": ROLES[h.role], "area": area_words(h.area_code), "institution": h.institution_code}
        for h in held_by(user)
    )


def shown(request: HttpRequest, form: TokenForm, secret: str = "") -> HttpResponse:
    user: Any = request.user
    notices = (
        (Notice(Words("新令牌（只显示这一次）", "The new token (shown this once)"), secret, tone="must"),)
        if secret
        else ()
    )
    page = page_for(request, user.display_name or user.get_username(), notices=notices)
    tokens = user.api_tokens.filter(revoked_at__isnull=True, expires_on__gte=today_of(request)).order_by("-made_at")
    context = {"page": page, "roles": Table(ROLE_COLUMNS, role_rows(user)), "tokens": tokens, "form": form}
    return render(request, "web/own_account.html", context)


@login_required
def own_account(request: HttpRequest) -> HttpResponse:
    """Roles, and what protects the account; a POST makes a token and shows it once."""
    form = TokenForm(request.POST or None, request.user)
    if request.method == "POST" and form.is_valid():
        now, asked = timezone.now(), form.cleaned_data
        account: Any = request.user
        until = now.date() + timedelta(days=asked["days"])
        secret = do_issue(account, asked["name"], tuple(asked["actions"]), until, now=now)
        return shown(request, TokenForm(None, request.user), secret)
    return shown(request, form)


@login_required
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    user: Any = request.user
    token = user.api_tokens.filter(pk=pk).first()
    if token is None:
        raise Http404
    if request.method == "POST":
        do_revoke(token, by=user, now=timezone.now())
    return HttpResponseRedirect(reverse("own-account"))


def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The first password, or a new one in place of a lost one, by the link of an invitation."""
    now = timezone.now()
    invitation = open_invitation(secret, now)
    if invitation is None:
        title = Words("链接已失效", "The link no longer holds")
        return render(request, "web/sign_in_failed.html", {"page": page_for(request, title)}, status=404)
    form = SetPasswordForm(invitation.account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        do_accept(invitation, form.cleaned_data["new_password1"], now=now)
        return HttpResponseRedirect(reverse("sign-in"))
    title = Words(f"欢迎，{invitation.account.display_name}", f"Welcome, {invitation.account.display_name}")
    page = page_for(request, title)
    response = render(
        request, "web/account_form.html", {"page": page, "form": form, "username": invitation.account.username}
    )
    # The address is the secret, so that only the host is told on. Not "no-referrer": a browser would then send the form as from
    # nowhere ("Origin: null"), which is refused.
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    return response
