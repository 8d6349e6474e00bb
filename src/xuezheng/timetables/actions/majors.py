"""The table of what universities require: tried, then taken; the newest counts."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.timetables.actions.rights import require
from xuezheng.timetables.models import ChoiceRound, MajorTable
from xuezheng.timetables.plan.choosing import model_of, parted
from xuezheng.timetables.plan.files import rows_of
from xuezheng.timetables.plan.majors import HEADS, MOST_ROWS, NEEDED, kept_rows, majors_from, majors_of, told_of

__all__ = ["MajorTable", "do_take_majors", "newest", "open_names", "template"]


def do_take_majors(account: Any, school: Any, name: str, content: bytes, apply: bool) -> dict[str, Any]:
    """The sums of a table by combination of 3+1+2; kept with `apply`. Raises Refused naming every row that is wrong."""
    require(account, "choice.manage", school)
    majors = majors_from(rows_of(name, content, HEADS, NEEDED, MOST_ROWS), name)
    told = told_of(majors, model_of({"name": "3+1+2"}).combinations())
    if apply:
        with transaction.atomic():
            made = MajorTable.objects.create(
                institution=school,
                name=name[:120],
                rows=kept_rows(majors),
                told=told,
                taken_at=timezone.now(),
                taken_by=account,
            )
            detail = {"table": made.pk, "rows": len(majors)}
            record(
                "timetables.majors.taken",
                account=account,
                area_code=school.county_code,
                subject=school.code,
                detail=detail,
            )
    return told


def newest(school_id: int) -> MajorTable | None:
    """The table that counts, without its rows."""
    return MajorTable.objects.filter(institution_id=school_id).defer("rows").first()


def opening(one: ChoiceRound, chosen: str) -> dict[str, Any] | None:
    """What a combination opens: total, open, and open of all by group; None where no table is there."""
    table = newest(one.institution_id)
    if table is None:
        return None
    core = "+".join(model_of(one.scheme).core(parted(chosen)))
    known = table.told["by"].get(core) or told_of(majors_of(table.rows), [parted(core)])["by"][core]
    return {"total": table.told["total"], **known, "name": table.name, "at": table.taken_at}


def open_names(one: ChoiceRound, chosen: str, words: str, most: int = 60) -> list[tuple[str, str, bool]]:
    """Majors whose name or university has the words: university, major, whether the choice opens it."""
    table = MajorTable.objects.filter(institution_id=one.institution_id).first()
    found = (
        [m for m in majors_of(table.rows) if words in m.name or words in m.university or words in m.group]
        if table
        else []
    )
    return [(m.university, m.name, m.open_to(parted(chosen))) for m in found[:most]]


def template() -> str:
    """An example file to fill."""
    lines = [
        ["院校", "专业类", "专业", "首选科目", "再选科目", "要求"],
        ["示例大学", "临床医学类", "临床医学", "物理", "化学、生物", "均须选考"],
        ["示例大学", "法学类", "法学", "不限", "不限", ""],
    ]
    return "\ufeff" + "\r\n".join(",".join(line) for line in lines) + "\r\n"
