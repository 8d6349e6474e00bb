"""The forms of what a school does with its students."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from xuezheng.ground.words import Words
from xuezheng.registers.actions.life import Newcomer, Taught
from xuezheng.registers.models import Institution
from xuezheng.registers.pages import fields
from xuezheng.registers.pages.event_forms import SCHOOLS, towns_of
from xuezheng.registers.rules import GRADES_OF_STAGE, STAGES_OF_TYPE
from xuezheng.registers.words import GRADE_WORDS, STAGE_WORDS, WAY_OUT_WORDS

ETHNICITIES = {
    "01": Words("汉族", "Han"),
    "05": Words("苗族", "Miao"),
    "07": Words("彝族", "Yi"),
    "04": Words("藏族", "Tibetan"),
    "11": Words("满族", "Manchu"),
    "03": Words("回族", "Hui"),
    "15": Words("土家族", "Tujia"),
    "33": Words("羌族", "Qiang"),
    "97": Words("其他", "other"),
}


NO_NOTE = Words("", "")


@dataclass(frozen=True)
class Part:
    """One form of a page: what it does, under which heading, with which button."""

    act: str
    title: Words
    form: forms.Form
    button: Words
    note: Words = NO_NOTE
    is_binding: bool = False


class LifeForm(forms.Form):
    """A form with a day and a reason."""

    def __init__(self, data: Any = None, *, today: date, prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.fields["on"] = fields.day("日期", "On", initial=today)
        self.more()
        self.fields["reason"] = fields.text("事由", "Reason", min_length=4, max_length=200)

    def more(self) -> None:
        """The fields of its own."""


def grades_of(school: Institution, day: date) -> dict[str, Words]:
    """stage.grade → words, of the stages the school teaches."""
    version = school.versions.as_of(day).first() or school.versions.order_by("-started_on").first()  # type: ignore[attr-defined]
    stages = STAGES_OF_TYPE.get(version.school_type, ()) if version else ()
    return {
        f"{stage}.{grade}": Words(f"{STAGE_WORDS[stage].zh} {GRADE_WORDS[grade].zh}", GRADE_WORDS[grade].en)
        for stage in stages
        for grade in GRADES_OF_STAGE[stage]
        if grade in GRADE_WORDS
    }


class Placing(LifeForm):
    """A form that names a grade and a class."""

    def __init__(self, data: Any = None, *, school: Institution, today: date, prefix: str = "") -> None:
        self.school, self.today = school, today
        super().__init__(data, today=today, prefix=prefix)

    def place(self) -> None:
        self.fields["grade"] = fields.choice("年级", "Grade", grades_of(self.school, self.today))
        self.fields["class_number"] = fields.number("班号", "Class", initial=1)

    def flags(self) -> None:
        self.fields["is_boarder"] = fields.tick("寄宿", "Boards")
        self.fields["is_migrant"] = fields.tick("随迁子女", "Child of migrant workers")
        self.fields["is_left_behind"] = fields.tick("留守儿童", "Left behind")

    def more(self) -> None:
        self.place()
        self.flags()

    def taught(self) -> Taught:
        stage, grade = self.cleaned_data["grade"].split(".")
        flags = {name: self.cleaned_data[name] for name in ("is_boarder", "is_migrant", "is_left_behind")}
        return Taught(stage, grade, self.cleaned_data["class_number"], **flags)


class Admitting(Placing):
    def more(self) -> None:
        help = ("性别和出生日期由它得出；加密保存。", "Sex and day of birth follow from it; it is stored encrypted.")
        self.fields["id_number"] = fields.text("身份证号", "ID number", help=help, max_length=20)
        self.fields["name"] = fields.text("姓名", "Name", max_length=60)
        self.fields["ethnicity"] = fields.choice("民族", "Ethnicity", ETHNICITIES)
        towns = towns_of(self.school.county_code[:4] + "00", self.today)
        self.fields["home_town"] = fields.choice("户籍地", "Home town", towns, empty=True)
        super().more()

    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(data["id_number"], data["name"], data["ethnicity"], data["home_town"])


class Leaving(LifeForm):
    def more(self) -> None:
        self.fields["why"] = fields.choice("方式", "How", WAY_OUT_WORDS)


class Repeating(LifeForm):
    def more(self) -> None:
        self.fields["on"].initial = None
        self.fields["on"].help_text = fields.said(Words("9月1日", "1 September"))
        self.fields["class_number"] = fields.number("班号", "Class", initial=1)


class MovingOut(LifeForm):
    def more(self) -> None:
        help = ("写名称或标识码，可从列表里选。", "Name or code; choose from the list.")
        self.fields["to"] = fields.text("转入学校", "Receiving school", help=help, list_id=SCHOOLS, max_length=80)
        self.fields["class_number"] = fields.number("班号", "Class", initial=1)


class MovingIn(LifeForm):
    def more(self) -> None:
        help = ("和姓名都对，才能找到。", "Found only if number and name are both right.")
        self.fields["id_number"] = fields.text("身份证号", "ID number", help=help, max_length=20)
        self.fields["name"] = fields.text("姓名", "Name", max_length=60)
        self.fields["class_number"] = fields.number("班号", "Class", initial=1)


class Promoting(forms.Form):
    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data)
        self.fields["graduates_on"] = fields.day("毕业日期", "Graduation on", initial=date(year + 1, 7, 8))
        self.fields["reason"] = fields.text(
            "说明",
            "Note",
            min_length=4,
            max_length=200,
            initial=fields.said(Words("学年末升级", "end of the school year")),
        )


class Reasoned(forms.Form):
    """A reason alone."""

    def __init__(self, data: Any = None, *, prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.fields["reason"] = fields.text("事由", "Reason", min_length=4, max_length=200)


class Answering(forms.Form):
    """A transfer agreed to; the receiving school says into which class."""

    def __init__(self, data: Any = None, *, class_number: int, is_receiving: bool) -> None:
        super().__init__(data, prefix="confirm")
        if is_receiving:
            self.fields["class_number"] = fields.number("班号", "Class", initial=class_number)


class Uniting(forms.Form):
    """Which of two records is kept, and the school attended where both were enrolled at once."""

    def __init__(self, data: Any = None, *, records: dict[str, Words], schools: dict[str, Words]) -> None:
        super().__init__(data, prefix="unite")
        self.fields["kept"] = fields.choice("保留", "Keep", records)
        if schools:
            self.fields["attended"] = fields.choice("实际就读", "Really attended", schools)
        self.fields["reason"] = fields.text("事由", "Reason", min_length=4, max_length=200)
