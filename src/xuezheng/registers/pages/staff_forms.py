"""The forms of what is done with members of staff: taken on, given a post, moved, and leaving."""

from typing import Any

from xuezheng.ground.words import Words
from xuezheng.registers.actions.life import Newcomer
from xuezheng.registers.actions.staffing import WAYS_OUT, Duty
from xuezheng.registers.intake.sheets import ATTAINMENTS
from xuezheng.registers.pages import fields
from xuezheng.registers.pages.life_forms import ETHNICITIES, LifeForm
from xuezheng.registers.words import POST_END_WORDS, POST_WORDS, STAGE_WORDS

WAYS_OVER_WORDS = {
    "transferred": Words("调动（今后在那里）", "Moved for good"),
    "rotated": Words("交流轮岗（计入优质均衡第11项）", "Rotated (counts for item 11 of the balanced evaluation)"),
}
WAYS_OUT_WORDS = {why: POST_END_WORDS[why] for why in WAYS_OUT}


class Posting(LifeForm):
    """A form that names a post."""

    def more(self) -> None:
        self.fields["post"] = fields.choice("岗位", "Post", POST_WORDS, initial="teacher")
        self.fields["stage"] = fields.choice("任教学段", "Stage taught", STAGE_WORDS, empty=True)
        self.fields["subject"] = fields.text("任教学科", "Subject", max_length=20, required=False)
        self.fields["is_full_time"] = fields.tick("专任", "Full-time", initial=True)
        self.fields["is_on_quota"] = fields.tick("在编", "On quota", initial=True)

    def duty(self) -> Duty:
        data = self.cleaned_data
        return Duty(data["post"], data["stage"], data["subject"].strip(), data["is_full_time"], data["is_on_quota"])


class Engaging(Posting):
    """Somebody takes up a post here."""

    def more(self) -> None:
        help = ("以前在册的，号码和姓名都要对得上。", "Of somebody registered before, number and name must both agree.")
        self.fields["id_number"] = fields.text("身份证号", "ID number", help=help, max_length=20)
        self.fields["name"] = fields.text("姓名", "Name", max_length=60)
        self.fields["ethnicity"] = fields.choice("民族", "Ethnicity", ETHNICITIES)
        self.fields["attainment"] = fields.choice("最高学历", "Highest attainment", ATTAINMENTS, empty=True)
        super().more()

    def newcomer(self) -> Newcomer:
        return Newcomer(self.cleaned_data["id_number"], self.cleaned_data["name"], self.cleaned_data["ethnicity"])


class EndingPost(LifeForm):
    """A post ends, and how."""

    def __init__(self, data: Any = None, *, posts: dict[str, Words], **more: Any) -> None:
        self.posts = posts
        super().__init__(data, **more)

    def more(self) -> None:
        self.fields["post"] = fields.choice("岗位", "Post", self.posts)
        self.fields["why"] = fields.choice("方式", "How", WAYS_OUT_WORDS)


class Moving(LifeForm):
    """All posts at a school go on at another."""

    def more(self) -> None:
        self.fields["why"] = fields.choice("方式", "How", WAYS_OVER_WORDS, initial="transferred")
        self.fields["to"] = fields.text("调入学校标识码", "Code of the receiving school", min_length=10, max_length=10)
