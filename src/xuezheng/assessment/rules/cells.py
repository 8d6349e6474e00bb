"""What can be wrong with a cell of a file sent in. Pure."""

from xuezheng.ground.words import Words

RULES: dict[str, Words] = {
    "number_missing": Words("没有编号，该行不收。", "No number: the row is not taken."),
    "number_twice": Words("两人同号，各行都不收。", "Two persons with one number: none of the rows is taken."),
    "school_unknown": Words("没有这所学校，或不在本次监测的地区；该行不收。", "No such school, or not of the programme's area: the row is not taken."),
    "class_unknown": Words("班号须为 1 至 99；按未填处理。", "A class is a number from 1 to 99; taken as not given."),
    "form_unknown": Words("没有这份卷；该行不收。", "There is no such form: the row is not taken."),
    "weight_bad": Words("权重须为非负数；按 1 处理。", "A weight is a number not below 0; taken as 1."),
    "background_bad": Words("背景须为数字；按未知处理。", "Background must be a number; taken as unknown."),
    "not_on_form": Words("该卷没有这道题；该格不收。", "The form does not hold this item: the cell is not taken."),
    "score_outside_paper": Words("得分不在 0 至满分之间；按未答处理。", "The score is not between 0 and the item's points; taken as no answer."),
    "score_no_number": Words("得分须为整数；按未答处理。", "A score must be a whole number; taken as no answer."),
    "no_such_option": Words("没有这个选项；按未答处理。", "There is no such option; taken as no answer."),
    "sex_missing": Words("性别须为男或女：评分表分性别；该行不收。", "The sex must be known, as the tables are by sex: the row is not taken."),
    "measure_bad": Words("测量值须为数字，且在可能的范围内；按未测处理。", "A measure must be a number that is possible; taken as not measured."),
}  # fmt: skip
