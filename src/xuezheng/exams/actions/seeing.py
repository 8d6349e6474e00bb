"""That a list which names persons was looked at is on record, with the reason, before anything is shown."""

from typing import Any

from xuezheng.access.actions import record
from xuezheng.exams.actions.keeping import require
from xuezheng.exams.models import Exam, ExamList


def do_see_list(account: Any, exam: Exam, kind: str, one: ExamList, reason: str, words: str) -> None:
    """Write down who looks at which version, and for what words it was searched."""
    require(account, "exam.manage", exam.area_code)
    record(
        "exams.list.seen", account=account, area_code=exam.area_code, subject=f"exam {exam.pk} {kind}", reason=reason,
        detail={"id": one.pk, "version": one.version or 0, "rows": one.row_count, "words": words[:80]},
    )  # fmt: skip


def do_see(account: Any, exam: Exam, what: str, reason: str, **detail: Any) -> None:
    """Write another look at candidates down: the day, the marking, the reviews."""
    require(account, "exam.manage", exam.area_code)
    record(
        f"exams.{what}.seen",
        account=account,
        area_code=exam.area_code,
        subject=f"exam {exam.pk}",
        reason=reason,
        detail=detail,
    )
