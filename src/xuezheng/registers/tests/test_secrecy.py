"""Personal IDs in the register: sealed, found without reading, told apart by pseudonym."""

import hashlib
import hmac
import time
from pathlib import Path

import pytest

from xuezheng.engine.instance import Instance
from xuezheng.registers.lookup import pseudonym
from xuezheng.registers.secrecy import Unreadable, blind_index, decrypted_id, pseudonyms, sealed

ID, OTHER = "11010519491231002X", "440524188001010014"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))


def test_a_sealed_number_is_read_back_and_stands_nowhere_in_clear() -> None:
    (cipher,), (index,) = sealed([ID])
    assert decrypted_id(cipher, index) == ID
    assert ID.encode() not in cipher
    assert ID not in index


def test_the_same_number_seals_differently_but_is_found_by_the_same_index() -> None:
    ciphers, indexes = sealed([ID, ID.lower(), f" {ID} "])
    assert len(set(ciphers)) == 3
    assert set(indexes) == {blind_index(ID)}
    assert len(indexes[0]) == 44
    assert blind_index(OTHER) != indexes[0]


def test_a_cipher_moved_to_another_person_or_damaged_is_noticed() -> None:
    (first, second), (index, other_index) = sealed([ID, OTHER])
    for cipher, of in ((first, other_index), (second, index), (first[:-1] + b"\0", index), (b"\2" + first[1:], index)):
        with pytest.raises(Unreadable):
            decrypted_id(cipher, of)


def test_keyed_hashes_are_hmac_sha256_of_the_instance_keys() -> None:
    index = blind_index(ID)
    key = bytes.fromhex(Instance.here().key("pseudonym"))
    assert pseudonym(index) == hmac.new(key, index.encode(), hashlib.sha256).hexdigest()[:16]


def test_another_instance_has_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = blind_index(ID), pseudonym(blind_index(ID))
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path / "elsewhere"))
    assert blind_index(ID) != here[0]
    assert pseudonym(here[0]) != here[1]


def test_bulk_is_fast_enough_for_a_city() -> None:
    numbers = [f"51100219900101{i:04d}" for i in range(10_000)]
    began = time.process_time()
    _, indexes = sealed(numbers)
    pseudonyms(indexes)
    assert time.process_time() - began < 0.3  # 100,000 in 3 seconds
