"""A collection at a glance: by county and by form, who is late, what the city may do next."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.returns.actions.reminding import is_late_in, is_late_on
from xuezheng.returns.forms import forms_of
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.pages.finding import (
    address,
    find_collection,
    schools_seen,
    sees_schools_of_area,
    standing_of,
    title_of,
)
from xuezheng.returns.rules import FROZEN, OPEN, SIGNED
from xuezheng.screens import numbers
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import (
    Action,
    Cell,
    Column,
    Figure,
    Link,
    Notice,
    Row,
    State,
    Step,
    Table,
)

ASKED_ONLY = Words(
    "只数要学校填的项；其余从登记册带入。", "Only fields the schools are asked; the rest comes from the register."
)
COUNTY_COLUMNS = (
    Column("name", Words("区县", "County"), is_sortable=False),
    Column("schools", Words("应报学校", "Schools due"), "count", is_sortable=False),
    Column("filled", Words("已填完", "Filled in"), "count", is_sortable=False),
    Column("signed", Words("已签字", "Signed"), "count", is_sortable=False),
    Column("late", Words("迟", "Late"), "count", is_sortable=False, is_strong=True),
    Column("lacking", Words("没填的项", "Empty fields"), "count", is_sortable=False),
    Column("errors", Words("错误", "Errors"), "count", is_sortable=False),
    Column("unexplained", Words("没说明的提示", "Warnings without a reason"), "count", is_sortable=False),
    Column("state", Words("区县签字", "County"), is_sortable=False),
)
FORM_COLUMNS = (
    Column("code", Words("表号", "Form"), is_sortable=False),
    Column("title", Words("表名", "Title"), is_sortable=False),
    Column("due", Words("应报学校", "Schools due"), "count", is_sortable=False),
    Column("complete", Words("已齐", "Complete"), "count", is_sortable=False),
    Column("share", Words("完成", "Done"), "share", decimals=1, is_sortable=False),
    Column("lacking", Words("没填的项", "Empty fields"), "count", is_sortable=False),
)


@signed_in("return.view")
def collection(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """How far the return of a city and school year has come."""
    found = find_collection(city_code, year)
    schools = list(schools_seen(request, found))
    if not schools:
        raise PermissionDenied
    if not sees_schools_of_area(request):
        return HttpResponseRedirect(address(found, "school-return", schools[0].code))
    parts = {(p.level, p.code): p for p in found.parts.exclude(level="school").select_related("signed_by")}
    city = parts["city", found.city_code]
    counties = {code: p for (level, code), p in parts.items() if level == "county"}
    states = {code: p.state for code, p in counties.items()}
    seen = sorted({p.county_code for p in schools})
    standings = {p.pk: standing_of(p, states, city.state) for p in schools}
    late = [p for p in schools if is_late_now(found, p, request)]
    whole = area_words(found.city_code) if len(seen) > 1 else area_words(seen[0])
    page = page_for(
        request, title_of(found), crumbs=(Link(Words("年报", "Returns"), "/returns/"), Link(title_of(found))),
        state=state_of(city), notices=(next_notice(found, city, counties),), actions=actions_for(request, found, seen),
    )  # fmt: skip
    context = {
        "page": page, "collection": found, "city": city, "steps": steps_of(found, city, counties),
        "figures": figures(found, schools, standings, late, whole),
        "counties": Table(COUNTY_COLUMNS, tuple(county_row(request, found, counties[c], schools, standings, late) for c in seen), Words("各区县", "By county")),
        "forms": Table(FORM_COLUMNS, tuple(form_rows(schools)), Words("各表", "By form"), note=ASKED_ONLY),
        "may_certify": may(request.user, "return.certify", Place(found.city_code)),
        "may_reopen": may(request.user, "return.reopen", Place(found.city_code)),
        "is_frozen": city.state == FROZEN, "wants_reason": city.steps.filter(step="frozen").exists(),
        "open_counties": [area_words(p.code) for p in counties.values() if p.state == OPEN], "history": city.steps.select_related("by"),
    }  # fmt: skip
    return render(request, "returns/collection.html", context)


def is_late_now(found: Collection, part: Part, request: HttpRequest) -> bool:
    """Signed late, or not signed and the day is past."""
    return is_late_on(found, part, today_of(request))


def state_of(part: Part) -> State | None:
    """The state of a part as a mark: certified and signed have one of their own."""
    if part.level == "city":
        return State.CERTIFIED if part.state != OPEN else State.DRAFT
    return {FROZEN: State.CERTIFIED, SIGNED: State.SIGNED}.get(part.state, State.DRAFT)


def figures(
    found: Collection, schools: list[Part], standings: dict[int, str], late: list[Part], area: Words
) -> tuple[Figure, ...]:
    when = (
        Words(f"截至{numbers.instant(found.checked_at, 'zh-hans')}", f"as of {numbers.instant(found.checked_at, 'en')}")
        if found.checked_at
        else Words("", "")
    )
    unit = Words("所", "schools")
    count = lambda *which: sum(standings[p.pk] in which for p in schools)  # noqa: E731
    signed = count("signed", "signed_county", "certified", "frozen")
    base = address(found, "return-schools")
    rows = (
        (Words("应报学校", "Schools due"), len(schools), base),
        (Words("已签字", "Signed"), signed, f"{base}?standing=signed"),
        (Words("填完未签", "Filled in, not signed"), count("filled"), f"{base}?standing=filled"),
        (Words("还在填", "Filling in"), count("open"), f"{base}?standing=open"),
        (Words("迟报", "Late"), len(late), f"{base}?late=1"),
    )
    return tuple(Figure(term, value, unit, when, area, None, href=href) for term, value, href in rows)


def county_row(
    request: HttpRequest,
    found: Collection,
    county: Part,
    schools: list[Part],
    standings: dict[int, str],
    late: list[Part],
) -> Row:
    own = [p for p in schools if p.county_code == county.code]
    base = address(found, "return-schools")
    late_count = sum(p.county_code == county.code for p in late)
    return {
        "name": Cell(area_words(county.code), href=f"{base}?county={county.code}"), "schools": len(own),
        "filled": sum(standings[p.pk] != "open" for p in own), "signed": sum(p.state != OPEN for p in own),
        "late": Cell(late_count, href=f"{base}?county={county.code}&late=1" if late_count else "", tone="must" if late_count else ""),
        "lacking": sum(p.lacking_count for p in own), "errors": sum(p.error_count for p in own),
        "unexplained": sum(p.unexplained_count for p in own),
        "state": State.LATE if county.state == OPEN and today_of(request) > found.county_due_on else state_of(county),
    }  # fmt: skip


def form_rows(schools: list[Part]) -> list[Row]:
    due: dict[str, int] = {}
    lacking: dict[str, list[int]] = {}
    titles: dict[str, Words] = {}
    for part in schools:
        for form in forms_of(frozenset(part.stages.split())):
            titles[form.code] = form.title
            due[form.code] = due.get(form.code, 0) + 1
            if empty := part.lacking_by_form.get(form.code):
                lacking.setdefault(form.code, []).append(empty)
    return [
        {
            "code": code, "title": titles[code], "due": due[code], "complete": due[code] - len(lacking.get(code, ())),
            "share": 1 - len(lacking.get(code, ())) / due[code], "lacking": sum(lacking.get(code, ())),
        }
        for code in sorted(due)
    ]  # fmt: skip


def steps_of(found: Collection, city: Part, counties: dict[str, Part]) -> list[Step]:
    """School → county → city → frozen, with the day each is due."""
    schools_done = not found.parts.filter(level="school", state=OPEN).exists()
    counties_done = all(p.state != OPEN for p in counties.values())
    done = (schools_done, counties_done, city.state != OPEN, city.state == FROZEN)
    now = done.index(False) if False in done else len(done)
    titles = (
        Words("学校填报、签字", "Schools fill in and sign"),
        Words("区县签字", "Counties sign"),
        Words("市级核定", "The city certifies"),
        Words("冻结", "Frozen"),
    )
    days = (found.school_due_on, found.county_due_on, found.city_due_on, None)
    notes = [
        Words(f"{numbers.date(d, 'zh-hans')}截止", f"due {numbers.date(d, 'en')}") if d else Words("", "") for d in days
    ]
    return [
        Step(title, note, "done" if is_done else "now" if index == now else "todo")
        for index, (title, note, is_done) in enumerate(zip(titles, notes, done, strict=True))
    ]


def next_notice(found: Collection, city: Part, counties: dict[str, Part]) -> Notice:
    """What comes next, and who is to do it."""
    open_schools = found.parts.filter(level="school", state=OPEN).count()
    waiting = [area_words(p.code) for p in counties.values() if p.state == OPEN]
    if city.state != OPEN:
        return Notice(
            Words("全市年报已核定并冻结", "The return is certified and frozen"),
            Words(
                "要改，先写明原因退回；冻结的版本不变，核定后另出一版。",
                "To change it, send it back with a reason: what is frozen stays, and a new revision follows.",
            ),
            tone="info",
        )
    if open_schools:
        return Notice(
            Words(f"还有{open_schools}所学校没有签字", f"{open_schools} schools have not signed"),
            Words("学校签字后区县才能签字。", "The counties sign after their schools."),
            tone="doubt",
        )
    if waiting:
        return Notice(
            Words(f"还有{len(waiting)}个区县没有签字", f"{len(waiting)} counties have not signed"),
            Words("、".join(name.zh for name in waiting), ", ".join(name.en for name in waiting)),
            tone="doubt",
        )
    return Notice(Words("各区县都已签字，可以核定", "All counties have signed: ready to be certified"), tone="info")


def actions_for(request: HttpRequest, found: Collection, seen: list[str]) -> tuple[Action, ...]:
    base = address(found, "return-forms")
    return (
        Action(Words("全部学校", "All schools"), address(found, "return-schools")),
        Action(
            Words("基层表汇总（XLSX）", "Forms, summed (XLSX)"), base if len(seen) > 1 else f"{base}?county={seen[0]}"
        ),
        Action(Words("校验规则", "Rules"), "/returns/checks/"),
    )


@dataclass(frozen=True)
class HowFar:
    """How far the schools within somebody's reach have come: how many there are, have signed, are late; one of them."""

    schools: int
    signed: int
    late: int
    code: str
    name: str


def any_collections(request: HttpRequest) -> list[tuple[Collection, HowFar]]:
    """The collections with schools within the person's reach, newest first. Counted by the database: a city has a thousand."""
    found: list[tuple[Collection, HowFar]] = []
    for one in Collection.objects.all():
        groups = schools_seen(request, one).order_by().values_list("state", "is_late")
        counts = list(groups.annotate(Count("pk"), Min("code"), Min("name")))
        if not counts:
            continue
        late = sum(n for state, is_late, n, _, _ in counts if is_late_in(one, state, is_late, today_of(request)))
        signed = sum(n for state, _, n, _, _ in counts if state != OPEN)
        code, name = min((code, name) for _, _, _, code, name in counts)
        found.append((one, HowFar(sum(n for _, _, n, _, _ in counts), signed, late, code, name)))
    return found
