"""What a work of an examination is made from: its lists as they hold, and the results of the works before it."""

from typing import Any

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import latest_work, refuse, result, rows_of, version_of
from xuezheng.exams.models import Appeal, Exam, MarkDecision
from xuezheng.exams.rules.lists import LISTS, LISTS_OF_WORK
from xuezheng.exams.rules.sessions import Session, sessions_of
from xuezheng.exams.rules.works import WORKS
from xuezheng.ground.words import Words

Files = dict[str, tuple[str, bytes]]
BEFORE = {"duties": "seating", "grading": "scores", "admission": "scores"}  # what must be done before
MARK = ("second", "third", "leader")


def gathered(instance: Instance, exam: Exam, kind: str) -> tuple[Files, dict[str, int], dict[str, Any]]:
    """Files of a work, the versions of the lists they come from, and settings that follow. Raises Refused for what lacks."""
    if kind not in LISTS_OF_WORK:
        raise refuse(
            "exams.work_kind", "这项工作不从考试开始。", "This work does not begin from an examination.", which=kind
        )
    files, lists, more = Files(), dict[str, int](), dict[str, Any]()
    for name, of in LISTS_OF_WORK[kind].items():
        version = version_of(exam, of)
        if version is None:
            if name in WORKS[kind].optional:
                continue
            raise lacking(LISTS[of].title)
        rows = rows_of(instance, version)
        lists[of] = version.version or 0
        if of == "marks":
            rows = with_decisions(exam, rows)
        files[name] = (f"{name}.csv", rows.drop("student", strict=False).write_csv().encode())
    if (before := BEFORE.get(kind)) and latest_work(exam, before) is None:
        raise lacking(WORKS[before].title)
    if kind == "duties":
        files["seats"] = ("seats.csv", out_of(instance, exam, "seating", "seats.csv"))
        found = sessions(instance, exam)
        if not found:
            raise lacking(Words("场次（科目的日期与时间）", "sessions (days and hours of papers)"))
        more["sessions"] = [s.paper for s in found]
    if kind == "scores":
        files["appeals"] = ("appeals.csv", appeal_rows(exam).write_csv().encode()) if has_appeals(exam) else ("", b"")
    if kind == "grading":
        scores = read_out(instance, exam, "scores", "scores.csv")
        files["scores"] = ("scores.csv", scores.drop("name", "school", strict=False).write_csv().encode())
    if kind == "admission":
        files["candidates"] = ("candidates.csv", applicants(instance, exam).write_csv().encode())
    return files, lists, more


def lacking(what: Words) -> Exception:
    return refuse("exams.lacking", f"还没有{what.zh}。", f"There is no {what.en.lower()} yet.", which=what.zh)


def out_of(instance: Instance, exam: Exam, kind: str, name: str) -> bytes:
    return read_out(instance, exam, kind, name).write_csv().encode()


def read_out(instance: Instance, exam: Exam, kind: str, name: str) -> pl.DataFrame:
    """A result of the newest work of a kind that is done; empty where there is none."""
    work = latest_work(exam, kind)
    return result(instance, work, name) if work else pl.DataFrame()


def sessions(instance: Instance, exam: Exam) -> tuple[Session, ...]:
    """The sessions of an examination, as the list of papers has them."""
    papers = rows_of(instance, version_of(exam, "papers"))
    return sessions_of(papers.iter_rows(named=True)) if not papers.is_empty() else ()


def with_decisions(exam: Exam, marks: pl.DataFrame) -> pl.DataFrame:
    """Marks with those given on the page; of several the newest."""
    for turn in MARK:
        given = {
            f"{d.number}|{d.paper}|{d.question}": f"{d.mark / 100:g}"
            for d in MarkDecision.objects.filter(exam=exam, turn=turn).order_by("id")
        }
        if given:
            key = pl.concat_str("number", "paper", "question", separator="|")
            marks = marks.with_columns(key.replace_strict(given, default=pl.col(turn)).alias(turn))
    return marks


def has_appeals(exam: Exam) -> bool:
    return Appeal.objects.filter(exam=exam, state="decided").exists()


def appeal_rows(exam: Exam) -> pl.DataFrame:
    """Decided reviews in the order in which they were decided, as a file of them reads."""
    found = Appeal.objects.filter(exam=exam, state="decided").select_related("decided_by").order_by("decided_at", "id")
    return pl.DataFrame(
        [
            {"number": a.number, "paper": a.paper, "before": f"{a.before / 100:g}", "after": f"{(a.after if a.after is not None else a.before) / 100:g}",
             "reason": a.reason, "decided_by": a.decided_by.display_name if a.decided_by else ""}
            for a in found
        ]
    )  # fmt: skip


def applicants(instance: Instance, exam: Exam) -> pl.DataFrame:
    """Candidates with their scores, and the area each belongs to. Who has a total without having sat a paper has 0 there."""
    scores = read_out(instance, exam, "scores", "scores.csv")
    papers = [c for c in scores.columns if c not in ("number", "name", "school", "total")]
    has_total = pl.col("total").is_not_null() & (pl.col("total") != "")
    scores = scores.with_columns(
        pl.when(has_total & pl.col(c).is_null()).then(pl.lit("0")).otherwise(pl.col(c)).alias(c) for c in papers
    )
    people = rows_of(instance, version_of(exam, "candidates")).select("number", "area")
    return scores.join(people, on="number", how="left", maintain_order="left")
