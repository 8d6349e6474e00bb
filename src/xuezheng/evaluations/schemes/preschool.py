"""县域学前教育普及普惠督导评估, 教督〔2020〕1号."""

from xuezheng.evaluations.schemes.item import Group, Item, Scheme, number_by_hand, statement
from xuezheng.ground.words import Words

P = "preschool_universal"


def _told(group: str, tail: str, zh: str, en: str) -> Item:
    return statement(f"{P}.{group}.{tail}", tail, group, zh, en)


SCHEME = Scheme(
    P,
    Words("学前教育普及普惠", "Universal preschool"),
    Words("县域学前教育普及普惠督导评估办法，教督〔2020〕1号", "National evaluation of universal preschool by county (2020 no. 1)"),
    2020,
    (Group("level", Words("普及普惠水平", "Level")), Group("government", Words("政府保障", "Government")), Group("quality", Words("保教质量", "Quality"))),
    (
        Item(f"{P}.level.1", "1", "level", Words("学前三年毛入园率", "Gross enrolment of the three preschool years"), "figure", f"{P}.gross_enrolment", figure="preschool_gross_enrolment_ratio"),
        Item(f"{P}.level.2", "2", "level", Words("普惠性幼儿园覆盖率", "Inclusive kindergarten coverage"), "figure", f"{P}.inclusive_coverage", figure="inclusive_kindergarten_coverage"),
        Item(f"{P}.level.3", "3", "level",
             Words("公办园在园幼儿占比", "Share of children in public kindergartens"), "figure", f"{P}.public_enrolment_share", figure="public_kindergarten_enrolment_share"),
        _told("government", "2.1", "党的领导坚强有力", "Party leadership"),
        _told("government", "2.2", "发展规划科学合理", "A sound plan of development"),
        Item(f"{P}.government.2.3", "2.3", "government",
             Words("每乡镇公办中心园（没有公办园的乡镇）", "A public kindergarten in each township (townships without)"), "register", comparison="=0", unit="township"),
        _told("government", "2.4", "小区配套幼儿园管理规范", "Kindergartens of housing estates"),
        _told("government", "2.5", "财政投入到位", "Funding"),
        _told("government", "2.6", "收费合理", "Reasonable fees"),
        _told("government", "2.7", "教师工资待遇有保障", "Teachers' pay"),
        _told("government", "2.8", "安全风险防控机制健全", "Safety"),
        _told("government", "2.9", "监管制度比较完善", "Regulation"),
        number_by_hand(f"{P}.government.2.10", "2.10", "government", "社会认可度", "Public recognition", f"{P}.recognition"),
        _told("government", "2.11", "两年内无重大安全责任事故", "No major accident for two years"),
        _told("quality", "3.1", "办园条件合格", "Conditions"),
        Item(f"{P}.quality.3.2", "3.2", "quality", Words("班额达标比例", "Classes within the norm"), "register", f"{P}.standard_class_share"),
        Item(f"{P}.quality.3.3", "3.3", "quality", Words("专任教师与在园幼儿之比", "Full-time teachers to children"), "register", f"{P}.teacher_child_ratio"),
        Item(f"{P}.quality.3.4", "3.4", "quality", Words("园长、专任教师持证比例", "Heads and teachers with a certificate"), "register", f"{P}.certificate"),
        _told("quality", "3.5", "落实科学保教要求", "Sound care and teaching"),
        _told("quality", "3.6", "无“小学化”现象", "No primary-school teaching"),
    ),
)  # fmt: skip
