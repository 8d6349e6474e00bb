"""How often an address may try what needs no account: codes to guess, forms to flood. Kept in the cache all workers share."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """The visitor's address, as the first of our own proxies tells it."""
    return str(get_adapter().get_client_ip(request))  # pyright: ignore[reportUnknownMemberType]


def is_spent(what: str, who: str, most: int, seconds: int) -> bool:
    """Whether `who` has used up the tries of so many seconds; nothing is counted."""
    return len(_tries(_name(what, who), seconds)) >= most


def spend(what: str, who: str, most: int, seconds: int) -> bool:
    """Count a try; False, uncounted, where none was left."""
    name = _name(what, who)
    tries = _tries(name, seconds)
    if len(tries) >= most:
        return False
    cache.set(name, [*tries, time.time()], seconds)
    return True


def _name(what: str, who: str) -> str:
    return f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def _tries(name: str, seconds: int) -> list[float]:
    since = time.time() - seconds
    return [at for at in cache.get(name) or [] if at > since]
