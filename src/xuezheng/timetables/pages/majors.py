"""What universities require: the school's table, tried before it is taken."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, EmptyState, Link, Notice, Row, Table, problem_notice
from xuezheng.timetables.actions.majors import do_take_majors, newest, template
from xuezheng.timetables.models.choice import institution_of
from xuezheng.timetables.pages.where import crumbs_of, own_school, school_of

TITLE = Words("专业选考要求", "What majors require")
MOST_BYTES = 20_000_000
COLUMNS = (
    Column("chosen", Words("组合", "Combination"), is_sortable=False), Column("open", Words("可报专业", "Majors open"), "count", is_sortable=False),
    Column("share", Words("占全部", "Of all"), "share", decimals=1, is_sortable=False),
)  # fmt: skip


@signed_in("timetable.view")
def majors(request: HttpRequest, code: str) -> HttpResponse:
    """Shares by combination; POST tries or takes a file."""
    school = school_of(request, code)
    can_manage = may(request.user, "choice.manage", Place(school.county_code, school.code))
    if request.GET.get("template"):
        response = HttpResponse(template(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="majors.csv"'
        return response
    institution = institution_of(code)
    assert institution is not None
    notices: tuple[Notice, ...] = ()
    told = None
    if request.method == "POST":
        if not can_manage:
            raise PermissionDenied
        file = request.FILES.get("file")
        try:
            if file is None or (file.size or 0) > MOST_BYTES:
                raise Refused(
                    [
                        Problem(
                            "form.file", Words("没有选文件，或超过20兆。", "No file was chosen, or it is above 20 MB.")
                        )
                    ]
                )
            apply = request.POST.get("do") == "apply"
            told = do_take_majors(request.user, institution, file.name or "majors", file.read(), apply)
            head = (
                Words("已写入", "Taken")
                if apply
                else Words(
                    "试读通过，没有写入；下表是试读的结果",
                    "Tried, nothing written; the table below is what it would give",
                )
            )
            notices = (Notice(head, Words(f"{told['total']:,}个专业。", f"{told['total']:,} majors."), "info"),)
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems[:20])
    table = newest(institution.pk)
    told = told or (table.told if table else None)
    rows: list[Row] = [
        {"chosen": chosen, "open": own["open"], "share": own["open"] / told["total"]} for chosen, own in sorted(told["by"].items(), key=lambda one: -one[1]["open"])
    ] if told else []  # fmt: skip
    lead = Words(
        "学生选科时看到每个组合能报多少专业、哪些类别报不了。表由学校按本省公布的选考要求导入。",
        "When they choose, students see how many majors each combination opens, and what it closes. The school loads the table that its province published.",
    )
    crumbs = crumbs_of(school, Link(TITLE), is_area_seen=not own_school(request))
    empty = EmptyState(
        Words("还没有导入", "Nothing loaded yet"),
        Words("下载样表，照样填好再导入。", "Download the example, fill it in and load it."),
    )
    context = {
        "page": page_for(request, TITLE, lead=lead, crumbs=crumbs, notices=notices), "table": Table(COLUMNS, tuple(rows)) if rows else None,
        "source": table, "can_manage": can_manage, "empty": empty,
    }  # fmt: skip
    return render(request, "timetables/majors.html", context)
