"""An invented junior-leaving exam of the demonstration's county, by the acts of its exam office: candidates from the register,
near sites, seats and invigilators by lot, the day, marks, reviews, scores, quotas, preferences, admission; classes by lot."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.access.models import Account
from xuezheng.demo.draws import Chance
from xuezheng.demo.students import COUNTY
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions import appeals, arranging, day, drawing, exams, lists, works
from xuezheng.exams.actions.keeping import held_rows, result
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.registers.lookup import institutions_as_of
from xuezheng.registers.lookup.pupils import pupils_on
from xuezheng.registers.rules import GRADES_OF_STAGE

AS_OF = date(2024, 6, 1)
TITLE, NEXT = "2024年隆昌市初中学业水平考试", "2025年隆昌市初中学业水平考试"
HOURS = {
    "语文": ("12", "09:00", "11:30"), "物理": ("12", "14:30", "16:00"), "数学": ("13", "09:00", "11:00"), "化学": ("13", "14:30", "15:30"),
    "外语": ("14", "09:00", "11:00"), "道德与法治": ("14", "14:30", "15:30"), "历史": ("14", "16:00", "17:00"),
}  # fmt: skip
TIES = ["total", "语文", "数学", "外语"]


@dataclass(frozen=True)
class Office:
    """Who acts, where, with what chance."""

    account: Account
    head: Account | None
    instance: Instance
    rng: Chance


def build_exams(instance: Instance, seed: int, today: date) -> int:
    """The examination of last June with everything done, and the next one with its papers. Gives how many candidates."""
    account = Account.objects.filter(username="exams").first()
    if account is None or pupils_on(AS_OF, COUNTY, grades=(drawing.LAST_JUNIOR,)).is_empty():
        return 0
    office = Office(
        account, Account.objects.filter(username="junior").first(), instance, np.random.default_rng([seed, 1212])
    )
    exam = exams.do_begin_exam(account, instance, COUNTY, TITLE, "junior_leaving", 2023)
    listed(office, exam)
    seating = drawn(office, exam, "seating", "3 5 1 6 2 4", {})
    taken(office, drawing.do_draw_staff(account, instance, exam, AS_OF, "编排监考人员"))
    drawn(office, exam, "duties", "2 2 6 1 5 3", {})
    happened(office, seating)
    marked(office, exam)
    works.do_begin_of_exam(account, instance, exam, "scores", f"{TITLE}成绩", {})
    exams.do_set_dates(account, exam, date(2024, 7, 5), today + timedelta(days=30))
    reviewed(office, exam, today)
    works.do_begin_of_exam(account, instance, exam, "scores", f"{TITLE}成绩（复核后）", {})
    graded = works.do_begin_of_exam(
        account,
        instance,
        exam,
        "grading",
        "物理、化学等级赋分（试行）",
        {"rule": "provinces_2021", "full": 100, "columns": ["物理", "化学"]},
    )
    works.do_publish(account, graded, True)
    wanted(office, exam)
    asked = {"order": TIES, "ties": "lot", "mechanism": "serial", "longest": 6, "reverts": True}
    drawn(office, exam, "admission", "6 6 1 4 3 5", asked)
    coming = exams.do_begin_exam(account, instance, COUNTY, NEXT, "junior_leaving", 2024)
    taken(office, lists.do_draft(account, instance, coming, "papers", timetable(2025), "page"))
    classes_by_lot(office)
    return held_rows(instance, exam, "candidates").height


def taken(office: Office, draft: Any) -> None:
    lists.do_take(office.account, draft)


def drawn(office: Office, exam: Exam, kind: str, seed: str, asked: dict[str, Any]) -> ExamWork:
    """A work tried, its hash published, then drawn."""
    titles = {"seating": "考场座位", "duties": "监考安排", "admission": "录取"}
    work = works.do_begin_of_exam(office.account, office.instance, exam, kind, f"{TITLE}{titles[kind]}", asked)
    works.do_publish(office.account, work, True)
    return works.do_finish(office.account, office.instance, work, seed)


def timetable(year: int) -> pl.DataFrame:
    """The usual papers with their sessions; Chinese is marked twice."""
    hours = {paper: (f"{year}-06-{d}", a, b) for paper, (d, a, b) in HOURS.items()}
    usual = exams.usual_papers()
    cells = {
        "on": pl.col("paper").replace_strict({p: h[0] for p, h in hours.items()}, default=""),
        "begins": pl.col("paper").replace_strict({p: h[1] for p, h in hours.items()}, default=""),
        "ends": pl.col("paper").replace_strict({p: h[2] for p, h in hours.items()}, default=""),
        "double": pl.when(pl.col("paper") == "语文").then(pl.lit("1")).otherwise(pl.lit("")),
        "threshold": pl.when(pl.col("paper") == "语文").then(pl.lit("6")).otherwise(pl.lit("")),
    }
    return usual.with_columns(**cells)


def listed(office: Office, exam: Exam) -> None:
    """Papers, candidates with needs and bonuses, rooms, near sites."""
    account, instance, rng = office.account, office.instance, office.rng
    taken(office, lists.do_draft(account, instance, exam, "papers", timetable(2024), "page"))
    taken(
        office, drawing.do_draw_candidates(account, instance, exam, AS_OF, drawing.LAST_JUNIOR, (), "编制中考考生名册")
    )
    people = held_rows(instance, exam, "candidates")
    need, bonus = np.full(people.height, "", object), np.full(people.height, "", object)
    need[rng.choice(people.height, 12, replace=False)] = "大字试卷"
    need[rng.choice(people.height, 40, replace=False)] = "前排"
    bonus[rng.choice(people.height, people.height // 60, replace=False)] = "5"
    people = people.with_columns(need=pl.Series(need.tolist(), dtype=pl.String)).with_columns(
        pl.Series("加分·政策", bonus.tolist(), dtype=pl.String)
    )
    taken(office, lists.do_draft(account, instance, exam, "candidates", people, "page", reason="登记合理便利与加分"))
    taken(office, drawing.do_draw_rooms(account, instance, exam, AS_OF))
    taken(office, arranging.do_site(account, instance, exam, AS_OF, 0.3, 8.0))


def happened(office: Office, seating: ExamWork) -> None:
    """Absences, a violation, a note taken back, a changed room."""
    account, instance = office.account, office.instance
    seats = result(instance, seating, "seats.csv")
    for k, row in enumerate(seats.sample(18, seed=7).iter_rows(named=True)):
        session = list(HOURS)[k % len(HOURS)]
        day.do_note(account, instance, seating, "absent", row["number"], "", session, "病假" if k % 3 == 0 else "")
    one = seats.row(100, named=True)
    day.do_note(account, instance, seating, "violation", one["number"], "", "数学", "携带手机，未开机，按规定处理")
    mistake = day.do_note(account, instance, seating, "absent", seats.row(200, named=True)["number"], "", "外语", "")
    day.do_undo_note(account, seating, mistake.pk, "迟到十分钟，准予入场")
    if free := day.free_rooms(instance, seating):
        site = free[0].split("-")[0]
        left = seats.filter(pl.col("site") == site)["room"]
        if len(left):
            day.do_note(account, instance, seating, "room", left[0], free[0], "物理", "空调漏水")


def marked(office: Office, exam: Exam) -> None:
    """Marks of every paper from one ability each; Chinese twice, a few too far apart."""
    rng = office.rng
    people = held_rows(office.instance, exam, "candidates")
    school_codes = people["school"].unique().sort()
    level = dict(zip(school_codes, rng.normal(0, 0.35, len(school_codes)), strict=True))
    theta = np.array([level[s] for s in people["school"]]) + rng.normal(0, 0.9, people.height)
    papers = held_rows(office.instance, exam, "papers").select("paper", pl.col("full").cast(pl.Int64)).rows()
    tables: list[pl.DataFrame] = []
    for paper, full in papers:
        mild = paper in ("体育与健康", "艺术")
        share = 1 / (
            1
            + np.exp(-((0.9 if mild else 0.45) + (0.35 if mild else 0.75) * theta + rng.normal(0, 0.35, people.height)))
        )
        first = np.round(share * full * 2) / 2
        second = np.full(people.height, np.nan)
        if paper == "语文":
            second = np.clip(first + np.round(rng.normal(0, 2.2, people.height)), 0, full)
        tables.append(
            pl.DataFrame(
                {"number": people["number"], "paper": [paper] * people.height, "first": first, "second": second}
            )
        )
    absent = {f"{paper} {number}" for paper, numbers in day.absent_numbers(exam).items() for number in numbers}
    marks = (
        pl.concat(tables)
        .filter(~pl.concat_str("paper", "number", separator=" ").is_in(list(absent)))
        .with_columns(pl.col("first", "second").fill_nan(None).cast(pl.String).fill_null("").str.strip_suffix(".0"))
    )
    apart = marks.filter(
        pl.col("second") != "",
        (pl.col("first").cast(pl.Float64, strict=False) - pl.col("second").cast(pl.Float64, strict=False)).abs() > 6,
    )["number"].to_list()
    thirds = set(apart[4:])  # four are left to be marked by hand
    third = (
        pl.when((pl.col("paper") == "语文") & pl.col("number").is_in(list(thirds)))
        .then("first")
        .otherwise(pl.lit(""))
        .alias("third")
    )
    taken(office, lists.do_draft(office.account, office.instance, exam, "marks", marks.with_columns(third), "file"))


def reviewed(office: Office, exam: Exam, today: date) -> None:
    """Reviews: two by a head teacher, of which one is decided; one written down by the office."""
    people = held_rows(office.instance, exam, "candidates")
    if office.head is None:
        return
    code = office.head.grants.values_list("institution_code", flat=True)[0]
    own = people.filter(pl.col("school_code") == code)["number"].to_list()[:2] if code else []
    for number, paper in zip(own, ("数学", "历史"), strict=False):
        appeals.do_ask(office.head, office.instance, exam, number, paper, "请核对末题是否漏评、合分是否有误", today)
    first = exam.appeals.order_by("id").first()
    if first is not None and first.before + 200 <= 15000:
        appeals.do_decide(
            office.account, office.instance, exam, first.pk, "sum", f"{first.before / 100 + 2:g}", "第二卷合分少计2分"
        )
    other = people.filter(pl.col("school_code") != code)["number"].to_list()[10]
    appeals.do_ask(office.account, office.instance, exam, other, "外语", "考生本人申请：听力部分登分", today)


def wanted(office: Office, exam: Exam) -> None:
    """Programmes of the senior schools with quotas sent down, and everybody's preferences."""
    account, instance, rng = office.account, office.instance, office.rng
    people = held_rows(instance, exam, "candidates")
    names = drawing.school_names(COUNTY, AS_OF)
    open_ = institutions_as_of(AS_OF, COUNTY)
    senior = [names[c] for c in open_.filter(pl.col("has_senior"))["institution_code"].to_list()]
    trade = [names[c] for c in open_.filter(pl.col("has_vocational"))["institution_code"].to_list()]
    weight = 1.3 ** -np.arange(len(senior))
    seats = np.maximum(40, np.round(people.height * 0.55 * weight / weight.sum())).astype(int)
    rows: list[dict[str, str]] = [
        {
            "programme": "1001T",
            "school": senior[0],
            "name": "科技创新班",
            "batch": "特色",
            "kind": "特色",
            "seats": "60",
            "order": "数学+物理",
        }
    ]
    rows += [
        {"programme": f"{1001 + k}", "school": s, "batch": "统招", "kind": "统招", "seats": str(n)}
        for k, (s, n) in enumerate(zip(senior, seats, strict=True))
    ]
    rows.append(
        {
            "programme": "1002D",
            "school": senior[1],
            "name": "乡村教师定向班",
            "batch": "统招",
            "kind": "定向",
            "seats": "30",
            "for_area": str(people["area"][0]),
        }
    )
    rows += [
        {
            "programme": f"{3001 + k}",
            "school": s,
            "batch": "中职",
            "kind": "统招",
            "seats": str(int(people.height * 0.4 / max(len(trade), 1))),
        }
        for k, s in enumerate(trade)
    ]
    rows += [
        {"programme": f"{1001 + k}B", "school": s, "batch": "补录", "kind": "补录", "seats": "0"}
        for k, s in enumerate(senior)
    ]
    taken(
        office,
        lists.do_draft(
            account, instance, exam, "programmes", pl.DataFrame(rows, infer_schema_length=None).fill_null(""), "page"
        ),
    )
    taken(office, arranging.do_send_down(account, instance, exam, AS_OF, senior[:3], 50, 120)[0])
    taste = 2.2 * weight / weight.max() + rng.gumbel(0, 0.45, (people.height, len(senior)))
    order = np.argsort(-taste, axis=1)[:, :4]
    table = {f"志愿{k + 1}": [senior[i] for i in order[:, k]] for k in range(order.shape[1])}
    if trade:
        last = rng.integers(0, len(trade), (people.height, 2))
        table |= {f"志愿{order.shape[1] + k + 1}": [trade[i] for i in last[:, k]] for k in range(2)}
    taken(
        office,
        lists.do_draft(account, instance, exam, "choices", pl.DataFrame({"报名号": people["number"], **table}), "file"),
    )


def classes_by_lot(office: Office) -> None:
    """The new pupils of the largest junior school to classes, by lot, with numbers that tell nobody."""
    found = pupils_on(date(2024, 9, 2), COUNTY, grades=(GRADES_OF_STAGE["junior"][0],)).filter(
        pl.col("stage") == "junior"
    )
    if found.is_empty():
        return
    code = (
        found.group_by("institution_code")
        .len()
        .sort("len", "institution_code", descending=[True, False])["institution_code"][0]
    )
    roster = works.roster_of_classes(found.filter(pl.col("institution_code") == code))
    title = f"{drawing.school_names(COUNTY, date(2024, 9, 2)).get(code, code)}2024级新生分班"
    held = io.BytesIO()
    roster.write_csv(held)
    asked = {"classes": max(2, round(roster.height / 50)), "uses_score": False}
    work = works.do_begin(
        office.account, office.instance, COUNTY, "classes", title, {"pupils": ("pupils.csv", held.getvalue())}, asked
    )
    works.do_publish(office.account, work, True)
    works.do_finish(office.account, office.instance, work, "5 1 1 3 6 2")
