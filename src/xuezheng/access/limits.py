"""How often an address may try what needs no account: codes to guess, forms to flood. Kept in the cache all workers share."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """The visitor's address, as the first of our own proxies tells it."""
    return str(get_adapter().get_client_ip(request))  # pyright: ignore[reportUnknownMemberType]


def is_spent(what: str, who: str, most: int) -> bool:
    """Whether `who` has used up the tries; nothing is counted."""
    return _count(_name(what, who)) >= most


def spend(what: str, who: str, most: int, seconds: int) -> bool:
    """Count a try; False, uncounted, where none was left. Tries are forgotten so many seconds after the last that was counted."""
    name = _name(what, who)
    count = _count(name)
    if count >= most:
        return False
    cache.set(name, count + 1, seconds)
    return True


def _name(what: str, who: str) -> str:
    return f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def _count(name: str) -> int:
    found = cache.get(name)
    return found if isinstance(found, int) else 0
