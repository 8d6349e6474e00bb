"""The statutory base forms as they are handed on: of a school, or summed over a county or the city, as a workbook."""

from collections.abc import Callable, Sequence

from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.returns.forms import FORMS, Filled, Form, forms_of
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.reading import filled_frozen, filled_live, last_frozen
from xuezheng.returns.rules import FROZEN, OPEN
from xuezheng.returns.workbook import Sheet, forms_workbook

Tell = Callable[[float, str], None]  # hears how far it is, and with what; what it raises ends it
WITHOUT_SUMS = "教基1001"  # facts of one institution
STATES = {
    "open": Words("草案", "Draft"), "signed": Words("已签字", "Signed"), "frozen": Words("已核定", "Certified"),
}  # fmt: skip


def tell_nobody(_share: float, _text: str) -> None:
    return


def state_words(part: Part) -> Words:
    """How far a part has come, as the sheet says it."""
    is_certified = part.level == "city" and part.state != OPEN
    return STATES["frozen" if is_certified else part.state]


def filled_of(instance: Instance, collection: Collection, code: str = "", forms: tuple[Form, ...] = FORMS) -> Filled:
    """The forms as certified where the return is frozen, else as the register has them now."""
    if collection.parts.filter(level="city", state=FROZEN).exists():
        frozen = last_frozen(instance, collection.city_code, collection.school_year)
        if frozen is not None:
            return filled_frozen(frozen, code, forms)
    return filled_live(ReturnScope(collection.city_code, SchoolYear(collection.school_year)), code, forms)


def _year_words(collection: Collection) -> Words:
    year = SchoolYear(collection.school_year)
    return Words(f"{year}学年", str(year))


def school_forms(instance: Instance, part: Part, language: str) -> bytes:
    """All forms of a school, a sheet each."""
    code, due = part.code, forms_of(frozenset(part.stages.split()))
    filled = filled_of(instance, part.collection, code, due)
    sheets = [(form, filled.lines(form, code), filled.table(form, code)) for form in due]
    unit = Words(f"{part.name}（{code}）", f"{part.name} ({code})")
    return forms_workbook(
        sheets, unit, _year_words(part.collection), language, is_sum=False, is_synthetic=instance.is_synthetic,
        state=state_words(part),
    )  # fmt: skip


def summed_forms(
    instance: Instance,
    collection: Collection,
    schools: Sequence[Part],
    county: str,
    language: str,
    tell: Tell = tell_nobody,
) -> bytes:
    """All forms summed over the schools of a county, or of the city where the county is "". `tell` hears how far (0 to 1)."""
    tell(0.05, Words("取数", "collecting").in_(language))
    filled, codes = filled_of(instance, collection), [p.code for p in schools]
    due = [form for form in FORMS if any(form.stages & set(p.stages.split()) for p in schools)]
    sheets: list[Sheet] = []
    for number, form in enumerate(due):
        tell(0.6 + 0.3 * number / len(due), form.code)
        if form.code != WITHOUT_SUMS:
            sheets.append((form, filled.lines(form), filled.summed(form, codes)))
    tell(0.9, "XLSX")
    area = area_words(county or collection.city_code)
    unit = Words(f"{area.zh}（{len(schools)}所学校汇总）", f"{area.en} (sum of {len(schools)} schools)")
    part = collection.parts.get(level="county" if county else "city", code=county or collection.city_code)
    return forms_workbook(
        sheets, unit, _year_words(collection), language, is_sum=True, is_synthetic=instance.is_synthetic,
        state=state_words(part),
    )  # fmt: skip
