"""Freezing the return of a tiny city: once for good, the same bytes twice, a revision for a correction."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from tests.tiny_city import CITY, HILLS, institution, school_class, teacher, tiny_city

from xuezheng.access.actions import audit_breaks
from xuezheng.access.models import AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Check, Office, ReturnScope, declared, last_year
from xuezheng.engine.snapshots import damaged, frozen_returns, return_folder
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.models import Succession, SuccessionPart
from xuezheng.registers.tables import CLASSES, INSTITUTIONS, STAFF, SUCCESSIONS
from xuezheng.returns.actions import check_return, do_freeze, freezing
from xuezheng.returns.models import ReturnRevision

pytestmark = pytest.mark.django_db
SCOPE = ReturnScope(CITY, SchoolYear(2023))


@pytest.fixture
def city() -> SimpleNamespace:
    return tiny_city()


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


def registers() -> tuple[Office, ...]:
    """The registers' tables and checks alone; what the other offices freeze is theirs to test."""
    return tuple(office for office in declared() if office.name == "registers")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_return_is_frozen_with_a_manifest_and_remembered(city: SimpleNamespace, instance: Instance) -> None:
    done = do_freeze(instance, SCOPE, registers())
    about = done.frozen.manifest.about
    assert done.is_new
    assert (about["city_code"], about["school_year"], about["revision"], about["as_of"]) == (
        CITY,
        2023,
        1,
        "2023-09-01",
    )
    assert done.frozen.manifest.tables[CLASSES.name]["row_count"] == 5
    assert damaged(done.frozen.folder) == []
    remembered = ReturnRevision.objects.get()
    assert (remembered.manifest_hash, remembered.status) == (done.frozen.manifest.hash, "frozen")
    entry = AuditEntry.objects.get(verb="returns.return.frozen")
    assert done.frozen.manifest.hash in entry.detail
    assert audit_breaks() == []


def test_freezing_twice_gives_the_same_bytes(city: SimpleNamespace, instance: Instance, tmp_path: Path) -> None:
    teacher(city.east, 2)
    first = do_freeze(instance, SCOPE, registers())
    elsewhere = Instance(tmp_path / "elsewhere")
    second = do_freeze(elsewhere, SCOPE, registers())
    assert contents(first.frozen.folder) == contents(second.frozen.folder)


def test_the_same_rows_again_are_no_new_revision(city: SimpleNamespace, instance: Instance) -> None:
    first = do_freeze(instance, SCOPE, registers())
    again = do_freeze(instance, SCOPE, registers())
    assert not again.is_new
    assert again.frozen.label == first.frozen.label
    assert ReturnRevision.objects.count() == 1
    assert [p.name for p in first.frozen.folder.parent.iterdir()] == ["r1"]


def test_a_correction_needs_a_reason_and_shows_its_difference(city: SimpleNamespace, instance: Instance) -> None:
    first = do_freeze(instance, SCOPE, registers())
    before = contents(first.frozen.folder)
    school_class(city.east, 2023, "primary", "12", 41)
    city.east.classes.filter(school_year=2023, grade="16").update(girl_count=18)
    city.garden.classes.filter(school_year=2023).delete()
    with pytest.raises(Refused, match="reason"):
        do_freeze(instance, SCOPE, registers())
    done = do_freeze(instance, SCOPE, registers(), reason="漏报一个班")
    assert (done.is_new, done.frozen.revision) == (True, 2)
    assert done.frozen.manifest.about["replaces"] == first.frozen.manifest.hash
    assert contents(first.frozen.folder) == before, "what is frozen stays as it was"
    (classes,) = [d for d in done.differences if d.table == CLASSES.name]
    assert classes.added["grade"].to_list() == ["12"]
    assert classes.removed["institution_code"].to_list() == [city.garden.code]
    assert classes.changed.select("grade", "column", "before", "after").rows() == [("16", "girl_count", "19", "18")]
    assert list(ReturnRevision.objects.values_list("revision", "status")) == [(1, "replaced"), (2, "frozen")]
    assert [r.label for r in frozen_returns(instance)] == [done.frozen.label]


