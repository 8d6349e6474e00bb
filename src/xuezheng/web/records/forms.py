"""A form for any kind of record: codes to choose from, schools by code, dates as dates."""

from typing import Any

from django import forms
from django.db import models

from xuezheng.registers.models import Area, Institution
from xuezheng.screens import language
from xuezheng.web.records.kinds import Kind
from xuezheng.web.records.listing import HIDDEN, choices_of, fields_of
from xuezheng.web.records.words import code_words, column_words


class SchoolField(forms.CharField):
    """A school by its 10-digit code."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = Institution.objects.filter(code=text).first()
        if found is None:
            raise forms.ValidationError(
                "登记册里没有这个学校标识码。"
                if language.current().startswith("zh")
                else "The register has no such school code."
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Institution.objects.filter(pk=value).values_list("code", flat=True).first()
        return value.code if isinstance(value, Institution) else value


class CountyField(forms.ModelChoiceField):
    """A county, by name and code."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} {obj.code}"


def form_class(kind: Kind) -> type[forms.ModelForm]:
    """The form of a kind, in the language of the request."""
    tag = language.current()
    choices = choices_of(kind)

    def made(field: Any, **options: Any) -> Any:
        options["label"] = column_words(field.name).in_(tag)
        if field.is_relation and field.related_model is Institution:
            return SchoolField(
                required=not field.blank and not field.null, label=options["label"], max_length=10, min_length=10
            )
        if field.is_relation and field.related_model is Area and kind.area == "area__code":
            return CountyField(Area.objects.filter(level="county").order_by("code"), label=options["label"])
        if field.name in choices:
            pairs = [(code, code_words(code).in_(tag) or "—") for code in choices[field.name]]
            return forms.ChoiceField(choices=pairs, required=not field.blank, label=options["label"])
        if isinstance(field, models.DateField):
            return field.formfield(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        return field.formfield(**options)

    names = [field.name for field in fields_of(kind) if field.name not in HIDDEN and field.editable]
    return forms.modelform_factory(kind.model, fields=names, formfield_callback=made)
