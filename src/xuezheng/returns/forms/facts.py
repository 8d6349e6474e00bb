"""教基1001: what the institution is; 教基1102: other facts of it."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.rules import STAGES_OF_TYPE
from xuezheng.registers.tables import CONDITIONS, INSTITUTIONS, STAFF
from xuezheng.returns.forms.making import Asked, CellKind, Drawn, Form, Head, Line, Source, Unkept, persons_of

BASIC = frozenset({"preschool", "primary", "junior", "senior", "vocational", "special"})
VALUE = Head("value", Words("本年", "This year"), "text")


NAMES = Unkept(
    Words(
        "人名不进冻结的表，打印后由本人签写。", "Names of persons are not frozen with the return; they are signed by hand on paper."
    )
)  # fmt: skip


def _fact(key: str, zh: str, en: str, kind: CellKind, source: Source | None = None) -> tuple[Line, Source]:
    return Line(key, Words(zh, en), kind), source or Drawn(INSTITUTIONS, pl.col(key).first())


FACTS: tuple[tuple[Line, Source], ...] = (
    _fact("institution_code", "标识码", "Code", "text"),
    _fact("name", "名称", "Name", "text"),
    _fact("school_type", "办学类型", "Type of school", "school_type"),
    _fact("organiser", "举办者", "Organiser", "organiser"),
    _fact("urban_rural", "城乡类型", "Urban or rural", "urban_rural"),
    _fact("longitude", "经度", "Longitude", "degrees"),
    _fact("latitude", "纬度", "Latitude", "degrees"),
    _fact("opened_on", "建校日期", "Opened on", "date"),
    _fact("address", "地址", "Address", "text"),
    _fact("web_address", "网址（没有的填“无”）", "Web address (“none” where there is none)", "text", Asked(CONDITIONS, "web_address")),
    _fact("head", "负责人", "Head", "text", NAMES),
    _fact("party_head", "党组织负责人", "Party secretary", "text", NAMES),
)  # fmt: skip
FORM_1001 = Form(
    "教基1001", Words("学校（机构）基本情况", "Basic facts of the institution"), BASIC, (VALUE,),
    tuple(line for line, _ in FACTS), {(line.key, "value"): source for line, source in FACTS}, main="value",
)  # fmt: skip


def _flag(column: str, zh: str, en: str) -> tuple[Line, Source]:
    return Line(column, Words(zh, en), "flag"), Asked(CONDITIONS, column)


def _backbone(stage: str, zh: str, en: str) -> tuple[Line, Source]:
    title = Words(f"县级以上骨干教师（{zh}）", f"Backbone teachers, {en}")
    teachers = (pl.col("is_full_time_teacher"), pl.col("is_backbone"), pl.col("stage") == stage)
    return Line(f"backbone_{stage}", title, "count", Words("人", "persons")), persons_of(STAFF, *teachers)


OTHERS: tuple[tuple[Line, Source], ...] = (
    _backbone("primary", "小学", "primary"),
    _backbone("junior", "初中", "junior secondary"),
    _backbone("senior", "普通高中", "senior secondary"),
    _flag("has_guards", "专职安全保卫人员已配备", "Full-time guards"),
    _flag("has_safe_water", "安全饮用水", "Safe drinking water"),
    _flag("has_sanitary_toilets", "卫生厕所", "Sanitary toilets"),
    _flag("has_clinic", "卫生室（保健室）", "Clinic"),
    _flag("has_access_ramps", "无障碍设施", "Access for people with disabilities"),
    _flag("has_mental_health_teacher", "专兼职心理健康教师", "Mental health teacher"),
    _flag("meets_sports_equipment", "体育器械达标", "Sports equipment up to norm"),
    _flag("meets_music_equipment", "音乐器材达标", "Music equipment up to norm"),
    _flag("meets_art_equipment", "美术器材达标", "Art equipment up to norm"),
    _flag("meets_science_equipment", "理科实验仪器达标", "Science instruments up to norm"),
    _flag("has_network", "接入互联网", "Connected to the internet"),
    _flag("has_wireless", "无线网络全覆盖", "Wireless network throughout"),
    _flag("uses_national_platform", "使用国家智慧教育平台", "Uses the national platform"),
    (
        Line(
            "examined_count",
            Words("上学年参加体检学生数", "Pupils with a medical examination last year"),
            "count",
            Words("人", "persons"),
        ),
        Asked(CONDITIONS, "examined_count"),
    ),
)
FORM_1102 = Form(
    "教基1102", Words("学校（机构）其他情况", "Other facts of the institution"), BASIC, (VALUE,),
    tuple(line for line, _ in OTHERS), {(line.key, "value"): source for line, source in OTHERS}, main="value",
    note=Words("骨干教师来自教职工登记册；其余每年填一次。", "Backbone teachers come from the register of staff; the rest is asked once a year."),
)  # fmt: skip

FORMS = (FORM_1001, FORM_1102)


def stages_taught(school_type: str, class_stages: frozenset[str] = frozenset()) -> frozenset[str]:
    """The stages of a school's type, and those of classes attached to it."""
    return frozenset(STAGES_OF_TYPE.get(school_type, ())) | class_stages
