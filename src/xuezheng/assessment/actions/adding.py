"""What schools add, as a job: asked for, computed by the worker, kept; asked again, the kept answer is given."""

import shutil
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.access.rules import Place
from xuezheng.assessment.actions.calibrating import persons_of, scale_of
from xuezheng.assessment.actions.where import folder, refuse, require
from xuezheng.assessment.models import Calibration, Effects, Programme
from xuezheng.assessment.plan.added import Added, Pair, added
from xuezheng.assessment.rules.reporting import LEAST_SCHOOL
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds

ADD = "assessment.effects"
MOST_PAIRS = 6
STEPS = {
    "reading": Words("读取成绩", "reading scores"), "computing": Words("估计模型", "estimating the model"),
    "keeping": Words("存入结果", "keeping the answer"),
}  # fmt: skip
Pairs = Sequence[tuple[Calibration, Programme, Calibration, Programme]]
Tell = Callable[[float, str], None]


def do_effects(account: Any, area_code: str, title: str, pairs: Pairs, least_pupils: int = LEAST_SCHOOL) -> Effects:
    """Put the question before the worker (`job_of` finds its job), unless its answer is kept. Raises Refused where it could not
    begin."""
    made = begin(account, area_code, title, pairs, least_pupils)
    if made.state == "waiting" and job_of(made) is None:
        enqueue(
            ADD, {"effects": made.pk}, account, action="assessment.manage", place=Place(area_code), about=about(made),
            subject=made.title, href=reverse("assessment-effect", args=[made.pk]),
        )  # fmt: skip
    return made


def begin(account: Any, area_code: str, title: str, pairs: Pairs, least_pupils: int = LEAST_SCHOOL) -> Effects:
    """The question on record. Each pair: the later test in its calibration, the earlier one in its own; all on one scale. The same
    question of the same scores, done or under way, is given as it is. Raises Refused."""
    require(account, "assessment.manage", area_code)
    check_pairs(pairs)
    asked = {
        "pairs": [
            {"later": [later.pk, p.pk, later.hash], "earlier": [earlier.pk, q.pk, earlier.hash]}
            for later, p, earlier, q in pairs
        ],
        "least_pupils": least_pupils,
    }
    kept = Effects.objects.filter(area_code=area_code, asked=asked).exclude(state="failed").order_by("-pk").first()
    if kept is not None:
        return kept
    with transaction.atomic():
        made = Effects.objects.create(
            title=(title.strip() or "学校增值")[:120], area_code=area_code, asked=asked, made_at=timezone.now(), made_by=account
        )  # fmt: skip
        record(
            "assessment.effects.begun",
            account=account,
            area_code=area_code,
            subject=made.title,
            detail={"id": made.pk, **asked},
        )
    return made


def check_pairs(pairs: Pairs) -> None:
    """Raises Refused for no pair, too many, two scales, or two pairs of a year."""
    if not pairs or len(pairs) > MOST_PAIRS:
        raise refuse(
            "assessment.no_pairs",
            f"请选 1 至 {MOST_PAIRS} 对前后测。",
            f"Choose 1 to {MOST_PAIRS} pairs of a later and an earlier test.",
            got=str(len(pairs)),
        )
    for later, p, earlier, q in pairs:
        which = f"{q.title} → {p.title}"
        if later.state != "done" or earlier.state != "done" or scale_of(later) != scale_of(earlier):
            raise refuse(
                "assessment.two_scales",
                "前测与后测不在同一量尺上。",
                "The two tests do not stand on one scale.",
                which=which,
            )
        if q.held_on >= p.held_on:
            raise refuse(
                "assessment.pair_order",
                "前测须早于后测。",
                "The earlier test must have been held before the later one.",
                which=which,
            )
    if len({p.school_year for _, p, _, _ in pairs}) < len(pairs):
        raise refuse("assessment.year_twice", "每学年只能有一对。", "There can be one pair a school year.")


def about(effects: Effects) -> str:
    return f"effects:{effects.pk}"


def job_of(effects: Effects) -> Job | None:
    return Job.objects.filter(about=about(effects)).order_by("-id").first()


def do_add(instance: Instance, effects: Effects, tell: Tell = lambda share, text: None) -> Effects:
    """Compute and keep; done twice it gives the same files. Raises Refused."""
    tell(0.05, "reading")
    pairs: list[Pair] = []
    for pair in effects.asked["pairs"]:
        (later, programme), (earlier, before) = (found(pair[name]) for name in ("later", "earlier"))
        pairs.append(
            Pair(programme.school_year, persons_of(instance, later, programme), persons_of(instance, earlier, before))
        )
    tell(0.3, "computing")
    made = added(pairs, int(effects.asked["least_pupils"]))
    tell(0.95, "keeping")
    return keep(instance, effects, made)


def found(written: Sequence[Any]) -> tuple[Calibration, Programme]:
    """The calibration and the test of one side of a pair. Raises Refused where the scores are other ones by now."""
    calibration, programme = Calibration.objects.get(pk=written[0]), Programme.objects.get(pk=written[1])
    if calibration.hash != written[2]:
        raise refuse(
            "assessment.scores_changed",
            "成绩在提交之后重新标定过，请重新计算。",
            "The scores were calibrated anew after the question was asked: ask again.",
            which=calibration.title,
        )
    return calibration, programme


def keep(instance: Instance, effects: Effects, made: Added) -> Effects:
    target = folder(instance, "effects", effects.pk)
    draft = target.with_name(f".{effects.pk}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    made.schools.write_parquet(draft / "schools.parquet")
    made.coefficients.write_parquet(draft / "coefficients.parquet")
    with transaction.atomic():
        effects.state, effects.done_at, effects.told = "done", timezone.now(), made.told
        effects.findings = [p.as_dict() for p in made.findings]
        effects.hash = sha256_of_file(draft / "schools.parquet")
        effects.save()
        record(
            "assessment.effects.made",
            account=effects.made_by,
            area_code=effects.area_code,
            subject=effects.title,
            detail={"id": effects.pk, "hash": effects.hash, **made.told},
        )
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    return effects


def add(job: Running) -> dict[str, Any]:
    """The job: args effects."""
    effects = Effects.objects.get(pk=int(job.args["effects"]))

    def tell(share: float, text: str) -> None:
        job.tell(share, STEPS[text].zh if text in STEPS else text)

    try:
        do_add(settings.INSTANCE, effects, tell)
    except Refused as refused:
        findings = [problem.as_dict() for problem in refused.problems]
        Effects.objects.filter(pk=effects.pk).update(state="failed", findings=findings)
        raise
    return {"schools": effects.told["schools"], "pupils": effects.told["pupils"]}


KINDS: Kinds = {ADD: Kind(Words("计算学校增值", "Compute what schools add"), add)}