def test_a_broken_rule_stops_the_freeze_and_lists_the_rows(city: SimpleNamespace, instance: Instance) -> None:
    city.east.classes.filter(school_year=2023, grade="11").update(girl_count=41)
    with pytest.raises(Refused) as refusal:
        do_freeze(instance, SCOPE, registers())
    (problem,) = refusal.value.problems
    assert (problem.rule, problem.which) == ("registers.class.girl_at_most_pupils", city.east.code)
    assert "girl_count=41" in problem.got
    assert not instance.returns.exists() or not list(instance.returns.rglob("*.parquet"))
    assert ReturnRevision.objects.count() == 0


def test_a_value_that_is_not_of_the_schema_stops_the_freeze(city: SimpleNamespace, instance: Instance) -> None:
    city.east.versions.update(organiser="8A1")
    with pytest.raises(Refused) as refusal:
        do_freeze(instance, SCOPE, registers())
    problem = refusal.value.problems[0]
    assert problem.rule == "schema.organiser|regex"
    assert problem.which == city.east.code
    assert "organiser=8A1" in problem.got


def test_long_lists_of_rows_are_cut_and_counted(city: SimpleNamespace, instance: Instance) -> None:
    for number in range(2, 32):
        school_class(city.east, 2023, "primary", "11", 40, number=number, girl_count=41)
    with pytest.raises(Refused) as refusal:
        do_freeze(instance, SCOPE, registers())
    assert len(refusal.value.problems) == 21
    assert refusal.value.problems[-1].what.en.startswith("10 more")


def test_warnings_are_listed_and_do_not_stop(city: SimpleNamespace, instance: Instance) -> None:
    findings = check_return(instance, SCOPE, registers())
    assert findings
    assert not any(finding.is_error for finding in findings)
    assert not instance.returns.exists(), "checking writes nothing"
    assert do_freeze(instance, SCOPE, registers()).warnings


def test_last_year_is_compared_once_it_is_frozen(city: SimpleNamespace, instance: Instance) -> None:
    def rules() -> set[str]:
        return {finding.rule for finding in check_return(instance, SCOPE, registers())}

    institution("2151000077", "新建小学", "211", HILLS, opened_on=SCOPE.year.starts_on)
    assert "registers.institution.new_by_event" not in rules()
    do_freeze(instance, ReturnScope(CITY, SchoolYear(2022)), registers())
    assert "registers.institution.new_by_event" in rules()


def test_a_check_of_any_office_is_asked(city: SimpleNamespace, instance: Instance) -> None:
    def broken(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
        assert set(frames) == {CLASSES.name, last_year(INSTITUTIONS)}
        return frames[CLASSES.name].select("institution_code").head(1)

    check = Check("x.never", Words("不行。", "Never."), (CLASSES,), broken, last_tables=(INSTITUTIONS,))  # type: ignore[arg-type]
    offices = tuple(replace(office, checks=(check,)) for office in registers())
    assert do_freeze(instance, ReturnScope(CITY, SchoolYear(2022)), offices).is_new
    with pytest.raises(Refused, match="Never"):
        do_freeze(instance, SCOPE, offices)


def test_frozen_files_are_read_only_and_damage_is_found(city: SimpleNamespace, instance: Instance) -> None:
    folder = do_freeze(instance, SCOPE, registers()).frozen.folder
    for path in folder.iterdir():
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH), path
    path = folder / f"{CLASSES.name}.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (folder / f"{INSTITUTIONS.name}.parquet").unlink()
    assert damaged(folder) == [CLASSES.name, INSTITUTIONS.name]


SOURCES = str(Path(freezing.__file__).parents[3])
KILLED = """
import os, signal, sys
from pathlib import Path
import polars as pl
from xuezheng.engine import snapshots
from xuezheng.registers.tables import CLASSES

snapshots.sha256_of_file = lambda path: os.kill(os.getpid(), signal.SIGKILL)
folder = Path(sys.argv[1]) / f".new.{os.getpid()}"
snapshots.write_snapshot(folder, {CLASSES.name: pl.DataFrame(schema=CLASSES.dtypes)}, {CLASSES.name: CLASSES}, {})
"""


