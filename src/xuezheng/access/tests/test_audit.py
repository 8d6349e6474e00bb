"""The chain shows every change, deletion and reorder, and an end that was replaced."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from xuezheng.access import actions
from xuezheng.access.actions import audit_breaks, record
from xuezheng.access.audit import FIELDS, GENESIS, AnchorFile, entry_hash
from xuezheng.access.models import Account, AuditEntry, AuditHead
from xuezheng.engine.instance import Instance

pytestmark = pytest.mark.django_db


@dataclass
class Chain:
    """A chain in an instance of its own, whose anchors are written as after a commit."""

    instance: Instance
    capture: Any

    def add(self, count: int = 3) -> None:
        for number in range(count):
            with self.capture(execute=True):
                record(
                    f"registers.institution.v{number}", area_code="511002", subject="李：1", detail={"name": "甲小学"}
                )


@pytest.fixture
def chain(tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> Chain:
    monkeypatch.delenv("XUEZHENG_ANCHOR", raising=False)
    settings.INSTANCE = Instance(tmp_path)
    made = Chain(settings.INSTANCE, django_capture_on_commit_callbacks)
    made.add()
    return made


def rewrite(number: int) -> None:
    """Forge the chain from an entry on, as somebody with the whole database could."""
    previous = AuditEntry.objects.filter(number=number - 1).values_list("hash", flat=True).first() or GENESIS
    for entry in AuditEntry.objects.filter(number__gte=number).order_by("number"):
        entry.subject, entry.previous_hash = "forged", previous
        entry.hash = previous = entry_hash(previous, tuple(getattr(entry, name) for name in FIELDS))
        entry.save()
    AuditHead.objects.update(hash=previous)


def test_an_untouched_chain_holds(chain: Chain) -> None:
    assert audit_breaks() == []
    assert AuditEntry.objects.count() == 3
    assert audit_breaks(newest=1) == []
    assert len((chain.instance.home / "audit.anchors").read_text().splitlines()) == 3


@pytest.mark.parametrize("column", [*FIELDS[1:], "previous_hash", "hash"])
def test_any_changed_column_is_found(chain: Chain, column: str) -> None:
    AuditEntry.objects.filter(number=2).update(**{column: "x"})
    assert audit_breaks() != []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_deleted_entry_is_found(chain: Chain, number: int) -> None:
    AuditEntry.objects.get(number=number).delete()
    assert audit_breaks() != []


def test_two_entries_in_each_others_place_are_found(chain: Chain) -> None:
    for old, new in ((2, 9), (3, 2), (9, 3)):
        AuditEntry.objects.filter(number=old).update(number=new)
    assert audit_breaks() != []


def test_text_moved_between_columns_is_found(chain: Chain) -> None:
    entry = AuditEntry.objects.get(number=2)
    AuditEntry.objects.filter(number=2).update(subject=entry.subject[:1], reason=entry.subject[1:] + entry.reason)
    assert audit_breaks() != []


def test_an_end_cut_together_with_its_head_is_found_by_the_anchor(chain: Chain) -> None:
    AuditEntry.objects.get(number=3).delete()
    AuditHead.objects.update(number=2, hash=AuditEntry.objects.get(number=2).hash)
    assert [b.number for b in audit_breaks()] == [3]


@pytest.mark.parametrize("first", [1, 3])
def test_a_chain_forged_with_right_hashes_is_found_by_the_anchor(chain: Chain, first: int) -> None:
    rewrite(first)
    assert [b.number for b in audit_breaks()] == list(range(first, 4))


def test_anchors_replaced_with_the_database_are_found_by_the_second_place(chain: Chain, monkeypatch: Any) -> None:
    second = chain.instance.home / "elsewhere"
    monkeypatch.setenv("XUEZHENG_ANCHOR", str(second))
    chain.add(2)
    assert audit_breaks() == []
    (chain.instance.home / "audit.anchors").unlink()
    rewrite(5)
    assert [b.number for b in audit_breaks()] == [5]


def test_what_is_rolled_back_is_not_anchored(chain: Chain, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks():
        record("never.committed")
    assert len((chain.instance.home / "audit.anchors").read_text().splitlines()) == 3


def test_no_sign_hides_what_follows_it_or_moves_a_border(chain: Chain) -> None:
    entry = record("access.sign_in_refused", subject="a\0b\x1fc", reason="d")
    assert entry.subject == "abc"
    assert audit_breaks() == []
    AuditEntry.objects.filter(number=4).update(subject="abc\x1fd", reason="")
    assert audit_breaks() != []
    previous = entry.previous_hash
    forged = entry_hash(previous, (4, entry.at, entry.verb, "", "", "abc\x1fd", "", entry.detail))
    AuditEntry.objects.filter(number=4).update(hash=forged)
    AuditHead.objects.update(hash=forged)
    assert [b.number for b in audit_breaks()] == [4]


def test_an_entry_names_the_account() -> None:
    account = Account.objects.create_user("li", password="x")
    assert record("access.signed_in", account=account).account_name == "li"
    assert AuditHead.objects.get().number == 1


def test_a_line_cut_short_leaves_the_other_anchors_standing(chain: Chain) -> None:
    path = chain.instance.home / "audit.anchors"
    path.write_text(path.read_text() + "4 abc")
    assert AnchorFile(path).read().keys() == {1, 2, 3}
    assert audit_breaks() == []


def test_an_entry_after_the_end_is_found(chain: Chain) -> None:
    AuditHead.objects.update(number=2, hash=AuditEntry.objects.get(number=2).hash)
    (chain.instance.home / "audit.anchors").unlink()
    assert [b.number for b in audit_breaks()] == [3]


def test_what_is_added_meanwhile_is_no_break(chain: Chain, monkeypatch: Any) -> None:
    """An entry between reading the anchors and reading the chain, and one between the end and the entries."""
    real = actions.chain_end

    def ended() -> actions.Anchor:
        chain.add(1)
        end = real()
        chain.add(1)
        return end

    monkeypatch.setattr(actions, "chain_end", ended)
    assert audit_breaks() == []


def test_a_chain_longer_than_is_read_at_once_holds(chain: Chain, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "AT_A_TIME", 2)
    assert audit_breaks() == []
    AuditEntry.objects.filter(number=3).update(subject="x")
    assert [b.number for b in audit_breaks()] == [3]
