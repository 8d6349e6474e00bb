"""What must hold of an institution, its place, conditions, rooms and programmes."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, at_most, frames_check, one_of, row_check, seen
from xuezheng.registers.rules import CATEGORY_OF_TYPE, ROOM_KINDS, STAGES, STAGES_OF_TYPE, URBAN_RURAL
from xuezheng.registers.tables import CONDITIONS, INSTITUTIONS, PROGRAMMES, ROOMS

CHINA_BOX = ((73.0, 136.0), (3.0, 54.0))  # degrees of longitude and latitude
LEAST_ADDRESS = 6  # characters; a local checking guide of the return
FAR_DEGREES = 1.5  # from the middle of the city's sites
MEASURES = tuple(c for c in CONDITIONS.columns if c.endswith(("_m2", "_fen", "book_count", "terminal_count", "_mbps")))
PROGRAMME_STAGES = ("vocational", "higher_vocational", "higher")
FIRST_DIGITS = {"vocational": ("6", "7"), "higher_vocational": ("4", "5")}  # of the national catalogue of 2021

_category = pl.col("school_type").replace_strict(CATEGORY_OF_TYPE, default=None, return_dtype=pl.String)


def _codes_twice(frames: Frames) -> pl.DataFrame:
    found = frames[INSTITUTIONS.name]
    return found.filter(pl.col("institution_code").is_duplicated()).select(seen(INSTITUTIONS, "name"))


def _sites_twice(frames: Frames) -> pl.DataFrame:
    """Institutions whose longitude and latitude are those of another, to the last digit."""
    sited = frames[INSTITUTIONS.name].filter(pl.col("longitude").is_not_null() & pl.col("latitude").is_not_null())
    alike = sited.select("longitude", "latitude").is_duplicated()
    return sited.filter(alike).select(seen(INSTITUTIONS, "longitude", "latitude"))


def _far_off(frames: Frames) -> pl.DataFrame:
    """Sites farther from the median site of the city than any of its schools can be."""
    away = pl.max_horizontal((pl.col(c) - pl.col(c).median()).abs() for c in ("longitude", "latitude"))
    return frames[INSTITUTIONS.name].filter(away > FAR_DEGREES).select(seen(INSTITUTIONS, "longitude", "latitude"))


def _inside(column: str, bounds: tuple[float, float]) -> pl.Expr:
    return pl.col(column).is_between(*bounds)


def _digits_fit() -> pl.Expr:
    first = pl.col("programme_code").str.slice(0, 1)
    fits = pl.lit(True)
    for stage, digits in FIRST_DIGITS.items():
        fits = fits & ((pl.col("stage") != stage) | first.is_in(digits))
    return fits


INSTITUTION_CHECKS: tuple[Check, ...] = (
    frames_check(
        "registers.institution.code_once",
        (INSTITUTIONS,),
        _codes_twice,
        Words("一个标识码只属于一所学校。", "A code belongs to one institution."),
        beyond=True,
    ),
    row_check(
        "registers.institution.type_known",
        INSTITUTIONS,
        one_of("school_type", tuple(STAGES_OF_TYPE)),
        Words("办学类型是国家标准中的代码。", "The type of the school is a code of the national standard."),
    ),
    row_check(
        "registers.institution.category_fits_type",
        INSTITUTIONS,
        pl.col("institution_code").str.slice(0, 2) == _category,
        Words("标识码的前两位与办学类型相符。", "The first two digits of the code fit the type of the school."),
        cure=Words(
            "类别改变的学校要换新码：登记为转设。", "A change of category needs a new code: register a conversion."
        ),
    ),
    row_check(
        "registers.institution.code_of_province",
        INSTITUTIONS,
        pl.col("institution_code").str.slice(2, 2) == pl.col("city_code").str.slice(0, 2),
        Words("标识码的第三、四位是本省代码。", "Digits 3 and 4 of the code are those of the province."),
    ),
    row_check(
        "registers.institution.urban_rural_known",
        INSTITUTIONS,
        one_of("urban_rural", URBAN_RURAL),
        Words("城乡分类是末级代码。", "The urban–rural class is a leaf of its code list."),
    ),
    row_check(
        "registers.institution.inclusive_is_private_kindergarten",
        INSTITUTIONS,
        ~pl.col("is_inclusive") | (pl.col("is_private") & pl.col("has_preschool")),
        Words("只有民办幼儿园可以是普惠性民办园。", "Only a private kindergarten is an inclusive private one."),
    ),
    row_check(
        "registers.institution.town_in_county",
        INSTITUTIONS,
        (pl.col("town_code").str.slice(0, 6) == pl.col("county_code"))
        & (pl.col("county_code").str.slice(0, 4) == pl.col("city_code").str.slice(0, 4)),
        Words("学校所在乡镇属于本市的区县。", "The township of an institution is in a county of the city."),
    ),
    row_check(
        "registers.institution.named",
        INSTITUTIONS,
        pl.col("name").str.strip_chars().str.len_chars() >= 2,
        Words("学校有名称。", "An institution has a name."),
    ),
    row_check(
        "registers.institution.site_complete",
        INSTITUTIONS,
        pl.col("longitude").is_null() == pl.col("latitude").is_null(),
        Words("经度和纬度同时填写。", "Longitude and latitude are given together."),
    ),
    row_check(
        "registers.institution.site_plausible",
        INSTITUTIONS,
        _inside("longitude", CHINA_BOX[0]) & _inside("latitude", CHINA_BOX[1]),
        Words("坐标在国境之内（WGS84，度）。", "The site lies within the country (WGS84, degrees)."),
        cure=Words("检查经纬度是否颠倒。", "See whether longitude and latitude are exchanged."),
    ),
    frames_check(
        "registers.institution.site_near_city",
        (INSTITUTIONS,),
        _far_off,
        Words("坐标离本市其他学校不太远。", "The site is not far from the city's other sites."),
        warns=True,
        beyond=True,
    ),
    row_check(
        "registers.institution.site_known",
        INSTITUTIONS,
        pl.col("longitude").is_not_null(),
        Words("学校有坐标。", "The site of an institution is known."),
        warns=True,
    ),
    row_check(
        "registers.institution.address_told",
        INSTITUTIONS,
        pl.col("address").str.strip_chars().str.len_chars() >= LEAST_ADDRESS,
        Words(f"地址至少{LEAST_ADDRESS}个字。", f"An address has at least {LEAST_ADDRESS} characters."),
        warns=True,
        cure=Words("写到乡镇、街道和门牌。", "Give township, street and number."),
    ),
    frames_check(
        "registers.institution.site_once",
        (INSTITUTIONS,),
        _sites_twice,
        Words("两所学校的坐标不完全相同。", "No two institutions stand at exactly the same place."),
        warns=True,
        cure=Words(
            "同一院内办学的写明；抄错的改正。", "Where they share a compound, say so; where it was copied, correct it."
        ),
        beyond=True,
    ),
    row_check(
        "registers.institution.has_pupils",
        INSTITUTIONS,
        pl.col("pupil_count") > 0,
        Words("在办的学校有学生。", "An open institution has pupils."),
        warns=True,
        cure=Words("已经停办的，登记为撤销或合并。", "If it teaches no more, register a closure or merger."),
    ),
)

CONDITION_CHECKS: tuple[Check, ...] = (
    row_check(
        "registers.conditions.not_negative",
        CONDITIONS,
        pl.all_horizontal((pl.col(c) >= 0).fill_null(True) for c in MEASURES),
        Words("面积、金额和册数不为负。", "Areas, amounts and counts are not negative."),
    ),
    *(
        row_check(
            f"registers.conditions.{part.removesuffix('_area_m2')}_at_most_{whole.removesuffix('_area_m2')}",
            CONDITIONS,
            at_most(part, whole),
            Words(f"{zh}。", f"{en}."),
        )
        for part, whole, zh, en in (
            (
                "dangerous_area_m2",
                "building_area_m2",
                "危房面积不大于校舍面积",
                "Dangerous buildings are within all buildings",
            ),
            (
                "teaching_area_m2",
                "building_area_m2",
                "教学及辅助用房不大于校舍面积",
                "Teaching rooms are within all buildings",
            ),
            ("dormitory_area_m2", "building_area_m2", "宿舍面积不大于校舍面积", "Dormitories are within all buildings"),
            (
                "indoor_sports_area_m2",
                "teaching_area_m2",
                "室内体育用房不大于教学及辅助用房",
                "Indoor sports are within teaching rooms",
            ),
            ("sports_ground_area_m2", "site_area_m2", "运动场地不大于占地面积", "Sports grounds are within the site"),
        )
    ),
    row_check(
        "registers.conditions.network_has_bandwidth",
        CONDITIONS,
        ~pl.col("has_network") | (pl.col("bandwidth_mbps").fill_null(0) > 0),
        Words("接入网络的学校填报了带宽。", "A school on the network states its bandwidth."),
        warns=True,
    ),
    row_check(
        "registers.conditions.equipment_has_value",
        CONDITIONS,
        ~pl.col("meets_science_equipment") | (pl.col("equipment_fen").fill_null(0) > 0),
        Words("理科器材达标的学校有设备值。", "A school that meets the norm for science equipment states its value."),
        warns=True,
    ),
)

ROOM_CHECKS: tuple[Check, ...] = (
    row_check(
        "registers.room.kind_known",
        ROOMS,
        one_of("kind", ROOM_KINDS),
        Words("用房类型是代码表中的代码。", "The kind of a room is one of the list."),
    ),
    row_check(
        "registers.room.stage_known",
        ROOMS,
        one_of("stage", ("", *STAGES)),
        Words("用房的学段是代码表中的代码，或为空。", "The stage of a room is one of the list, or empty."),
    ),
    row_check(
        "registers.room.classroom_has_seats",
        ROOMS,
        (pl.col("kind") != "classroom") | (pl.col("seat_count") > 0),
        Words("教室有座位。", "A classroom has seats."),
    ),
    row_check(
        "registers.room.area_positive",
        ROOMS,
        pl.col("area_m2") > 0,
        Words("用房面积大于零，不详则留空。", "The area of a room is above zero, or left empty if unknown."),
    ),
)

PROGRAMME_CHECKS: tuple[Check, ...] = (
    row_check(
        "registers.programme.code_form",
        PROGRAMMES,
        pl.col("programme_code").str.contains(r"^\d{6}$"),
        Words("专业代码是六位数字。", "The code of a programme has six digits."),
    ),
    row_check(
        "registers.programme.taught_at_stage",
        PROGRAMMES,
        one_of("stage", PROGRAMME_STAGES),
        Words("只有职业学校和高校开设专业。", "Only vocational schools and colleges offer programmes."),
    ),
    row_check(
        "registers.programme.code_of_stage",
        PROGRAMMES,
        _digits_fit(),
        Words(
            "中职专业代码以6或7开头，高职专科以4或5开头。",
            "Secondary vocational codes begin with 6 or 7, higher ones with 4 or 5.",
        ),
        warns=True,
    ),
)
CHECKS = (*INSTITUTION_CHECKS, *CONDITION_CHECKS, *ROOM_CHECKS, *PROGRAMME_CHECKS)
