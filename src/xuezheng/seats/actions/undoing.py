"""Taking a file of births, dwellings or projects back: all of it, and only where nothing has changed since."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.seats.models import Births, BuildingProject, Dwellings, ProjectStep, TakenFile


def taken_files(account: Any, city_code: str) -> list[TakenFile]:
    """The files of a city that were taken and stand, newest first, which the account may take back."""
    prefix = city_code[:4]
    found = TakenFile.objects.filter(undone_at__isnull=True)[:50]
    return [one for one in found if one.area_code[:4] in ("", prefix) and _may(account, one, city_code)][:10]


def _may(account: Any, taken: TakenFile, city_code: str) -> bool:
    return account is None or may(account, "record.edit", Place(taken.area_code or city_code))


def check_undo(taken: TakenFile) -> list[Problem]:
    """What has changed since the file was taken, so that it cannot be taken back whole."""
    problems: list[Problem] = []

    def tell(zh: str, en: str, which: str) -> None:
        cure = Words("先改回，或另收一个更正的文件。", "Change it back, or take a file that corrects it.")
        problems.append(Problem("seats.undo.changed", Words(zh, en), which=which, cure=cure))

    if taken.undone_at is not None:
        tell("这个文件已经撤回。", "This file was taken back already.", taken.name)
    model: Any = {"births": Births, "dwellings": Dwellings, "projects": BuildingProject}[taken.kind]
    there = model.objects.in_bulk([row["pk"] for row in taken.before])
    for row in taken.before:
        found = there.get(row["pk"])
        if found is None:
            tell("这一行已不在。", "This row is no longer there.", str(row["pk"]))
        elif taken.kind == "projects":
            moved = (
                ProjectStep.objects.filter(project=found).count() > 1 or found.funding.exists() or found.completed_on
            )
            if moved:
                tell("这个项目此后有了进展。", "This project has gone on since.", found.code)
        elif any(getattr(found, name) != value for name, value in row["now"].items()):
            tell("这一行此后改过。", "This row was changed since.", str(found.year))
    return problems[:20]


def do_undo_file(account: Any, taken: TakenFile, reason: str = "") -> int:
    """Take a file back; how many rows that were. Raises Refused where the right is lacking or something has changed since."""
    if not _may(account, taken, taken.area_code):
        what = Words("无权撤回这个文件。", "You may not take this file back.")
        raise Refused([Problem("seats.right", what, which=taken.name)])
    if problems := check_undo(taken):
        raise Refused(problems)
    model: Any = {"births": Births, "dwellings": Dwellings, "projects": BuildingProject}[taken.kind]
    with transaction.atomic():
        new = [row["pk"] for row in taken.before if row["was"] is None]
        if taken.kind == "projects":
            ProjectStep.objects.filter(project_id__in=new).delete()
        model.objects.filter(pk__in=new).delete()
        for row in taken.before:
            if row["was"] is not None:
                model.objects.filter(pk=row["pk"]).update(**row["was"])
        taken.undone_at = timezone.now()
        taken.save(update_fields=["undone_at"])
        record(
            f"seats.{taken.kind}.undone", account=account, area_code=taken.area_code, subject=taken.name, reason=reason[:200],
            detail={"rows": len(taken.before), "number": taken.pk},
        )  # fmt: skip
    return len(taken.before)
