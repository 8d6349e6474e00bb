"""Compiled loops: numba's decorator with a type that a checker can follow."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def kernel(loop: Callable[P, R]) -> Callable[P, R]:
    """The loop compiled for one thread, kept on disk, without the interpreter's lock."""
    compiler = cast(Any, numba)
    return cast(Callable[P, R], compiler.njit(cache=True, nogil=True)(loop))
