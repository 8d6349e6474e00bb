"""Lists that are drawn from the registers or computed: candidates, sites and rooms, invigilators; near sites; quotas."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.exams.actions.arranging import do_send_down, do_site, receiving, with_quotas
from xuezheng.exams.actions.drawing import (
    LAST_JUNIOR,
    do_draw_candidates,
    do_draw_rooms,
    do_draw_staff,
    last_day,
    school_names,
)
from xuezheng.exams.actions.keeping import refuse, version_of
from xuezheng.exams.models import Exam, ExamList
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.exams import day_of, find_exam, number_of
from xuezheng.exams.pages.fields import list_link, way
from xuezheng.exams.rules.lists import LISTS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Link, Notice, problem_notice

GRADES = (LAST_JUNIOR, "33", "16")
LEADS = {
    "candidates": Words(
        "按学籍登记册抽取某日在某年级的学生；已有报名号的保持不变。须写明事由，抽取记入审计链。",
        "The pupils of a grade on a day, from the register of students; who has a number keeps it. Give a reason: the draw is on record.",
    ),
    "rooms": Words(
        "取登记册中该类考试的考点与考场；各考点第一个考场留作特殊考场，最后几个备用，随后可改。",
        "The register's sites and rooms of this exam; the first room of each site is for special needs, the last ones are spare; change them after.",
    ),
    "staff": Words("某日在初中任教的教师，带学校与任教学科。须写明事由。", "Teachers of junior schools on a day, with school and subject. Give a reason."),
}  # fmt: skip


@signed_in("exam.manage")
def register(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Draw a list from the registers into a draft."""
    if kind not in LEADS:
        raise Http404
    exam = find_exam(request, pk, "exam.manage")
    form, notices = request.POST, tuple[Notice, ...]()
    day = last_day(exam, today_of(request))
    if request.method == "POST":
        try:
            made = drawn(request, exam, kind)
            return HttpResponseRedirect(reverse("exam-draft", args=[pk, made.pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    inputs = [Input("day", Words("哪一天的登记", "As of"), "date", form.get("day", day.isoformat()), is_needed=True)]
    if kind == "candidates":
        inputs.append(
            Input(
                "grade",
                Words("年级", "Grade"),
                "select",
                form.get("grade", LAST_JUNIOR),
                choices=[(g, GRADE_WORDS[g]) for g in GRADES],
            )
        )
        names = sorted(school_names(exam.area_code, day).items(), key=lambda pair: pair[1])
        inputs.append(
            Input(
                "school",
                Words("学校", "School"),
                "select",
                form.get("school", ""),
                choices=[("", Words("全部学校", "All schools")), *names],
            )
        )
    if kind != "rooms":
        inputs.append(Input("reason", Words("事由", "Reason"), value=form.get("reason", ""), is_needed=True))
    title = Words(f"从登记册取{LISTS[kind].title.zh}", f"{LISTS[kind].title.en} from the register")
    page = page_for(
        request, title, lead=LEADS[kind], crumbs=way(exam, list_link(exam, kind), Link(title)), notices=notices
    )
    ask = Ask(
        "draw",
        tuple(inputs),
        Words("试读", "Try"),
        note=Words("试读后看差异，再采用。", "You see the differences first, and take it after."),
    )
    return shown(request, page, (Block(title, (("form", ask),), 7),))


def drawn(request: HttpRequest, exam: Exam, kind: str) -> ExamList:
    """The draft that the form asks for. Raises Refused."""
    form, instance = request.POST, settings.INSTANCE
    day = day_of(form.get("day", ""))
    if day is None:
        raise refuse("exams.day", "请填写日期。", "Give the day.")
    if kind == "rooms":
        return do_draw_rooms(request.user, instance, exam, day)
    if kind == "staff":
        return do_draw_staff(request.user, instance, exam, day, form.get("reason", ""))
    schools = tuple(code for code in (form.get("school", ""),) if code)
    return do_draw_candidates(request.user, instance, exam, day, form.get("grade", ""), schools, form.get("reason", ""))


@signed_in("exam.manage")
def siting(request: HttpRequest, pk: int) -> HttpResponse:
    """Send candidates to sites near their schools, into a draft."""
    exam = find_exam(request, pk, "exam.manage")
    form, notices = request.POST, tuple[Notice, ...]()
    if request.method == "POST":
        try:
            share = number_of(form.get("share", ""), Words("一校最多占", "Largest part of a school"), 10, 100) / 100
            km = number_of(form.get("km", ""), Words("混编一人值几公里", "Kilometres that mixing is worth"), 0, 100)
            made = do_site(request.user, settings.INSTANCE, exam, last_day(exam, today_of(request)), share, km)
            return HttpResponseRedirect(reverse("exam-draft", args=[pk, made.pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    inputs = (
        Input(
            "share",
            Words("一校最多占考点考生的", "Most of a site from one school"),
            "number",
            form.get("share", "30"),
            Words("%；每场30座至多9人能互不相邻", "%; of 30 seats 9 can be kept apart"),
        ),
        Input(
            "km",
            Words("混编一人值几公里", "Mixing one candidate is worth"),
            "number",
            form.get("km", "8"),
            Words("公里：再远就不为混编绕路", "km: nobody is sent farther than that only to be mixed"),
        ),
    )
    title = Words("就近分派考点", "Candidates to near sites")
    lead = Words(
        "按学校到考点的直线距离、考场座位（备用考场除外）分派，各校混编；有特殊需要的到有特殊考场的考点；同班尽量同去。",
        "By the distance from school to site and the seats of rooms that are not spare; schools are mixed; special needs go where there is a special room; classes stay together where they can.",
    )
    page = page_for(
        request, title, lead=lead, crumbs=way(exam, list_link(exam, "candidates"), Link(title)), notices=notices
    )
    return shown(request, page, (Block(title, (("form", Ask("site", inputs, Words("试算", "Try"))),), 7),))


@signed_in("exam.manage")
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """Send seats of receiving schools down to junior schools, into a draft of the programmes."""
    exam = find_exam(request, pk, "exam.manage")
    form, notices = request.POST, tuple[Notice, ...]()
    schools = receiving(settings.INSTANCE, exam)
    if request.method == "POST":
        try:
            percent = int(number_of(form.get("percent", ""), Words("下达比例", "Share sent down"), 1, 100))
            tilt = int(number_of(form.get("tilt", ""), Words("农村倾斜", "Tilt to rural schools"), 100, 300))
            chosen = [s for s in form.getlist("schools") if s in schools]
            made, _ = do_send_down(
                request.user, settings.INSTANCE, exam, last_day(exam, today_of(request)), chosen, percent, tilt
            )
            return HttpResponseRedirect(reverse("exam-draft", args=[pk, made.pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    title = Words("下达指标到校", "Seats sent down to junior schools")
    lead = Words(
        "优质高中招生计划的至少一半合理分配到初中，向农村初中倾斜（县域义务教育优质均衡的要求）；按各校考生数最大余数法，学校所得不多于其考生。",
        "At least half of the seats of good senior schools go to junior schools, the rural ones favoured (quality-balanced "
        "compulsory education); by candidates with largest remainders, never more than a school has.",
    )
    if not schools or version_of(exam, "candidates") is None:
        text = Words(
            "先有考生和带统招计划的招生计划表，才能下达指标。",
            "There must be candidates and programmes with an open one first.",
        )
        links = [list_link(exam, "programmes"), list_link(exam, "candidates")]
        blocks = (Block(title, (("text", text), ("links", links))),)
    else:
        choices = [(s, Words(f"{s}（{n}个学位）", f"{s} ({n} seats)")) for s, n in schools.items()]
        inputs = (
            Input(
                "schools",
                Words("哪些高中", "Which schools"),
                "checks",
                choices=choices,
                checked=form.getlist("schools") or with_quotas(settings.INSTANCE, exam),
            ),
            Input("percent", Words("下达比例", "Share sent down"), "number", form.get("percent", "50"), "%"),
            Input(
                "tilt",
                Words("农村倾斜", "Tilt to rural schools"),
                "number",
                form.get("tilt", "120"),
                Words("%；100为不倾斜", "%; 100 is none"),
            ),
        )
        blocks = (Block(title, (("form", Ask("send", inputs, Words("试算", "Try"))),), 8),)
    page = page_for(
        request, title, lead=lead, crumbs=way(exam, list_link(exam, "programmes"), Link(title)), notices=notices
    )
    return shown(request, page, blocks)
