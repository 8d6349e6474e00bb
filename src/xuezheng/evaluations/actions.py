"""Handing in and withdrawing evidence, keeping plans and adopting their steps; each in one transaction with its audit row."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from math import inf, isfinite
from pathlib import Path, PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.evidence import file_path
from xuezheng.evaluations.models import EvidenceItem, ImprovementPlan, PlanStep
from xuezheng.evaluations.schemes import ITEMS
from xuezheng.evaluations.schemes.allowances import ALLOWANCES, Allowance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

MOST_BYTES = 20_000_000
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".csv", ".txt")
BEGINS = {  # how a file of each kind begins, whatever its name says
    ".pdf": b"%PDF", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG", ".docx": b"PK", ".xlsx": b"PK",
}  # fmt: skip
UNDO_DAYS = 30  # an adopted step may be taken back so long


def check_evidence(
    item_id: str, *, number: float | None, is_met: bool | None, file_name: str, content: bytes
) -> list[Problem]:
    """What is wrong with evidence before it is handed in."""
    problems: list[Problem] = []
    if allowance := ALLOWANCES.get(item_id):
        return _check_allowance(allowance, number, file_name, content)
    item = ITEMS.get(item_id)
    if item is None or item.source != "hand":
        what = Words(
            "这一项由登记册得出，不收佐证。", "This item comes from the registers; no evidence is taken for it."
        )
        return [Problem("evidence.item", what, got=item_id)]
    if item.standard and number is None:
        problems.append(
            Problem("evidence.number", Words("这一项要填数。", "This item needs a number."), which=item.term.zh)
        )
    if number is not None and not isfinite(number):
        problems.append(Problem("evidence.finite", Words("这里要一个数。", "This must be a number."), got=str(number)))
    elif number is not None and number < 0:
        problems.append(
            Problem("evidence.negative", Words("数不能为负。", "The number must not be negative."), got=str(number))
        )
    if not item.standard and is_met is None:
        problems.append(
            Problem("evidence.answer", Words("请注明是否达到。", "Say whether it is met."), which=item.term.zh)
        )
    return problems + _check_file(file_name, content)


def _check_allowance(allowance: Allowance, number: float | None, file_name: str, content: bytes) -> list[Problem]:
    if allowance.column and (number is None or not 0 < number < inf):
        what = Words("请填大于0的数。", "Give a number above zero.")
        return [Problem("evidence.number", what, which=allowance.term.zh), *_check_file(file_name, content)]
    return _check_file(file_name, content)


def _check_file(file_name: str, content: bytes) -> list[Problem]:
    problems: list[Problem] = []
    size, suffix = len(content), PurePath(file_name.lower()).suffix
    if content and suffix in BEGINS and not content.lstrip().startswith(BEGINS[suffix]):
        what = Words("文件内容不是它的名字所说的那一种。", "The file is not of the kind that its name says.")
        cure = Words("用原来的程序另存一次，或换成PDF。", "Save it anew from the program it came from, or as PDF.")
        problems.append(Problem("evidence.content", what, which=file_name, cure=cure))
    if file_name and not file_name.lower().endswith(SUFFIXES):
        cure = Words("可用：" + "、".join(SUFFIXES), "Use one of: " + ", ".join(SUFFIXES))
        problems.append(
            Problem(
                "evidence.kind", Words("不收这种文件。", "Files of this kind are not taken."), got=file_name, cure=cure
            )
        )
    if size > MOST_BYTES:
        what = Words("文件过大。", "The file is too large.")
        cure = Words("不超过20兆；拆开或压缩。", "At most 20 MB: split or compress it.")
        problems.append(Problem("evidence.size", what, which=file_name, got=f"{size:,}", cure=cure))
    return problems


def do_give_evidence(
    account: Any, instance: Instance, area_code: str, item_id: str, school_year: int, *, number: float | None = None,
    is_met: bool | None = None, statement: str = "", page: str = "", file_name: str = "", content: bytes = b"", institution_code: str = "",
) -> EvidenceItem:  # fmt: skip
    """Hand in evidence for a county. Raises Refused where it does not hold together or the right is lacking."""
    _require(account, "evidence.edit", area_code)
    problems = check_evidence(item_id, number=number, is_met=is_met, file_name=file_name, content=content)
    if problems:
        raise Refused(problems)
    digest = hashlib.sha256(content).hexdigest() if content else ""
    if content:
        path = file_path(instance, digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.write_bytes(content)
            draft.rename(path)
    with transaction.atomic():
        made = EvidenceItem.objects.create(
            area_code=area_code, institution_code=institution_code, item_id=item_id, school_year=school_year, number=number, is_met=is_met,
            statement=statement[:400], page=page[:40], file_name=PurePath(file_name).name[-160:] if content else "",
            file_sha256=digest, file_size=len(content), given_at=timezone.now(), given_by=account,
        )  # fmt: skip
        record(
            "evaluations.evidence.given", account=account, area_code=area_code, subject=item_id, reason=statement[:200],
            detail={"id": made.pk, "institution_code": institution_code, "school_year": school_year, "number": number, "is_met": is_met, "sha256": digest},
        )  # fmt: skip
    return made


def do_open_evidence(account: Any, instance: Instance, evidence: EvidenceItem) -> Path:
    """Where the file lies, for somebody who may open it; that it was opened is recorded."""
    _require(account, "evidence.view", evidence.area_code)
    record(
        "evaluations.evidence.opened", account=account, area_code=evidence.area_code, subject=evidence.item_id,
        detail={"id": evidence.pk},
    )  # fmt: skip
    return file_path(instance, evidence.file_sha256)


def do_withdraw_evidence(account: Any, evidence: EvidenceItem, reason: str = "") -> None:
    """Take evidence back: it stays on file, and counts no more."""
    _require(account, "evidence.edit", evidence.area_code)
    with transaction.atomic():
        if EvidenceItem.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
            record(
                "evaluations.evidence.withdrawn", account=account, area_code=evidence.area_code, subject=evidence.item_id,
                reason=reason, detail={"id": evidence.pk},
            )  # fmt: skip


def do_keep_plan(account: Any, plan: ImprovementPlan, steps: Sequence[PlanStep]) -> ImprovementPlan:
    """Keep a computed plan with its steps, as a draft: nothing is adopted yet."""
    _require(account, "plan.make", plan.area_code)
    with transaction.atomic():
        plan.made_at, plan.made_by = timezone.now(), account
        plan.save()
        for number, step in enumerate(steps, start=1):
            step.plan, step.number = plan, number
        PlanStep.objects.bulk_create(steps)
        record(
            "evaluations.plan.made", account=account, area_code=plan.area_code, subject=f"{plan.area_code} {plan.school_year}",
            detail={"id": plan.pk, "profile": plan.profile, "cost_fen": plan.cost_fen, "bound_fen": plan.bound_fen,
                    "steps": len(steps), "input_hash": plan.input_hash, "asked": plan.asked},
        )  # fmt: skip
    return plan


def do_adopt_steps(account: Any, plan: ImprovementPlan, numbers: Sequence[int]) -> int:
    """Adopt steps of a plan; gives how many were newly adopted."""
    _require(account, "plan.adopt", plan.area_code)
    with transaction.atomic():
        chosen = plan.steps.filter(number__in=numbers, adopted_at__isnull=True)
        adopted = list(chosen.values_list("number", flat=True))
        if not adopted:
            raise Refused(
                [Problem("plan.steps", Words("没有选中未采纳的步骤。", "No step is chosen that is not adopted yet."))]
            )
        chosen.update(adopted_at=timezone.now(), adopted_by=account)
        record(
            "evaluations.plan.adopted", account=account, area_code=plan.area_code, subject=f"plan {plan.pk}",
            detail={"steps": adopted},
        )  # fmt: skip
    return len(adopted)


def do_take_back_step(account: Any, step: PlanStep) -> None:
    """Take an adopted step back within thirty days."""
    _require(account, "plan.adopt", step.plan.area_code)
    if step.adopted_at is None or timezone.now() - step.adopted_at > timedelta(days=UNDO_DAYS):
        what = Words("只有30天内采纳的步骤可以撤回。", "Only steps adopted within thirty days can be taken back.")
        raise Refused([Problem("plan.undo", what, which=f"{step.plan.pk}/{step.number}")])
    with transaction.atomic():
        PlanStep.objects.filter(pk=step.pk).update(adopted_at=None, adopted_by=None)
        record(
            "evaluations.plan.taken_back", account=account, area_code=step.plan.area_code, subject=f"plan {step.plan.pk}",
            detail={"steps": [step.number]},
        )  # fmt: skip


def _require(account: Any, action: Any, area_code: str) -> None:
    if account is not None and not may(
        account, action, Place(area_code)
    ):  # None: the command line, by whoever has the folder
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.right", what, which=area_code, got=str(action))])
