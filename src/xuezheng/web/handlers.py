"""What a worker can do, by hand. Each handler may be begun again after its worker died."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from xuezheng.assessment.actions.adding import KINDS as ADDING
from xuezheng.assessment.actions.calibrating import KINDS as CALIBRATING
from xuezheng.engine.catalogue import catalogue, sql_store
from xuezheng.engine.compute import compute_all
from xuezheng.engine.figure_sets import store
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.leaf_store import LeafStore
from xuezheng.engine.offices import ReturnScope, declared
from xuezheng.exams.actions.letters import KINDS as EXAMS
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.layout.actions.solving import KINDS as LAYOUT
from xuezheng.publication.gather import release_now
from xuezheng.registers.jobs import KINDS as REGISTERS
from xuezheng.returns.actions import do_freeze
from xuezheng.returns.jobs import KINDS as RETURNS
from xuezheng.timetables.actions.classes import KINDS as CLASSES
from xuezheng.timetables.actions.weeks.solving import KINDS as TIMETABLES


def freeze(job: Running) -> dict[str, Any]:
    """Freeze a return: args city, year, reason."""
    job.tell(0.05)
    scope = ReturnScope(str(job.args["city"]), SchoolYear(int(job.args["year"])))
    done = do_freeze(settings.INSTANCE, scope, declared(), account=job.account, reason=str(job.args.get("reason", "")))
    return {"label": done.frozen.label, "is_new": done.is_new, "warning_count": len(done.warnings)}


def figures(job: Running) -> dict[str, Any]:
    """Compute every figure of what is frozen."""
    job.tell(0.05)
    known, frozen = catalogue(declared(), sql_store(settings.INSTANCE)), Frozen.of(settings.INSTANCE)
    made = store(settings.INSTANCE, known, frozen, compute_all(known, frozen, LeafStore.of(settings.INSTANCE)))
    return {"hash": made.hash}


def publish(job: Running) -> dict[str, Any]:
    """Publish a release: args note."""
    job.tell(0.05)
    made = release_now(settings.INSTANCE, settings.NODE_MODULES, timezone.localdate(), str(job.args.get("note", "")))
    return {"number": made.number if made else None}


KINDS: Kinds = {
    **REGISTERS,
    **LAYOUT,
    **ADDING,
    **CALIBRATING,
    **EXAMS,
    **RETURNS,
    **CLASSES,
    **TIMETABLES,
    "freeze": Kind(Words("冻结年报", "Freeze a return"), freeze),
    "figures": Kind(Words("计算指标", "Compute the figures"), figures),
    "publish": Kind(Words("发布", "Publish"), publish),
}
