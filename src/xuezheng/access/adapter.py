"""How django-allauth is bound to this house: no sign-up, every sign-in in the chain, secrets sealed with the instance's key."""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from xuezheng.access.actions import record
from xuezheng.access.models import Account


class SignInRules(DefaultAccountAdapter):
    """Accounts are invited, never signed up; success and failure are entries of the chain; no mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        record("access.signed_in", account=user)
        return super().post_login(request, user, **more)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record("access.sign_in_refused", subject=str(credentials.get("username", ""))[:120])

    def add_message(self, *args: Any, **more: Any) -> None:
        """Pages say what was done; the entry of the chain is the record."""

    def send_mail(self, *args: Any, **more: Any) -> None:
        """Links are printed or handed over."""


class OwnIdentityProvider(DefaultSocialAccountAdapter):
    """Sign-in through the bureau's own OpenID Connect provider, for accounts that are invited here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = str(claims.get("preferred_username", ""))
        account = Account.objects.filter(username=name, is_active=True).first() if name else None
        if account is None:
            record("access.sign_in_refused", subject=name[:120], reason="no account for this identity")
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        sociallogin.connect(request, account)
        record("access.identity.connected", account=account, subject=name)


class SecondFactor(DefaultMFAAdapter):
    """Secrets of the second factor are sealed with a key of the instance, which the database does not hold."""

    def _seal(self) -> Fernet:
        return Fernet(urlsafe_b64encode(bytes.fromhex(settings.INSTANCE.key("second_factor"))))

    def encrypt(self, text: str) -> str:
        return self._seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._seal().decrypt(encrypted_text.encode()).decode()
