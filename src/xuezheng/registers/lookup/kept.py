"""Keeping what was read while a return is frozen: every table and every year of a city asks for the same registers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

import polars as pl

_kept: ContextVar[dict[tuple[object, ...], pl.DataFrame] | None] = ContextVar("frames kept", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it, what `once` makes is made once, also in another `read_once` inside. Nothing may write meanwhile."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


_only: ContextVar[str] = ContextVar("the one institution", default="")


@contextmanager
def only_institution(code: str) -> Iterator[None]:
    """Within it, whatever `in_area` narrows by institutions is narrowed to this one: its own rows of every table."""
    only, kept = _only.set(code), _kept.set({})
    try:
        yield
    finally:
        _only.reset(only)
        _kept.reset(kept)


def narrowed_to() -> str:
    """The code of the one institution that is read, or ""."""
    return _only.get()


def once(make: Callable[..., pl.DataFrame], *arguments: object) -> pl.DataFrame:
    """`make(*arguments)`, kept within `read_once`, made anew outside of it."""
    kept = _kept.get()
    if kept is None:
        return make(*arguments)
    key = (make, *arguments)
    if key not in kept:
        kept[key] = make(*arguments)
    return kept[key]


def held_on(day: date) -> pl.Expr:
    """Whether a dated row held on a day: begun on or before it, not ended by it (as `Dated.as_of`)."""
    return (pl.col("started_on") <= day) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > day))
