"""How every address of the interface answers: who asks, what goes wrong, what was not changed, how often."""

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from xuezheng.access.actions import held_by
from xuezheng.access.rules import POLICY, Action
from xuezheng.access.tokens import found_token
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.words import Words
from xuezheng.screens.kept import kept

PER_MINUTE = 600  # requests of one token, or of one person in a browser
MEANINGS: dict[int, Words] = {
    400: Words("请求看不懂。", "The request cannot be read."),
    401: Words("请带上有效的令牌：Authorization: Bearer xz_…", "Send a token that holds: Authorization: Bearer xz_…"),
    403: Words("您的角色或令牌不包括这项。", "Your role or token does not reach this."),
    404: Words("没有这一项。", "There is no such thing."),
    422: Words("参数不对。", "A parameter is wrong."),
    429: Words(
        f"每分钟最多 {PER_MINUTE} 次，请稍后再试。", f"At most {PER_MINUTE} requests a minute; try again later."
    ),
    500: Words("出错了。", "Something broke."),
}


class Wrong(Schema):
    """One parameter that is wrong."""

    where: str
    what: str


class Problem(Schema):
    """What went wrong (RFC 9457), in both languages."""

    type: str
    title: str
    title_zh: str
    title_en: str
    status: int
    errors: list[Wrong] = []


class Token(HttpBearer):
    """A program with a token: it acts as the token's account."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = found_token(token, timezone.now())
        if found is None:
            return None
        request.user = found.account
        found.account.held_memo = {}
        request.token_actions = frozenset(found.actions)  # type: ignore[attr-defined]
        limit(f"token-{found.pk}")
        return found


class Browser(APIKeyCookie):
    """A person who is signed in and looks at an answer in the browser; there is nothing to write, so nothing to forge."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not request.user.is_authenticated:
            return None
        limit(f"account-{request.user.pk}")
        return request.user


def limit(who: str) -> None:
    """Refuse what is more than the minute allows. The count is kept for all workers together."""
    key = f"api-{who}-{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key)
    except ValueError:  # another worker has just cleared it
        count = 1
    if count > PER_MINUTE:
        raise HttpError(429, "")


def demand(request: HttpRequest, action: Action) -> None:
    """Refuse a token that was not made for an action, and an account without a role for it."""
    named = getattr(request, "token_actions", None)
    if named is not None and action not in named:
        raise PermissionDenied
    if not any(held.role in POLICY[action] for held in held_by(request.user)):
        raise PermissionDenied


def kept_answer(action: Action, schema: type[Schema]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let an endpoint be asked by who may do the action, and keep its answer, checked and written, until a record changes.

    For what the register and the program alone say; what else lies in the instance may change without a record.
    """

    def wrap(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(endpoint)
        def asked(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            def make() -> bytes:
                return schema.model_validate(endpoint(request, *args, **values)).model_dump_json().encode()

            demand(request, action)
            content = kept(request, (request.path, request.META.get("QUERY_STRING", "")), make)
            return tagged(request, HttpResponse(content, content_type="application/json; charset=utf-8"))

        return asked

    return wrap


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer with its hash (ETag); nothing but that where the asker has it already."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie"
    return response


class Interface(NinjaAPI):
    """ninja's interface with hashes of answers (ETag) and errors described as they are sent."""

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        response = super().create_response(request, data, **more)
        return tagged(request, response) if request.method == "GET" and response.status_code == 200 else response

    def get_openapi_schema(self, **more: Any) -> Any:
        schema = super().get_openapi_schema(**more)
        for path in schema["paths"].values():
            for operation in path.values():
                for code, answer in operation["responses"].items():
                    if int(code) >= 400:
                        answer["content"] = {"application/problem+json": next(iter(answer["content"].values()))}
        return schema


def problem(request: HttpRequest, status: int, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """An error as RFC 9457 has it."""
    words = MEANINGS.get(status, MEANINGS[400])
    language = "en" if str(getattr(request, "LANGUAGE_CODE", "zh")).startswith("en") else "zh"
    body = {
        "type": "about:blank", "title": words.in_(language), "title_zh": words.zh, "title_en": words.en,
        "status": status, "errors": errors or [],
    }  # fmt: skip
    response = HttpResponse(canonical_json(body), status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="xuezheng"'
    if status == 429:
        response["Retry-After"] = str(60 - int(time.time()) % 60)
    return response


def bind_errors(api: NinjaAPI) -> None:
    """Say every error the same way."""

    def wrong(request: HttpRequest, error: Any) -> HttpResponse:
        found = [{"where": ".".join(map(str, e["loc"])), "what": str(e["msg"])} for e in error.errors]
        return problem(request, 422, found)

    api.add_exception_handler(ValidationError, wrong)
    api.add_exception_handler(AuthenticationError, lambda request, error: problem(request, 401))
    api.add_exception_handler(PermissionDenied, lambda request, error: problem(request, 403))
    api.add_exception_handler(Http404, lambda request, error: problem(request, 404))
    api.add_exception_handler(HttpError, lambda request, error: problem(request, error.status_code))
