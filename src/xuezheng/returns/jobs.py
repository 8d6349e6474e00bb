"""The jobs of the returns, for the worker's list: the forms of a county or a city, summed, as a workbook."""

from typing import Any

from django.conf import settings

from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.jobs import beside
from xuezheng.jobs.actions import Running
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.registers.lookup import area_words
from xuezheng.returns.issuing import summed_forms
from xuezheng.returns.models import Collection

FORMS = "return.forms"


def about(collection: Collection, county: str, language: str) -> str:
    """What the jobs on a workbook say they work on."""
    return f"forms:{collection.pk}:{county or collection.city_code}:{language[:2]}"


def forms(job: Running) -> dict[str, Any]:
    """Make the workbook: args collection, county ("" for the city), language. It is kept with the job for a week."""
    found = Collection.objects.filter(pk=int(job.args["collection"])).first()
    if found is None:
        what = Words("这次年报采集已经没有了。", "The collection is there no more.")
        raise Refused([Problem("returns.collection", what, which=str(job.args["collection"]))])
    county, language = str(job.args.get("county", "")), str(job.args["language"])
    schools = [p for p in found.parts.filter(level="school") if county in ("", p.county_code)]
    made = summed_forms(settings.INSTANCE, found, schools, county, language, job.tell)
    area = area_words(county or found.city_code)
    title = Words(f"基层表汇总-{area.zh}-{found.school_year}", f"forms-{area.en}-{found.school_year}")
    try:
        name = beside.keep_result(job.job.pk, f"{title.in_(language)}.xlsx", made)
    except OSError as error:
        problem = full_disk(error, settings.INSTANCE.home)
        raise Refused([problem]) if problem else error from error
    return {"file": name, "schools": len(schools)}


KINDS: Kinds = {FORMS: Kind(Words("汇总基层表", "Sum up the forms"), forms)}
