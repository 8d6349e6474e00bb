"""Invented tests of the demonstration's county: mathematics in grades 4 and 6, Mandarin before school, fitness; by the same acts as
any office's: items taken into the bank, forms, sheets of answers, calibrations, what schools add, and a class's portfolios."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.access.models import Grant
from xuezheng.assessment.actions import adding, bank, calibrating, displaying, portfolios, programmes, signing
from xuezheng.assessment.models import Calibration, Chosen, Display, Form, Portfolio, Programme
from xuezheng.demo.students import COUNTY
from xuezheng.engine.instance import Instance
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.lookup import institutions_known, read_once
from xuezheng.registers.lookup.pupils import pupils_on

Floats = npt.NDArray[np.float64]
DOMAINS = ("数与代数", "图形与几何", "统计与概率", "综合与实践")
MANDARIN = ("听懂", "说清", "表达", "交流")
LETTERS = "ABCD"
YEARS_4, YEARS_6 = (2020, 2021, 2022), (2022, 2023)


@dataclass(frozen=True)
class Made:
    """An invented item: code, difficulty, slope, points."""

    code: str
    b: float
    a: float
    points: int


def items_of(rng: np.random.Generator, stem: str, count: int, middle: float) -> list[Made]:
    """Every sixth is marked by hand with two points."""
    return [
        Made(f"{stem}{k:03d}", float(rng.normal(middle, 0.8)), float(np.exp(rng.normal(0.1, 0.25))), 2 if k % 6 == 0 else 1)
        for k in range(1, count + 1)
    ]  # fmt: skip


def bank_rows(items: Sequence[Made], subject: str, grade: str, domains: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "code": item.code, "subject": subject, "grade": grade, "domain": domains[k % len(domains)], "curriculum_code": f"{grade}.{k % len(domains) + 1}.{k % 5 + 1}",
            "kind": "scored" if item.points > 1 or subject == "mandarin" else "choice", "stem": f"（演示题 {item.code}）",
            "options": "" if item.points > 1 or subject == "mandarin" else "A=甲|B=乙|C=丙|D=丁", "key": "" if item.points > 1 or subject == "mandarin" else LETTERS[k % 4],
            "points": item.points, "note": "",
        }
        for k, item in enumerate(items)
    ]  # fmt: skip


def answers(
    rng: np.random.Generator, theta: Floats, items: Sequence[Made], keys: dict[str, str]
) -> dict[str, pl.Series]:
    """What pupils of these abilities put down: letters, or points; a few leave the end out."""
    last = len(items) - np.minimum(rng.geometric(0.35, len(theta)) - 1, 6) * (rng.random(len(theta)) < 0.25)
    out: dict[str, pl.Series] = {}
    for at, item in enumerate(items):
        step = item.a * (theta - item.b)
        if item.points > 1:
            share = np.exp(np.stack([np.zeros_like(step), step, 2 * step]))
            value = (rng.random(len(theta)) > (share / share.sum(axis=0)).cumsum(axis=0)).sum(axis=0).astype(np.str_)
        else:
            right = rng.random(len(theta)) < 1.0 / (1.0 + np.exp(-step))
            key = keys.get(item.code, "")
            if key:
                others = np.array([letter for letter in LETTERS if letter != key])
                value = np.where(right, key, rng.choice(others, len(theta), p=[0.5, 0.3, 0.2]))
            else:
                value = right.astype(np.int8).astype(np.str_)
        out[item.code] = pl.Series(np.where(at < last, value, ""))
    return out


class World:
    """Abilities that last: of each pupil by number, of each school by code, and what schools add."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 77])
        self.level: dict[str, float] = {}
        self.adds: dict[str, float] = {}
        self.ability: dict[str, float] = {}

    def first(self, pupils: pl.DataFrame, mean: float) -> Floats:
        """Abilities at a first test."""
        for code in sorted(set(pupils["institution_code"])):
            self.level.setdefault(code, float(self.rng.normal(0.0, 0.35)))
            self.adds.setdefault(code, float(self.rng.normal(0.0, 0.22)))
        schools = np.array([self.level[code] for code in pupils["institution_code"]])
        theta = mean + schools + self.rng.normal(0.0, 0.92, pupils.height)
        self.ability |= dict(zip(pupils["student_number"], theta.tolist(), strict=True))
        return theta

    def later(self, pupils: pl.DataFrame, gain: float) -> Floats:
        """Two years on: most of what was there, and what the school adds."""
        for code in sorted(set(pupils["institution_code"])):
            self.adds.setdefault(code, float(self.rng.normal(0.0, 0.22)))
        before = np.array([self.ability.get(number, 0.0) for number in pupils["student_number"]])
        added = np.array([self.adds[code] for code in pupils["institution_code"]])
        return gain + 0.8 * before + added + self.rng.normal(0.0, 0.5, pupils.height)


