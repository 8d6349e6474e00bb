"""What pages work out again and again, kept by each process until a record changes.

    rows = kept(request, ("institutions", area_code), lambda: read_rows(request, area_code))

A value is kept for the roles that whoever asks holds, the day, and the state of the records, which is the newest change in the audit
chain: so nothing is shown beyond somebody's reach, and nothing that was changed, imported or undone is shown as it was. It may depend on
nothing else than the key says (the language, if it is written in one), and whoever gets it must not change it.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest

from xuezheng.access.actions import held_by, last_change
from xuezheng.screens.asking import today_of

MOST = 128  # values a process keeps; the oldest go first
Value = TypeVar("Value")
_values: dict[Hashable, Any] = {}
_lock = Lock()


def kept(request: HttpRequest, key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives, or gave before to somebody with the same roles on the same day with the same records."""
    if not settings.KEEPS_ANSWERS:
        return make()
    whole = (state_of(request), today_of(request), held_by(request.user), key)
    if whole in _values:
        return cast(Value, _values[whole])
    value = make()
    with _lock:
        _values[whole] = value
        while len(_values) > MOST:
            del _values[next(iter(_values))]
    return value


def state_of(request: HttpRequest) -> str:
    """The newest change as this request found it: read once, before what is kept under it."""
    found = getattr(request, "newest_change", None)
    if found is None:
        found = last_change()
        request.newest_change = found  # type: ignore[attr-defined]
    return found


def values_kept() -> tuple[Hashable, ...]:
    """The keys of what is kept now."""
    return tuple(_values)


def forget() -> None:
    """Keep nothing of what was kept."""
    with _lock:
        _values.clear()
