"""Files of choices: tried first, taken whole or not at all, undone as long as nobody chose anew since."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.rights import refused, require
from xuezheng.timetables.actions.rounds import note
from xuezheng.timetables.models import ChoiceEvent, ChoiceFile, ChoiceRound, Chooser
from xuezheng.timetables.plan.choosing import offer_of, parted, written
from xuezheng.timetables.plan.files import rows_of
from xuezheng.timetables.plan.majors import subjects_of

HEADS: Final = {
    "student": ("学籍号", "学号", "student number"), "name": ("姓名",), "chosen": ("选科", "选科组合", "组合", "choice", "combination"),
    "friends": ("同班标记", "friends"),
}  # fmt: skip
MOST_ROWS: Final = 5000


@dataclass(frozen=True)
class Taken:
    """What a file would do, or did."""

    new: int
    changed: int
    same: int
    file: int = 0


def do_take_choices(account: Any, one: ChoiceRound, name: str, content: bytes, apply: bool) -> Taken:
    """Take a file of choices. Raises Refused naming every row that is wrong; nothing is written without `apply`."""
    require(account, "choice.manage", one.institution)
    people = {c.student.student_number: c for c in one.choosers.select_related("student")}
    wanted = read(one, rows_of(name, content, HEADS, ("student", "chosen"), MOST_ROWS), people, name)
    changed = {c: chosen for c, (chosen, _) in wanted.items() if c.chosen != chosen}
    new = sum(not c.chosen for c in changed)
    told = Taken(new, len(changed) - new, len(wanted) - len(changed))
    if not apply:
        return told
    now = timezone.now()
    with transaction.atomic():
        file = ChoiceFile.objects.create(round=one, name=name[:120], taken_at=now, taken_by=account)
        for chooser, chosen in changed.items():
            file.before[str(chooser.pk)] = [chooser.chosen, chooser.number + 1]
            ChoiceEvent.objects.create(
                chooser=chooser,
                kind="imported",
                before=chooser.chosen,
                after=chosen,
                reason=name[:200],
                at=now,
                by=account,
            )
            chooser.chosen, chooser.chosen_at, chooser.number = chosen, now, chooser.number + 1
        for chooser, (_, friends) in wanted.items():
            chooser.friends = friends or chooser.friends
        Chooser.objects.bulk_update(wanted, ["chosen", "chosen_at", "number", "friends"], batch_size=300)
        file.save()
        note("choice.file.taken", account, one, {"file": file.pk, "new": told.new, "changed": told.changed})
    return Taken(told.new, told.changed, told.same, file.pk)


def read(
    one: ChoiceRound, rows: list[dict[str, str]], people: dict[str, Chooser], name: str
) -> dict[Chooser, tuple[str, str]]:
    """Each student with the choice and the mark of friends."""
    offer, problems = offer_of(one.scheme, one.offered), list[Problem]()
    found: dict[Chooser, tuple[str, str]] = {}
    for row in rows:
        where, number = f"{name}:{row['line']}", row["student"]
        chooser = people.get(number)
        if chooser is None:
            what = Words("本轮没有这个学籍号的学生。", "No student of this round has this number.")
            problems.append(Problem("choice.file.student", what, which=number, where=where))
            continue
        if chooser in found:
            problems.append(
                Problem(
                    "choice.file.twice",
                    Words("这名学生出现两次。", "This student stands twice."),
                    which=number,
                    where=where,
                )
            )
        if row.get("name") and row["name"] != chooser.student.name:
            what = Words("姓名与学籍号不符。", "Name and number are not of one student.")
            problems.append(Problem("choice.file.name", what, which=number, where=where, got=row["name"]))
        chosen = parted(row["chosen"]) if "+" in row["chosen"] else split(row["chosen"], offer.model.subjects)
        if fault := offer.fault_of(number, chosen):
            problems.append(Problem(fault.rule, fault.what, number, where, row["chosen"], fault.cure))
        found[chooser] = (written(offer.model.in_order(chosen)), row.get("friends", "")[:20])
    if problems:
        raise Refused(problems[:100])
    return found


def split(text: str, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """物化生, 物理化学生物 or 物理、化学、生物 as subjects."""
    parts = list(subjects_of(text))
    if len(parts) == 1 and parts[0] not in subjects:
        rest, parts = parts[0], list[str]()
        names = sorted([(s, s) for s in subjects] + [(s[0], s) for s in subjects], key=lambda one: -len(one[0]))
        while rest:
            short, subject = next(((n, s) for n, s in names if rest.startswith(n)), (rest, rest))
            parts.append(subject)
            rest = rest[len(short) :]
    return tuple(parts)


def do_undo_file(account: Any, file: ChoiceFile) -> int:
    """Put back what stood before a file. Raises Refused where a student has chosen anew since."""
    one = file.round
    require(account, "choice.manage", one.institution)
    if file.undone_at is not None:
        raise refused("choice.file.undone", "这个文件已经撤销。", "This file was undone already.")
    people = {c.pk: c for c in one.choosers.filter(pk__in=[int(pk) for pk in file.before])}
    later = [pk for pk, (_, number) in file.before.items() if people[int(pk)].number != number]
    if later:
        cure = Words("逐个改，或请学生改选。", "Change them one by one.")
        raise refused(
            "choice.file.later",
            "导入以后有学生又改过，不能整个撤销。",
            "Students have changed their choice since; it cannot be undone as a whole.",
            got=str(len(later)),
            cure=cure,
        )
    now = timezone.now()
    with transaction.atomic():
        for pk, (before, _) in file.before.items():
            chooser = people[int(pk)]
            ChoiceEvent.objects.create(
                chooser=chooser,
                kind="undone",
                before=chooser.chosen,
                after=before,
                reason=file.name,
                at=now,
                by=account,
            )
            chooser.chosen, chooser.number = before, chooser.number + 1
        Chooser.objects.bulk_update(people.values(), ["chosen", "number"], batch_size=300)
        ChoiceFile.objects.filter(pk=file.pk).update(undone_at=now)
        note("choice.file.undone", account, one, {"file": file.pk, "students": len(people)})
    return len(people)
