"""Signing in through a bureau's own OpenID Connect provider: a small one answers on this machine, as a real one would."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from xuezheng.access.models import Account, AuditEntry
from xuezheng.web.settings import identity_provider

pytestmark = pytest.mark.django_db


class Provider:
    """Discovery, authorization, token (PKCE and secret checked), keys and user info."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, str] = {"sub": "42", "preferred_username": "wang"}
        self.audience = "xuezheng"
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None: ...

            def do_GET(self) -> None:
                self.answer(provider.get(urlsplit(self.path).path, self.headers.get("Authorization", "")))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer(provider.token({k: v[0] for k, v in form.items()}))

            def answer(self, found: dict[str, Any] | None) -> None:
                body = json.dumps(found).encode()
                self.send_response(200 if found is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def get(self, path: str, bearer: str) -> dict[str, Any] | None:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            return {
                "issuer": self.url, "jwks_uri": f"{self.url}/keys", "token_endpoint_auth_methods_supported": ["client_secret_post"],
                **{f"{name}_endpoint": f"{self.url}/{end}" for name, end in ends.items()},
            }  # fmt: skip
        if path == "/keys":
            return {"keys": [json.loads(RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "1", "alg": "RS256"}]}
        return self.person if path == "/userinfo" and bearer == "Bearer opaque" else None

    def authorize(self, address: str) -> dict[str, str]:
        """What a browser would do: the person agrees, and is sent back with a code."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        assert (
            asked["client_id"] == "xuezheng" and asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        )
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked["code_challenge"]
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        challenge = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if form["client_secret"] != "s3cret" or base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 60, **self.person}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": token}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Provider]:
    made = Provider()
    given = {"OIDC_URL": made.url, "OIDC_NAME": "内江教育统一身份", "OIDC_CLIENT": "xuezheng", "OIDC_SECRET": "s3cret"}
    for name, value in given.items():
        monkeypatch.setenv(f"XUEZHENG_{name}", value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


def sign_in(provider: Provider, **changed: str) -> tuple[Client, Any]:
    """A browser that goes to the provider and comes back; `changed` are what it brings in place of the truth."""
    client = Client()
    assert "内江教育统一身份" in client.get("/sign-in/").content.decode()
    sent = client.get("/account/oidc/login/")
    assert sent.status_code == 302 and sent["Location"].startswith(f"{provider.url}/authorize?")
    return client, client.get("/account/oidc/login/callback/", provider.authorize(sent["Location"]) | changed)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def test_who_is_invited_here_signs_in_and_is_known_again(provider: Provider) -> None:
    wang = Account.objects.create_user("wang")
    client, answer = sign_in(provider)
    assert answer.status_code == 302 and is_in(client)
    assert verbs() == ["access.identity.connected", "access.signed_in"]
    provider.person["preferred_username"] = "li"  # the name may change at the provider; the identity is the same
    again, _ = sign_in(provider)
    assert is_in(again) and again.session["_auth_user_id"] == str(wang.pk)
    assert "/userinfo" in provider.asked and Account.objects.count() == 1


@pytest.mark.parametrize("who", ["a stranger", "somebody who left", "no name"])
def test_nobody_else_gets_in_and_no_account_is_made(provider: Provider, who: str) -> None:
    account = Account.objects.create_user("wang", is_active=who != "somebody who left")
    provider.person["preferred_username"] = {"a stranger": "zhao", "no name": ""}.get(who, "wang")
    client, answer = sign_in(provider)
    assert answer["Location"] == "/account/identities/refused/" and client.get(answer["Location"]).status_code == 401
    assert not is_in(client) and Account.objects.get() == account
    assert verbs() == ["access.sign_in_refused"]


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"code": "guessed"}, {"error": "access_denied", "code": ""}])
def test_what_does_not_come_from_the_provider_is_refused(provider: Provider, changed: dict[str, str]) -> None:
    Account.objects.create_user("wang")
    client, answer = sign_in(provider, **changed)
    assert answer.status_code in (302, 401, 403) and not is_in(client)


def test_a_token_for_another_site_is_refused(provider: Provider) -> None:
    Account.objects.create_user("wang")
    provider.audience = "another"
    client, answer = sign_in(provider)
    assert answer.status_code in (302, 401) and not is_in(client)


def test_a_provider_that_is_away_is_said_plainly(provider: Provider) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = Client().get("/account/oidc/login/")
    assert answer.status_code == 503 and "连不上" in answer.content.decode()
