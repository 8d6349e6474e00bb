"""Programmes of monitoring: kinds, models, ways to a scale, states; the reporting scale. Pure."""

from typing import Final

from xuezheng.ground.words import Words

KINDS: Final[dict[str, Words]] = {
    "test": Words("测验", "Test"), "mandarin": Words("普通话准备", "Mandarin readiness"), "fitness": Words("体质测试", "Fitness test"),
}  # fmt: skip
MODELS: Final[dict[str, Words]] = {
    "mixed": Words("2PL 与广义分部计分", "2PL and generalised partial credit"), "rasch": Words("Rasch", "Rasch"),
    "2pl": Words("2PL", "2PL"), "3pl": Words("3PL", "3PL"), "grm": Words("等级反应", "Graded response"), "gpcm": Words("广义分部计分", "Generalised partial credit"),
    "pcm": Words("分部计分", "Partial credit"),
}  # fmt: skip
METHODS: Final[dict[str, Words]] = {
    "own": Words("自成量尺（多次测验同时标定）", "A scale of its own (several tests at once)"),
    "fixed": Words("固定锚题", "Anchors held fixed"),
    "stocking_lord": Words("Stocking–Lord 链接", "Linked by Stocking–Lord"),
    "haebara": Words("Haebara 链接", "Linked by Haebara"),
    "mean_sigma": Words("均值–标准差链接", "Linked by mean–sigma"),
}  # fmt: skip
STATES: Final[dict[str, Words]] = {
    "waiting": Words("等候或进行中", "Waiting or under way"), "done": Words("已完成", "Done"), "failed": Words("未成", "Failed"),
}  # fmt: skip
SHEET_STATES: Final[dict[str, Words]] = {
    "tried": Words("已试读，未写入", "Tried, not taken"), "taken": Words("在用", "In use"), "replaced": Words("已被替换", "Replaced"),
    "undone": Words("已撤回", "Taken back"),
}  # fmt: skip
MIDDLE, SPREAD = 500.0, 100.0  # of the scale's reference group
PLAUSIBLE = 5
FEWEST_ANCHORS = 5
BACKGROUND = ("bg_", "背景")  # heads of columns of background begin so
GROUPS = ("group_", "分组")  # heads of columns that say which group a person is of
GROUPING = "grp_"  # how such a column is kept
SCHOOL_GROUPINGS = ("area_group", "county")  # known from the school
MOST_GROUP_NAMES = 60
GROUPINGS: Final[dict[str, Words]] = {
    "sex": Words("性别", "Sex"), "area_group": Words("城乡", "Town and village"), "county": Words("县（市、区）", "County"),
    "boarder": Words("寄宿", "Boarding"),
}  # fmt: skip


def points(theta: float) -> float:
    """Ability as points of the reporting scale."""
    return MIDDLE + SPREAD * theta