def sampled(day: date, grades: tuple[str, ...]) -> pl.DataFrame:
    """The pupils of every third school of the county, and of the head teacher's."""
    own = {grant.institution_code for grant in Grant.objects.filter(role="head_teacher")}
    known = institutions_known(COUNTY[:4] + "00", day).filter(pl.col("county_code") == COUNTY)["institution_code"]
    drawn = [code for code in known if code in own or (code[6:].isdecimal() and int(code[6:]) % 3 == 0)]
    return pupils_on(day, COUNTY, drawn, grades).filter(pl.col("stage") != "special")


def sheet(pupils: pl.DataFrame, rows: dict[str, pl.Series], form: str = "") -> pl.DataFrame:
    made = pupils.select(
        number="student_number", school="institution_code", **{"class": pl.col("class_number")}, sex="sex",
        group_boarder=pl.col("is_boarder").cast(pl.Int8),
    )  # fmt: skip
    return made.with_columns(form=pl.lit(form), **rows)


def sat(instance: Instance, programme: Programme, parts: Sequence[pl.DataFrame]) -> None:
    """Try and take a sheet."""
    content = pl.concat(parts, how="diagonal_relaxed").write_csv().encode()
    programmes.do_take_sheet(None, programmes.do_try_sheet(None, instance, programme, "answers.csv", content))


