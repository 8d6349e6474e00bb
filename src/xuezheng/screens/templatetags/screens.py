"""`{% load screens %}`: one tag for each component, filters for texts and numbers, in the active language."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.base import Node, NodeList, Parser, Token
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from xuezheng.ground.words import Words
from xuezheng.screens import components as parts
from xuezheng.screens import language as languages
from xuezheng.screens import numbers
from xuezheng.screens.charts import maps, svg, tables
from xuezheng.screens.charts.bars import bars_svg
from xuezheng.screens.charts.ranking import ranking_svg
from xuezheng.screens.charts.seal import seal_svg
from xuezheng.screens.charts.sparkline import sparkline_svg
from xuezheng.screens.charts.trend import trend_svg
from xuezheng.screens.kept import kept
from xuezheng.screens.table_view import ShownCell, ShownRow, TableView, table_view

register = template.Library()
NARROW = 358  # a screen of 390 pixels less its margins
WIDEST_FOR_ALL = 440  # a drawing up to this width is shown scaled on a narrow screen


# texts and numbers


class SaidNode(Node):
    """A text in both languages, with values to put in; it is put into the context where a name is given."""

    def __init__(self, zh: Any, en: Any, values: dict[str, Any], name: str) -> None:
        self.texts = {"zh-hans": zh, "en": en}
        self.values, self.name = values, name

    def render(self, context: template.Context) -> str:
        text = self.texts[languages.current()]
        if not isinstance(text, str):
            text = str(text.resolve(context))
        if self.values:
            values = {name: conditional_escape(_said(value.resolve(context))) for name, value in self.values.items()}
            text = text.format(**values)
        if not self.name:
            return text
        context[self.name] = mark_safe(text)
        return ""


@register.tag
def t(parser: Parser, token: Token) -> SaidNode:
    """`{% t "共{n}所" "{n} schools" n=count %}`: the text of the active language, its values escaped; `as name` keeps it.

    Read once with the template, since a page has dozens: a simple tag would look both texts up each time.
    """
    zh, en, *rest = token.split_contents()[1:]
    name = ""
    if len(rest) > 1 and rest[-2] == "as":
        *rest, _, name = rest
    values = {key: parser.compile_filter(value) for key, _, value in (item.partition("=") for item in rest)}
    texts = [text[1:-1] if text[0] in "\"'" else parser.compile_filter(text) for text in (zh, en)]
    return SaidNode(texts[0], texts[1], values, name)


def _said(value: Any) -> Any:
    if isinstance(value, Words):
        return value.in_(languages.current())
    if isinstance(value, int) and not isinstance(value, bool):
        return numbers.number(value)
    return value


@register.filter
def say(text: parts.Text | None) -> str:
    """`{{ page.title|say }}`: Words in the active language; a plain string as it is."""
    return "" if text is None else parts.say(text, languages.current())


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    return numbers.display(value, "number", languages.current(), decimals)


@register.filter
def percent(value: Any, decimals: int = 2) -> str:
    """A share 0..1 with its sign."""
    return (
        numbers.percent(value, decimals) if isinstance(value, (int, float)) else numbers.display(value, "share", "zh")
    )


@register.filter
def amount(fen: int) -> str:
    """Integer fen in readable steps with the unit: `2.45亿元`, `245 million yuan`."""
    language = languages.current()
    digits, unit = numbers.amount(fen, language)
    return f"{digits} {unit}" if numbers.is_english(language) else digits + unit


@register.filter
def day(value: dt.date) -> str:
    return numbers.date(value, languages.current())


@register.filter
def moment(value: dt.datetime) -> str:
    return numbers.instant(value, languages.current())


@register.filter
def school_year(start: int) -> str:
    return numbers.school_year(start, languages.current())


@register.simple_tag
def html_language() -> str:
    return "en" if numbers.is_english(languages.current()) else "zh-Hans"


@register.simple_tag(takes_context=True)
def language_href(context: template.Context, language: str) -> str:
    """This page's address in the other language."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"?lang={language}"
    query = request.GET.copy()
    query["lang"] = language
    return "?" + query.urlencode()


# components


@register.simple_tag
def cells(row: ShownRow) -> SafeString:
    """The cells of a row of a table. Made here: a table has hundreds, and a template for each takes most of a page's time."""
    return mark_safe("".join(_cell(cell, is_first=place == 0) for place, cell in enumerate(row.cells)))


