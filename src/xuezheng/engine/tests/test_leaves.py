"""What is read of a return, and what is kept of it, changes no figure."""

import shutil
from pathlib import Path

import pytest

from xuezheng.engine import leaves
from xuezheng.engine.compute import compute_all
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.leaf_store import LeafStore
from xuezheng.engine.tests import town


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that was asked while figures were computed."""
    seen: list[str] = []
    real = leaves.backend().columns
    monkeypatch.setattr(
        type(leaves.backend()), "columns", lambda _, sql, width: (seen.append(sql), real(sql, width))[1]
    )
    return seen


def reads(asked: list[str], table: str) -> list[str]:
    """Which years' files of a table were asked for sums by leaf."""
    sqls = [sql for sql in asked if table in sql and "GROUPING" not in sql]
    return sorted({year for sql in sqls for year in ("2021", "2022", "2023") if f"/{year}/" in sql})


def test_what_is_kept_of_a_return_is_not_read_again_and_gives_the_same(tmp_path: Path, asked: list[str]) -> None:
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    plain = compute_all(known, frozen)
    folder = tmp_path / "leaves"
    asked.clear()
    assert compute_all(known, frozen, LeafStore(folder)).equals(plain)
    assert reads(asked, "t__clubs") == ["2021", "2022", "2023"]
    asked.clear()
    assert compute_all(known, frozen, LeafStore(folder)).equals(plain)
    assert reads(asked, "t__clubs") == []


def test_a_correction_reads_the_corrected_return_alone(tmp_path: Path, asked: list[str]) -> None:
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    folder = tmp_path / "leaves"
    compute_all(known, frozen, LeafStore(folder))
    shutil.rmtree(tmp_path / "returns/511000/2022")
    former, town.CLUB_ROWS[2022] = town.CLUB_ROWS[2022], town.CLUB_ROWS[2022][:1]
    try:
        corrected = town.freeze(tmp_path, (2022,))
    finally:
        town.CLUB_ROWS[2022] = former
    plain = compute_all(known, corrected)
    asked.clear()
    assert compute_all(known, corrected, LeafStore(folder)).equals(plain)
    assert reads(asked, "t__clubs") == ["2022"]
    assert len(list(folder.glob("*.npz"))) == 3  # what was kept of the return that no longer stands is gone


def test_a_damaged_file_and_another_definition_are_read_anew(tmp_path: Path, asked: list[str]) -> None:
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    folder = tmp_path / "leaves"
    plain = compute_all(known, frozen, LeafStore(folder))
    next(folder.glob("*-2022-*")).write_bytes(b"torn")
    asked.clear()
    assert compute_all(known, frozen, LeafStore(folder)).equals(plain)
    assert reads(asked, "t__clubs") == ["2022"]
    asked.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "READING", -1)
        assert compute_all(known, frozen, LeafStore(folder)).equals(plain)
    assert reads(asked, "t__clubs") == ["2021", "2022", "2023"]


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    (tmp_path / "leaves").write_text("a file where a folder should be")
    assert compute_all(known, frozen, LeafStore(tmp_path / "leaves")).equals(compute_all(known, frozen))


@pytest.mark.parametrize(("few_rows", "folds"), [(0, 10**9), (0, 0), (4_000, 4)])
def test_however_rows_are_added_up_the_figures_are_the_same(
    tmp_path: Path, few_rows: int, folds: int, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    """Row by row, grouped, or with alike rows put together."""
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    plain = compute_all(known, frozen)
    monkeypatch.setattr(leaves, "FEW_ROWS", few_rows)
    monkeypatch.setattr(leaves, "FOLDS", folds)
    asked.clear()
    assert compute_all(known, Frozen.of(Instance(tmp_path))).equals(plain)
    assert any("folded" in sql for sql in asked) == (folds == 0)
