"""教基4067, 4148 to 4159, 4251, 4261: staff by post, teachers by age, title, subject and attainment."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.tables import CONDITIONS, STAFF
from xuezheng.returns.forms.making import ALL, TOTAL, Asked, Form, Head, Line, Source, Unkept, part, persons_of

AGES = ((0, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 49), (50, 54), (55, 59), (60, 0))
TITLES = (
    ("full_senior", "正高级", "Full senior title"), ("senior", "副高级", "Senior title"), ("middle", "中级", "Middle title"),
    ("junior", "助理级", "Assistant title"), ("assistant", "员级", "Lowest title"), ("", "未定职级", "No title"),
)  # fmt: skip
ATTAINMENTS = (
    (6, "博士研究生", "Doctor"), (5, "硕士研究生", "Master"), (4, "本科", "Bachelor"), (3, "专科", "Junior college"),
    (2, "高中阶段", "Senior secondary"), (1, "高中阶段以下", "Below senior secondary"),
)  # fmt: skip
SUBJECTS = (
    ("道德与法治", "Morality and law"), ("思想政治", "Politics"), ("语文", "Chinese"), ("数学", "Mathematics"), ("英语", "English"),
    ("日语", "Japanese"), ("俄语", "Russian"), ("历史", "History"), ("地理", "Geography"), ("科学", "Science"), ("物理", "Physics"),
    ("化学", "Chemistry"), ("生物学", "Biology"), ("信息科技", "Information technology"), ("信息技术", "Information technology (senior)"),
    ("体育与健康", "Sports and health"), ("音乐", "Music"), ("美术", "Art"), ("劳动", "Labour"), ("综合实践活动", "Integrated practice"),
)  # fmt: skip
ONLY_JUNIOR, ONLY_SENIOR = {"道德与法治", "信息科技", "科学", "劳动"}, {"思想政治", "信息技术"}
STAGE_NAMES = {
    "preschool": Words("学前", "Preschool"), "primary": Words("小学", "Primary"), "junior": Words("初中", "Junior secondary"),
    "senior": Words("普通高中", "Senior secondary"), "special": Words("特殊教育", "Special education"),
}  # fmt: skip
FULL_TIME, WOMAN, MINORITY = pl.col("is_full_time_teacher"), pl.col("sex") == "2", pl.col("is_minority")
NO_NATIONALITY = Unkept(Words("教职工登记册不记国籍。", "The register of staff does not keep nationalities."))
ONLY_TOTAL = Unkept(Words("这一类人员只问总数，不分类。", "Of these persons only the total is asked."))
NO_ORIGIN = Unkept(
    Words(
        "港澳台侨身份，登记册不记，也不问；有的由学校在纸质表上填。",
        "Origin from Hong Kong, Macao, Taiwan or overseas is neither registered nor asked; a school that has any states it on paper.",
    )
)  # fmt: skip
NO_CARERS = Unkept(
    Words("岗位代码不分保育员、卫生保健人员，都在教辅人员里。", "Carers and health staff have no post code of their own; they are among the support staff.")
)  # fmt: skip


NOT_OF_THE_STAFF = (  # they teach here and hold no post here
    ("outside", "outside_teacher_count", "校外教师", "Teachers from outside"),
    ("veterans", "veteran_teacher_count", "银龄教师", "Retired teachers"),
)


def post_form(code: str, title: Words, stages: tuple[str, ...], *, is_inferred: bool = False) -> Form:
    """Staff by post; those whose post is of the form's stages (of no stage: with the schools)."""
    own = pl.col("stage").is_in((*stages, "") if "primary" in stages else stages)
    lines: tuple[tuple[Line, pl.Expr | None], ...] = (
        (TOTAL, ALL),
        (part("women", "女", "Women"), WOMAN),
        (part("on_quota", "在编人员", "On quota"), pl.col("is_on_quota")),
        (part("minority", "少数民族", "Minority nationalities"), MINORITY),
        (part("foreign", "外籍人员", "Foreigners"), None),
    )
    is_school = "primary" in stages
    post = pl.col("post")
    heads: tuple[tuple[Head, pl.Expr | None], ...] = (
        (Head("staff", Words("教职工数", "Staff")), ALL),
        (Head("teachers", Words("专任教师", "Full-time teachers")), FULL_TIME),
        (Head("administrators", Words("行政人员", "Administrators")), post.is_in(("administrator", "principal"))),
        (Head("support", Words("教辅人员", "Support staff")), post == "support"),
        (Head("workers", Words("工勤人员", "Workers")), post == "worker"),
        (Head("others", Words("其他", "Others")), (post == "teacher") & ~FULL_TIME),
        *(
            ((Head("carers", Words("保育员、卫生保健人员", "Carers and health staff")), None),)
            if stages == ("preschool",)
            else ()
        ),
        *(((Head(key, Words(zh, en)), None) for key, _, zh, en in NOT_OF_THE_STAFF) if is_school else ()),
    )
    cells: dict[tuple[str, str], Source] = {}
    for line, where in lines:
        for head, of in heads:
            if head.key == "carers":
                cells[line.key, head.key] = NO_CARERS
            elif of is None:
                cells[line.key, head.key] = ONLY_TOTAL
            else:
                cells[line.key, head.key] = NO_NATIONALITY if where is None else persons_of(STAFF, own, where, of)
    if is_school:
        cells |= {("total", key): Asked(CONDITIONS, column) for key, column, _, _ in NOT_OF_THE_STAFF}
    return Form(
        code, title, frozenset(stages), tuple(h for h, _ in heads), tuple(line for line, _ in lines), cells, main="staff",
        inferred=frozenset({"name", "layout"}) if is_inferred else frozenset({"layout"}),
    )  # fmt: skip


