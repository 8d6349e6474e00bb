"""The staff of a school, one member, and what is done with posts: begun, ended, moved. Each look is logged."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.registers.actions import institution_of, life, staffing
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.models import Institution, LifeEvent, StaffMember, StaffPost
from xuezheng.registers.pages.institution import find, latest_name
from xuezheng.registers.pages.life_forms import Part, Reasoned
from xuezheng.registers.pages.looking import demand, look, masked
from xuezheng.registers.pages.staff_forms import EndingPost, Engaging, Moving, Posting
from xuezheng.registers.pages.students import SEX_WORDS, bound, school_crumbs, stated, submitted
from xuezheng.registers.words import LIFE_WORDS, POST_END_WORDS, POST_START_WORDS, POST_WORDS, STAGE_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, Definition, Link, Row, Table, TableQuery, arrange

COLUMNS = (
    Column("name", Words("姓名", "Name")),
    Column("post", Words("岗位", "Post")),
    Column("stage", Words("学段", "Stage")),
    Column("subject", Words("学科", "Subject")),
    Column("full_time", Words("专任", "Full-time")),
    Column("quota", Words("在编", "On quota")),
    Column("started_on", Words("任职", "Since"), "date"),
)
HISTORY = (
    Column("school", Words("学校", "School"), is_sortable=False),
    Column("post", Words("岗位", "Post"), is_sortable=False),
    Column("subject", Words("学科", "Subject"), is_sortable=False),
    Column("started_on", Words("起", "From"), "date", is_sortable=False),
    Column("start", Words("来源", "How"), is_sortable=False),
    Column("ended_on", Words("止", "To"), "date", is_sortable=False),
    Column("end", Words("去向", "How it ended"), is_sortable=False),
)
YES_NO = {True: Words("是", "yes"), False: Words("否", "no")}


def staff_link(school: Institution) -> Link:
    return Link(Words("教职工", "Staff"), reverse("staff", args=[school.code]))


def post_words(post: StaffPost) -> Words:
    own, stage = named(POST_WORDS, post.post), named(STAGE_WORDS, post.stage)
    return Words(f"{own.zh}（{stage.zh}）", f"{own.en} ({stage.en})") if post.stage else own


@signed_in("staff.view")
def staff(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds a post at the school today."""
    school = find(request, code)
    demand(request, "staff.view", school)
    title = Words(f"{latest_name(school)}教职工", f"Staff of {latest_name(school)}")
    posts = list(StaffPost.objects.as_of(today_of(request)).filter(institution=school).select_related("staff"))
    look(request, "staff", school.county_code, code, "", count=len(posts))
    rows: list[Row] = [
        {
            "name": Cell(p.staff.name, href=reverse("staff-member", args=[code, p.staff_id])),
            "post": named(POST_WORDS, p.post), "stage": named(STAGE_WORDS, p.stage), "subject": p.subject,
            "full_time": YES_NO[p.is_full_time], "quota": YES_NO[p.is_on_quota], "started_on": p.started_on,
        }
        for p in posts
    ]  # fmt: skip
    actions: tuple[Action, ...] = ()
    if may(request.user, "register.edit", Place(school.county_code, code)):
        actions = (Action(Words("新聘或调入…", "Take on…"), reverse("staff-engage", args=[code]), is_main=True),)
    page = page_for(request, title, crumbs=school_crumbs(school), actions=actions)
    table = arrange(
        rows,
        COLUMNS,
        TableQuery.read(request.GET, page_size=100, sort="name"),
        language_of(request),
        has_downloads=False,
    )
    return render(request, "registers/staff.html", {"page": page, "table": table})


