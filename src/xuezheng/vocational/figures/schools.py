"""Indicators of what vocational schools and colleges are and run."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.vocational.rules import NORMS_2010, meets_all
from xuezheng.vocational.tables import (
    ASSESSMENTS,
    INDUSTRY_COLLEGES,
    ORDER_CLASS_PARTNERS,
    ORDER_CLASSES,
    PROGRAMME_GROUPS,
)

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
CONDITIONS_2022 = Source(
    Words(
        "职业学校办学条件达标工程实施方案（教职成〔2022〕5号）",
        "Plan to bring vocational schools up to standard (2022, no. 5)",
    ),
    verification="two_sources",
)

CONDITIONS_MET = Indicator(
    id="vocational_conditions_met",
    term=Words("中职学校办学条件达标率", "Vocational schools meeting the national conditions"),
    unit="share",
    definition=Words(
        "本学年评估的中等职业学校中，九项重点监测指标全部达标的学校比例。",
        "Of the secondary vocational schools assessed in the school year, the share that meets all nine key conditions.",
    ),
    numerator=Measure(ASSESSMENTS, lambda t: t.count(), meets_all),
    denominator=Measure(ASSESSMENTS, lambda t: t.count()),
    office="vocational",
    source=CONDITIONS_2022,
    direction="higher_better",
    edition="2022",
)
CONDITIONS_2010 = Source(
    Words("中等职业学校设置标准（教职成〔2010〕12号）", "Standards for secondary vocational schools (2010 no. 12)"),
    verification="two_sources",
)
CONDITIONS_MET_2010 = Indicator(
    id="vocational_conditions_met_2010",
    term=Words("中职学校办学条件达标率（2010年标准）", "Vocational schools meeting the conditions of 2010"),
    unit="share",
    definition=Words(
        "本学年评估的中等职业学校中，占地、校舍、教师、生均设备、图书达到2010年设置标准且在校生不少于1200人的学校比例（所测各项）。",
        "Of the secondary vocational schools assessed in the school year, the share that meets the standards of 2010 in site, buildings, "
        "teachers, equipment a pupil and books, and has 1,200 pupils or more (of what is measured).",
    ),
    numerator=Measure(ASSESSMENTS, lambda t: t.count(), lambda t: meets_all(t, NORMS_2010)),
    denominator=Measure(ASSESSMENTS, lambda t: t.count()),
    office="vocational",
    source=CONDITIONS_2010,
    direction="higher_better",
    edition="2010",
    edition_of="vocational_conditions_met",
)
PROGRAMME_GROUPS_NOW = Indicator(
    id="programme_groups",
    term=Words("高水平专业群数", "High-level programme groups"),
    unit="group",
    definition=Words(
        "9月1日“双高”建设或省级高水平专业群数。",
        "Programme groups of the double-high project or of provincial high level on 1 September.",
    ),
    numerator=Measure(PROGRAMME_GROUPS, lambda t: t.count()),
    office="vocational",
    source=OWN,
    direction="higher_better",
    filters=("level",),
)
INDUSTRY_COLLEGES_NOW = Indicator(
    id="industry_colleges",
    term=Words("现代产业学院数", "Modern industry colleges"),
    unit="college",
    definition=Words("9月1日存续的现代产业学院数。", "Modern industry colleges on 1 September."),
    numerator=Measure(INDUSTRY_COLLEGES, lambda t: t.count()),
    office="vocational",
    source=OWN,
    direction="higher_better",
    filters=("level",),
)
ORDER_CLASSES_NOW = Indicator(
    id="order_classes",
    term=Words("订单班数", "Order classes"),
    unit="class",
    definition=Words(
        "9月1日存续的企业冠名订单培养班数。", "Classes trained to the order of an enterprise that stand on 1 September."
    ),
    numerator=Measure(ORDER_CLASSES, lambda t: t.count()),
    office="vocational",
    source=OWN,
    direction="higher_better",
)
ORDER_CLASS_STUDENTS = Indicator(
    id="order_class_students",
    term=Words("订单班学生数", "Students in order classes"),
    unit="student",
    definition=Words(
        "9月1日存续的订单班自开班以来培养的学生数之和。",
        "Students trained since they began by the order classes that stand on 1 September.",
    ),
    numerator=Measure(ORDER_CLASSES, lambda t: t.student_count.sum()),
    office="vocational",
    source=OWN,
    direction="higher_better",
)
ORDER_CLASS_PARTNERS_NOW = Indicator(
    id="order_class_partners",
    term=Words("参与订单班的企业、协会和部门数", "Enterprises, associations and departments in order classes"),
    unit="organisation",
    definition=Words(
        "9月1日存续的订单班的合作企业、行业协会和政府部门数，一个单位计一次。",
        "Partners of the order classes that stand on 1 September; each counts once.",
    ),
    numerator=Measure(ORDER_CLASS_PARTNERS, lambda t: t.partner_number.nunique()),
    office="vocational",
    source=OWN,
    filters=("partner_kind",),
)