def take_items(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Into the bank; gives the keys."""
    content = pl.DataFrame(rows).write_csv().encode()
    bank.do_take_items(None, COUNTY, "items.csv", content, {}, apply=True)
    return {row["code"]: row["key"] for row in rows if row["key"]}


def mathematics(instance: Instance, world: World) -> None:
    """Grade 4 in three years and grade 6 in two: two forms each, anchors across years and grades, one of which drifts."""
    four, six = items_of(world.rng, "M4", 66, 0.0), items_of(world.rng, "M6", 42, 0.9)
    keys = take_items(bank_rows(four, "maths", "14", DOMAINS)) | take_items(bank_rows(six, "maths", "16", DOMAINS))
    base: Calibration | None = None
    done: dict[tuple[str, int], tuple[Calibration, Programme]] = {}
    plan = [("14", y, four[:12] + four[12 + 18 * k : 30 + 18 * k]) for k, y in enumerate(YEARS_4)]
    plan += [("16", y, four[2:12] + six[:8] + six[8 + 17 * k : 25 + 17 * k]) for k, y in enumerate(YEARS_6)]
    for grade, year, items in sorted(plan, key=lambda one: (one[1], one[0])):
        held = date(year + 1, 5, 20)
        pupils = sampled(held, (grade,))
        if pupils.is_empty():
            return
        theta = world.first(pupils, 0.05 * (year - 2020)) if grade == "14" else world.later(pupils, 0.75)
        shown = [Made(i.code, i.b - (0.9 if i.code == "M4003" and year == 2021 else 0.0), i.a, i.points) for i in items]
        anchors, own = shown[:10], shown[10:]
        half = len(own) // 2
        forms = [("A", anchors + own[:half]), ("B", anchors + own[half:])]
        made = [
            bank.do_form(None, COUNTY, f"M{grade}-{year}{letter}", f"数学{letter}卷", [i.code for i in part])
            for letter, part in forms
        ]
        programme = begun(
            "test", f"{year}学年{'四' if grade == '14' else '六'}年级数学监测", "maths", grade, year, held, made
        )
        turn = np.arange(pupils.height) % 2
        parts = [
            sheet(pupils.filter(pl.Series(turn == k)), answers(world.rng, theta[turn == k], part, keys), form.code)
            for k, ((_, part), form) in enumerate(zip(forms, made, strict=True))
        ]
        sat(instance, programme, parts)
        method = "own" if base is None else "fixed"
        made_now = calibrating.begin(None, COUNTY, programme.title, [programme], "mixed", method, base, year)
        calibrating.do_scale(instance, made_now)
        done[grade, year] = made_now, programme
        base = base or made_now
    pairs = [(*done["16", y], *done["14", y - 2]) for y in YEARS_6]
    adding.do_add(instance, adding.begin(None, COUNTY, "小学四至六年级数学增值", pairs))


def begun(kind: str, title: str, subject: str, grade: str, year: int, held: date, forms: Sequence[Form]) -> Programme:
    return programmes.do_programme(None, COUNTY, kind, title, subject, grade, year, held, [form.pk for form in forms])


def mandarin(instance: Instance, world: World) -> None:
    """Mandarin readiness of the oldest classes, two years on one Rasch scale."""
    items = [Made(f"P{k:02d}", float(world.rng.normal(-1.2, 0.8)), 1.0, 1) for k in range(1, 21)]
    take_items(bank_rows(items, "mandarin", "04", MANDARIN))
    form = bank.do_form(None, COUNTY, "P04", "学前普通话", [item.code for item in items])
    base: Calibration | None = None
    for year in (2022, 2023):
        held = date(year + 1, 5, 28)
        pupils = sampled(held, ("04",))
        if pupils.is_empty():
            return
        programme = begun("mandarin", f"{year}学年学前普通话准备监测", "mandarin", "04", year, held, [form])
        theta = world.first(pupils, 0.2 * (year - 2022))
        sat(instance, programme, [sheet(pupils, answers(world.rng, theta, items, {}), form.code)])
        made = calibrating.begin(
            None, COUNTY, programme.title, [programme], "rasch", "fixed" if base else "own", base, year
        )
        calibrating.do_scale(instance, made)
        base = base or made


# of a boy of grade 4: mean and spread; girls and the run differ as noted
MEASURED = {
    "身高": (137.0, 6.0), "体重": (32.5, 5.5), "肺活量": (1780.0, 380.0), "50米跑": (10.2, 0.8), "坐位体前屈": (6.5, 5.5), "一分钟跳绳": (98.0, 24.0),
    "一分钟仰卧起坐": (29.0, 8.0),
}  # fmt: skip


def fitness(instance: Instance, world: World) -> None:
    held = date(2023, 11, 10)
    pupils = sampled(held, ("14",))
    if pupils.is_empty():
        return
    programme = begun("fitness", "2023学年四年级体质健康测试", "health", "14", 2023, held, [])
    fit = world.rng.normal(0.0, 0.6, pupils.height)
    rows: dict[str, pl.Series] = {}
    for name, (middle, spread) in MEASURED.items():
        sign = -1.0 if name == "50米跑" else 0.0 if name in ("身高", "体重") else 1.0
        value = middle + spread * (sign * fit + world.rng.normal(0.0, 0.8, pupils.height))
        text = np.char.mod(
            "%.1f" if name in ("身高", "体重", "50米跑", "坐位体前屈") else "%.0f",
            np.maximum(value, 1.0 if name != "坐位体前屈" else -12.0),
        )
        rows[name] = pl.Series(np.where(world.rng.random(pupils.height) < 0.004, "", text))
    sat(instance, programme, [sheet(pupils, rows).drop("form", "group_boarder")])


RECORDS = (
    ("morals", "班级值日一学期无缺勤", "卫生委员记录本为证。"), ("studies", "数学小课题：校门口车流统计", "连续两周记录并画统计图。"),
    ("health", "校运会跳绳第二名", "一分钟142次。"), ("arts", "合唱团汇报演出", "领唱一段。"), ("practice", "社区图书角志愿服务6小时", "社区盖章记录。"),
)  # fmt: skip


def quality(instance: Instance, today: date) -> None:
    """A class of the head teacher's school: records of all, portfolios at every step."""
    grant = Grant.objects.filter(role="head_teacher").first()
    day = min(today, date(2024, 5, 30))
    pupils = pupils_on(day, institution_code=grant.institution_code, grades=("16",)) if grant else pl.DataFrame()
    if grant is None or pupils.is_empty():
        return
    year = SchoolYear.of(day)
    first = pupils.filter(pl.col("class_number") == pupils["class_number"].min()).head(13)
    for at, row in enumerate(first.iter_rows(named=True)):
        made = [
            portfolios.do_record(
                None, instance, grant.institution_code, row["student_id"], domain, year.starts_on + timedelta(days=30 + 11 * k + at % 7), title, text,
                evidence=("证明.txt", f"演示佐证 {title}".encode()),
            ).pk
            for k, (domain, title, text) in enumerate(RECORDS if at < 11 else RECORDS[:2])
        ]  # fmt: skip
        if at >= 11:
            continue
        portfolio, secret = portfolios.do_choose(None, grant.institution_code, row["student_id"], year.start_year, made)
        if at < 9:
            signing.do_sign(secret, row["name"], f"演示签字口令{at}")
    shown = list(Portfolio.objects.filter(state="signed").order_by("pk")[:7])
    for part in (shown[:3], shown[3:]):
        if part:
            displaying.do_display(None, grant.institution_code, part)
    for portfolio in shown[:3]:  # displayed long ago: the days have passed
        portfolio.displayed_on, portfolio.display_ends_on = today - timedelta(days=30), today - timedelta(days=16)
        portfolio.save()
        portfolios.do_lock(None, instance, portfolio)
    for portfolio in shown[:1]:
        began, ended = portfolio.displayed_on, portfolio.display_ends_on
        Display.objects.filter(portfolios=portfolio).update(started_on=began, ends_on=ended)
    wrong = Chosen.objects.select_related("portfolio__institution", "portfolio__display").filter(
        portfolio__in=shown[4:5]
    )
    for chosen in wrong[:1]:
        displaying.do_object(None, chosen, "同班家长", "值日记录与实际不符，请核实。", "parent")


def build_monitoring(instance: Instance, seed: int, today: date) -> None:
    """All of it; nothing where the demonstration has no pupils as persons."""
    world = World(seed)
    with read_once():  # nothing here writes schools
        mathematics(instance, world)
        mandarin(instance, world)
        fitness(instance, world)
        quality(instance, today)
