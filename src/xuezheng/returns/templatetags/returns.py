"""`{% load returns %}`: the words of a step."""

from django import template

from xuezheng.returns.rules import STEP_WORDS
from xuezheng.screens import language

register = template.Library()


@register.simple_tag
def step_words(step: str) -> str:
    words = STEP_WORDS.get(step)
    return words.in_(language.current()) if words else step
