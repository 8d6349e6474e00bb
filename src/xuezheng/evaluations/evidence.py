"""Reading what was handed in, as the scorecard takes it, and the folder in which its files lie."""

import re
from collections.abc import Iterable
from pathlib import Path

from xuezheng.engine.instance import Instance
from xuezheng.evaluations.figures.allowances import Allowed
from xuezheng.evaluations.models import EvidenceItem
from xuezheng.evaluations.schemes.allowances import PREFIX
from xuezheng.evaluations.scorecard import Given

SHA256 = re.compile(r"^[0-9a-f]{64}$")


def given_for(area_code: str) -> list[Given]:
    """The evidence of a county (or of all counties of a code prefix) that stands, oldest first."""
    found = EvidenceItem.objects.filter(area_code__startswith=area_code, withdrawn_at__isnull=True)
    return [as_given(one) for one in found]


def as_given(one: EvidenceItem) -> Given:
    return Given(
        one.pk, one.item_id, one.area_code, one.school_year, one.number, one.is_met, one.statement, one.file_name,
        one.file_sha256, one.page,
    )  # fmt: skip


def allowed_now() -> list[Allowed]:
    """Every allowance that stands, in a fixed order."""
    found = EvidenceItem.objects.filter(item_id__startswith=PREFIX, withdrawn_at__isnull=True)
    rows = found.order_by("school_year", "institution_code", "item_id", "id")
    latest = {
        (e.item_id, e.institution_code, e.school_year): Allowed(
            e.item_id, e.institution_code, e.school_year, e.number or 0.0
        )
        for e in rows
    }
    return list(latest.values())


def by_county(given: Iterable[Given]) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for one in given:
        found.setdefault(one.area_code, []).append(one)
    return found


def file_path(instance: Instance, sha256: str) -> Path:
    """Where the file of a hash lies. Raises ValueError for what is no hash."""
    if not SHA256.match(sha256):
        raise ValueError(f"A SHA-256 has 64 hexadecimal digits. Got {sha256!r}.")
    return instance.home / "evidence" / sha256
