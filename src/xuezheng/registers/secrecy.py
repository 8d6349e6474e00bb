"""Personal IDs: encrypted at rest, found by a keyed blind index, told apart in frozen tables by a pseudonym.

The three keys belong to the instance (`engine.instance.Instance.key`). A blind index is HMAC-SHA256 of the ID number in
its normal form, so a person is found without decrypting anybody. A cipher is AES-256-GCM bound to the person's blind
index, so that moving it to another row is noticed. A pseudonym is HMAC-SHA256 of the blind index under a key of its own,
so frozen tables cannot be joined back to the register without that key, and it is the same in every year.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xuezheng.engine.instance import Instance

FORMAT = b"\x01"  # first byte of a cipher: which key and layout it was made with
NONCE_BYTES = 12
PSEUDONYM_DIGITS = 16


class Unreadable(ValueError):
    """A cipher was not made with this instance's key, or not for this person, or is damaged."""


def normal_id(number: str) -> str:
    """The form in which an ID number is compared and kept: no blanks, check character in capitals."""
    return "".join(number.split()).upper()


@cache
def _key(home: Path, name: str) -> bytes:
    return bytes.fromhex(Instance(home).key(name))


def _keyed(name: str) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under a key of the instance (RFC 2104), with the padded key hashed once for all messages."""
    key = _key(Instance.here().home, name).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def keyed(message: bytes) -> bytes:
        first = inner.copy()
        first.update(message)
        second = outer.copy()
        second.update(first.digest())
        return second.digest()

    return keyed


def blind_indexes(numbers: Iterable[str]) -> list[str]:
    """The blind index of each ID number: 44 characters."""
    keyed = _keyed("blind_index")
    return [base64.urlsafe_b64encode(keyed(normal_id(number).encode())).decode() for number in numbers]


def blind_index(number: str) -> str:
    """The blind index of one ID number."""
    return blind_indexes([number])[0]


def encrypted_ids(numbers: Sequence[str], indexes: Sequence[str]) -> list[bytes]:
    """The cipher of each ID number, bound to its blind index: format byte, nonce, cipher text and tag."""
    seal = AESGCM(_key(Instance.here().home, "encryption"))
    nonces = os.urandom(NONCE_BYTES * len(numbers))
    ciphers: list[bytes] = []
    for position, (number, index) in enumerate(zip(numbers, indexes, strict=True)):
        nonce = nonces[position * NONCE_BYTES : (position + 1) * NONCE_BYTES]
        ciphers.append(FORMAT + nonce + seal.encrypt(nonce, normal_id(number).encode(), index.encode()))
    return ciphers


def sealed(numbers: Sequence[str]) -> tuple[list[bytes], list[str]]:
    """What the register keeps of ID numbers: `person_cipher` and `person_index` of each."""
    indexes = blind_indexes(numbers)
    return encrypted_ids(numbers, indexes), indexes


def decrypted_id(cipher: bytes, index: str) -> str:
    """The ID number of one person. Raises Unreadable where the cipher is not that person's or not of this instance."""
    cipher = bytes(cipher)  # PostgreSQL gives a memoryview
    if cipher[:1] != FORMAT:
        raise Unreadable("The ID number was stored in a format this version does not know.")
    seal = AESGCM(_key(Instance.here().home, "encryption"))
    try:
        return seal.decrypt(cipher[1 : 1 + NONCE_BYTES], cipher[1 + NONCE_BYTES :], index.encode()).decode()
    except InvalidTag as error:
        raise Unreadable(
            "The ID number cannot be read with this instance's key, or belongs to another record."
        ) from error


def pseudonyms(indexes: Iterable[str]) -> list[str]:
    """The pseudonym of each blind index: 16 hex digits, the same in every year."""
    keyed = _keyed("pseudonym")
    return [keyed(index.encode()).hex()[:PSEUDONYM_DIGITS] for index in indexes]
