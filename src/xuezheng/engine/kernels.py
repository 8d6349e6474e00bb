"""Compiled loops: numba's decorator with a type that a checker can follow, and a place on disk that fits the code.

numba keeps what it compiled for a file as long as that file does not change. But a loop holds compiled copies of the loops and
constants of other files that it uses: after an update that changes those, it would run the old ones beside new data, and read or
write where nothing is. So the place is named by a fingerprint of all code of the loop's office that its solver may use: any change
compiles anew.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

import numba
import numba.core.config

P = ParamSpec("P")
R = TypeVar("R")
PLACE: Final = Path("__pycache__") / "kernels"  # within the folder of the office
USED: Final = {
    "solver",
    "problem",
    "rules",
}  # kinds of files of an office that a solver may import; a folder without them: all
_deciding = threading.Lock()


def kernel(loop: Callable[P, R]) -> Callable[P, R]:
    """The loop compiled for one thread, kept on disk, without the interpreter's lock."""
    return _compiled(loop, counts=True)


def step(loop: Callable[P, R]) -> Callable[P, R]:
    """The same for what makes no arrays of its own: nothing counts references, which else costs more than the arithmetic
    where arrays are looked up in tuples inside of loops."""
    return _compiled(loop, counts=False)


def _compiled(loop: Callable[P, R], *, counts: bool) -> Callable[P, R]:
    compiler, settings = cast(Any, numba), cast(Any, numba.core.config)
    folder = office_of(Path(loop.__code__.co_filename))
    with _deciding:
        before = settings.CACHE_DIR
        settings.CACHE_DIR = before or str(place_of(folder))  # numba looks when it decorates
        try:
            return cast(Callable[P, R], compiler.njit(cache=True, nogil=True, _nrt=counts)(loop))
        finally:
            settings.CACHE_DIR = before


def office_of(file: Path) -> Path:
    """The folder of the office that a file belongs to: the one below the package; of anything else its own folder."""
    package = Path(__file__).resolve().parents[1]
    below = [parent for parent in file.resolve().parents if parent.parent == package]
    return below[0] if below else file.resolve().parent


@cache
def place_of(folder: Path) -> Path:
    """Where the loops of an office as it is now are kept. What was kept for other states of it is removed."""
    place = folder / PLACE
    if not os.access(folder, os.W_OK):  # installed for everybody: one's own place
        named = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
        place = Path.home() / ".cache" / "xuezheng" / "kernels" / named
    mine = place / fingerprint(folder)
    if not mine.exists() and place.exists():
        for old in place.iterdir():
            shutil.rmtree(old, ignore_errors=True)
    return mine


def fingerprint(folder: Path) -> str:
    """Of all code in a folder that a solver may use: paths and contents."""
    found = hashlib.blake2b(digest_size=8)
    kinds = {path.stem for path in folder.iterdir()} & USED
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).parts
        if "tests" not in parts and (not kinds or Path(parts[0]).stem in kinds):
            found.update("/".join(parts).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()
