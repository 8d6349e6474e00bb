"""What may be counted in a school's favour (special cases of the working guide), once somebody has shown it by hand.

Verification: one source, a working platform that quotes the guide; so each needs its own evidence and can be withdrawn.
"""

from dataclasses import dataclass

from xuezheng.ground.words import Words

PREFIX = "allowance."


@dataclass(frozen=True, slots=True)
class Allowance:
    """`column` is the quantity that the number is added to; empty where only the fact counts."""

    id: str
    term: Words
    unit: Words
    column: str = ""
    is_shared: bool = False  # split between the parts of the school


ALLOWANCES: dict[str, Allowance] = {
    a.id: a
    for a in (
        Allowance(
            f"{PREFIX}sports_area", Words("城区计入的体育场馆面积（改造的地下室、屋顶，步行10分钟内租用的场馆）",
                "Sports area counted in dense towns (converted basements and roofs, stadiums rented within 10 minutes on foot)"),
            Words("平方米", "m²"), "sports_area_m2", is_shared=True,
        ),
        Allowance(
            f"{PREFIX}pe_arts", Words("50—99人乡村学校的走教、兼职体艺教师", "Itinerant and part-time teachers of sport and arts, rural schools of 50 to 99"),
            Words("人", "teachers"), "pe_arts_count",
        ),
        Allowance(f"{PREFIX}size", Words("2010年前建成或随迁子女过半：规模上限2400（一贯制3000）", "Built by 2010, or over half migrants: size limit 2400 (through-train 3000)"), Words("", "")),
        Allowance(f"{PREFIX}special_rooms", Words("班额30人以下乡村学校的音乐、美术教室（小学54、初中61平方米）",
            "Music and art rooms of rural schools with classes under 30 (54 and 61 m²)"), Words("", "")),
    )
}  # fmt: skip
SMALL_RURAL = (50, 99)
