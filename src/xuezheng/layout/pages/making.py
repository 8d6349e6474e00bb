"""The form of a new plan: county, stage, years, limits, weights, costs, budgets, possible sites."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.options import options_for
from xuezheng.layout.actions.planning import do_make_plan, standing_rules
from xuezheng.layout.actions.reading import Asked, asked_of
from xuezheng.layout.actions.roads import kept_roads
from xuezheng.layout.models import LayoutOption, Village
from xuezheng.layout.pages.where import BAND_WORDS, STAGE_WORDS, TITLE, address, area_of, crumbs_of
from xuezheng.layout.rules.planning import BANDS, STAGES, first_closing_year, stages_of
from xuezheng.registers.lookup import names_of
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Link, Notice, problem_notice
from xuezheng.standards import entry, value

TICKS = ("bands_apart", "counts_crowding", "takes_options", "keeps_junior_in_town")
NEW = Words("新立方案", "New plan")
# name, words, unit, what it means
WEIGHTS: tuple[tuple[str, Words, Words], ...] = (
    ("minute_yuan", Words("每名儿童单程每多1分钟，一年折合（元）", "One child's minute one way, a year (yuan)"), Words("越大，越不愿让孩子走远", "more: shorter ways")),
    ("move_yuan", Words("每名儿童换校，一年折合（元）", "One child at another school, a year (yuan)"), Words("越大，越少换校", "more: fewer changes")),
    ("school_yuan", Words("办一所学校的固定开支，一年（元）", "Keeping a school, a year (yuan)"), Words("不随人数变的部分", "what does not follow its pupils")),
    ("seat_yuan", Words("每个学位的开支，一年（元）", "Keeping a seat, a year (yuan)"), Words("校舍、后勤", "buildings and upkeep")),
    ("boarder_yuan", Words("每名住校生，一年（元）", "A boarder, a year (yuan)"), Words("食宿与看护的补助", "board and care")),
    ("closing_yuan", Words("撤并一所的一次性支出（元）", "Merging a school, once (yuan)"), Words("搬迁、安置", "moving")),
    ("km_h", Words("平均车速（公里/小时）", "Mean speed (km an hour)"), Words("直线距离按地形绕行后", "over straight lines lengthened by terrain")),
)  # fmt: skip


@signed_in("plan.make")
def making(request: HttpRequest) -> HttpResponse:
    """POST prepares the plan and goes on to its page."""
    here = area_of(request, "plan.make")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            county = request.POST.get("county", "")
            asked = asked_from(request, county, today_of(request))
            plan = do_make_plan(request.user, settings.INSTANCE, county, request.POST.get("title", ""), asked)
            return HttpResponseRedirect(address(plan))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:10])
    prefix = here.code[:4] if here.level == "city" else here.code
    counties = [
        (code, words)
        for code, words in names_of(prefix, "county").items()
        if may(request.user, "plan.make", Place(code))
    ]
    counted = {
        c[:6]
        for c in Village.objects.filter(town__code__startswith=prefix).values_list("town__code", flat=True).distinct()
    }
    day = today_of(request)
    lead = Words(
        "学校、教室与坐标取自登记册，儿童按村取自村庄登记，今后各年按最新的学位预测推算。先指出数据里的问题，再求解。",
        "Schools, rooms and places come from the register, children from the villages, later years from the newest forecast of seats. What is wrong "
        "with the data is named first; then it is solved.",
    )
    page = page_for(
        request, NEW, lead=lead, crumbs=crumbs_of(here.code, Link(TITLE, "/layout/"), Link(NEW)), notices=notices
    )
    posted = {k: v for k, v in request.POST.items() if k != "csrfmiddlewaretoken"}
    form = {**defaults(day), **dict.fromkeys(TICKS if posted else (), ""), **posted}
    first = form.get("county") or (counties[0][0] if counties else "")
    context: dict[str, Any] = {
        "page": page, "counties": [(code, words, code in counted) for code, words in counties], "stages": STAGE_WORDS.items(), "form": form,
        "weights": [(name, words, note, form.get(name, "")) for name, words, note in WEIGHTS], "limits": limits_of(form, day),
        "roads": [(code, words, kept_roads(settings.INSTANCE, code)) for code, words in counties if kept_roads(settings.INSTANCE, code)],
        "option_count": LayoutOption.objects.filter(county_code__in=[code for code, _ in counties]).count(), "options_href": f"/layout/options/?area={first}",
        "first": str(first_closing_year(day, value("layout.transition", on=day))),
    }  # fmt: skip
    return render(request, "layout/new.html", context)


def defaults(day: Any) -> dict[str, Any]:
    """What the form holds at first: weights as `Asked` has them, limits as the standards do, the coming school year."""
    fields = Asked.__dataclass_fields__
    found: dict[str, Any] = {name: f"{fields[name].default:g}" for name, *_ in WEIGHTS}
    return {
        **found, "stage": "primary", "first_year": day.year + 1, "year_count": 5, "announced_on": day.isoformat(),
        "notice_years": f"{value('layout.transition', on=day):g}", "budgets": "", "sites": "", "title": "方案甲", "county": "", "takes_options": "1",
        "keeps_junior_in_town": "1", "counts_crowding": "1",
    }  # fmt: skip


def limits_of(form: dict[str, Any], day: Any) -> list[tuple[str, Words, str, Words]]:
    """Each band's limit with the document that sets it."""
    found: list[tuple[str, Words, str, Words]] = []
    for stage in stages_of("both"):
        for band in BANDS[stage]:
            standard = entry(band.standard, on=day)
            found.append(
                (
                    f"limit_{band.key}",
                    BAND_WORDS[band.key],
                    str(form.get(f"limit_{band.key}", f"{standard.value:g}")),
                    standard.document,
                )
            )
    return found


