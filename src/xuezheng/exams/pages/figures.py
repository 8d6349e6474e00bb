"""What a work says in numbers: its counts, what it stands on, and its result that names nobody."""

from typing import Any

from django.conf import settings

from xuezheng.exams.actions.keeping import result
from xuezheng.exams.models import ExamWork
from xuezheng.exams.pages.works import local
from xuezheng.exams.rules.graded_variants import VARIANTS
from xuezheng.exams.rules.lists import LISTS
from xuezheng.exams.rules.works import STATES
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens.components import Column, Definition, Figure, Row, State
from xuezheng.screens.numbers import Missing

# result file → its columns (key, Chinese, English, kind)
SHOWN: dict[str, tuple[str, tuple[tuple[str, str, str, str], ...]]] = {
    "seating": ("statistics.csv", (
        ("room", "考场", "Room", "text"), ("candidates", "考生", "Candidates", "count"), ("schools", "学校", "Schools", "count"),
        ("most_of_one_school", "同校最多", "Most of one school", "count"), ("apart", "可错开", "Could sit apart", "count"),
        ("clash", "同校相邻", "Neighbours of one school", "count"),
    )),
    "duties": ("spread.csv", (("duties", "场次", "Duties", "count"), ("people", "人数", "People", "count"))),
    "scores": ("papers.csv", (
        ("paper", "科目", "Paper", "text"), ("candidates", "有分者", "With a score", "count"), ("mean", "平均分", "Mean", "number"),
        ("sd", "标准差", "Spread", "number"), ("highest", "最高分", "Highest", "number"),
    )),
    "grading": ("map.csv", (
        ("subject", "科目", "Subject", "text"), ("raw", "原始分", "Raw", "number"), ("count", "人数", "Candidates", "count"),
        ("down_to", "累计", "Down to", "count"), ("grade", "等级", "Grade", "text"), ("graded", "赋分", "Graded", "count"),
        ("exact", "精确值", "Exact", "text"),
    )),
    "admission": ("lines.csv", (
        ("programme", "代码", "Code", "text"), ("school", "学校", "School", "text"), ("batch", "批次", "Batch", "text"),
        ("kind", "类别", "Kind", "word"), ("seats", "计划", "Seats", "count"), ("wanted", "报考", "Wanted", "count"),
        ("admitted", "录取", "Admitted", "count"), ("last_total", "最低分", "Lowest total", "number"),
        ("last_place", "最低位次", "Last place", "count"),
    )),
    "classes": ("classes.csv", (("class", "班", "Class", "text"), ("pupils", "人数", "Pupils", "count"))),
}  # fmt: skip
KIND_WORDS = {
    "open": Words("统招", "Open"), "quota": Words("指标到校", "Quota"), "directed": Words("定向", "Directed"),
    "special": Words("特色", "Special"), "supplement": Words("补录", "Supplement"),
}  # fmt: skip


def figures(one: ExamWork) -> tuple[Figure, ...]:
    told, area, when = (
        one.told,
        area_words(one.area_code),
        local(one.done_at or one.made_at).date().isoformat(),
    )
    state = None if one.state == "done" else State.DRAFT
    names = {
        "candidates": Words("考生", "Candidates"), "admitted": Words("录取", "Admitted"), "rooms": Words("考场", "Rooms"), "sites": Words("考点", "Sites"),
        "schools": Words("学校", "Schools"), "clashing": Words("有同校相邻的考场", "Rooms with neighbours of one school"),
        "programmes": Words("招生计划", "Programmes"), "people": Words("监考人员", "People"), "duties": Words("监考人次", "Duties"), "sessions": Words("场次", "Sessions"),
        "awaiting": Words("待评", "Marks awaited"), "corrections": Words("复核更正", "Corrections"),
        "subjects": Words("科目", "Subjects"), "pupils": Words("学生", "Pupils"), "classes": Words("班级", "Classes"),
    }  # fmt: skip
    units = {"candidates": Words("人", "people"), "admitted": Words("人", "people"), "pupils": Words("人", "pupils")}
    return tuple(
        Figure(term, int(told[key]), units.get(key, Words("个", "")), when, area, state)
        for key, term in names.items()
        if key in told
    )


def facts(one: ExamWork, is_public: bool = False) -> tuple[Definition, ...]:
    rows = [Definition(Words("状态", "State"), STATES[one.state])]
    if one.roster_hash:
        rows.append(Definition(Words("名册指纹", "Roster hash"), one.roster_hash))
    if one.seed:
        rows.append(Definition(Words("种子", "Seed"), one.seed))
    if "classes" in one.asked:
        rows.append(Definition(Words("班数", "Classes"), str(one.asked["classes"])))
    if rule := next((r for r in VARIANTS if r.id == one.asked.get("rule")), None):
        rows += [
            Definition(Words("规则", "Rule"), rule.term),
            Definition(Words("出处", "Source"), rule.document),
            Definition(Words("说明", "Note"), rule.note),
        ]
    if "order" in one.asked:
        rows.append(Definition(Words("排序", "Order"), " → ".join(one.asked["order"])))
        equal = Words("签分先后", "by lot") if one.asked["ties"] == "lot" else Words("并列录取", "all admitted")
        rows.append(Definition(Words("各项相同", "Equal in all"), equal))
    if one.lists:
        rows.append(
            Definition(
                Words("名单版本", "Versions of lists"),
                "、".join(f"{LISTS[k].title.zh} v{v}" for k, v in one.lists.items()),
            )
        )
    if one.published_at:
        rows.append(Definition(Words("公布", "Published"), f"{local(one.published_at):%Y-%m-%d %H:%M}"))
    if is_public:
        return tuple(rows)
    rows.append(
        Definition(
            Words("经手", "By"),
            f"{one.made_by.display_name if one.made_by else '—'} {local(one.made_at):%Y-%m-%d %H:%M}",
        )
    )
    return tuple(rows)


def shown_rows(one: ExamWork) -> tuple[tuple[Column, ...], list[Row]]:
    """The result that names nobody: rooms, the map, lines, classes."""
    file, heads = SHOWN[one.kind]
    found = result(settings.INSTANCE, one, file)
    extra = [(n, n, n, "count") for n in found.columns if one.kind == "classes" and n not in ("class", "pupils")]
    wanted = [head for head in (*heads, *extra) if head[0] in found.columns]
    columns = tuple(Column(key, Words(zh, en), "text" if kind == "word" else kind) for key, zh, en, kind in wanted)  # type: ignore[arg-type]
    return columns, [
        {key: shown_cell(row[key], kind) for key, _, _, kind in wanted} for row in found.iter_rows(named=True)
    ]


def shown_cell(text: str | None, kind: str) -> Any:
    if kind == "word":
        return KIND_WORDS.get(text or "", text or "—")
    if kind == "text":
        return text or "—"
    return Missing.NOT_APPLICABLE if not text else float(text) if "." in text else int(text)
