"""Classes formed from a round: asked for, formed beside the pages, moved by hand, locked, formed again, published."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.timetables.actions.choosing import counts_of
from xuezheng.timetables.actions.rights import outdated, refused, require
from xuezheng.timetables.actions.rounds import note
from xuezheng.timetables.models import ChoiceRound, Chooser, ClassPlan, ClassVersion
from xuezheng.timetables.plan.choosing import cohort_of, parted
from xuezheng.timetables.plan.classes import Kept, Person, apart, faults, figures_of, formed, from_version, moved
from xuezheng.timetables.rules import MODES

FORM: Final = "timetables.classes"
SECONDS: Final = (5, 600)
GIRL: Final = "2"  # GB/T 2261.1

__all__ = [
    "KINDS",
    "Kept",
    "do_ask_form",
    "do_form",
    "do_lock",
    "do_make_plan",
    "do_move",
    "do_publish",
    "faults",
    "kept_of",
]


def people_of(one: ChoiceRound) -> list[Person]:
    """Everybody of a round, as the engine sees them."""
    columns = ("pk", "chosen", "student__sex", "class_number", "friends")
    return [
        Person(pk, parted(chosen), sex == GIRL, number, friends)
        for pk, chosen, sex, number, friends in one.choosers.values_list(*columns)
    ]


def kept_of(version: ClassVersion) -> Kept:
    """The classes of a version; their people are numbers of choosers."""
    return from_version(version.result)


def about_of(plan: ClassPlan) -> str:
    return f"classes:{plan.pk}"


def job_on(plan: ClassPlan) -> Job | None:
    return latest_about(about_of(plan))


def do_make_plan(
    account: Any, one: ChoiceRound, title: str, asked: Mapping[str, Any], seconds: int, seed: int
) -> ClassPlan:
    """A plan with what is asked, and the job that forms it. Raises Refused where somebody has not chosen, or it cannot be read."""
    require(account, "choice.manage", one.institution)
    if asked.get("mode") not in MODES:
        raise refused("classes.mode", "没有这种走班方式。", "There is no such mode.", got=str(asked.get("mode")))
    if missing := counts_of(one).get("", 0):
        cure = Words(
            "在选科名单里看是谁，催选或代为录入。", "See who in the list of choices; have them choose, or enter it."
        )
        raise refused(
            "choice_missing",
            "有学生没有选科，不能编班。",
            "There are students without a choice; no classes can be formed.",
            got=str(missing),
            cure=cure,
        )
    cohort_of(one.scheme, asked, {})
    with transaction.atomic():
        made = ClassPlan.objects.create(
            round=one,
            title=title.strip()[:60] or str(MODES[asked["mode"]].zh),
            asked=dict(asked),
            made_at=timezone.now(),
            made_by=account,
        )
        note("classes.plan.made", account, one, {"plan": made.pk, "mode": asked["mode"]})
        do_ask_form(account, made, None, seconds, seed)
    return made


def do_ask_form(account: Any, plan: ClassPlan, version: ClassVersion | None, seconds: int, seed: int) -> Job:
    """Ask for classes: anew, or around what a version has locked."""
    school = plan.round.institution
    require(account, "choice.manage", school)
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise refused(
            "classes.seconds",
            f"时间须为{SECONDS[0]}至{SECONDS[1]}秒。",
            f"The time must be {SECONDS[0]} to {SECONDS[1]} seconds.",
            got=str(seconds),
        )
    if (job := job_on(plan)) and job.is_active:
        raise refused(
            "classes.busy",
            "这个方案正在编班。",
            "These classes are being formed already.",
            cure=Words("等它完成，或停下它。", "Wait for it, or stop it."),
        )
    args = {"plan": plan.pk, "version": version.pk if version else 0, "seconds": seconds, "seed": seed}
    return enqueue(
        FORM, args, account, action="choice.manage", place=Place(school.county_code, school.code), about=about_of(plan),
        subject=plan.title, href=reverse("timetables-classes", args=[plan.pk]),
    )  # fmt: skip


def do_form(account: Any, plan: ClassPlan, version: ClassVersion | None, seconds: float, seed: int) -> ClassVersion:
    """Form classes and keep them as the next version."""
    require(account, "choice.manage", plan.round.institution)
    people = people_of(plan.round)
    counts = counts_of(plan.round)
    cohort = cohort_of(plan.round.scheme, plan.asked, counts)
    known = {one.number for one in people}
    locked = [number for number in (version.locked if version else []) if number in known]
    before = kept_of(version) if version else None
    if before is not None:  # who has chosen anew since cannot stay where they were
        now = {one.number: one.chosen for one in people}
        locked = [number for number in locked if before.classes.chosen[before.student(number)] == now[number]]
    made = formed(cohort, people, seconds, seed, bool(plan.asked.get("keeps_old")), before, locked)
    again = Words(f"锁定{len(locked)}人重编", f"formed again with {len(locked)} locked")
    words = again if locked else Words(f"编班（种子{seed}）", f"formed (seed {seed})")
    return keep(account, plan, made, "again" if locked else "formed", words, version, locked, seconds, seed, people)


def keep(
    account: Any, plan: ClassPlan, made: Kept, origin: str, words: Words, parent: ClassVersion | None, locked: Sequence[int],
    seconds: float, seed: int, people: Sequence[Person],
) -> ClassVersion:  # fmt: skip
    """The next version of a plan."""
    with transaction.atomic():
        ClassPlan.objects.select_for_update().get(pk=plan.pk)
        last = plan.versions.order_by("-number").first()
        version = ClassVersion.objects.create(
            plan=plan, number=last.number + 1 if last else 1, parent=parent, origin=origin, what={"zh": words.zh, "en": words.en},
            result=made.as_dict(), locked=list(locked), figures=figures_of(made, people), seconds=seconds, seed=seed, made_at=timezone.now(),
            made_by=account,
        )  # fmt: skip
        note(f"classes.{origin}", account, plan.round, {"plan": plan.pk, "version": version.number})
    return version


def do_move(
    account: Any, version: ClassVersion, number: int, home: int | None, teaching: Mapping[str, int]
) -> ClassVersion:
    """Move one student by hand, and lock them; what it breaks is written at the new version."""
    plan = version.plan
    require(account, "choice.manage", plan.round.institution)
    last = plan.versions.order_by("-number").first()
    if last is None or last.pk != version.pk:
        raise outdated()
    before = kept_of(version)
    fits = all(
        0 <= at < len(before.classes.teaching) and before.classes.teaching[at].subject == s
        for s, at in teaching.items()
    )
    if number not in before.people or not fits or not (home is None or 0 <= home < len(before.classes.fixed)):
        raise refused("classes.move", "没有这名学生或这个班。", "There is no such student or class.")
    made = moved(before, number, home, teaching)
    where = [made.names[home]] if home is not None else []
    where += [made.teaching_names[at] for at in teaching.values()]
    words = Words(f"手工调整1人到{'、'.join(where)}", f"one student moved to {', '.join(where)}")
    locked = [*(n for n in version.locked if n != number), number]
    return keep(account, plan, made, "moved", words, version, locked, 0.0, version.seed, people_of(plan.round))


def do_lock(account: Any, version: ClassVersion, homes: Sequence[int]) -> ClassVersion:
    """Lock exactly the students of these administrative classes, and those moved by hand."""
    require(account, "choice.manage", version.plan.round.institution)
    before = kept_of(version)
    by_hand = (
        [n for n in version.locked if n in before.people and before.classes.home[before.student(n)] not in homes]
        if homes
        else []
    )
    inside = [number for number, home in zip(before.people, before.classes.home, strict=True) if home in set(homes)]
    with transaction.atomic():
        ClassVersion.objects.filter(pk=version.pk).update(locked=[*inside, *by_hand])
        note("classes.locked", account, version.plan.round, {"version": version.number, "students": len(inside)})
    version.refresh_from_db()
    return version


def do_publish(account: Any, version: ClassVersion) -> None:
    """Publish a version in which nothing is broken; students then see their classes."""
    one = version.plan.round
    require(account, "choice.manage", one.institution)
    if version.figures.get("faults"):
        raise refused(
            "classes.faults",
            "还有没解决的问题，不能发布。",
            "Something is broken still; it cannot be published.",
            got=str(version.figures["faults"]),
        )
    with transaction.atomic():
        ClassVersion.objects.filter(plan__round=one).update(published_at=None)
        ClassVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())
        note("classes.published", account, one, {"plan": version.plan.pk, "version": version.number})


def apart_words(version: ClassVersion) -> list[Problem]:
    """Friends who are not in one class."""
    groups = apart(kept_of(version), people_of(version.plan.round))
    what = Words("同班意愿没有全部满足。", "Not all friends are in one class.")
    why = Words(
        "他们的组合不在同一类行政班，或班里没有可对换的人。",
        "Their combinations are in different kinds of class, or nobody can change places with them.",
    )
    return [Problem("classes.friends", what, got=str(len(groups)), cure=why)] if groups else []


def handled(job: Running) -> dict[str, Any]:
    """Form; begun again, it forms again."""
    plan = ClassPlan.objects.select_related("round__institution").get(pk=int(job.args["plan"]))
    version = plan.versions.filter(pk=int(job.args["version"])).first()
    job.tell(0.05)
    made = do_form(job.account, plan, version, float(job.args["seconds"]), int(job.args["seed"]))
    return {"version": made.number, **made.figures}


KINDS: Kinds = {FORM: Kind(Words("编行政班与教学班", "Form classes"), handled)}


def class_of(chooser: Chooser) -> dict[str, Any] | None:
    """Of one student, the classes of the version that is published: the administrative class, and each teaching class by block."""
    version = ClassVersion.objects.filter(plan__round=chooser.round_id, published_at__isnull=False).first()
    if version is None:
        return None
    kept = kept_of(version)
    if chooser.pk not in kept.people:
        return None
    student, names = kept.student(chooser.pk), kept.teaching_names
    own = sorted((one.block, names[at]) for at, one in enumerate(kept.classes.teaching) if student in one.students)
    return {"home": kept.names[kept.classes.home[student]], "teaching": [(block + 1, name) for block, name in own]}