@lru_cache(maxsize=512)
def class_of(names: str) -> str:
    """The attribute of a cell: few are different."""
    return f' class="{conditional_escape(names)}"' if names else ""


def escaped(text: str) -> str:
    """A text as HTML. Most of a table are digits, which need nothing."""
    return text if text.isalnum() and not isinstance(text, SafeString) else str(conditional_escape(text))


def _cell(cell: ShownCell, *, is_first: bool) -> str:
    name, scope = ("th", ' scope="row"') if is_first else ("td", "")
    css = class_of(cell.css)
    inner = escaped(cell.text)
    if cell.mark:
        drawn = get_template("screens/mark.html").render({"mark": cell.mark}).strip()
        inner = f'<span class="mark">{drawn}<span>{inner}</span></span>'
    elif cell.href:
        inner = f'<a href="{conditional_escape(cell.href)}">{inner}</a>'
    if cell.state:
        inner += " " if inner else ""
        inner += f'<span class="st st-{cell.state.value}">{conditional_escape(say(cell.state.words))}</span>'
    if cell.note:
        inner += f" <small>{conditional_escape(cell.note)}</small>"
    return f"<{name}{scope}{css}>{inner}</{name}>"


@register.inclusion_tag("screens/figure.html")
def figure(item: parts.Figure, heading: str = "h3") -> dict[str, Any]:
    language = languages.current()
    decimals = item.decimals
    return {
        "figure": item,
        "heading": heading,
        "digits": numbers.display(item.value, item.kind, language, decimals),
        "unit": _why_missing(item.value) or item.unit or ("%" if item.kind == "share" else ""),
        "spark": mark_safe(sparkline_svg(item.points, item.target, language)),
    }


def _why_missing(value: object) -> Words | None:
    """In place of a unit, why there is no number."""
    if isinstance(value, numbers.Missing):
        return numbers.MISSING_WORDS[value]
    return numbers.MISSING_WORDS[numbers.Missing.UNKNOWN] if value is None or numbers.is_missing(value) else None


@register.inclusion_tag("screens/figures.html")
def figures(items: list[parts.Figure], label: parts.Text = "", heading: str = "h2") -> dict[str, Any]:
    """A row of figures under one rule."""
    return {"figures": items, "label": label, "heading": heading}


def _chart(item: Any, wide: svg.Svg, narrow: svg.Svg, table: parts.Table, legend: str = "") -> dict[str, Any]:
    """A drawing whose width already suits narrow screens is not drawn twice."""
    return {
        "item": item,
        "wide": mark_safe(wide.replace('class="chart"', 'class="chart only-wide"', 1) if narrow else wide),
        "narrow": mark_safe(narrow.replace('class="chart"', 'class="chart only-narrow"', 1)),
        "legend": legend,
        "view": table_view(table, languages.current()) if item.has_table else None,
    }


@register.inclusion_tag("screens/chart.html")
def trend(item: parts.Trend) -> dict[str, Any]:
    language = languages.current()
    narrow = trend_svg(item, language, NARROW) if item.width > WIDEST_FOR_ALL else svg.Svg("")
    return _chart(item, trend_svg(item, language), narrow, tables.trend_table(item))


@register.inclusion_tag("screens/chart.html")
def bars(item: parts.Bars) -> dict[str, Any]:
    language = languages.current()
    narrow = bars_svg(item, language, NARROW) if item.width > WIDEST_FOR_ALL else svg.Svg("")
    return _chart(item, bars_svg(item, language), narrow, tables.bars_table(item))


@register.inclusion_tag("screens/chart.html")
def ranking(item: parts.Ranking) -> dict[str, Any]:
    language = languages.current()
    narrow = ranking_svg(item, language, NARROW) if item.width > WIDEST_FOR_ALL else svg.Svg("")
    return _chart(item, ranking_svg(item, language), narrow, tables.ranking_table(item))


@register.inclusion_tag("screens/chart.html", name="map")
def map_(item: parts.Map) -> dict[str, Any]:
    language = languages.current()
    return _chart(item, maps.map_svg(item, language), svg.Svg(""), tables.map_table(item), maps.legend(item, language))


@register.inclusion_tag("screens/table.html")
def table(item: parts.Table) -> dict[str, TableView]:
    return {"view": table_view(item, languages.current())}


@register.inclusion_tag("screens/state.html")
def state(item: parts.State | None) -> dict[str, Any]:
    return {"state": item}


