"""Making plans and their versions: prepared, changed by hand, locked; each in one transaction with its audit row."""

import threading
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Action, Place
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.gathering import forecast_of, schools_of, villages_of
from xuezheng.layout.actions.roads import roads_for
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.layout.plan.asking import Asked
from xuezheng.layout.plan.changing import Trial, judged, toggled
from xuezheng.layout.plan.describing import Answer, Move, moves_of, parts_of_cost, present_answer, summary
from xuezheng.layout.plan.keeping import freeze_answer, freeze_problem, read_answer, read_problem
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.plan.preparing import Given, prepare_stages
from xuezheng.layout.plan.solving import faults_named, reasons_against
from xuezheng.layout.rules.planning import BANDS, stages_of
from xuezheng.standards import value


def usual(stage: str, today: date) -> dict[str, Any]:
    """What a plan asks where nothing else is said: limits and notice by the standards, five years from the coming one."""
    return {
        "stage": stage, "first_year": today.year + 1, "year_count": 5, "announced_on": today.isoformat(), "notice_years": value("layout.transition", on=today),
        "limits": {band.key: value(band.standard, on=today) for band in BANDS[stage]}, **standing_rules(stage, today),
    }  # fmt: skip


def standing_rules(stage: str, today: date) -> dict[str, Any]:
    """Who may board and how far, whether each township keeps a junior school, and how large a school may be, by the standards."""
    return {
        "may_board": {band.key: value(f"boarding.{band.standard.removeprefix('travel.')}", on=today) > 0 for band in BANDS[stage]},
        "weekly_minutes": value("boarding.weekly_way", on=today), "keeps_junior_in_town": value("layout.junior_schools_per_township", on=today) > 0,
        "most_pupils": value("layout.school_pupils", on=today),
    }  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A version with its problem and answer at hand."""

    plan: LayoutPlan
    version: LayoutVersion
    made: Prepared
    answer: Answer

    @cached_property
    def moves(self) -> list[Move]:
        return moves_of(self.made, self.answer)

    @cached_property
    def parts(self) -> dict[str, list[float]]:
        return parts_of_cost(self.made, self.answer)

    @cached_property
    def present(self) -> Answer:
        return present_answer(self.made)

    @cached_property
    def faults(self) -> list[Problem]:
        """What the independent check finds wrong."""
        found = judged(self.made, self.answer, self.version.decided, self.version.bound)[1]
        return faults_named(found, self.made)


def require(account: Any, action: Action, area_code: str) -> None:
    """Raises Refused where the right is lacking; `None` is the command line of whoever runs the instance."""
    if account is not None and not may(account, action, Place(area_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.right", what, which=area_code, got=str(action))])


def plans_folder(instance: Instance, county_code: str) -> Path:
    return instance.home / "plans" / "layout" / county_code


def shown(instance: Instance, version: LayoutVersion) -> Shown:
    """A version read from disk (kept in memory for the next time)."""
    plan = version.plan
    folder = plans_folder(instance, plan.county_code)
    made = read_problem(folder / plan.problem_hash)
    is_open, school_of = read_answer(folder / version.answer_hash, folder / plan.problem_hash)
    return Shown(plan, version, made, Answer(is_open, school_of))


def do_make_plan(account: Any, instance: Instance, county_code: str, title: str, asked: Asked) -> LayoutPlan:
    """Prepare a plan of a county from its villages, schools and forecast, and keep how things stand as its version 0.

    Raises Refused where the right, the villages or the schools are lacking; what is merely doubtful stands in its notes.
    """
    require(account, "plan.make", county_code)
    today = timezone.localdate()
    given, about = dict[str, Given](), dict[str, Any]()
    for stage in stages_of(asked.stage):
        forecast, about = forecast_of(instance, county_code, stage)
        given[stage] = Given(villages_of(county_code, stage), schools_of(county_code, stage, today), forecast)
    if all(part.villages.is_empty() for part in given.values()):
        what = Words("这个县还没有登记村庄与儿童。", "No villages and children of this county are registered yet.")
        cure = Words("先在“村庄”里导入。", "Import them under “Villages” first.")
        raise Refused([Problem("layout.plan.no_villages", what, which=county_code, cure=cure)])
    made = prepare_stages(given, asked, county_code, roads_for(instance, county_code, asked))
    if not made.sites.height or not made.rows.height:
        raise Refused([*reasons_against(made, {}), *made.notes])
    folder = plans_folder(instance, county_code)
    named = freeze_problem(folder, made, {**about, "as_of": today.isoformat()})
    notes = [problem.as_dict() for problem in (*made.notes, *reasons_against(made, {}))]
    with transaction.atomic():
        plan = LayoutPlan.objects.create(
            county_code=county_code, stage=asked.stage, title=title.strip()[:80] or county_code, asked=asked.as_dict(), problem_hash=named,
            notes=notes, made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        record(
            "layout.plan.made", account=account, area_code=county_code, subject=f"plan {plan.pk}",
            detail={"id": plan.pk, "stage": asked.stage, "problem_hash": named, "years": list(asked.years), "villages": made.rows.height,
                    "schools": made.sites.height, "notes": len(notes), **about},
        )  # fmt: skip
        words = Words("现状：学校和去向都不变", "As it is now: no school and no way changes")
        keep_version(account, instance, plan, made, present_answer(made), "present", words, {}, None)
    return plan


def keep_version(
    account: Any, instance: Instance, plan: LayoutPlan, made: Prepared, answer: Answer, origin: str, what: Words,
    decided: dict[str, str], parent: LayoutVersion | None, *, bound: float | None = None, seconds: float = 0.0, seed: int = 0,
) -> LayoutVersion:  # fmt: skip
    """Freeze an answer and keep it as the next version, with what the check finds."""
    layout, faults = judged(made, answer, decided, bound)
    folder = plans_folder(instance, plan.county_code)
    about = {"problem": plan.problem_hash, "decided": decided, "seed": seed, "bound": bound}
    named = freeze_answer(folder, made, answer.is_open, answer.school_of, about)
    figures = summary(made, answer)
    objective = layout.objective if np.isfinite(layout.objective) else sum(figures["parts"].values())
    with transaction.atomic():
        LayoutPlan.objects.select_for_update().get(pk=plan.pk)
        last = plan.versions.aggregate(n=Max("number"))["n"]
        version = LayoutVersion.objects.create(
            plan=plan, number=0 if last is None else last + 1, parent=parent, origin=origin, what={"zh": what.zh, "en": what.en}, decided=decided,
            answer_hash=named, objective=objective, bound=bound, seconds=seconds, seed=seed, fault_count=len(faults), figures=figures,
            made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        record(
            f"layout.version.{origin}", account=account, area_code=plan.county_code, subject=f"plan {plan.pk} version {version.number}",
            detail={"id": version.pk, "answer_hash": named, "objective": round(objective, 4), "bound": None if bound is None else round(bound, 4),
                    "faults": [f.rule for f in faults], "parent": parent.number if parent else None, "decided": decided},
        )  # fmt: skip
    return version


OPTION_WORDS = {
    "extend": Words("扩建", "more seats"), "board": Words("办寄宿", "a boarding house"), "grown": Words("扩建并办寄宿", "more seats and beds"),
    "point": Words("改教学点", "a teaching point"), "convert": Words("改办另一学段", "the other stage"),
}  # fmt: skip
READY = threading.Event()


def make_ready(here: Shown) -> None:
    """Load the engine beside the page, once a process, so that the first press on the map is answered as fast as the next."""
    if READY.is_set():
        return
    READY.set()
    threading.Thread(
        target=lambda: toggled(here.made, here.answer, 0, here.made.asked.year_count - 1), daemon=True
    ).start()


def tried(here: Shown, code: str, from_year: int | None = None, *, all_years: bool = False) -> Trial:
    """What follows where a school is turned off, or on again. Raises Refused for a school that the plan does not have."""
    place = here.made.place_of.get(code)
    if place is None:
        what = Words("方案里没有这所学校。", "The plan has no such school.")
        raise Refused([Problem("layout.change.school", what, got=code)])
    asked = here.made.asked
    t = 0 if from_year is None else min(max(0, from_year - asked.first_year), asked.year_count - 1)
    return toggled(here.made, here.answer, place, t, all_years=all_years)


def do_change(
    account: Any, instance: Instance, version: LayoutVersion, code: str, from_year: int | None = None
) -> LayoutVersion:
    """Keep a school turned off or on, locked so, as the next version. Raises Refused where children would be without a seat."""
    require(account, "plan.make", version.plan.county_code)
    here = shown(instance, version)
    trial = tried(here, code, from_year, all_years=True)
    name = here.made.sites["site_name"][trial.site]
    if not trial.stands:
        what = Words(
            f"{name}这样改以后，{trial.without_seat} 名儿童在上限内没有学位",
            f"With this change of {name}, {trial.without_seat} children have no seat within the limit",
        )
        cure = Words(
            "把它锁定后重新求解，让其他学校一起变动。", "Lock it and solve again, so that other schools change with it."
        )
        raise Refused([Problem("layout.change.seats", what, which=name, got=_told_homeless(here, trial), cure=cure)])
    decided = {**version.decided, code: "closed" if trial.action in ("close", "leave") else "open"}
    known = {f.rule for f in here.faults}
    if wrong := [f for f in judged(here.made, trial.answer, decided, None)[1] if f.rule not in known]:
        raise Refused(faults_named(wrong, here.made))  # in a later year
    year = here.made.asked.first_year + trial.t
    kind = OPTION_WORDS.get(here.made.sites["kind"][trial.site], Words("", ""))
    words = {
        "close": Words(f"{name}自{year}学年起停办", f"{name} closes from {year} on"), "keep": Words(f"{name}保留", f"{name} stays"),
        "open": Words(f"{name}自{year}学年起开办", f"{name} opens from {year} on"),
        "enter": Words(f"{name}自{year}学年起{kind.zh}", f"{name} from {year} on: {kind.en}"),
        "leave": Words(f"{name}不{kind.zh}", f"{name}, not taken: {kind.en}"),
    }[trial.action]  # fmt: skip
    bound = _bound_still(version, decided)
    return keep_version(
        account, instance, version.plan, here.made, trial.answer, "changed", words, decided, version, bound=bound
    )


def _told_homeless(here: Shown, trial: Trial) -> str:
    rows, sites = here.made.rows["village_name"].to_list(), here.made.sites["site_name"].to_list()
    told = list(dict.fromkeys(rows[i] for i in trial.homeless_rows)) or [sites[j] for j in trial.overfull]
    return "、".join(told[:12])


def _bound_still(version: LayoutVersion, decided: dict[str, str]) -> float | None:
    """A bound holds for every problem that decides more."""
    kept = all(decided.get(code) == how for code, how in version.decided.items())
    return version.bound if kept else None


def do_lock(account: Any, instance: Instance, version: LayoutVersion, codes: dict[str, str]) -> LayoutVersion:
    """Lock schools (`open`, `closed`) or unlock them (empty), all else as it is, as the next version."""
    require(account, "plan.make", version.plan.county_code)
    here = shown(instance, version)
    place, names = here.made.place_of, here.made.sites["site_name"].to_list()
    if wrong := [code for code, how in codes.items() if code not in place or how not in ("open", "closed", "")]:
        what = Words("没有这所学校，或没有这种锁定。", "There is no such school, or no such lock.")
        raise Refused([Problem("layout.lock.which", what, got=", ".join(wrong))])
    decided = {code: how for code, how in {**version.decided, **codes}.items() if how}
    told = "、".join(names[place[code]] for code in list(codes)[:3]) + ("…" if len(codes) > 3 else "")
    released = not any(codes.values())
    words = Words(f"解除锁定：{told}", f"Unlocked: {told}") if released else Words(f"锁定：{told}", f"Locked: {told}")
    bound = _bound_still(version, decided)
    return keep_version(
        account, instance, version.plan, here.made, here.answer, "changed", words, decided, version, bound=bound
    )
