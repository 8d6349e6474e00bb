"""Fields of the registers' forms, labelled in the language of the request."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from xuezheng.ground.words import Words
from xuezheng.screens import language


def said(words: Words) -> str:
    """Words in the language of the request."""
    return words.in_(language.current())


def text(zh: str, en: str, *, help: tuple[str, str] = ("", ""), list_id: str = "", **options: Any) -> forms.CharField:
    """A line of text; `list_id` names a <datalist> of what may be meant."""
    attrs = {"list": list_id, "autocomplete": "off"} if list_id else {}
    return forms.CharField(
        label=said(Words(zh, en)), help_text=said(Words(*help)), widget=forms.TextInput(attrs=attrs), **options
    )


def day(zh: str, en: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=said(Words(zh, en)), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def choice(zh: str, en: str, words: Mapping[str, Words], *, empty: bool = False, **options: Any) -> forms.ChoiceField:
    """One of some codes, shown by their words; with `empty` none may be chosen."""
    pairs = [("", "—")] if empty else []
    pairs += [(code, said(told)) for code, told in words.items()]
    return forms.ChoiceField(label=said(Words(zh, en)), choices=pairs, required=not empty, **options)


def several(zh: str, en: str, pairs: Iterable[tuple[str, Words]], **options: Any) -> forms.MultipleChoiceField:
    choices = [(code, said(told)) for code, told in pairs]
    return forms.MultipleChoiceField(
        label=said(Words(zh, en)), choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


def tick(zh: str, en: str, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=said(Words(zh, en)), required=False, **options)


def number(zh: str, en: str, least: int = 1, most: int = 999, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=said(Words(zh, en)), min_value=least, max_value=most, **options)
