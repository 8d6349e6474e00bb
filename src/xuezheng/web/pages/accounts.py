"""The auditor's view of the chain."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import audit_breaks, held_by
from xuezheng.access.guard import signed_in
from xuezheng.access.models import AuditEntry
from xuezheng.access.rules import reaches
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Notice, Table, TableQuery

COLUMNS = (
    Column("number", Words("序号", "No."), "count", is_sortable=False),
    Column("at", Words("时间（UTC）", "Time (UTC)"), is_sortable=False),
    Column("account_name", Words("账号", "Account"), is_sortable=False),
    Column("verb", Words("动作", "Action"), is_sortable=False),
    Column("area_code", Words("地区", "Area"), is_sortable=False),
    Column("subject", Words("对象", "Subject"), is_sortable=False),
    Column("reason", Words("事由", "Reason"), is_sortable=False),
    Column("hash", Words("校验码", "Hash"), is_sortable=False),
)

NEWEST = 5_000  # entries checked while the page is made


@signed_in("audit.view")
def audit(request: HttpRequest) -> HttpResponse:
    """The newest entries of the chain within the auditor's areas, and whether the chain holds."""
    areas, _ = reaches(held_by(request.user), "audit.view")
    query = TableQuery.read(request.GET, page_size=100)
    entries = AuditEntry.objects.order_by("-number")
    if query.words:
        entries = entries.filter(verb__icontains=query.words) | entries.filter(subject__icontains=query.words)
    reached = Q(area_code="")
    for prefix in areas:
        reached |= Q(area_code__startswith=prefix)
    entries = entries.filter(reached)
    start = (query.page - 1) * query.page_size
    shown = entries[start : start + query.page_size]
    breaks = audit_breaks(newest=NEWEST)
    table = Table(
        columns=COLUMNS,
        rows=tuple(
            {
                "number": e.number, "at": e.at[:19].replace("T", " "), "account_name": e.account_name, "verb": e.verb,
                "area_code": e.area_code, "subject": e.subject, "reason": e.reason, "hash": e.hash[:12],
            }
            for e in shown
        ),
        query=query,
        row_count=entries.count(),
        has_filter=True,
    )  # fmt: skip
    notice = (
        Notice(
            Words("审计链断裂", "The audit chain is broken"),
            tone="must",
            answers=tuple((f"#{b.number}", b.what) for b in breaks[:20]),
        )
        if breaks
        else Notice(
            Words("审计链完整", "The audit chain holds"),
            Words(
                f"核对了最近 {NEWEST} 条与库外锚点；全部核对：xuezheng audit verify",
                f"The newest {NEWEST} entries and the anchors outside the database agree; all of it: xuezheng audit verify",
            ),
            tone="info",
        )
    )
    page = page_for(request, Words("审计", "Audit"), notices=(notice,))
    return render(request, "web/audit.html", {"page": page, "table": table})
