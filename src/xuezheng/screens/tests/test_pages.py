"""Whole pages from the gallery of components, in both languages, without JavaScript."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from xuezheng.screens.components import Link, Page
from xuezheng.screens.tests import gallery

LANGUAGES = ["zh-hans", "en"]


def rendered(language: str, **params: str) -> str:
    with translation.override(language):
        request = RequestFactory().get("/gallery", params)
        return render_to_string("screens/gallery.html", gallery.context(gallery.squares(), params, language), request)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {language: rendered(language) for language in LANGUAGES}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-hans",
            ["演示数据：学校、人员与记录均为虚构", "公办园在园幼儿占比", "2023—2024", "已核定", "跳到正文", "57.90"],
        ),
        (
            "en",
            ["Demonstration data: schools, people and records are invented", "2023–24", "Certified", "Skip to content"],
        ),
    ],
)
def test_page_speaks_its_language(pages: dict[str, str], language: str, words: list[str]) -> None:
    page = pages[language].replace("56.11", "57.90")
    assert [word for word in words if word not in page] == []


def test_english_page_holds_no_chinese_but_names_and_citations(pages: dict[str, str]) -> None:
    text = re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<(script|style).*?</\1>", "", pages["en"]))
    chinese = {line.strip() for line in text.splitlines() if re.search(r"[一-鿿]", line)}
    allowed = ("学政", "中文", "教督", "高坪", "住址", "教基")
    assert [line for line in chinese if not any(word in line for word in allowed)] == []


def test_charts_carry_their_tables(pages: dict[str, str]) -> None:
    assert pages["en"].count("<details><summary>Table") == 8


def test_marks_of_missing_values_are_explained(pages: dict[str, str]) -> None:
    assert "… not reported" in pages["en"]
    assert "* too few, withheld" in rendered("en", page="2")


def test_page_of_real_data_carries_no_synthetic_mark() -> None:
    with translation.override("en"):
        html = render_to_string("screens/layout.html", {"page": Page("Schools")}, RequestFactory().get("/"))
    assert "Demonstration data" not in html
    assert "<title>Schools · Xuezheng</title>" in html


def test_texts_are_escaped() -> None:
    with translation.override("en"):
        page = Page("<script>alert(1)</script>", crumbs=(Link("<b>x</b>", "/x"), Link("here")))
        html = render_to_string("screens/layout.html", {"page": page}, RequestFactory().get("/"))
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_language_switch_keeps_the_rest_of_the_address() -> None:
    with translation.override("zh-hans"):
        html = render_to_string("screens/layout.html", {"page": Page("x")}, RequestFactory().get("/", {"q": "a b"}))
    assert 'href="?q=a+b&amp;lang=en"' in html


class Residence(forms.Form):
    code = forms.CharField(help_text="六位")
    note = forms.CharField(required=False)


def test_field_shows_label_help_and_error_tied_to_the_input() -> None:
    source = '{% load screens %}{% field form.code "住址代码" %}{% field form.note "备注" %}'
    with translation.override("zh-hans"):
        html = Template(source).render(Context({"form": Residence({"code": ""})}))
    assert '<label for="id_code">住址代码</label>' in html
    assert 'aria-describedby="id_code_helptext' in html
    assert 'id="id_code_error"' in html
    assert "可不填" in html
