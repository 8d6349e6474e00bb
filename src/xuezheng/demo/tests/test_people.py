"""Invented people have ID numbers that are valid and stand once."""

import numpy as np
import pytest

from xuezheng.demo.people import id_numbers, names
from xuezheng.demo.staffing import born_at, matched
from xuezheng.demo.tests.worlds import neijiang
from xuezheng.ground.codes import STUDENT_NUMBER, id_check_character
from xuezheng.registers.models import StaffMember, Student
from xuezheng.registers.secrecy import decrypted_id


def test_id_numbers() -> None:
    rng = np.random.default_rng(1)
    born = born_at(rng, rng.integers(3, 6, 3000), 2020)
    is_girl = rng.random(3000) < 0.5
    numbers = id_numbers(np.full(3000, "511083"), born, is_girl)
    assert len(set(numbers)) == 3000
    assert all(id_check_character(number[:17]) == number[17] for number in numbers)
    assert all(int(number[16]) % 2 == (0 if girl else 1) for number, girl in zip(numbers, is_girl, strict=True))
    assert [number[6:14] for number in numbers] == [str(day).replace("-", "") for day in born]


def test_too_many_on_one_day_are_refused() -> None:
    day = np.full(501, np.datetime64("2015-01-01"))
    with pytest.raises(ValueError, match="500 people"):
        id_numbers(np.full(501, "511083"), day, np.ones(501, np.bool_))


def test_people_of_the_register() -> None:
    world = neijiang()
    for model in (StaffMember, Student):
        people = world.all(model)
        assert not people["person_index"].is_duplicated().any()
        assert people["is_synthetic"].all()
        first = people.row(0, named=True)
        number = decrypted_id(first["person_cipher"], first["person_index"])
        assert number[6:14] == first["born_on"].strftime("%Y%m%d")
    students = world.all(Student)
    assert not students["student_number"].is_duplicated().any()
    assert all(STUDENT_NUMBER.match(number) for number in students["student_number"].head(100))


def test_names_are_of_two_or_three_characters() -> None:
    rng = np.random.default_rng(2)
    assert {len(name) for name in names(rng, rng.random(500) < 0.5)} == {2, 3}


@pytest.mark.parametrize(("pool", "slots", "pairs"), [
    ([1, 1, 2], [1, 2, 2], {(0, 0), (2, 1)}), ([], [1], set()), ([3, 3], [3, 3], {(0, 0), (1, 1)}),
])  # fmt: skip
def test_matched(pool: list[int], slots: list[int], pairs: set[tuple[int, int]]) -> None:
    mine, theirs = matched(np.array(pool, np.int64), np.array(slots, np.int64))
    assert set(zip(mine.tolist(), theirs.tolist(), strict=True)) == pairs
