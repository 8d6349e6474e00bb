"""The item bank: items taken from files or a form, new versions, forms, balanced booklets."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.assessment.actions.where import folder, refuse, require
from xuezheng.assessment.models import Form, FormItem, Item, ItemVersion
from xuezheng.assessment.plan.bank import ItemRow, item_frame, read_items
from xuezheng.assessment.rules.booklets import DIFFERENCES, booklets, dealt
from xuezheng.engine.instance import Instance
from xuezheng.registers.words import GRADE_WORDS

MOST_BYTES = 20_000_000
PICTURES = (".png", ".jpg", ".jpeg")
MOST_PICTURE = 2_000_000


@dataclass(frozen=True)
class Taken:
    """How many items of a file are new, changed (a new version), or as they were."""

    added: int
    changed: int
    unchanged: int


def row_of(version: ItemVersion) -> ItemRow:
    item = version.item
    return ItemRow(
        item.code, item.subject, item.grade, item.domain, item.curriculum_code, item.kind, version.stem,
        tuple((str(letter), str(text)) for letter, text in version.options), version.key, version.points, version.note,
    )  # fmt: skip


def newest(area_code: str) -> dict[str, ItemVersion]:
    """The newest version of each item of an area's bank, by code."""
    found = (
        ItemVersion.objects.filter(item__area_code=area_code).select_related("item").order_by("item__code", "number")
    )
    return {version.item.code: version for version in found}


def do_take_items(
    account: Any, area_code: str, name: str, content: bytes, defaults: Mapping[str, str], *, apply: bool
) -> Taken:
    """Try or take a file of items: all or, where a row is wrong, nothing (Refused)."""
    require(account, "assessment.manage", area_code)
    if len(content) > MOST_BYTES:
        raise refuse(
            "assessment.file_size", "文件过大（不超过20兆）。", "The file is too large (at most 20 MB).", which=name
        )
    rows = read_items(name, content, list(GRADE_WORDS), dict(defaults))
    with transaction.atomic():
        taken = take(account, area_code, rows, apply=apply)
        if apply:
            record(
                "assessment.items.taken", account=account, area_code=area_code, subject=name[:100],
                detail={"added": taken.added, "changed": taken.changed, "unchanged": taken.unchanged},
            )  # fmt: skip
    return taken


def take(account: Any, area_code: str, rows: Sequence[ItemRow], *, apply: bool) -> Taken:
    held = newest(area_code)
    strangers = Item.objects.filter(code__in=[row.code for row in rows]).exclude(area_code=area_code)
    if strangers:
        which = ", ".join(item.code for item in strangers[:10])
        raise refuse(
            "assessment.item_other_bank", "题号已在别的题库里。", "The code is taken in another bank.", which=which
        )
    fresh = [row for row in rows if row.code not in held]
    changed = [row for row in rows if row.code in held and row_of(held[row.code]) != row]
    moved = [
        row.code
        for row in changed
        if (held[row.code].item.subject, held[row.code].item.kind) != (row.subject, row.kind)
    ]
    if moved:
        raise refuse("assessment.item_moved", "已有题的学科、题型不能改，请另编新题号。",
                     "The subject and kind of an item that stands cannot change: give it a new code.", which=", ".join(moved[:10]))  # fmt: skip
    if apply:
        now, by = timezone.now(), account.get_username() if account else ""
        for row in fresh:
            item = Item.objects.create(
                code=row.code, area_code=area_code, subject=row.subject, grade=row.grade, domain=row.domain, curriculum_code=row.curriculum_code, kind=row.kind,
            )  # fmt: skip
            put_version(item, 1, row, now, by)
        for row in changed:
            old = held[row.code]
            Item.objects.filter(pk=old.item_id).update(
                grade=row.grade, domain=row.domain, curriculum_code=row.curriculum_code
            )  # type: ignore[attr-defined]
            put_version(old.item, old.number + 1, row, now, by, picture=old.picture_hash)
    return Taken(len(fresh), len(changed), len(rows) - len(fresh) - len(changed))


