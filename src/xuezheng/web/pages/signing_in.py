"""Signing in with a second factor, changing the password, sessions: django-allauth's steps in this house's pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import AccountInactiveView, LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.providers.openid_connect.views import callback, login
from allauth.socialaccount.views import ConnectionsView, LoginCancelledView, LoginErrorView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from requests import RequestException

from xuezheng.access.actions import record
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for


class Framed:
    """A view of allauth inside the frame of a page, in one of our templates, with an entry of the chain on success."""

    title: Words
    verb = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["page"] = page_for(self.request, self.title)  # type: ignore[attr-defined]
        context["title"] = self.title
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.verb:
            request: Any = self.request  # type: ignore[attr-defined]
            record(self.verb, account=request.user, subject=request.user.get_username())
        return answer


class SignIn(Framed, LoginView):
    """The sign-in page."""

    title = Words("登录", "Sign in")
    template_name = "web/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers: Any = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        return super().get_context_data(**kwargs) | {"providers": providers, "next": self.request.GET.get("next", "")}


def provider_reached(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step at the identity provider; where it cannot be reached, that is said, and the password still serves."""

    @wraps(view)
    def reached(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException:
            title = Words(
                "统一身份现在连不上，请稍后再试，或用密码登录",
                "The identity provider cannot be reached now: try later, or use your password",
            )
            return render(request, "web/sign_in_failed.html", {"page": page_for(request, title)}, status=503)

    return reached


to_provider, from_provider = provider_reached(login), provider_reached(callback)


class Inactive(Framed, AccountInactiveView):
    title = Words("账号已停用", "The account is closed")
    template_name = "web/sign_in_failed.html"


class SecondStep(Framed, AuthenticateView):
    """The code of the second factor, after the password."""

    title = Words("第二步验证", "Second step")
    template_name = "web/code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return AuthenticateView.form_valid(self, form)


class Reauthenticate(Framed, ReauthenticateView):
    """The password once more, before something that protects the account is changed."""

    title = Words("请再输入一次密码", "Your password once more")
    template_name = "web/account_form.html"


class ReauthenticateByCode(Framed, CodeReauthenticateView):
    title = Words("请再输入一次验证码", "Your code once more")
    template_name = "web/account_form.html"


class ChangePassword(Framed, PasswordChangeView):
    """A new password."""

    title = Words("修改密码", "Change the password")
    verb = "access.password.changed"
    template_name = "web/account_form.html"
    success_url = reverse_lazy("own-account")


class SecondFactor(Framed, IndexView):
    """Whether a second factor is on, and what to do about it."""

    title = Words("两步验证", "Second factor")
    template_name = "web/second_factor.html"


class Activate(Framed, ActivateTOTPView):
    title = Words("启用两步验证", "Turn the second factor on")
    verb = "access.second_factor.on"
    template_name = "web/second_factor_on.html"


class Deactivate(Framed, DeactivateTOTPView):
    title = Words("停用两步验证", "Turn the second factor off")
    verb = "access.second_factor.off"
    template_name = "web/account_form.html"


class RecoveryCodes(Framed, ViewRecoveryCodesView):
    title = Words("恢复码", "Recovery codes")
    template_name = "web/recovery_codes.html"


class NewRecoveryCodes(Framed, GenerateRecoveryCodesView):
    title = Words("生成新的恢复码", "New recovery codes")
    verb = "access.recovery_codes.made"
    template_name = "web/account_form.html"


class Sessions(Framed, ListUserSessionsView):
    """Where one is signed in; and signing out everywhere else."""

    title = Words("已登录的设备", "Where you are signed in")
    verb = "access.sessions.closed"
    template_name = "web/sessions.html"


class Identities(Framed, ConnectionsView):
    """Identities of the bureau's provider that lead to this account."""

    title = Words("统一身份", "Connected identities")
    template_name = "web/account_form.html"


class IdentityRefused(Framed, LoginErrorView):
    title = Words("没有与该身份对应的账号", "No account belongs to this identity")
    template_name = "web/sign_in_failed.html"


class IdentityCancelled(Framed, LoginCancelledView):
    title = Words("登录已取消", "Signing in was cancelled")
    template_name = "web/sign_in_failed.html"