@signed_in("register.edit")
def engage(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody takes up a post here, by ID number and name."""
    school = find(request, code)
    demand(request, "register.edit", school)
    form = Engaging(bound(request, "engage"), today=today_of(request), prefix="engage")
    note = Words(
        "还占着别校编制的，请那一方先办离岗，或由区县办调动。",
        "Who is on another school's quota leaves there first, or is moved by the county.",
    )
    part = Part("engage", Words("任职", "The post"), form, Words("登记任职", "Register the post"), note)

    def do(sent: Any) -> None:
        data = sent.cleaned_data
        staffing.do_engage(school, sent.newcomer(), sent.duty(), data["on"], stated(request, sent), data["attainment"])

    notices = submitted(request, [part], {"engage": do}) if request.method == "POST" else ()
    if notices is None:
        return HttpResponseRedirect(reverse("staff", args=[code]))
    page = page_for(request, Words("新聘或调入", "Take on"), crumbs=school_crumbs(school, staff_link(school)))
    return render(request, "registers/life.html", {"page": page, "parts": [part], "notices": notices})


def _held(member: StaffMember, school: Institution, day: date) -> list[StaffPost]:
    return list(StaffPost.objects.as_of(day).filter(staff=member, institution=school).order_by("pk"))


def _parts(request: HttpRequest, school: Institution, held: list[StaffPost], acts: list[LifeEvent]) -> list[Part]:
    """What the person may do with this member of staff."""
    today, parts = today_of(request), list[Part]()
    if held:
        choices = {str(p.pk): post_words(p) for p in held}
        ending = EndingPost(bound(request, "end"), posts=choices, today=today, prefix="end")
        posting = Posting(bound(request, "begin"), today=today, prefix="begin")
        if may(request.user, "register.edit", Place(school.county_code)):  # moves between schools are the county's
            moving = Moving(bound(request, "move"), today=today, prefix="move")
            note = Words("在本校的岗位当日终止，在调入学校继续。", "The posts here end on the day and go on there.")
            parts.append(Part("move", Words("调动", "Move"), moving, Words("登记调动", "Register the move"), note))
        parts.append(Part("begin", Words("兼任另一岗位", "Another post"), posting, Words("登记", "Register it")))
        parts.append(
            Part("end", Words("离岗", "End a post"), ending, Words("登记离岗", "Register it"), is_binding=True)
        )
    if acts and acts[0].institution_id == school.pk and not life.check_undo(acts[0]):
        words = named(LIFE_WORDS, acts[0].kind)
        title = Words(
            f"撤销上一次变动：{words.zh} {acts[0].occurred_on}",
            f"Undo the last act: {words.en.lower()} {acts[0].occurred_on}",
        )
        form = Reasoned(bound(request, "undo"), prefix="undo")
        parts.append(Part("undo", title, form, Words("撤销", "Undo"), is_binding=True))
    return parts


def _doers(
    request: HttpRequest, member: StaffMember, school: Institution, held: list[StaffPost], acts: list[LifeEvent]
) -> dict[str, Any]:
    def move(sent: Any) -> None:
        to = institution_of(sent.cleaned_data["to"])
        if not may(request.user, "register.edit", Place(to.county_code)):
            life.refuse([_other_county(to)])
        staffing.do_move_staff(
            member, school, to, sent.cleaned_data["on"], stated(request, sent), sent.cleaned_data["why"]
        )

    def end(sent: Any) -> None:
        post = next(p for p in held if str(p.pk) == sent.cleaned_data["post"])
        staffing.do_end_post(post, sent.cleaned_data["on"], sent.cleaned_data["why"], stated(request, sent))

    return {
        "move": move,
        "end": end,
        "begin": lambda f: staffing.do_begin_post(
            member, school, f.duty(), f.cleaned_data["on"], stated(request, f), "transferred"
        ),
        "undo": lambda f: life.do_undo(acts[0], stated(request, f)),
    }


def _other_county(to: Institution) -> Any:
    return problem(
        "post.other_county", "调入学校不在您的范围里。", "The receiving school is not within your reach.", which=to.code,
        cure=("这里先办离岗，由对方学校登记任职。", "End the post here; the other school registers its own."),
    )  # fmt: skip


def posts_of(member: StaffMember) -> Table:
    """The posts of a member of staff, the last first."""
    posts = member.posts.select_related("institution").order_by("-started_on", "-pk")  # type: ignore[attr-defined]
    rows: list[Row] = [
        {
            "school": latest_name(p.institution), "post": post_words(p), "subject": p.subject, "started_on": p.started_on,
            "start": named(POST_START_WORDS, p.start_reason), "ended_on": p.ended_on or Words("在岗", "held"),
            "end": named(POST_END_WORDS, p.end_reason),
        }
        for p in posts
    ]  # fmt: skip
    return Table(HISTORY, tuple(rows))


def facts_of_member(member: StaffMember) -> tuple[Definition, ...]:
    return (
        Definition(Words("身份证号", "ID number"), masked(member)),
        Definition(Words("性别", "Sex"), SEX_WORDS.get(member.sex, "…")),
        Definition(Words("出生", "Born"), member.born_on.isoformat()),
        Definition(
            Words("教师资格", "Teacher's certificate"),
            member.certificate_on.isoformat() if member.certificate_on else "…",
        ),
    )


@signed_in("staff.view")
def staff_member(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One member of staff as this school sees them: held a post here at some time."""
    school = find(request, code)
    demand(request, "staff.view", school)
    member = StaffMember.objects.filter(pk=number, posts__institution=school).distinct().first()
    if member is None:
        raise Http404
    can_edit = may(request.user, "register.edit", Place(school.county_code, code))
    held = _held(member, school, today_of(request))
    acts = list(LifeEvent.objects.filter(staff=member, undone_on=None).order_by("-pk"))
    parts = _parts(request, school, held, acts) if can_edit else []
    notices = ()
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        notices = submitted(request, parts, _doers(request, member, school, held, acts))
        if notices is None:
            there = StaffPost.objects.filter(staff_id=number, institution=school).exists()
            return HttpResponseRedirect(request.path if there else reverse("staff", args=[code]))
    look(request, "staff_member", school.county_code, f"{code} staff {number}", "")
    facts = facts_of_member(member)
    page = page_for(request, member.name, crumbs=school_crumbs(school, staff_link(school)))
    context = {
        "page": page, "parts": parts, "notices": notices, "facts": facts, "history": posts_of(member),
        "history_title": Words("任职经历", "Posts"), "is_staff": True,
    }  # fmt: skip
    return render(request, "registers/life.html", context)