def put_version(item: Item, number: int, row: ItemRow, now: Any, by: str, picture: str = "") -> ItemVersion:
    return ItemVersion.objects.create(
        item=item, number=number, stem=row.stem, options=[list(pair) for pair in row.options], key=row.key, points=row.points, note=row.note[:200],
        picture_hash=picture, made_at=now, account_name=by,
    )  # fmt: skip


def do_picture(account: Any, instance: Instance, version: ItemVersion, name: str, content: bytes) -> ItemVersion:
    """A picture for an item: it makes a new version, since what pupils saw without it was another item."""
    item = version.item
    require(account, "assessment.manage", item.area_code)
    is_picture = content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff"))
    if not name.lower().endswith(PICTURES) or not is_picture or len(content) > MOST_PICTURE:
        raise refuse(
            "assessment.picture",
            "图须为不超过2兆的 PNG 或 JPEG。",
            "A picture must be a PNG or JPEG of at most 2 MB.",
            which=name,
        )
    digest = hashlib.sha256(content).hexdigest()
    place = folder(instance, "files", digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    with transaction.atomic():
        last = item.versions.order_by("-number").first()  # type: ignore[attr-defined]
        made = put_version(
            item, last.number + 1, row_of(last), timezone.now(), account.get_username() if account else "", digest
        )
        record(
            "assessment.item.pictured",
            account=account,
            area_code=item.area_code,
            subject=item.code,
            detail={"hash": digest, "version": made.number},
        )
    return made


def do_form(account: Any, area_code: str, code: str, title: str, codes: Sequence[str]) -> Form:
    """A form of the newest versions of these items, in this order."""
    require(account, "assessment.manage", area_code)
    held = newest(area_code)
    strange = [one for one in codes if one not in held]
    if strange or not codes or len(set(codes)) < len(codes) or not code.strip():
        what = (
            "题号须在题库里，不可重复，且要有卷名。",
            "Items must be in the bank, each once, and the form needs a code.",
        )
        raise refuse("assessment.form", *what, which=", ".join(strange[:10]), got=code)
    with transaction.atomic():
        if Form.objects.filter(area_code=area_code, code=code.strip()).exists():
            raise refuse("assessment.form_twice", "已有这份卷。", "There is such a form already.", which=code)
        form = Form.objects.create(
            code=code.strip()[:24], area_code=area_code, title=title[:120], made_at=timezone.now()
        )
        FormItem.objects.bulk_create(
            FormItem(form=form, version=held[one], position=at) for at, one in enumerate(codes, start=1)
        )
        record(
            "assessment.form.made",
            account=account,
            area_code=area_code,
            subject=form.code,
            detail={"items": len(codes)},
        )
    return form


def do_booklets(
    account: Any, area_code: str, code: str, title: str, codes: Sequence[str], blocks: int, each: int
) -> list[Form]:
    """Booklets of a balanced incomplete design over the items dealt into blocks."""
    if (blocks, each) not in DIFFERENCES:
        known = "、".join(f"{v}/{k}" for v, k in sorted(DIFFERENCES))
        raise refuse(
            "assessment.no_design",
            "没有这样的平衡设计。",
            "There is no such balanced design.",
            got=f"{blocks}/{each}",
            which=known,
        )
    if len(codes) < blocks:
        raise refuse(
            "assessment.few_items", "题数少于题块数。", "There are fewer items than blocks.", got=str(len(codes))
        )
    parts = dealt(list(codes), blocks)
    with transaction.atomic():
        return [
            do_form(account, area_code, f"{code}{number}", title, [item for block in one for item in parts[block]])
            for number, one in enumerate(booklets(blocks, each), start=1)
        ]


def do_export(account: Any, area_code: str) -> Any:
    """The newest versions of an area's items as a table; the keys are in it, so it is on record."""
    require(account, "assessment.manage", area_code)
    held = newest(area_code)
    record(
        "assessment.items.exported",
        account=account,
        area_code=area_code,
        subject=area_code,
        detail={"items": len(held)},
    )
    return item_frame([row_of(version) for version in held.values()])