def asked_from(request: HttpRequest, county: str, day: date) -> Asked:
    """What the form asks. Raises Refused naming each field that cannot be read."""
    form, problems = request.POST, list[Problem]()

    def read(name: str, words: Words) -> float:
        text = form.get(name, "").strip().replace(",", "")
        try:
            return float(text)
        except ValueError:
            problems.append(
                Problem(
                    "layout.number",
                    Words("这里要一个数。", "This must be a number."),
                    which=f"{words.zh} / {words.en}",
                    got=text,
                )
            )
            return 0.0

    stage = form.get("stage", "")
    bands = BANDS.get(stage, ())
    values: dict[str, Any] = {name: read(name, words) for name, words, _ in WEIGHTS}
    values["limits"] = {band.key: read(f"limit_{band.key}", BAND_WORDS[band.key]) for band in bands}
    values["first_year"] = int(read("first_year", Words("起始学年", "First school year")))
    values["year_count"] = int(read("year_count", Words("年数", "Years")))
    values["notice_years"] = read("notice_years", Words("提前公告", "Notice"))
    values |= {
        "stage": stage,
        "announced_on": form.get("announced_on", ""),
        "bands_apart": bool(form.get("bands_apart")),
        "counts_crowding": bool(form.get("counts_crowding")),
    }
    values["budgets"] = budgets_of(form.get("budgets", ""), values["year_count"], problems)
    rules = standing_rules(stage, day) if stage in STAGES else {}
    values |= {**rules, "keeps_junior_in_town": bool(form.get("keeps_junior_in_town"))}
    taken = (
        options_for(county, stage) if form.get("takes_options") and stage in STAGES else {"options": (), "sites": ()}
    )
    values["options"] = taken["options"]
    values["sites"] = (*taken["sites"], *sites_from(form.get("sites", ""), problems))
    if road := form.get("roads", ""):
        names = dict(kept_roads(settings.INSTANCE, county))
        values["roads"] = {
            "hash": road,
            "name": names.get(road, ""),
            "by": "walking" if form.get("by") == "walking" else "bus",
        }
    if not _is_day(values["announced_on"]):
        problems.append(
            Problem(
                "layout.asked.day",
                Words("公告日期写作 2026-12-01。", "The day of the announcement reads 2026-12-01."),
                got=values["announced_on"],
            )
        )
    if problems:
        raise Refused(problems)
    return asked_of(values)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def budgets_of(text: str, years: int, problems: list[Problem]) -> tuple[float | None, ...]:
    """Budgets in 10,000 yuan by year, by commas; empty: no limit; one: the same in every year."""
    parts = [part.strip() for part in text.replace("，", ",").split(",")] if text.strip() else []
    found: list[float | None] = []
    for part in parts:
        try:
            found.append(float(part) * 10_000 if part else None)
        except ValueError:
            problems.append(
                Problem(
                    "layout.asked.budget",
                    Words("预算是数，逐年用逗号隔开。", "Budgets are numbers, a year each, by commas."),
                    got=part,
                )
            )
    return tuple(found * years) if len(found) == 1 else tuple(found)


def sites_from(text: str, problems: list[Problem]) -> tuple[dict[str, Any], ...]:
    """Possible new schools, one a line: name, longitude, latitude, seats, building cost in 10,000 yuan."""
    found: list[dict[str, Any]] = []
    for line in (part.strip() for part in text.splitlines()):
        cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
        if not line:
            continue
        try:
            name, lon, lat, seats, cost = cells
            site = {
                "name": name[:60],
                "longitude": float(lon),
                "latitude": float(lat),
                "seats": int(seats),
                "building_yuan": float(cost) * 10_000,
            }
        except ValueError:
            what = Words(
                "每行：名称,经度,纬度,学位,建设费（万元）。",
                "A line reads: name, longitude, latitude, seats, cost (10,000 yuan).",
            )
            problems.append(Problem("layout.asked.site", what, got=line))
            continue
        if not (70 < site["longitude"] < 140 and 0 < site["latitude"] < 60 and 0 < site["seats"] < 10_000):
            what = Words(
                "备选点的经纬度或学位不对；经度在前。",
                "The place or seats of a site cannot be right; longitude comes first.",
            )
            problems.append(Problem("layout.asked.site", what, got=line))
        found.append(site)
    return tuple(found)
