"""`{% load publication %}`: sentences whose numbers lead to their figures."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xuezheng.publication.sheet.wording import Line

register = template.Library()


@register.filter
def linked(line: Line, base: str) -> SafeString:
    """A line as HTML; `base` is the address under which the figures of the release lie."""
    return format_html_join("", "{}", ((_run(run.text, run.figure_id, base),) for run in line))


def _run(text: str, figure_id: str, base: str) -> SafeString | str:
    return format_html('<a href="{}{}/">{}</a>', base, figure_id, text) if figure_id and base else text
