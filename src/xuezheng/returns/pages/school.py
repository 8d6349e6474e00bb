"""A school's return: how far it has come, its forms, what its rows break, the signature, and what happened to it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.registers.rules import STAGES
from xuezheng.registers.words import STAGE_WORDS
from xuezheng.returns.actions.collecting import all_checks, do_look_over_school
from xuezheng.returns.actions.entering import above, locked
from xuezheng.returns.actions.reminding import last_reminded
from xuezheng.returns.forms import Form, forms_of
from xuezheng.returns.models import Explanation, Part, PartStep
from xuezheng.returns.pages.finding import address, crumbs_of, find_part, level_of, place_of
from xuezheng.returns.pages.overview import state_of
from xuezheng.returns.rules import OPEN, SIGNED, STANDING_WORDS, days_late, lacking_to_sign, reopening, standing
from xuezheng.returns.words import SEVERITY_WORDS, row_words, why
from xuezheng.screens import numbers
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Action, Link, Notice, Step


def forms_due(part: Part) -> tuple[Form, ...]:
    return forms_of(frozenset(part.stages.split()))


@signed_in("return.view")
def school_return(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    """One school's return."""
    part = find_part(request, city_code, year, "school", code)
    if not part.asked_count:
        do_look_over_school(settings.INSTANCE, part)
    return school_page(request, part)


def school_page(request: HttpRequest, part: Part, notices: tuple[Notice, ...] = (), status: int = 200) -> HttpResponse:
    found = part.collection
    county, city = above(part)
    lock = locked(part)
    key = standing(part.state, county.state, city.state, is_filled=not part.lacking_count and not part.error_count)
    stages = [STAGE_WORDS[s] for s in STAGES if s in part.stages.split()]
    lead = Words("、".join(s.zh for s in stages), ", ".join(s.en for s in stages))
    is_open = lock is None
    lacking = lacking_to_sign(part.lacking_count, part.error_count, part.unexplained_count)
    place = place_of(part)
    may_sign = may(request.user, "return.sign_school", place)
    own = any(h.institution_code == part.code for h in request.user.held(today_of(request)))  # type: ignore[union-attr]
    if (reminder := last_reminded([part]).get(part.pk)) and part.state == OPEN:
        notices = (reminder_notice(reminder), *notices)
    if lock:
        notices = (*notices, Notice(Words("已锁定", "Locked"), lock, tone="info"))
    page = page_for(
        request, part.name, crumbs=crumbs_of(request, found, Link(part.name)), lead=lead, state=state_of(part),
        aside=Words(f"教育事业统计 {found.school_year} 学年", f"Return of {found.school_year}"), notices=notices,
        actions=(
            Action(Words("基层表（XLSX）", "Forms (XLSX)"), address(found, "school-forms-xlsx", part.code)),
            Action(Words("打印", "Print"), address(found, "school-forms-print", part.code)),
        ),
    )  # fmt: skip
    context = {
        "page": page, "part": part, "collection": found, "standing": STANDING_WORDS[key], "steps": steps_of(part, county, city),
        "forms": [form_line(part, form) for form in forms_due(part)], "objections": objections(part), "is_open": is_open,
        "classes_href": address(found, "return-classes", part.code), "due": due_words(request, part),
        "lacking": lacking, "may_fill": is_open and may(request.user, "return.fill", place),
        "may_sign": may_sign and is_open, "is_ready": lacking is None, "is_on_behalf": may_sign and not own,
        "may_withdraw": may_sign and part.state == SIGNED and county.state == OPEN and city.state == OPEN,
        "may_reopen": part.state != OPEN and may(request.user, "return.reopen", place)
        and reopening("school", level_of(request, part), county.state, city.state) is None,
        "county": county, "history": part.steps.select_related("by"),
        "first_href": address(found, "school-form", part.code, first_lacking(part).code),
    }  # fmt: skip
    return render(request, "returns/school.html", context, status=status)


