"""Letters of an admission: one on the page, a school's as a file, all of them beside the pages."""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import folder_of, refuse, require
from xuezheng.exams.actions.outcomes import own_pupils
from xuezheng.exams.actions.works import inputs
from xuezheng.exams.models import ExamWork
from xuezheng.exams.plan import works
from xuezheng.ground.packages import node_modules
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds

LETTERS: Final = "exams.letters"
ARCHIVE: Final = {"zh": "letters.zip", "en": "letters-en.zip"}


def plan_of(instance: Instance, work: ExamWork) -> Any:
    """The admission run again: the same files and seed give the same result."""
    return works.admission_of(inputs(folder_of(instance, work)), work.asked, work.seed)


def is_done(work: ExamWork) -> bool:
    return work.kind == "admission" and work.state == "done"


def do_read_letter(account: Any, instance: Instance, work: ExamWork, number: str, reason: str = "") -> Any:
    """The letter to a candidate of an admission (plan.letters.Letter), None where there is no such candidate."""
    require(account, "exam.manage", work.area_code)
    if not is_done(work):
        return None
    found = works.letter_to(inputs(folder_of(instance, work)), work.asked, work.seed, number)
    if found is not None:
        record(
            "exams.letter.read", account=account, area_code=work.area_code, subject=f"admission {work.pk}", reason=reason,
            detail={"number": number},
        )  # fmt: skip
    return found


def do_school_letters(
    account: Any, instance: Instance, work: ExamWork, school: str, school_code: str, language: str, reason: str
) -> bytes | None:
    """The letters to a school's candidates as PDF: for the exam office, or the school itself (by its code)."""
    from xuezheng.exams.plan.letter_sheets import letters_of_school, letters_pdf, programme_names

    if not may(account, "exam.manage", Place(work.area_code)):
        require(account, "exam.school", work.area_code, school_code)
    if not is_done(work):
        return None
    if school_code and work.exam is not None:
        own = own_pupils(instance, work.exam, school_code)
        school = str(own["school"][0]) if not own.is_empty() else ""
    plan = plan_of(instance, work)
    found = letters_of_school(plan, school)
    if not found:
        return None
    about = {"title": work.title, "school": school, "foot": foot_of(instance, work)}
    made = letters_pdf(found, about, programme_names(plan), node_modules(), language)
    record(
        "exams.letters.printed", account=account, area_code=work.area_code, subject=f"admission {work.pk}", reason=reason,
        detail={"school": school, "letters": len(found)},
    )  # fmt: skip
    return made


def foot_of(instance: Instance, work: ExamWork) -> str:
    demo = " · 演示数据 DEMO" if instance.is_synthetic else ""
    return f"{work.roster_hash[:16]} · {work.seed}{demo}"


def about_of(work: ExamWork) -> str:
    return f"exam-letters:{work.pk}"


def job_on(work: ExamWork) -> Job | None:
    return latest_about(about_of(work))


def do_ask_letters(account: Any, work: ExamWork, language: str, reason: str) -> Job:
    """Ask for the letters to all candidates, a PDF a school in one ZIP."""
    require(account, "exam.manage", work.area_code)
    if not is_done(work):
        raise refuse("exams.letters", "录取完成后才有说明书。", "There are letters once the admission is done.")
    if (job := job_on(work)) and job.is_active:
        raise refuse("exams.letters_busy", "正在排印。", "They are being set already.", which=f"#{job.pk}")
    with transaction.atomic():
        record(
            "exams.letters.asked", account=account, area_code=work.area_code, subject=f"admission {work.pk}", reason=reason,
            detail={"candidates": work.told.get("candidates", 0)},
        )  # fmt: skip
        return enqueue(
            LETTERS, {"work": work.pk, "language": language}, account, action="exam.manage", place=Place(work.area_code), about=about_of(work),
            subject=work.title, href=reverse("exam-work", args=[work.pk]),
        )  # fmt: skip


def handled(job: Running) -> dict[str, Any]:
    """Set all letters; begun again, it sets them again."""
    from xuezheng.exams.plan.letter_sheets import letters_zip

    work = ExamWork.objects.get(pk=int(job.args["work"]))
    language, instance = str(job.args["language"]), settings.INSTANCE
    job.tell(0.01)
    plan = plan_of(instance, work)
    made = letters_zip(
        plan,
        work.title,
        foot_of(instance, work),
        node_modules(),
        language,
        lambda share, text: job.tell(0.02 + 0.97 * share, text),
    )
    path = folder_of(instance, work) / "out" / ARCHIVE["en" if language.startswith("en") else "zh"]
    draft = path.with_suffix(".part")
    draft.write_bytes(made)
    draft.rename(path)
    return {"bytes": len(made), "candidates": plan.results.height}


KINDS: Kinds = {LETTERS: Kind(Words("排印录取说明", "Set letters of admission"), handled)}