@register.inclusion_tag("screens/mark.html")
def mark(item: parts.Mark) -> dict[str, Any]:
    return {"mark": item}


@register.inclusion_tag("screens/notice.html")
def notice(item: parts.Notice) -> dict[str, Any]:
    return {"notice": item}


@register.inclusion_tag("screens/person.html")
def person(item: parts.Person) -> dict[str, Any]:
    return {"person": item}


@register.inclusion_tag("screens/steps.html")
def steps(items: list[parts.Step], label: parts.Text = "") -> dict[str, Any]:
    return {"steps": items, "label": label}


@register.inclusion_tag("screens/decisions.html")
def decisions(items: list[parts.Decision]) -> dict[str, Any]:
    return {"decisions": items}


@register.inclusion_tag("screens/progress.html")
def progress(item: parts.Progress) -> dict[str, Any]:
    bound = item.mark_share
    return {
        "progress": item,
        "done": f"{max(0.0, min(1.0, item.done_share)) * 99.6:.1f}",
        "percent": numbers.percent(item.done_share, 0),
        "bound": None if bound is None else f"{bound * 100:.1f}",
    }


@register.inclusion_tag("screens/empty.html")
def empty(item: parts.EmptyState) -> dict[str, Any]:
    return {"empty": item}


@register.inclusion_tag("screens/breadcrumb.html")
def breadcrumb(items: tuple[parts.Link, ...]) -> dict[str, Any]:
    return {"crumbs": items}


@register.inclusion_tag("screens/provenance.html")
def provenance(items: tuple[parts.ProvenanceStep, ...]) -> dict[str, Any]:
    """The chain as a row of steps; the layout's footer shows the same chain in one line by itself."""
    return {"steps": items}


@register.inclusion_tag("screens/definitions.html")
def definitions(items: list[parts.Definition]) -> dict[str, Any]:
    return {"definitions": items}


@register.inclusion_tag("screens/button.html")
def button(item: parts.Action) -> dict[str, Any]:
    return {"action": item}


@register.inclusion_tag("screens/field.html")
def field(bound: BoundField, label: parts.Text = "", help: parts.Text = "") -> dict[str, Any]:
    """A field of a Django form with its label, help and errors: `{% field form.username label %}`."""
    return {"bound": bound, "label": label or bound.label, "help": help or bound.help_text}


@register.simple_tag
def seal() -> SafeString:
    return mark_safe(seal_svg(languages.current()))


class SectionNode(Node):
    """A section under its rule, with a heading that says the finding and a small note at the right."""

    def __init__(self, title: Any, options: dict[str, Any], body: NodeList) -> None:
        self.title, self.options, self.body = title, options, body

    def render(self, context: template.Context) -> str:
        values = {name: value.resolve(context) for name, value in self.options.items()}
        inner = get_template("screens/section.html")
        return inner.render({"title": self.title.resolve(context), "body": self.body.render(context), **values})


@register.tag
def section(parser: Parser, token: Token) -> SectionNode:
    """`{% section title columns=8 note=text state=state %} … {% endsection %}`; `columns` of the twelve."""
    _, title, *rest = token.split_contents()
    options = {name: parser.compile_filter(value) for name, value in (item.split("=", 1) for item in rest)}
    body = parser.parse(("endsection",))
    parser.delete_first_token()
    return SectionNode(parser.compile_filter(title), options, body)


class KeptNode(Node):
    """What stands between, written once for whoever may see the same; see `screens.kept`."""

    def __init__(self, place: str, values: list[Any], body: NodeList) -> None:
        self.place, self.values, self.body = place, values, body

    def render(self, context: template.Context) -> SafeString:
        request: HttpRequest = context["request"]
        also = tuple(value.resolve(context) for value in self.values)
        key = (self.place, request.get_full_path(), languages.current(), also)
        return kept(request, key, lambda: self.body.render(context))


@register.tag(name="kept")
def kept_block(parser: Parser, token: Token) -> KeptNode:
    """`{% kept figures.hash %} … {% endkept %}`: kept until a record changes, for this address, language and one's roles.

    The values named are what else it is made of: hashes of figures, returns. No form that is sent may stand between. A page gives
    what is costly as `functools.cache(lambda: …)`, which is then not even asked for.
    """
    _, *values = token.split_contents()
    compiled = [parser.compile_filter(value) for value in values]
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(f"{parser.origin}:{token.lineno}", compiled, body)