def reminder_notice(step: PartStep) -> Notice:
    """A reminder as the school sees it, with its day and who sent it."""
    who = (step.by.display_name or step.by.get_username()) if step.by else ""
    zh, en = numbers.instant(step.at, "zh-hans"), numbers.instant(step.at, "en")
    title = Words(f"催报：{zh}", f"Reminded on {en}")
    return Notice(
        title,
        step.note or Words("请尽快填完、签字。", "Please fill in and sign soon."),
        "must",
        ((Words("谁催的", "By"), who),) if who else (),
    )


def first_lacking(part: Part) -> Form:
    """The first form with something to fill in; the first of all where there is none."""
    due = forms_due(part)
    return next((form for form in due if part.lacking_by_form.get(form.code)), due[0])


def form_line(part: Part, form: Form) -> dict[str, object]:
    asked, empty = len(form.asked), part.lacking_by_form.get(form.code, 0)
    if not asked:
        note = Words("全由登记册带入", "All from the register")
    elif empty:
        note = Words(f"还有{empty}项没填", f"{empty} of {asked} empty")
    else:
        note = Words(f"{asked}项都已填", f"All {asked} filled in")
    return {
        "form": form,
        "is_done": not empty,
        "note": note,
        "href": address(part.collection, "school-form", part.code, form.code),
    }


def due_words(request: HttpRequest, part: Part) -> Words:
    due, today = part.collection.school_due_on, today_of(request)
    zh, en = numbers.date(due, "zh-hans"), numbers.date(due, "en")
    left = (due - today).days
    if part.state != OPEN:
        return Words(f"{zh}截止", f"due {en}")
    if left >= 0:
        return Words(f"{zh}截止，还有{left}天", f"due {en}, {left} days left")
    late = days_late(due, None, today)
    return Words(f"{zh}截止，已迟{late}天", f"due {en}, {late} days late")


def steps_of(part: Part, county: Part, city: Part) -> list[Step]:
    """Filled in → signed by the school → the county → the city; who and when where done."""
    filled = not part.lacking_count and not part.error_count
    done = (filled, part.state != OPEN, county.state != OPEN, city.state != OPEN)
    now = done.index(False) if False in done else len(done)
    titles = (
        Words("填报", "Fill in"),
        Words("学校签字", "The school signs"),
        Words("区县签字", "The county signs"),
        Words("市核定、冻结", "The city certifies"),
    )
    notes = (Words("", ""), signed_words(part), signed_words(county), signed_words(city))
    return [
        Step(title, note, "done" if is_done else "now" if index == now else "todo")
        for index, (title, note, is_done) in enumerate(zip(titles, notes, done, strict=True))
    ]


def signed_words(part: Part) -> Words:
    if part.state == OPEN or not part.signed_at:
        return Words("", "")
    who = (part.signed_by.display_name or part.signed_by.get_username()) if part.signed_by else ""
    late = Words("，迟", ", late") if part.is_late else Words("", "")
    return Words(
        f"{who} {numbers.instant(part.signed_at, 'zh-hans')}{late.zh}",
        f"{who} {numbers.instant(part.signed_at, 'en')}{late.en}",
    )


def objections(part: Part) -> list[dict[str, object]]:
    """What the school's rows break, errors first: the rule in words, the rows, why it is asked, the reason given."""
    checks = all_checks()
    reasons = {one.rule: one for one in Explanation.objects.filter(part=part).select_related("by")}
    found: list[dict[str, object]] = []
    for one in sorted(part.objections.all(), key=lambda o: (o.severity != "error", o.rule)):
        check, reason = checks.get(one.rule), reasons.get(one.rule)
        found.append(
            {
                "rule": one.rule, "is_error": one.severity == "error", "severity": SEVERITY_WORDS[one.severity],
                "sentence": check.sentence if check else Words(one.rule, one.rule), "cure": check.cure if check else None,
                "why": why(check), "rows": [row_words(row) for row in one.rows], "more": one.row_count - len(one.rows),
                "reason": reason, "holds": reason is not None and reason.rows_hash == one.rows_hash, "columns": one.columns,
            }
        )  # fmt: skip
    return found
