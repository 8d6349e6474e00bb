"""The chain shows every change, deletion and reorder."""

import pytest

from xuezheng.access.actions import audit_breaks, record
from xuezheng.access.models import Account, AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def three_entries() -> None:
    for verb in ("registers.institution.opened", "registers.institution.renamed", "returns.frozen"):
        record(verb, area_code="511002", subject="2151000001", detail={"name": "甲小学"})


def test_an_untouched_chain_holds() -> None:
    three_entries()
    assert audit_breaks() == []
    assert AuditEntry.objects.count() == 3


@pytest.mark.parametrize("harm", ["change", "delete", "delete last", "swap"])
def test_a_harmed_chain_is_found(harm: str) -> None:
    three_entries()
    second = AuditEntry.objects.get(number=2)
    if harm == "change":
        AuditEntry.objects.filter(number=2).update(detail='{"name": "乙小学"}')
    elif harm == "delete":
        second.delete()
    elif harm == "delete last":
        AuditEntry.objects.get(number=3).delete()
    else:
        third = AuditEntry.objects.get(number=3)
        AuditEntry.objects.filter(pk=second.pk).update(number=9)
        AuditEntry.objects.filter(pk=third.pk).update(number=2)
        AuditEntry.objects.filter(number=9).update(number=3)
    assert audit_breaks() != []


def test_an_entry_names_the_account() -> None:
    account = Account.objects.create_user("li", password="x")
    assert record("access.signed_in", account=account).account_name == "li"
    assert AuditHead.objects.get().number == 1