def _age_heads() -> list[tuple[Head, pl.Expr]]:
    age = pl.col("age")
    heads = [(Head("all", Words("合计", "All")), ALL), (Head("women", Words("女", "Women")), WOMAN)]
    for low, high in AGES:
        if not low:
            heads.append((Head(f"to{high}", Words(f"{high}岁及以下", f"{high} or younger")), age <= high))
        elif not high:
            heads.append((Head(f"from{low}", Words(f"{low}岁及以上", f"{low} or older")), age >= low))
        else:
            heads.append(
                (Head(f"{low}to{high}", Words(f"{low}—{high}岁", f"{low} to {high}")), age.is_between(low, high))
            )
    return heads


def _first_lines(stage: str) -> list[tuple[Line, pl.Expr]]:
    """The lines a block of a stage begins with: all, women, minorities."""
    name = STAGE_NAMES[stage]
    return [
        (Line(f"{stage}_total", name), ALL),
        (Line(f"{stage}_women", Words(f"{name.zh}：女", f"{name.en}: women"), is_part=True), WOMAN),
        (Line(f"{stage}_minority", Words(f"{name.zh}：少数民族", f"{name.en}: minority"), is_part=True), MINORITY),
    ]


def others_form() -> Form:
    """Other facts of the staff: the parties they belong to, asked of all; minorities by the register."""
    lines: tuple[tuple[Line, pl.Expr], ...] = (
        (Line("staff", Words("教职工", "Staff")), ALL),
        (part("women", "女", "Women"), WOMAN),
        (Line("teachers", Words("专任教师", "Full-time teachers")), FULL_TIME),
        (part("women_teachers", "专任教师：女", "Full-time teachers: women"), FULL_TIME & WOMAN),
    )
    parties = (
        ("party_member_count", "中共党员", "Communist Party"),
        ("league_member_count", "共青团员", "Youth League"),
        ("democratic_party_count", "民主党派", "Democratic parties"),
    )
    origins = (
        ("hong_kong", "香港", "Hong Kong"),
        ("macao", "澳门", "Macao"),
        ("taiwan", "台湾", "Taiwan"),
        ("overseas", "华侨", "Overseas"),
    )
    cells: dict[tuple[str, str], Source] = {}
    for line, where in lines:
        for column, _, _ in parties:
            cells[line.key, column] = Asked(CONDITIONS, column) if line.key == "staff" else ONLY_TOTAL
        cells |= {(line.key, key): NO_ORIGIN for key, _, _ in origins}
        cells[line.key, "minority"] = persons_of(STAFF, where, MINORITY)
    heads = [
        Head(key, Words(zh, en))
        for key, zh, en in (*parties, ("minority", "少数民族", "Minority nationalities"), *origins)
    ]
    return Form(
        "教基4067", Words("教职工其他情况", "Other facts of the staff"), frozenset({*STAGE_NAMES, "vocational"}), tuple(heads),
        tuple(line for line, _ in lines), cells, main="minority",
    )  # fmt: skip


def ages_form() -> Form:
    """Full-time teachers by age, with a block of lines for each stage."""
    stages, heads = ("preschool", "primary", "junior", "senior", "special"), _age_heads()
    lines: list[Line] = []
    cells: dict[tuple[str, str], Source] = {}
    for stage in stages:
        name, of_stage = STAGE_NAMES[stage], FULL_TIME & (pl.col("stage") == stage)
        block = _first_lines(stage)
        for key, zh, en in TITLES:
            line = Line(f"{stage}_{key or 'none'}", Words(f"{name.zh}：{zh}", f"{name.en}: {en}"), is_part=True)
            block.append((line, pl.col("title") == key))
        lines += [line for line, _ in block]
        cells |= {
            (line.key, head.key): persons_of(STAFF, of_stage, where, of) for line, where in block for head, of in heads
        }
    return Form(
        "教基4153", Words("基础教育学校专任教师分年龄情况", "Full-time teachers by age"), frozenset(stages),
        tuple(h for h, _ in heads), tuple(lines), cells, main="all",
    )  # fmt: skip


