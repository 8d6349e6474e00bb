"""The form of each event in the life of an institution, and what it asks for."""

from datetime import date
from typing import Any

from django import forms

from xuezheng.ground.words import Words
from xuezheng.registers.actions import Asked
from xuezheng.registers.models import Area, Institution, InstitutionVersion
from xuezheng.registers.pages import fields
from xuezheng.registers.rules import STAGES_OF_TYPE, URBAN_RURAL
from xuezheng.registers.words import ORGANISER_WORDS, STAGE_WORDS, TYPE_WORDS

SCHOOLS = "schools"  # the id of the page's list of schools
CLASS_WORDS = {
    "111": Words("主城区", "Main urban area"),
    "112": Words("城乡结合区", "Urban fringe"),
    "121": Words("镇中心区", "Town centre"),
    "122": Words("镇乡结合区", "Town fringe"),
    "123": Words("特殊区域", "Special area"),
    "210": Words("乡中心区", "Centre of a rural township"),
    "220": Words("村庄", "Village"),
}


def towns_of(county_or_city: str, on: date) -> dict[str, Words]:
    """The townships below an area, by code, with their counties."""
    prefix = county_or_city[:4] if county_or_city.endswith("00") else county_or_city
    found = Area.objects.as_of(on).filter(level="town", code__startswith=prefix).select_related("parent")
    return {
        town.code: Words(
            f"{town.parent.name if town.parent else ''}{town.name}", f"{town.name_en or town.name} ({town.code})"
        )
        for town in found.order_by("code")
    }


def types() -> dict[str, Words]:
    return {code: words for code, words in TYPE_WORDS.items() if code in STAGES_OF_TYPE}


class EventForm(forms.Form):
    """What every event has: the day, the reason, the document."""

    kind = ""

    def __init__(
        self, data: Any, *, school: Institution | None, version: InstitutionVersion | None, today: date, area: str
    ) -> None:
        super().__init__(data)
        self.school, self.version = school, version
        self.fields["on"] = fields.day("日期", "From")
        self.fields["on"].help_text = fields.said(
            Words(
                "可以在以后（先公告），也可以在以前（补登）。",
                "May lie ahead (announced) or in the past (registered late).",
            )
        )
        self.more(today, area)
        self.fields["reason"] = fields.text("事由", "Reason", min_length=4, max_length=200)
        self.fields["document"] = fields.text("批文号", "Document", required=False, max_length=80)

    def more(self, today: date, area: str) -> None:
        """The fields of its own."""

    def values(self) -> dict[str, Any]:
        """What is asked for, besides the school's code."""
        return {}

    def asked(self) -> Asked:
        own = {"code": self.school.code} if self.school else {}
        return Asked(self.kind, self.cleaned_data["on"], own | self.values())

    def picked(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}

    def changed(self, *names: str) -> dict[str, Any]:
        """What was filled in and is not so already."""
        return {
            n: v for n, v in self.picked(*names).items() if v not in ("", None) and v != getattr(self.version, n, None)
        }


class Renaming(EventForm):
    kind = "renamed"

    def more(self, today: date, area: str) -> None:
        self.fields["name"] = fields.text("新名称", "New name", max_length=120)

    def values(self) -> dict[str, Any]:
        return self.picked("name")


class Closing(EventForm):
    kind = "closed"


class Merging(EventForm):
    kind = "merged"

    def more(self, today: date, area: str) -> None:
        help = ("本校终止，全部转到这所学校。", "This school ends; everything goes to that one.")
        self.fields["into"] = fields.text("并入", "Into", help=help, list_id=SCHOOLS, max_length=10)
        help = ("同时并入的其他学校的标识码，用空格隔开。", "Codes of others that end with it, separated by blanks.")
        self.fields["others"] = fields.text("一起并入", "Others too", help=help, required=False, max_length=200)
        self.fields["name"] = fields.text("合并后的新名称", "New name after it", required=False, max_length=120)

    def values(self) -> dict[str, Any]:
        codes = [self.school.code if self.school else "", *self.cleaned_data["others"].split()]
        return {"codes": codes, **self.picked("into", "name")}

    def asked(self) -> Asked:
        return Asked(self.kind, self.cleaned_data["on"], self.values())


