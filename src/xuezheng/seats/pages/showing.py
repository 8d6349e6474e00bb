"""Warnings as cells: their colour by a word and a mark, never by colour alone."""

from xuezheng.ground.words import Words
from xuezheng.screens.components import Cell, Mark

COLOUR_WORDS = {
    "red": Words("红色", "red"), "orange": Words("橙色", "orange"), "yellow": Words("黄色", "yellow"), "green": Words("够用", "enough"),
}  # fmt: skip
COLOUR_MARKS = {"red": Mark.UNMET, "orange": Mark.PARTLY, "yellow": None, "green": Mark.MET}
STEP_WORDS = {
    "idea": Words("设想", "idea"), "approved": Words("立项", "approved"), "funded": Words("资金落实", "funded"),
    "designing": Words("设计", "designing"), "building": Words("施工", "building"), "completed": Words("竣工", "completed"),
    "opened": Words("开学", "opened"), "stopped": Words("停止", "stopped"),
}  # fmt: skip
KIND_WORDS = {
    "new": Words("新建", "new"), "rebuilt": Words("改建", "rebuilt"), "extended": Words("扩建", "extended"),
    "new_campus": Words("新校区", "new campus"),
}  # fmt: skip
FUND_WORDS = {
    "central": Words("中央", "central"), "province": Words("省级", "province"), "city": Words("市级", "city"),
    "county": Words("县级", "county"), "bond": Words("专项债券", "bond"), "loan": Words("贷款", "loan"),
    "donation": Words("捐赠", "donation"), "other": Words("其他", "other"),
}  # fmt: skip
SCENARIO_WORDS = {
    "middle": Words("中方案", "middle"), "low": Words("低出生", "low births"), "high": Words("高出生", "high births"),
    "to_town": Words("进城", "to town"), "own": Words("自设", "own"),
}  # fmt: skip
MODEL_WORDS = {
    "shown": Words("本系统（所用）", "ours, shown"), "no_change": Words("维持不变", "no change"),
    "unshrunk": Words("普通年级递进", "unshrunk progression"), "trend": Words("直线趋势", "plain trend"),
}  # fmt: skip


def colour_cell(colour: str, note: Words | str = "", href: str = "") -> Cell:
    return Cell(COLOUR_WORDS[colour], href=href, mark=COLOUR_MARKS[colour], note=note)