def subjects_form(code: str, title: Words, stages: tuple[str, ...], *, is_inferred: bool = False) -> Form:
    """Full-time teachers by subject and attainment, with a block of lines for each stage."""
    dropped = ONLY_JUNIOR if stages == ("senior",) else ONLY_SENIOR
    subjects = [(zh, en) for zh, en in SUBJECTS if zh not in dropped]
    subject = pl.col("subject")
    heads: list[tuple[Head, pl.Expr]] = [
        (Head("all", Words("合计", "All")), ALL),
        (Head("women", Words("女", "Women")), WOMAN),
    ]
    heads += [(Head(f"subject{n}", Words(zh, en)), subject == zh) for n, (zh, en) in enumerate(subjects, 1)]
    other = ~subject.is_in([zh for zh, _ in subjects]) & (subject != "")
    heads += [(Head("other", Words("其他", "Others")), other)]
    heads += [(Head("none", Words("本学年不授课", "Not teaching this year")), subject == "")]
    lines: list[Line] = []
    cells: dict[tuple[str, str], Source] = {}
    for stage in stages:
        name, of_stage = STAGE_NAMES[stage], FULL_TIME & (pl.col("stage") == stage)
        block = _first_lines(stage)
        for rank, zh, en in ATTAINMENTS:
            line = Line(f"{stage}_rank{rank}", Words(f"{name.zh}：{zh}", f"{name.en}: {en}"), is_part=True)
            block.append((line, pl.col("attainment_rank") == rank))
        lines += [line for line, _ in block]
        cells |= {
            (line.key, head.key): persons_of(STAFF, of_stage, where, of) for line, where in block for head, of in heads
        }
    return Form(
        code, title, frozenset(stages), tuple(h for h, _ in heads), tuple(lines), cells, main="all",
        inferred=frozenset({"name", "layout"}) if is_inferred else frozenset({"layout"}),
    )  # fmt: skip


def vocational_form() -> Form:
    """Full-time teachers of vocational schools by qualification."""
    of_stage = FULL_TIME & (pl.col("stage") == "vocational")
    lines: tuple[tuple[Line, pl.Expr], ...] = ((TOTAL, ALL), (part("women", "女", "Women"), WOMAN))
    heads: list[tuple[Head, pl.Expr]] = [
        (Head("all", Words("合计", "All")), ALL),
        (Head("double", Words("双师型", "Double-qualified")), pl.col("is_double_qualified")),
        (Head("major", Words("专业课教师", "Teachers of vocational subjects")), pl.col("subject") == "专业课"),
    ]
    heads += [(Head(f"rank{rank}", Words(zh, en)), pl.col("attainment_rank") == rank) for rank, zh, en in ATTAINMENTS]
    heads += [(Head(key or "none", Words(zh, en)), pl.col("title") == key) for key, zh, en in TITLES]
    cells: dict[tuple[str, str], Source] = {
        (line.key, head.key): persons_of(STAFF, of_stage, where, of) for line, where in lines for head, of in heads
    }
    return Form(
        "教基4261", Words("中职专任教师", "Full-time teachers of vocational schools"), frozenset({"vocational"}),
        tuple(h for h, _ in heads), tuple(line for line, _ in lines), cells, main="all", inferred=frozenset({"name", "layout"}),
    )  # fmt: skip


def kindergarten_form() -> Form:
    """Full-time teachers of kindergartens by attainment and title."""
    of_stage = FULL_TIME & (pl.col("stage") == "preschool")
    lines = (
        (TOTAL, ALL),
        (part("women", "女", "Women"), WOMAN),
        (part("minority", "少数民族", "Minority nationalities"), MINORITY),
    )
    heads: list[tuple[Head, pl.Expr]] = [(Head("all", Words("合计", "All")), ALL)]
    heads += [(Head(f"rank{rank}", Words(zh, en)), pl.col("attainment_rank") == rank) for rank, zh, en in ATTAINMENTS]
    heads += [(Head(key or "none", Words(zh, en)), pl.col("title") == key) for key, zh, en in TITLES]
    cells: dict[tuple[str, str], Source] = {
        (line.key, head.key): persons_of(STAFF, of_stage, where, of) for line, where in lines for head, of in heads
    }
    return Form(
        "教基4159", Words("幼儿园专任教师", "Full-time teachers of kindergartens"), frozenset({"preschool"}),
        tuple(h for h, _ in heads), tuple(line for line, _ in lines), cells, main="all", inferred=frozenset({"name", "layout"}),
    )  # fmt: skip


FORMS = (
    others_form(),
    post_form("教基4148", Words("幼儿园教职工数", "Kindergarten staff"), ("preschool",), is_inferred=True),
    post_form("教基4149", Words("中小学教职工", "School staff"), ("primary", "junior", "senior")),
    post_form("教基4150", Words("特殊教育学校教职工数", "Staff of special schools"), ("special",), is_inferred=True),
    post_form("教基4251", Words("中职教职工", "Staff of vocational schools"), ("vocational",), is_inferred=True),
    ages_form(),
    subjects_form(
        "教基4155", Words("义务教育阶段专任教师分课程、分学历情况", "Teachers of compulsory education by subject and attainment"),
        ("primary", "junior"),
    ),
    subjects_form(
        "教基4156", Words("普通高中专任教师分课程、分学历情况", "Senior secondary teachers by subject and attainment"), ("senior",),
        is_inferred=True,
    ),
    kindergarten_form(),
    vocational_form(),
)  # fmt: skip
