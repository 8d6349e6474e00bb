"""Calibrations as jobs, their statistics into the bank's history."""

import shutil
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.access.rules import Place
from xuezheng.assessment.actions.programmes import city_of, domains_of, forms_of, sheet_in_use, specs_of
from xuezheng.assessment.actions.where import folder, read, refuse, require
from xuezheng.assessment.models import Calibration, ItemStatistic, ItemVersion, Programme
from xuezheng.assessment.plan.quality import options_of
from xuezheng.assessment.plan.scaling import Scaled, Sitting, StandingScale, Tell, scaled
from xuezheng.assessment.rules.monitoring import METHODS, MODELS
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.registers.lookup import institutions_known

CALIBRATE = "assessment.calibrate"
STEPS = {
    "reading": Words("读取作答", "reading answers"), "calibrating": Words("标定题目", "calibrating items"), "linking": Words("链接量尺", "linking scales"),
    "looking at fit": Words("检查拟合", "looking at fit"), "scoring": Words("计分", "scoring"),
    "drawing plausible values": Words("抽取似真值", "drawing plausible values"), "adding up domains": Words("汇总领域", "adding up domains"),
}  # fmt: skip


def do_calibration(
    account: Any, area_code: str, title: str, programmes: Sequence[Programme], model: str, method: str, base: Calibration | None, seed: int = 0
) -> Calibration:  # fmt: skip
    """Put a calibration before the worker (`job_of` finds its job). Raises Refused where it could not begin."""
    made = begin(account, area_code, title, programmes, model, method, base, seed)
    enqueue(
        CALIBRATE, {"calibration": made.pk}, account, action="assessment.manage", place=Place(area_code), about=about(made), subject=made.title,
        href=reverse("assessment-calibration", args=[made.pk]),
    )  # fmt: skip
    return made