def test_a_killed_freeze_leaves_nothing_half_done(instance: Instance) -> None:
    """The draft of a process killed while writing is no return, and the next freeze clears it."""
    year = return_folder(instance, CITY, 2023, 1).parent
    child = subprocess.run([sys.executable, "-c", KILLED, str(year)], check=False, env={"PYTHONPATH": SOURCES})
    assert child.returncode == -signal.SIGKILL
    assert list(year.glob(".*/*.parquet")), "it was killed in the middle of writing"
    assert frozen_returns(instance) == []
    freezing.clear_drafts(year)
    assert not list(year.iterdir())


def test_the_draft_of_a_living_freeze_is_left_alone(tmp_path: Path) -> None:
    alive = tmp_path / f".new.{os.getppid()}"
    alive.mkdir()
    freezing.clear_drafts(tmp_path)
    assert alive.exists()


def test_a_freeze_killed_before_it_was_remembered_is_made_good(city: SimpleNamespace, instance: Instance) -> None:
    first = do_freeze(instance, SCOPE, registers())
    ReturnRevision.objects.all().delete()
    assert not do_freeze(instance, SCOPE, registers()).is_new
    assert ReturnRevision.objects.get().manifest_hash == first.frozen.manifest.hash


def test_a_register_that_cannot_remember_leaves_no_folder(
    city: SimpleNamespace, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(freezing, "record", fail)
    with pytest.raises(Refused, match="no space"):
        do_freeze(instance, SCOPE, registers())
    assert not list(instance.returns.rglob("*.parquet"))


def test_a_full_disk_is_said_plainly_and_leaves_nothing(
    city: SimpleNamespace, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fail)
    with pytest.raises(Refused, match="Free some room"):
        do_freeze(instance, SCOPE, registers())
    assert not list(instance.returns.rglob("*.parquet"))
    assert ReturnRevision.objects.count() == 0


def test_an_instance_put_aside_and_frozen_anew_is_remembered_anew(city: SimpleNamespace, instance: Instance) -> None:
    do_freeze(instance, SCOPE, registers())
    shutil.rmtree(instance.returns)
    school_class(city.east, 2023, "primary", "12", 41)
    done = do_freeze(instance, SCOPE, registers())
    assert done.frozen.revision == 1
    assert ReturnRevision.objects.get().manifest_hash == done.frozen.manifest.hash


def test_what_nobody_reported_is_left_out(city: SimpleNamespace, instance: Instance) -> None:
    done = do_freeze(instance, SCOPE, registers())
    assert STAFF.name in done.left_out and STAFF.name not in done.frozen.manifest.tables
    assert CLASSES.name not in done.left_out


def test_a_register_that_is_kept_counts_zero_in_a_year_without_rows(city: SimpleNamespace, instance: Instance) -> None:
    assert SUCCESSIONS.name in do_freeze(instance, SCOPE, registers()).left_out
    event = Succession.objects.create(kind="merged", occurred_on=date(2020, 5, 1))
    SuccessionPart.objects.create(event=event, institution=city.east, side="after", ends=False)
    done = do_freeze(instance, SCOPE, registers(), reason="补登")
    assert done.frozen.manifest.tables[SUCCESSIONS.name]["row_count"] == 0


def test_nothing_to_report_is_said_once_and_stands(city: SimpleNamespace, instance: Instance) -> None:
    do_freeze(instance, SCOPE, registers(), zero=[SUCCESSIONS.name])
    city.east.classes.filter(school_year=2023, grade="16").update(girl_count=18)
    done = do_freeze(instance, SCOPE, registers(), reason="更正女生数")
    assert done.frozen.manifest.tables[SUCCESSIONS.name]["row_count"] == 0
    assert done.frozen.manifest.about["nothing_to_report"] == [SUCCESSIONS.name]


@pytest.mark.parametrize(
    ("zero", "rule"), [(CLASSES.name, "return.not_zero"), ("registers__yearly_clases", "return.zero_table")]
)
def test_zero_cannot_be_declared_of_rows_or_of_no_table(
    city: SimpleNamespace, instance: Instance, zero: str, rule: str
) -> None:
    with pytest.raises(Refused) as refusal:
        do_freeze(instance, SCOPE, registers(), zero=[zero])
    assert [p.rule for p in refusal.value.problems] == [rule]
    assert frozen_returns(instance) == []
