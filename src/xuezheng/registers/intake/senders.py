"""What each sender calls a column, remembered."""

from typing import Any

from django.db import transaction

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.intake.headings import NAMES, Aliases, plain
from xuezheng.registers.intake.workbook import SHEETS
from xuezheng.registers.models import ImportAlias


def aliases_of(sender: str) -> Aliases:
    """The headings of a sender: (sheet, heading in plain form) → field."""
    if not sender:
        return {}
    found = ImportAlias.objects.filter(sender=sender).values_list("sheet", "heading", "field")
    return {(sheet, heading): field for sheet, heading, field in found}


def remember(sender: str, sheet_key: str, heading: str, field_key: str, *, account: Any = None) -> None:
    """Keep that a sender calls a column so. Raises Refused for a sheet, column or sender that is none."""
    fields = dict(NAMES.get(sheet_key, ()))
    if not sender or not plain(heading) or field_key not in fields:
        known = ", ".join(fields) or ", ".join(sheet.key for sheet in SHEETS)
        what = Words("记不住这个叫法。", "This heading cannot be remembered.")
        cure = Words(f"要有来文单位、表头，列用其中之一：{known}", f"Give a sender and a heading, and one of: {known}")
        raise Refused([Problem("sender.alias", what, got=f"{sheet_key}.{field_key} = {heading}", cure=cure)])
    with transaction.atomic():
        ImportAlias.objects.update_or_create(
            sender=sender, sheet=sheet_key, heading=plain(heading)[:80], defaults={"field": field_key}
        )
        record(
            "registers.heading.remembered", account=account, subject=sender,
            detail={"sheet": sheet_key, "heading": heading, "field": field_key},
        )  # fmt: skip
