"""One of every component, as data: what the gallery template shows, and what tests look at."""

from collections.abc import Mapping
from typing import Any

from shapely.geometry import MultiPolygon, box

from xuezheng.ground.words import Words
from xuezheng.screens import components as c
from xuezheng.screens.geometry import Frame, Shape, frame
from xuezheng.screens.numbers import Missing

CITY = Words("南充市", "Nanchong")
PERCENT_POINTS = Words("个百分点", "points")
COUNTIES = {
    "511302": Words("顺庆区", "Shunqing"), "511303": Words("高坪区", "Gaoping"), "511304": Words("嘉陵区", "Jialing"),
    "511321": Words("南部县", "Nanbu"), "511322": Words("营山县", "Yingshan"), "511323": Words("蓬安县", "Peng’an"),
    "511324": Words("仪陇县", "Yilong"), "511325": Words("西充县", "Xichong"), "511381": Words("阆中市", "Langzhong"),
}  # fmt: skip
SHARES = dict(zip(COUNTIES, (0.665, 0.51, 0.60, 0.516, 0.625, 0.507, 0.58, 0.492, 0.555), strict=True))
SEATS = dict(zip(COUNTIES, (-1840, -420, 380, 1950, 1260, 1120, 2040, 730, 880), strict=True))


def squares() -> Frame:
    """Nine counties as a chessboard, for tests that need no registry package."""
    shapes = [
        Shape(
            code,
            words.zh,
            MultiPolygon([box(105 + i % 3 / 4, 31 - i // 3 / 4, 105.25 + i % 3 / 4, 31.25 - i // 3 / 4)]),
        )
        for i, (code, words) in enumerate(COUNTIES.items())
    ]
    return frame(shapes)


def context(on: Frame, params: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "page": page(), **titles(), **single_figures(), **charts(), **maps(on), **tables(params, language), **work(),
        "states": list(c.State), "demo": c.State.DEMO,
    }  # fmt: skip


def page() -> c.Page:
    nav = [Words("总览", "Overview"), Words("登记册", "Register"), Words("年报", "Returns"), Words("指标", "Figures"),
           Words("发布", "Publication")]  # fmt: skip
    return c.Page(
        title=Words("部件", "Components"),
        lead=Words("一种意思，一个部件，处处用同一个。", "One component per idea, the same one everywhere."),
        aside=Words("样例", "samples"),
        crumbs=(
            c.Link(Words("四川省", "Sichuan"), "/510000"),
            c.Link(CITY, "/511300"),
            c.Link(Words("全市", "Whole city")),
        ),
        nav=tuple(c.Link(words, f"/{i}", is_current=i == 0) for i, words in enumerate(nav)),
        years=tuple(c.YearChoice(start, f"?year={start}", start == 2023) for start in range(2024, 2017, -1)),
        state=c.State.CERTIFIED,
        has_seal=True,
        signed_in=c.SignedIn(Words("陈局长（演示）", "Director Chen (demo)"), "", "/me", "/sign-out"),
        search_href="/search",
        provenance=chain(),
        colophon=Words(
            "截至2024年10月18日 09:00　可重算，逐字节一致", "As of 18 October 2024, 09:00. Recomputes byte for byte."
        ),
        is_synthetic=True,
    )


def chain() -> tuple[c.ProvenanceStep, ...]:
    return (
        c.ProvenanceStep(Words("登记册", "Register"), Words("467所签字", "467 signed")),
        c.ProvenanceStep(Words("县级签报", "Counties sign"), "9 / 9"),
        c.ProvenanceStep(Words("年报", "Return"), "r3", "7f3a9c2e11aa", href="/returns/3"),
        c.ProvenanceStep(Words("指标", "Figures"), Words("第12版", "edition 12"), "b04d71a62233"),
        c.ProvenanceStep(Words("发布", "Release"), Words("第12号", "no. 12")),
    )


def titles() -> dict[str, Words]:
    pairs = {
        "figure": ("数字", "Figure"), "trend": ("走势", "Trend"), "state": ("状态", "States"), "table": ("表", "Table"),
        "button": ("按钮", "Buttons"), "ranking": ("各县排序", "Counties in order"), "map": ("在哪里", "Where"),
        "bars": ("小学学龄人口", "Children of primary age"), "notice": ("通知", "Notices"),
        "people": ("人与步骤", "People and steps"), "decision": ("待您决定", "For you to decide"),
        "definition": ("定义与算法", "Definition and formula"), "series": ("四市对照", "Four cities"),
        "symbol": ("顺庆、高坪不够，七县有余", "Short in Shunqing and Gaoping, spare elsewhere"),
        "matrix": ("哪个县差在哪里", "Which county lacks what"),
    }  # fmt: skip
    return {f"{name}_title": Words(*pair) for name, pair in pairs.items()}


def points(*values: float, start: int = 2019) -> tuple[c.Point, ...]:
    return tuple(c.Point(start + i, value) for i, value in enumerate(values))


def single_figures() -> dict[str, Any]:
    standard = c.Target(0.5, Words("标准 50", "standard 50"))
    share = c.Figure(
        term=Words("公办园在园幼儿占比", "Children in public kindergartens"), value=0.548, unit="%", when=Words("2023年", "2023"),
        area=CITY, state=c.State.CERTIFIED, kind="share", href="/figures/public_preschool_share",
        points=points(0.4195, 0.45, 0.482, 0.5193, 0.548), target=standard,
        comparisons=(
            c.Comparison(Words("比上年", "on a year before"), Words("+2.87个百分点", "+2.87 points")),
            c.Comparison(Words("国家标准 ≥", "national standard ≥"), "50"),
            c.Comparison(Words("结论", "finding"), Words("达标，2县未达", "met; 2 counties not")),
        ),
    )  # fmt: skip
    schools = c.Figure(
        Words("各级各类学校", "Schools of every kind"), 1406, Words("所", "schools"), Words("2024年", "2024"), CITY,
        c.State.PRINTED, points=points(1824, 1700, 1580, 1490, 1406, start=2020),
        comparisons=(c.Comparison(Words("比2020年", "on 2020"), "−418"),),
    )  # fmt: skip
    teachers = c.Figure(
        Words("引招教师", "Teachers recruited"), 4500, Words("名", "people"), Words("三年", "three years"), CITY, c.State.DOUBTFUL,
        prefix=Words("逾", "over"),
    )  # fmt: skip
    unknown = c.Figure(
        Words("大班额比例", "Oversized classes"),
        Missing.UNKNOWN,
        "%",
        Words("2023年", "2023"),
        CITY,
        c.State.LATE,
        kind="share",
    )
    money = c.Figure(
        Words("生均公用经费", "Funding per student"), 100_000, Words("元", "yuan"), Words("2023年", "2023"), CITY,
        c.State.DEMO, kind="amount", decimals=0,
    )  # fmt: skip
    big = c.Figure(
        Words("公办园在园幼儿占比", "Children in public kindergartens"), 0.5611, "%", Words("2023年", "2023"),
        Words("内江市", "Neijiang"), c.State.PRINTED, kind="share", size="big",
        note=Words("2018年为28.55%，五年提高27.56个百分点。", "28.55% in 2018; up 27.56 points in five years."),
    )  # fmt: skip
    return {"figures": [schools, share, unknown, teachers, money], "single": share, "big": big}


def charts() -> dict[str, Any]:
    mark = c.PointMark
    children = (
        *points(35.6, 37.5, 36.6, 34.9, 34.0),
        c.Point(2024, 33.1, mark.FORECAST, 32.5, 33.6), c.Point(2025, 32.2, mark.FORECAST, 30.9, 33.0),
        c.Point(2026, 30.2, mark.FORECAST, 27.5, 31.5),
    )  # fmt: skip
    ten_thousand = Words("万人", "ten thousand children")
    wide = (
        c.Point(2018, 0.2855, mark.PRINTED), c.Point(2019, 0.342, mark.DEMO), c.Point(2020, 0.4166, mark.DEMO),
        c.Point(2021, 0.4793, mark.DEMO), c.Point(2022, 0.5264, mark.DEMO), c.Point(2023, 0.5611, mark.PRINTED),
        c.Point(2024, 0.584, mark.FORECAST, 0.568, 0.599),
    )  # fmt: skip
    target = c.Target(0.5, Words("国家标准 50%（教督〔2020〕1号）", "National standard 50% (教督〔2020〕1号)"))
    title = Words("公办园在园幼儿占比", "Children in public kindergartens")
    rows = tuple(
        c.RankingRow(COUNTIES[code], share, share - 0.22, f"/areas/{code}")
        for code, share in sorted(SHARES.items(), key=lambda item: -item[1])
    )
    plain = tuple(
        c.RankingRow(COUNTIES[code], abs(seats), is_selected=code == "511302") for code, seats in SEATS.items()
    )
    names = ((Words("内江", "Neijiang"), 0.5611), (Words("遂宁", "Suining"), 0.542), (Words("乐山", "Leshan"), 0.61),
             (CITY, 0.548))  # fmt: skip
    several = tuple(c.Series(n, points(*(v - 0.2 + i * 0.05 for i in range(5)))) for n, v in names)
    return {
        "trend": c.Trend(Words("小学学龄人口，万人", "Children of primary age, ten thousands"), (c.Series("", children),),
                         ten_thousand, "number", 1, breaks=(c.Break(2022, Words("口径变动", "new definition")),),
                         note=Words("实线已知，虚线预测，灰带80%区间。", "Solid: known. Dashed: forecast, with its 80% interval.")),
        "wide_trend": c.Trend(title, (c.Series("", wide),), "%", "share", targets=(target,), width=772, height=256),
        "several": c.Trend(title, several, "%", "share", width=700, height=240),
        "bars": c.Bars(Words("小学学龄人口", "Children of primary age"), children[1:], ten_thousand, "number", 1),
        "dumbbells": c.Ranking(title, rows, "%", "2023", "2018", "share", 1, target),
        "plain_ranking": c.Ranking(Words("学位余缺", "Seats"), plain, Words("个", "seats")),
    }  # fmt: skip


def maps(on: Frame) -> dict[str, Any]:
    areas = tuple(c.MapArea(code, words, SHARES[code], f"/areas/{code}") for code, words in COUNTIES.items())
    plain = tuple(c.MapArea(code, words) for code, words in COUNTIES.items())

    def text(seats: int) -> Words:
        size = f"{abs(seats):,}"
        return Words(f"缺 {size}", f"short {size}") if seats < 0 else Words(f"余 {size}", f"spare {size}")

    symbols = tuple(c.MapSymbol(code, seats, text(seats)) for code, seats in SEATS.items())
    return {
        "map": c.Map(Words("占比，2023年", "Share, 2023"), on, areas, "%", "share", 1, (0.60, 0.55, 0.50)),
        "symbol_map": c.Map(Words("初中学位", "Junior seats"), on, plain, symbols=symbols),
    }


def tables(params: Mapping[str, str], language: str) -> dict[str, Any]:
    columns = (
        c.Column("area", Words("县（市、区）", "County")),
        c.Column("children", Words("在园幼儿", "Children"), "count", Words("人", "children")),
        c.Column("share", Words("毛入园率", "Enrolment rate"), "share", is_strong=True),
        c.Column("change", Words("比上年", "On a year before"), "points", decimals=1),
        c.Column("state", Words("状态", "State"), is_sortable=False),
    )

    def row(area: c.Text, children: Any, share: Any, change: Any, state: c.State) -> c.Row:
        return {"area": c.Cell(area, "/a"), "children": children, "share": share, "change": change, "state": state}

    unknown, withheld, no = Missing.UNKNOWN, Missing.WITHHELD, Missing.NOT_APPLICABLE
    rows = [
        row(COUNTIES["511302"], 31204, 0.962, 0.008, c.State.CERTIFIED),
        row(COUNTIES["511303"], 18877, 0.9415, 0.016, c.State.CERTIFIED),
        row(COUNTIES["511304"], unknown, unknown, unknown, c.State.LATE),
        row(COUNTIES["511321"], 27461, 0.9288, 0.021, c.State.SIGNED),
        row(Words("市属特教园", "City special kindergarten"), withheld, withheld, withheld, c.State.SIGNED),
        row(Words("经济开发区", "Development zone"), no, no, no, c.State.DRAFT),
    ]
    total: c.Row = {"area": Words("合计", "Total"), "children": 77542, "share": 0.9452, "change": 0.012,
                    "state": c.Cell(Words("不含未报1县", "without 1 county"), tone="muted")}  # fmt: skip
    query = c.TableQuery.read(params, page_size=4, sort="-share")
    caption = Words("学前三年毛入园率，2023年", "Enrolment before school, 2023")
    arranged = c.arrange(rows, columns, query, language, caption=caption, total=total, state=c.State.DEMO)
    return {"table": arranged, "matrix": matrix()}


def matrix() -> c.Table:
    compulsory, preschool = (
        Words("义务教育优质均衡", "Compulsory, balanced"),
        Words("学前教育普及普惠", "Universal preschool"),
    )
    columns = (
        c.Column("area", Words("县（市、区）", "County")),
        c.Column("a", Words("资源7项", "Resources, 7"), group=compulsory),
        c.Column("b", Words("政府15项", "Government, 15"), group=compulsory),
        c.Column("c", Words("水平3项", "Level, 3"), group=preschool),
        c.Column("left", Words("距申报", "Still to do"), "count", Words("项", "items")),
    )
    met, partly, unmet = c.Mark.MET, c.Mark.PARTLY, c.Mark.UNMET
    rows = tuple(
        {
            "area": words,
            "a": c.Cell("6", mark=partly),
            "b": c.Cell("12", mark=unmet),
            "c": c.Cell("3", mark=met),
            "left": 3,
        }
        for words in COUNTIES.values()
    )
    return c.Table(columns, rows, selected=frozenset({1}), is_tight=True)


def work() -> dict[str, Any]:
    error = c.Notice(
        Words("住址必须是乡镇代码", "The residence must be a township code"), tone="must",
        answers=(
            (Words("哪一个", "Which"), Words("学生511302…4410，第318行，“住址”列", "student 511302…4410, row 318, column 住址")),
            (Words("读到", "Read"), "高坪"),
            (Words("为什么", "Why"), Words("“高坪”不能唯一确定", "“高坪” is not one place only")),
            (Words("怎么办", "What to do"), Words("是511303高坪区吗？", "Did you mean 511303 高坪区?")),
        ),
        links=(c.Link(Words("采用", "Take it"), "#"), c.Link(Words("另选", "Choose another"), "#")),
    )  # fmt: skip
    doubt = c.Notice(Words("巩固率101.25%", "Retention 101.25%"), Words("超过100%，因中途迁入。", "Over 100%: children moved in."),
                     "doubt", state=c.State.DOUBTFUL)  # fmt: skip
    info = c.Notice(
        Words("已采纳，可撤回", "Adopted; can be undone"), Words("写入登记册。", "Written to the register."), "info"
    )
    return {
        "notices": [error, doubt, info],
        "chain": chain(),
        "people": [
            c.Person(Words("蒋老师", "Jiang"), Words("责任督学　看护12所学校", "Inspector of 12 schools"),
                     Words("看到：校级", "sees: schools")),
            c.Person(Words("何老师", "He"), Words("代课教师　权限已收回", "Substitute; rights ended"), "", is_past=True),
        ],
        "steps": [
            c.Step(Words("填报", "Fill in"), Words("467所签字", "467 signed"), "done"),
            c.Step(Words("市级核定", "City certifies"), Words("待签", "to sign"), "now"),
            c.Step(Words("冻结", "Freeze"), Words("生成校验码", "hashes")),
            c.Step(Words("发布", "Publish"), Words("第13号", "no. 13")),
        ],
        "decisions": [
            c.Decision(Words("核定年报更正", "Approve corrections to the return"), Words("影响2个已发布数字", "2 published figures change"),
                       Words("统计科　李", "Statistics, Li"), Words("今天17:00前", "today, 17:00"), "#"),
            c.Decision(Words("答复一处存疑", "Answer a doubt"), Words("未报分母", "no denominator given"),
                       Words("督导室　蒋", "Inspectorate, Jiang"), Words("11月4日", "4 Nov"), "#"),
        ],
        "definitions": [
            c.Definition(Words("定义", "Definition"), Words("公办幼儿园的在园幼儿，占全部在园幼儿的百分比。",
                                                           "Children in public kindergartens among all in kindergarten.")),
            c.Definition(Words("来源", "Source"), Words("年报教基2105", "annual return, form 教基2105"), "#", c.State.DEMO),
        ],
        "buttons": [
            c.Action(Words("保存", "Save"), "#", is_main=True),
            c.Action(Words("撤销", "Undo"), "#", key="Ctrl+Z"),
            c.Action(Words("上报", "Report"), lacking=Words("先改1处", "correct 1 cell first")),
            c.Action(Words("签字核定…", "Certify…"), "#", is_binding=True),
        ],
        "progress": c.Progress(Words("求解学校布局，西充县", "Solving the layout of Xichong"), 0.62,
                               Words("第37秒，共60秒", "second 37 of 60"), Words("差距1.9%", "gap 1.9%"), 0.78),
        "empty": c.EmptyState(Words("还没有方案", "No plan yet"), Words("方案从学位预警开始。", "A plan begins with a warning."),
                              (c.Action(Words("从预警新建方案", "Plan from the warning"), "#"),),
                              (c.Link(Words("看一个例子", "See an example"), "#"),)),
    }  # fmt: skip
