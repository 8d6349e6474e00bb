"""How well the forecast would have done: errors by horizon beside simpler forecasts, and what the intervals covered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Figure, Link, Row, Table
from xuezheng.seats.pages.overview import links
from xuezheng.seats.pages.showing import MODEL_WORDS
from xuezheng.seats.pages.where import crumbs, here_of, nothing_yet, provenance

TITLE = Words("预测的检验", "Back-test of the forecast")
SIZE_WORDS = {"small": Words("小", "small"), "middle": Words("中", "middle"), "large": Words("大", "large")}


RESTING_ON = {
    "long": Words("历年", "all years"), "damped": Words("近年（渐弱）", "recent years, fading"), "recent": Words("近年", "recent years"),
}  # fmt: skip


def named(model: str) -> Words:
    """A model by what its progression ratios and its entrants per birth rest on."""
    ratios, entry = (RESTING_ON[part] for part in model.split("-"))
    return Words(f"递进率据{ratios.zh}，入学率据{entry.zh}", f"progression: {ratios.en}; entry: {entry.en}")


@signed_in("figure.view")
def backtest(request: HttpRequest) -> HttpResponse:
    """The back-test of the city's newest forecast."""
    here = here_of(request)
    parts: dict[str, Any] = {
        "crumbs": crumbs(here, Link(TITLE)),
        "provenance": provenance(here),
        "actions": (links(here)[0], *links(here)[2:]),
    }
    report: dict[str, Any] = dict(here.kept.manifest.about["backtest"]) if here.kept else {}
    if not report:
        return render(
            request, "seats/backtest.html", {"page": page_for(request, TITLE, **parts), "empty": nothing_yet(here)}
        )
    lead = Words(
        "站在过去每一年，只用当时已知的数预测，再与后来的实际比较；选用哪个模型、区间多宽，也只凭当时已出的误差。",
        "Standing at each past year, forecast with what was known then, and compared with what came; which model is shown and how wide its "
        "intervals are rest on errors that had come out by then.",
    )
    origins = report["origins"]
    when = Words(f"起点{origins[0]}—{origins[-1]}年", f"origins {origins[0]}–{origins[-1]}")
    model = named(str(here.kept.manifest.about["model"])) if here.kept else ""
    figures = (
        Figure(Words("90%区间实际覆盖", "Covered by 90 % intervals"), report["coverage"], "", when, here.words, None, kind="share", decimals=1),
    )  # fmt: skip
    context = {
        "page": page_for(request, TITLE, lead=lead, **parts), "figures": figures, "model": model, "table": table_of(report),
        "covered": covered_of(report), "shares": shares_of(dict(here.kept.manifest.about.get("shares", {})) if here.kept else {}),
    }  # fmt: skip
    return render(request, "seats/backtest.html", context)


def table_of(report: dict[str, Any]) -> Table:
    """Mean absolute percentage errors by model and horizon: of the city, and of townships × grades."""
    whole, cells = Words("全市合计", "The whole city"), Words("乡镇×年级", "Townships × grades")
    columns = [Column("model", Words("预测", "Forecast"), is_sortable=False)]
    for h in report["horizons"]:
        columns.append(
            Column(f"m{h}", Words(f"{h}年后", f"{h} ahead"), "share", decimals=2, group=whole, is_sortable=False)
        )
    for h in report["horizons"]:
        columns.append(
            Column(f"c{h}", Words(f"{h}年后", f"{h} ahead"), "share", decimals=2, group=cells, is_sortable=False)
        )
    rows: list[Row] = []
    for model, words in MODEL_WORDS.items():
        own = {s["horizon"]: s for s in report["scores"] if s["model"] == model}
        values = {**{f"m{h}": s["mape"] for h, s in own.items()}, **{f"c{h}": s["cell_mape"] for h, s in own.items()}}
        rows.append({"model": Cell(words, is_strong=model == "shown"), **values})
    return Table(tuple(columns), tuple(rows), caption=Words("平均绝对百分比误差", "Mean absolute percentage error"))


def covered_of(report: dict[str, Any]) -> Table:
    columns = (
        Column("what", Words("范围", "Of"), is_sortable=False),
        Column("share", Words("覆盖", "Covered"), "share", decimals=1, is_sortable=False),
    )
    rows: list[Row] = [
        {"what": Words(f"{h}年后", f"{h} years ahead"), "share": v} for h, v in report["coverage_by_horizon"].items()
    ]
    rows += [{"what": SIZE_WORDS[k], "share": v} for k, v in report["coverage_by_size"].items()]
    return Table(columns, tuple(rows), caption=Words("90%区间覆盖了多少", "What 90 % intervals covered"), is_tight=True)


SHARE_WORDS = {"private": Words("民办", "private"), "boarding": Words("寄宿", "boarding")}
CARRIED_WORDS = {
    "recent": Words("近三年平均", "mean of three years"), "last": Words("最近一年", "last year"), "drift": Words("各乡镇趋势（渐弱）", "trend of each township, fading"),
    "county_drift": Words("全县趋势（渐弱）", "trend of the county, fading"),
}  # fmt: skip


def shares_of(told: dict[str, Any]) -> Table | None:
    """Errors of the forecasts of shares; the one shown stands out. None for a forecast made before they were judged."""
    if not any(one["errors"] for one in told.values()):
        return None
    columns = (
        Column("what", Words("预测", "Forecast"), is_sortable=False),
        *(Column(k, SHARE_WORDS[k], "share", decimals=2, is_sortable=False) for k in told),
    )
    rows: list[Row] = [
        {
            "what": words,
            **{k: Cell(one["errors"].get(model), is_strong=model == one["model"]) for k, one in told.items()},
        }
        for model, words in CARRIED_WORDS.items()
    ]
    return Table(
        columns,
        tuple(rows),
        caption=Words("错分儿童的比例（所用的加粗）", "Children put in the wrong place; in bold what is shown"),
        is_tight=True,
    )
