"""An import is taken back byte for byte, days later too; not where somebody built on it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from xuezheng.access.actions import do_grant, record
from xuezheng.access.models import Account, AuditEntry
from xuezheng.ground.errors import Refused
from xuezheng.registers.intake.intake import run
from xuezheng.registers.intake.tests.workbooks import (
    AREAS,
    SCHOOL_HEADS,
    SCHOOLS,
    Sheet,
    dump,
    staff,
    students,
    write_book,
)
from xuezheng.registers.intake.undo import do_undo
from xuezheng.registers.models import (
    ImportPiece,
    ImportRun,
    Institution,
    InstitutionVersion,
    StaffMember,
    Student,
    Succession,
    SuccessionPart,
)

pytestmark = pytest.mark.django_db

Take = Callable[..., ImportRun]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def taken(*sheets: Sheet, account: Account | None = None) -> ImportRun:
        path = write_book(tmp_path / f"{ImportRun.objects.count()}.xlsx", *sheets)
        outcome = run([path], apply=True, account=account)
        assert [p.sentence("en") for p in outcome.problems] == []
        assert outcome.run is not None
        return outcome.run

    return taken


def renamed(name: str, start: str = "2022-09-01") -> Sheet:
    return "学校", [*SCHOOL_HEADS, "生效日期"], [["2151000001", name, *SCHOOLS[2][0][2:], start]]


def test_every_kind_of_change_is_taken_back_byte_for_byte(take: Take) -> None:
    empty = dump()
    first = take(AREAS, SCHOOLS, staff(3), students(5))
    standing = dump()
    second = take(
        renamed("实验小学"),
        ("教职工", [*staff(1)[1], "骨干教师认定日期"], [[*staff(1)[2][0], "2020-09-01"]]),
        students(8, school="2151000002", first=103),
    )
    assert dump() != standing
    do_undo(second.pk)
    assert dump() == standing
    assert [run.state for run in ImportRun.objects.all()] == ["undone", "applied"]
    do_undo(first.pk)
    assert dump() == empty
    assert ImportPiece.objects.count() == 0
    assert [e.verb for e in AuditEntry.objects.order_by("number")] == [
        "registers.imported", "registers.imported", "registers.import.undone", "registers.import.undone",
    ]  # fmt: skip


def test_keys_that_were_taken_back_are_not_given_again(take: Take) -> None:
    take(AREAS, SCHOOLS)
    first = take(students(2))
    before = max(Student.objects.values_list("pk", flat=True))
    do_undo(first.pk)
    take(students(2))
    assert min(Student.objects.values_list("pk", flat=True)) > before


def test_who_built_on_it_is_told_and_nothing_is_undone(take: Take) -> None:
    first = take(AREAS, SCHOOLS)
    officer = Account.objects.create(username="officer")
    do_grant(officer, "county_officer", "511083", started_on=date(2020, 1, 1))
    take(renamed("实验小学", "1985-09-01"), account=officer)
    standing = dump()
    with pytest.raises(Refused) as refused:
        do_undo(first.pk)
    said = str(refused.value)
    assert "changed after the import" in said
    assert "officer registers.imported" in said
    assert "InstitutionVersion" in said
    assert dump() == standing


@pytest.mark.parametrize("how", ["changed", "deleted", "referred"])
def test_what_was_built_on_it_is_told(take: Take, how: str) -> None:
    first = take(AREAS, SCHOOLS, staff(2))
    if how == "changed":
        InstitutionVersion.objects.filter(name="第一小学").update(is_inclusive=True)
    elif how == "deleted":
        member = StaffMember.objects.order_by("pk").first()
        assert member is not None
        member.posts.all().delete()
        member.degrees.all().delete()
        member.delete()
    else:
        event = Succession.objects.create(kind="renamed", occurred_on=date(2024, 1, 1))
        SuccessionPart.objects.create(event=event, institution=Institution.objects.get(code="2151000001"), side="after")
    with pytest.raises(
        Refused, match={"changed": "第一小学", "deleted": "deleted after", "referred": "refer to it"}[how]
    ):
        do_undo(first.pk)
    assert Institution.objects.count() == 2


def test_a_return_frozen_since_is_told(take: Take) -> None:
    first = take(AREAS, SCHOOLS)
    record("returns.return.frozen", area_code="510900", subject="510900 2024 r1")
    record("returns.return.frozen", area_code="511000", subject="511000 2024 r1")
    with pytest.raises(Refused) as refused:
        do_undo(first.pk)
    assert [problem.which for problem in refused.value.problems] == ["511000 2024 r1"]
    assert Institution.objects.count() == 2


def test_it_is_undone_once(take: Take) -> None:
    first = take(AREAS)
    do_undo(first.pk)
    with pytest.raises(Refused, match="no such import"):
        do_undo(first.pk)
    with pytest.raises(Refused, match="no such import"):
        do_undo(99)


def test_a_journal_that_was_tampered_with_is_not_used(take: Take) -> None:
    first = take(AREAS)
    ImportPiece.objects.update(content=b"PAR1 and something else")
    with pytest.raises(ValueError, match="must be as it was written"):
        do_undo(first.pk)
