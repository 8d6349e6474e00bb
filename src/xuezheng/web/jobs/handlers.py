"""What a worker can do, by hand. Each handler may be begun again after its worker died."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from xuezheng.engine.catalogue import catalogue, sql_store
from xuezheng.engine.compute import compute_all
from xuezheng.engine.figure_sets import store
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.offices import ReturnScope, declared
from xuezheng.ground.school_year import SchoolYear
from xuezheng.publication.gather import release_now
from xuezheng.registers.intake import pending
from xuezheng.returns.actions import do_freeze
from xuezheng.web.jobs.actions import Running

Handler = Callable[[Running], dict[str, Any]]


def check_import(job: Running) -> dict[str, Any]:
    """Check an upload: args run."""
    pending.check(int(job.args["run"]))
    return {}


def freeze(job: Running) -> dict[str, Any]:
    """Freeze a return: args city, year, reason."""
    job.tell(0.05, "…")
    scope = ReturnScope(str(job.args["city"]), SchoolYear(int(job.args["year"])))
    done = do_freeze(settings.INSTANCE, scope, declared(), account=job.account, reason=str(job.args.get("reason", "")))
    return {"label": done.frozen.label, "is_new": done.is_new, "warning_count": len(done.warnings)}


def figures(job: Running) -> dict[str, Any]:
    """Compute every figure of what is frozen."""
    job.tell(0.05, "…")
    known, frozen = catalogue(declared(), sql_store(settings.INSTANCE)), Frozen.of(settings.INSTANCE)
    made = store(settings.INSTANCE, known, frozen, compute_all(known, frozen))
    return {"hash": made.hash}


def publish(job: Running) -> dict[str, Any]:
    """Publish a release: args note."""
    job.tell(0.05, "…")
    made = release_now(settings.INSTANCE, settings.NODE_MODULES, timezone.localdate(), str(job.args.get("note", "")))
    return {"number": made.number if made else None}


HANDLERS: Mapping[str, Handler] = {"import": check_import, "freeze": freeze, "figures": figures, "publish": publish}
