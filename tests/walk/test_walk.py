"""Every address × every role × own and other places, pages and exports alike, against the table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from tests.walk.table import TABLE, Line
from tests.walk.world import ABROAD, ACTORS, FAR, OTHER, OWN, STATES, client_of, world
from xuezheng.access.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
NAMES = sorted({one.name for one in TABLE})
PUBLIC = {one.name for one in TABLE if one.gets_in("visitor")} - {"overview"}


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), world(tmp_path_factory.mktemp("walk")) as made:
        yield made


def named(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every address there is."""
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from ((space + name, below) for name, below in named(pattern.url_patterns, here))
        elif isinstance(pattern, URLPattern):
            yield pattern.name or f"(no name) {here}", here


def missing_from_the_table(patterns: list[Any]) -> list[tuple[str, str]]:
    return sorted({(name, path) for name, path in named(patterns) if name not in NAMES})


def test_every_address_stands_in_the_table() -> None:
    missing = missing_from_the_table(get_resolver().url_patterns)
    assert not missing, f"tests/walk/table.py does not say who may open: {missing}"


def test_an_address_that_is_not_in_the_table_is_found() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    inner = [path("new/", view, name="new"), path("nameless/", view)]
    assert missing_from_the_table([path("health", view, name="health"), path("x/", include(inner))]) == [
        ("(no name) x/nameless/", "x/nameless/"), ("new", "x/new/"),
    ]  # fmt: skip


def test_the_table_names_no_address_that_is_gone() -> None:
    assert set(NAMES) <= {name for name, _ in named(get_resolver().url_patterns)}


def test_each_line_says_something_of_a_known_actor() -> None:
    assert {actor for one in TABLE for actor in one.who.split()} <= ACTORS.keys()


def numbered(written: str, world: dict[str, Any]) -> int:
    kind, _, key = written.partition(":")
    return int(world["people"][key].pk if kind == "account" else world[f"{kind}s"][key])


def address(one: Line, world: dict[str, Any]) -> str:
    """The address of a line, records by their numbers."""
    args = [numbered(str(a), world) if ":" in str(a) else a for a in one.args]
    return reverse(one.name, args=args) + (f"?{one.query}" if one.query else "")


def ask(client: Client, one: Line, href: str) -> Any:
    """The answer; what it wrote is taken back, so that no actor meets what another did."""
    with transaction.atomic():
        if one.state:
            STATES[one.state]()
        answer = client.get(href) if one.data is None else client.post(href, one.data)
        transaction.set_rollback(True)
    if answer.streaming:
        b"".join(answer.streaming_content)  # which closes the file
    return answer


def walkers(one: Line) -> tuple[str, ...]:
    """Who walks a line: everybody, or two where everybody gets in."""
    return ("visitor", "officer") if one.gets_in("visitor") and one.gets_in("nobody") else tuple(ACTORS)


def is_in(answer: Any) -> bool:
    """Whether the answer shows or does something; a broken page is neither in nor out (503: a piece is not installed)."""
    assert answer.status_code < 500 or answer.status_code == 503, f"broke with {answer.status_code}"
    if answer.status_code in (401, 403, 404):
        return False
    return "/sign-in/?" not in answer.get("Location", "")


def markers(actor: str) -> tuple[str, ...]:
    """Names and codes that must not reach an actor, outside of what is released."""
    hidden = {
        "planner": (),
        "auditor": (),
        "officer": (FAR,),
        "exams": (FAR,),
        "exams_city": (),
        "head": (FAR, OTHER, "白马学校"),
    }
    return (*hidden.get(actor, (FAR, OTHER, "白马学校")), ABROAD, "南津路小学")


@pytest.mark.parametrize("name", NAMES)
def test_each_actor_gets_in_where_the_table_says(walked: dict[str, Any], name: str) -> None:
    wrong: list[str] = []
    for one in (line for line in TABLE if line.name == name):
        for actor in walkers(one):
            href = address(one, walked)
            answer = ask(client_of(actor, walked["people"]), one, href)
            if is_in(answer) is not one.gets_in(actor):
                wrong.append(f"{actor} {'POST ' if one.data is not None else ''}{href}: {answer.status_code}")
            if actor == "visitor" and not one.gets_in(actor) and answer.status_code not in (302, 401, 404):
                wrong.append(f"a visitor is not asked to sign in at {href}: {answer.status_code}")
            if name not in PUBLIC and answer.status_code == 200 and not answer.streaming:
                text = answer.content.decode(errors="replace")
                shown = [m for m in markers(actor) if m in text and m not in href]
                wrong += [f"{actor} {href} shows {shown}"] if shown else []
    assert not wrong, "\n".join(wrong)


def exported(one: Line, actor: str, walked: dict[str, Any]) -> tuple[str, Any]:
    """The address of a line's page as a table to download, and what the actor gets there."""
    href = address(one, walked)
    return href, client_of(actor, walked["people"]).get(href + ("&" if "?" in href else "?") + "format=csv")


def admitted(one: Line) -> list[str]:
    """The accounts that get in."""
    return [actor for actor in ACTORS if one.gets_in(actor) and actor != "visitor"]


def is_page(answer: Any) -> bool:
    return answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


@pytest.mark.one_database
@pytest.mark.parametrize("name", [n for n in NAMES if n not in PUBLIC])
def test_exports_follow_the_pages(walked: dict[str, Any], name: str) -> None:
    wrong: list[str] = []
    asked = [line for line in TABLE if line.name == name and line.data is None]
    looks = [(one, actor) for one in asked for actor in admitted(one)[:1]]
    if looks and all(is_page(exported(one, actor, walked)[1]) for one, actor in looks):
        return  # there is no table to download: the walk above has seen all that is shown
    for one in asked:
        for actor in walkers(one):
            href, answer = exported(one, actor, walked)
            if is_in(answer) and not one.gets_in(actor):
                wrong.append(f"{actor} {href} as a table: {answer.status_code}")
            if answer.status_code == 200:
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                shown = [m for m in markers(actor) if m in body.decode(errors="replace") and m not in href]
                wrong += [f"{actor} {href} as a table holds {shown}"] if shown else []
    assert not wrong, "\n".join(wrong)


def test_a_closed_account_is_a_visitor_wherever_it_knocks(walked: dict[str, Any]) -> None:
    """Somebody who was signed in when their account was closed."""
    client = client_of("planner", walked["people"])
    wrong: list[str] = []
    with transaction.atomic():
        Account.objects.filter(pk=walked["people"]["planner"].pk).update(is_active=False)
        for one in {line.name: line for line in TABLE if line.data is None}.values():
            if is_in(ask(client, one, href := address(one, walked))) is not one.gets_in("visitor"):
                wrong.append(href)
        transaction.set_rollback(True)
    assert not wrong


def test_a_childs_record_is_seen_only_with_a_reason_and_each_look_is_written_down(walked: dict[str, Any]) -> None:
    client, href = client_of("head", walked["people"]), reverse("students", args=[OWN])
    before = AuditEntry.objects.filter(verb="registers.students.seen").count()
    assert "学生7" not in client.get(href).content.decode()
    assert "学生7" not in client.post(href, {"reason": "看"}).content.decode()
    assert "学生7" in client.post(href, {"reason": "家校联系"}).content.decode()
    assert AuditEntry.objects.filter(verb="registers.students.seen").count() == before + 1
    assert walked["child"] not in client.post(href, {"reason": "家校联系"}).content.decode()