def begin(
    account: Any, area_code: str, title: str, programmes: Sequence[Programme], model: str, method: str, base: Calibration | None, seed: int
) -> Calibration:  # fmt: skip
    require(account, "assessment.manage", area_code)
    if not programmes or any(
        p.kind == "fitness" or not p.area_code.startswith(area_code.rstrip("0")) for p in programmes
    ):
        raise refuse(
            "assessment.calibration",
            "请选本地区的一次或几次测验（体质测试不能标定）。",
            "Choose one or more tests of the area (a fitness test is no scale).",
        )
    if len({p.subject for p in programmes}) > 1:
        raise refuse("assessment.calibration_subjects", "一个量尺只能有一个学科。", "A scale holds one subject.")
    lacking = [p.title for p in programmes if sheet_in_use(p) is None]
    if lacking:
        raise refuse(
            "assessment.no_answers",
            "这些测验还没有在用的作答。",
            "These tests have no answers in use.",
            which=", ".join(lacking),
        )
    if model not in MODELS or method not in METHODS:
        raise refuse(
            "assessment.calibration_way",
            "没有这种模型或方法。",
            "There is no such model or way.",
            got=f"{model} {method}",
        )
    if (method == "own") != (base is None) or (
        base is not None and (base.state != "done" or base.subject != programmes[0].subject)
    ):
        raise refuse("assessment.calibration_base", "链接或固定锚题须选一个同学科、已完成的量尺；自成量尺则不选。",
                     "To link or to hold anchors fixed, choose a scale of the same subject that is done; for a scale of its own, none.")  # fmt: skip
    with transaction.atomic():
        made = Calibration.objects.create(
            title=(title.strip() or programmes[0].title)[:120], area_code=area_code, subject=programmes[0].subject, model=model, method=method, base=base, seed=seed,
            made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        made.programmes.set(programmes)
        record("assessment.calibration.begun", account=account, area_code=area_code, subject=made.title,
               detail={"id": made.pk, "model": model, "method": method, "base": base.pk if base else None, "seed": seed})  # fmt: skip
    return made


def about(calibration: Calibration) -> str:
    return f"calibration:{calibration.pk}"


def job_of(calibration: Calibration) -> Job | None:
    return Job.objects.filter(about=about(calibration)).order_by("-id").first()


def sitting(instance: Instance, programme: Programme, earlier: pl.DataFrame) -> Sitting:
    sheet = sheet_in_use(programme)
    assert sheet is not None
    answers = read(instance, "sheets", sheet.pk, "answers")
    schools = institutions_known(city_of(programme.area_code), programme.held_on).select(
        "institution_code", grp_area_group="area_group", grp_county="county_code"
    )
    answers = answers.join(
        schools, left_on="school_code", right_on="institution_code", how="left", maintain_order="left"
    )
    specs = specs_of(programme)
    if not earlier.is_empty():
        known = earlier.select("person", earlier="eap").unique("person", keep="first")
        joined = answers.join(known, on="person", how="left", maintain_order="left")
        answers = joined if joined["earlier"].count() > joined.height // 4 else answers
    points = {name: spec.points for name, spec in specs.items()}
    return Sitting(str(programme.pk), answers, points, domains_of(programme), forms_of(programme))


def do_scale(instance: Instance, calibration: Calibration, tell: Tell = lambda share, text: None) -> Calibration:
    """Calibrate and keep what was found; done twice it gives the same files."""
    base, earlier = None, pl.DataFrame()
    if calibration.base is not None:
        base = StandingScale(
            read(instance, "calibrations", calibration.base.pk, "items"),
            read(instance, "calibrations", calibration.base.pk, "groups"),
        )
        earlier = read(instance, "calibrations", calibration.base.pk, "persons")
    programmes = list(calibration.programmes.order_by("school_year", "grade", "pk"))
    sittings = [sitting(instance, programme, earlier) for programme in programmes]
    found = scaled(sittings, calibration.model, calibration.method, base, calibration.seed, tell)
    keep(instance, calibration, programmes, found)
    return calibration


def keep(instance: Instance, calibration: Calibration, programmes: Sequence[Programme], found: Scaled) -> None:
    target = folder(instance, "calibrations", calibration.pk)
    draft = target.with_name(f".{calibration.pk}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in ("items", "groups", "persons", "domains", "links", "differences"):
        getattr(found, name).write_parquet(draft / f"{name}.parquet")
    options = [choices_of(instance, programme, found.persons) for programme in programmes]
    pl.concat(options).write_parquet(draft / "options.parquet")
    told = dict(found.told)
    if calibration.base is not None:  # a chain of links errs at every link
        told["linking_error"] = (
            told["linking_error"] ** 2 + float(calibration.base.told.get("linking_error", 0.0)) ** 2
        ) ** 0.5
    with transaction.atomic():
        statistics(calibration, found.items)
        calibration.state, calibration.done_at, calibration.told = "done", timezone.now(), told
        calibration.findings = [p.as_dict() for p in found.findings[:200]]
        calibration.hash = sha256_of_file(draft / "persons.parquet")
        calibration.save()
        record("assessment.calibration.done", account=calibration.made_by, area_code=calibration.area_code, subject=calibration.title,
               detail={"id": calibration.pk, "hash": calibration.hash, "loglik": told["loglik"]})  # fmt: skip
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)


def choices_of(instance: Instance, programme: Programme, persons: pl.DataFrame) -> pl.DataFrame:
    """Options of each item of choice."""
    sheet = sheet_in_use(programme)
    assert sheet is not None
    choices = read(instance, "sheets", sheet.pk, "choices")
    keys = {name: spec.key for name, spec in specs_of(programme).items() if spec.key}
    own = persons.filter(pl.col("programme") == str(programme.pk)).select("person")
    both = choices.join(own, on="person", how="semi") if not choices.is_empty() else choices
    found = options_of(both, keys)
    return found.with_columns(programme=pl.lit(str(programme.pk)))


def statistics(calibration: Calibration, items: pl.DataFrame) -> None:
    """One line in the history of each item's version."""
    versions = {
        version.name: version
        for version in ItemVersion.objects.filter(forms__programmes__calibrations=calibration)
        .select_related("item")
        .distinct()
    }
    ItemStatistic.objects.filter(calibration=calibration).delete()
    ItemStatistic.objects.bulk_create(
        ItemStatistic(
            version=versions[row["item"]], calibration=calibration, answered_count=row["answered_count"], mean_share=row["mean_share"],
            with_rest=row["with_rest"], slope=row["a"], difficulty=row["b"], difficulty_error=row["b_se"], fit_p=row["fit_p"], drift=row["drift"],
            is_set_aside=bool(row["is_set_aside"]),
        )
        for row in items.iter_rows(named=True)
        if row["item"] in versions
    )  # fmt: skip


def calibrate(job: Running) -> dict[str, Any]:
    """The job: args calibration."""
    calibration = Calibration.objects.select_related("base").get(pk=int(job.args["calibration"]))

    def tell(share: float, text: str) -> None:
        job.tell(share, STEPS[text].zh if text in STEPS else text)

    try:
        do_scale(settings.INSTANCE, calibration, tell)
    except Refused as refused:
        findings = [problem.as_dict() for problem in refused.problems]
        Calibration.objects.filter(pk=calibration.pk).update(state="failed", findings=findings)
        raise
    return {"persons": calibration.told["persons"], "items": calibration.told["items"]}


KINDS: Kinds = {CALIBRATE: Kind(Words("标定测验", "Calibrate a test"), calibrate)}


def scale_of(calibration: Calibration) -> int:
    """The calibration whose scale this one stands on: the end of the chain of bases."""
    here = calibration
    while here.base is not None:
        here = here.base
    return here.pk


def persons_of(instance: Instance, calibration: Calibration, programme: Programme) -> pl.DataFrame:
    found = read(instance, "calibrations", calibration.pk, "persons")
    return found.filter(pl.col("programme") == str(programme.pk)) if not found.is_empty() else found


def finding(written: Mapping[str, Any]) -> Problem:
    """A finding as it was kept."""
    where = Words(**written["where"]) if isinstance(written["where"], dict) else written["where"]
    return Problem(
        written["rule"],
        Words(**written["what"]),
        written["which"],
        where,
        written["got"],
        Words(**written["cure"]) if written["cure"] else None,
    )
