"""Land, buildings, equipment and books, by pupil. Schools that did not report a quantity are left out on both sides."""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import SCHOOL_FILTERS, ratio, share
from xuezheng.indicators.figures.sources import BALANCED, NATIONAL
from xuezheng.registers.tables import CONDITIONS, ROOMS

PUPILS_OF_SCHOOLS = Measure(CONDITIONS, lambda t: t.pupil_count.sum())


def _per_pupil(id: str, term: Words, what: Words, value: Expression, **more: Any) -> Indicator:
    return ratio(
        id,
        term,
        Words(f"{what.zh} ÷ 在校生数。", f"{what.en} ÷ pupils."),
        Measure(CONDITIONS, value),
        PUPILS_OF_SCHOOLS,
        direction="higher_better",
        filters=SCHOOL_FILTERS,
        **more,
    )


SITE_AREA_PER_PUPIL = _per_pupil(
    "site_area_per_pupil",
    Words("生均占地面积", "Site area per pupil"),
    Words("学校占地面积", "School site area"),
    lambda t: t.site_area_m2.sum(),
    unit="m2/pupil",
    source=NATIONAL,
)
BUILDING_AREA_PER_PUPIL = _per_pupil(
    "building_area_per_pupil",
    Words("生均校舍建筑面积", "Building area per pupil"),
    Words("校舍建筑面积", "School building floor area"),
    lambda t: t.building_area_m2.sum(),
    unit="m2/pupil",
    source=NATIONAL,
)
TEACHING_ROOM_AREA_PER_PUPIL = _per_pupil(
    "teaching_room_area_per_pupil",
    Words("生均教学及辅助用房面积", "Teaching and auxiliary rooms per pupil"),
    Words("教学及辅助用房面积减去室内体育用房面积", "Teaching and auxiliary rooms, less indoor sports rooms"),
    lambda t: t.teaching_area_m2.sum() - t.indoor_sports_area_m2.sum(),
    unit="m2/pupil",
    source=BALANCED,
)
SPORTS_AREA_PER_PUPIL = _per_pupil(
    "sports_area_per_pupil",
    Words("生均体育运动场馆面积", "Sports area per pupil"),
    Words("体育运动场地面积加室内体育用房面积", "Outdoor sports grounds and indoor sports rooms"),
    lambda t: t.sports_ground_area_m2.sum() + t.indoor_sports_area_m2.sum(),
    unit="m2/pupil",
    source=BALANCED,
)
DANGEROUS_BUILDING_SHARE = share(
    "dangerous_building_share",
    Words("危房比例", "Share of unsafe building area"),
    Words("危房面积 ÷ 校舍建筑面积。", "Unsafe floor area ÷ school building floor area."),
    Measure(CONDITIONS, lambda t: t.dangerous_area_m2.sum()),
    Measure(CONDITIONS, lambda t: t.building_area_m2.sum()),
    source=NATIONAL,
    direction="lower_better",
    filters=SCHOOL_FILTERS,
)
EQUIPMENT_VALUE_PER_PUPIL = _per_pupil(
    "equipment_value_per_pupil",
    Words("生均教学仪器设备值", "Teaching equipment value per pupil"),
    Words("教学仪器设备原值", "Book value of teaching equipment"),
    lambda t: t.equipment_fen.sum(),
    unit="fen",
    source=BALANCED,
)
BOOKS_PER_PUPIL = _per_pupil(
    "books_per_pupil",
    Words("生均图书册数", "Books per pupil"),
    Words("纸质图书册数", "Printed books"),
    lambda t: t.book_count.sum(),
    unit="volume/pupil",
    source=NATIONAL,
)
TERMINALS_PER_100 = _per_pupil(
    "terminals_per_100",
    Words("每百名学生拥有教学用终端数", "Teaching terminals per 100 pupils"),
    Words("教学用终端台数 × 100", "Teaching terminals × 100"),
    lambda t: t.terminal_count.sum(),
    unit="per_100",
    source=NATIONAL,
    multiplier=100.0,
    sdg4="4.a.1",
)
SEATS_PER_PUPIL = ratio(
    "classroom_seats_per_pupil",
    Words("生均教室座位数", "Classroom seats per pupil"),
    Words("教室座位数 ÷ 在校生数。", "Seats in classrooms ÷ pupils."),
    Measure(ROOMS, lambda t: t.seat_count.sum(), lambda t: t.kind == "classroom"),
    PUPILS_OF_SCHOOLS,
    unit="seat/pupil",
    source=Source(Words("本系统口径", "Definition of this system"), verification="derived"),
    direction="higher_better",
)

INDICATORS = (
    SITE_AREA_PER_PUPIL,
    BUILDING_AREA_PER_PUPIL,
    TEACHING_ROOM_AREA_PER_PUPIL,
    SPORTS_AREA_PER_PUPIL,
    DANGEROUS_BUILDING_SHARE,
    EQUIPMENT_VALUE_PER_PUPIL,
    BOOKS_PER_PUPIL,
    TERMINALS_PER_100,
    SEATS_PER_PUPIL,
)