class Describing(EventForm):
    """An event that says what a new institution is."""

    def describe(self, today: date, area: str) -> None:
        self.fields["name"] = fields.text("名称", "Name", max_length=120)
        self.fields["school_type"] = fields.choice("办学类型", "Kind", types())
        self.fields["organiser"] = fields.choice("举办者", "Organiser", ORGANISER_WORDS)
        self.fields["urban_rural"] = fields.choice(
            "城乡分类", "Urban or rural", {c: CLASS_WORDS[c] for c in URBAN_RURAL}
        )
        self.fields["town_code"] = fields.choice("乡镇（街道）", "Township", towns_of(area, today))
        self.fields["is_inclusive"] = fields.tick("普惠性民办园", "Inclusive private kindergarten")

    def described(self) -> dict[str, Any]:
        return self.picked("name", "school_type", "organiser", "urban_rural", "town_code", "is_inclusive")


class Opening(Describing):
    kind = "opened"

    def more(self, today: date, area: str) -> None:
        self.fields["code"] = fields.text("标识码", "Code", min_length=10, max_length=10)
        self.describe(today, area)
        self.fields["address"] = fields.text("地址", "Address", required=False, max_length=200)

    def values(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"], "described": self.described(), "site": self.picked("address")}


class Splitting(Describing):
    kind = "split"

    def more(self, today: date, area: str) -> None:
        self.fields["new_code"] = fields.text("新校标识码", "Code of the new school", min_length=10, max_length=10)
        self.describe(today, area)
        if self.version:
            for name in ("organiser", "urban_rural"):
                self.fields[name].initial = getattr(self.version, name)
            self.fields["town_code"].initial = self.version.town_id
        self.fields["stages"] = fields.several("带走的学段", "Stages that go", STAGE_WORDS.items())
        campuses = self.school.campuses.as_of(today).order_by("number") if self.school else []  # type: ignore[attr-defined]
        pairs = [
            (str(c.number), Words(f"{c.number} {c.name or c.address}", f"{c.number} {c.name or c.address}"))
            for c in campuses
        ]
        self.fields["campus_numbers"] = fields.several("带走的校区", "Campuses that go", pairs)

    def values(self) -> dict[str, Any]:
        taken = {
            "stages": self.cleaned_data["stages"],
            "campus_numbers": [int(n) for n in self.cleaned_data["campus_numbers"]],
        }
        return {"new_code": self.cleaned_data["new_code"], "described": self.described(), "taken": taken}


class Converting(EventForm):
    kind = "converted"

    def more(self, today: date, area: str) -> None:
        self.fields["school_type"] = fields.choice("转为", "Into", types())
        self.fields["name"] = fields.text("新名称", "New name", required=False, max_length=120)
        help = ("类别改变（标识码前两位不同）时要换新码。", "Needed where the category, the first two digits, changes.")
        self.fields["new_code"] = fields.text("新标识码", "New code", help=help, required=False, max_length=10)

    def values(self) -> dict[str, Any]:
        return {"changed": self.changed("school_type", "name"), "new_code": self.cleaned_data["new_code"]}


class HandingOver(EventForm):
    kind = "handed_over"

    def more(self, today: date, area: str) -> None:
        self.fields["organiser"] = fields.choice("移交给举办者", "To the organiser", ORGANISER_WORDS, empty=True)
        self.fields["town_code"] = fields.choice(
            "移交到乡镇（街道）", "To the township", towns_of(area[:4] + "00", today), empty=True
        )
        words = {c: CLASS_WORDS[c] for c in URBAN_RURAL}
        self.fields["urban_rural"] = fields.choice("城乡分类改为", "Urban or rural, then", words, empty=True)

    def values(self) -> dict[str, Any]:
        changed = self.changed("organiser", "town_code", "urban_rural")
        if "organiser" in changed and self.version and self.version.is_inclusive:
            changed["is_inclusive"] = False
        return {"changed": changed}


FORMS: dict[str, type[EventForm]] = {
    form.kind: form for form in (Renaming, Merging, Splitting, Converting, HandingOver, Closing)
}
WHAT_IT_IS: dict[str, Words] = {
    "renamed": Words("换名称，标识码不变。", "Another name; the code stays."),
    "merged": Words(
        "本校终止，学生、教职工、用房全部转到另一所学校。", "The school ends; pupils, staff and rooms go to another."
    ),
    "split": Words("一部分学段或校区分出去，成为新学校。", "Some stages or campuses become a new school."),
    "converted": Words(
        "改变办学类型；类别改变的换新码。", "Another kind of school; a new code where the category changes."
    ),
    "handed_over": Words("改变举办者，或划归别的乡镇、区县。", "Another organiser, or another township or county."),
    "closed": Words("没有学生以后终止。", "The end, once no pupil is left."),
}
