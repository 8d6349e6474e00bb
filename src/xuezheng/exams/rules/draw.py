"""Lots that anybody can draw again: each person's lot is a hash of the published seed, the roster and the name.

    lot(key, words) = the first 16 hex digits of SHA-256(key | word | word …), joined by "|", in UTF-8
    key             = seed | SHA-256 of the roster

An order "by lot" is the order of these numbers. No generator has to run up to a person: who knows the key can check one
lot by itself (`printf '%s' 'KEY|candidate|12345' | sha256sum`). SHA-256 is FIPS 180-4; ordering by hashes of distinct
names is a uniformly random permutation as far as anybody can tell who does not know the seed beforehand. So: publish
the roster's hash first, and only then throw the seed in public (dice, balls, a lottery's numbers of a named later day).
"""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

DIGITS = 16


def draw_key(seed: str, *rosters: bytes) -> str:
    """The key of a draw: the seed, and the hash of the rosters' bytes one after another."""
    return f"{seed}|{roster_hash(*rosters)}"


def roster_hash(*rosters: bytes) -> str:
    """SHA-256, in hex, of the rosters one after another."""
    return hashlib.sha256(b"".join(rosters)).hexdigest()


def lot(key: str, *words: str) -> str:
    """One lot, 16 hex digits."""
    return hashlib.sha256("|".join((key, *words)).encode()).hexdigest()[:DIGITS]


def lots(key: str, purpose: str, names: Iterable[str]) -> NDArray[np.uint64]:
    """The lots of many names for one purpose, as whole numbers in the same order as their hex digits."""
    begun = hashlib.sha256(f"{key}|{purpose}|".encode())
    found: list[bytes] = []
    for name in names:
        one = begun.copy()
        one.update(name.encode())
        found.append(one.digest()[: DIGITS // 2])
    return np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)
