"""Invented people, many at once: names, days of birth, ID numbers that are valid, unique and belong to nobody on purpose.

An ID number (GB 11643-1999) is the county of birth, the day, a serial whose last digit tells the sex, and a check
character.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.ground.codes import ID_CHECKS, ID_WEIGHTS
from xuezheng.registers.secrecy import sealed

Days = npt.NDArray[np.datetime64]
SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔"
    "康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
BOYS = "伟强磊洋勇军杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成毅坤志远博文轩昊天睿泽铭嘉子涵皓宸一航梓豪思源家瑞"
GIRLS = "芳娜敏静秀丽艳娟霞燕玲桂英梅红丹萍慧颖琳雪婷倩莉洁欣怡悦佳琪雨梦诗语嫣可馨子萱梓涵思彤若曦一诺欣妍书瑶紫琳月沁"
COMMON = "晓小文永春玉国世正光安兴德学新立金海云家仁方清"
YI_NAMES = ("阿", "吉", "沙", "马", "勒", "俄", "的", "曲", "木", "海", "罗", "格", "比", "苏", "古", "布")
YI_GIVEN = ("木", "果", "呷", "依", "子", "史", "洛", "则", "各", "尔", "布", "姑", "支", "铁", "色", "莫")
SERIAL_STEP = 137  # has no divisor in common with the limit, so that no serial is given twice
SERIAL_LIMIT = 500  # of one sex, born on one day in one county


def names(
    rng: np.random.Generator, is_girl: npt.NDArray[np.bool_], is_yi: npt.NDArray[np.bool_] | None = None
) -> list[str]:
    """A name for each person, of two or three characters."""
    count = len(is_girl)
    rank = (len(SURNAMES) * rng.random(count) ** 2.2).astype(np.int64)
    surnames = np.array(list(SURNAMES))[rank]
    boys, girls, common = np.array(list(BOYS)), np.array(list(GIRLS)), np.array(list(COMMON))
    last = np.where(is_girl, girls[rng.integers(0, len(girls), count)], boys[rng.integers(0, len(boys), count)])
    own = np.where(is_girl, girls[rng.integers(0, len(girls), count)], boys[rng.integers(0, len(boys), count)])
    middle = np.where(rng.random(count) < 0.5, own, common[rng.integers(0, len(common), count)])
    middle = np.where(rng.random(count) < 0.22, "", middle)
    made = pl.DataFrame({"a": surnames, "b": middle, "c": last})
    if is_yi is not None:
        parts = [np.array(YI_NAMES), *[np.array(YI_GIVEN)] * 2]
        a, b, c = (part[rng.integers(0, len(part), count)] for part in parts)
        made = pl.DataFrame(
            {"a": np.where(is_yi, a, surnames), "b": np.where(is_yi, b, middle), "c": np.where(is_yi, c, last)}
        )
    return made.select(pl.concat_str("a", "b", "c"))["a"].to_list()


def id_numbers(regions: npt.NDArray[Any], born: Days, is_girl: npt.NDArray[np.bool_]) -> list[str]:
    """A valid ID number for each person, none twice. `regions` are county codes.

    Raises ValueError where more people of one sex are born on a day in a county than there are serials.
    """
    frame = pl.DataFrame({"region": regions.astype(str), "born": born.astype("datetime64[D]"), "girl": is_girl})
    frame = frame.with_columns(nth=pl.int_range(pl.len()).over("region", "born", "girl"))
    if int(frame["nth"].max() or 0) >= SERIAL_LIMIT:  # type: ignore[arg-type]
        raise ValueError(f"At most {SERIAL_LIMIT} people of one sex may be born on a day in a county. Got more.")
    # Stations give serials out of blocks of their own: children of one day do not stand next to each other.
    block = pl.col("born").cast(pl.Int32) * 31 + pl.col("region").cast(pl.Int32) * 7
    serial = (pl.col("nth") * SERIAL_STEP + block) % SERIAL_LIMIT
    first = frame.select(
        pl.concat_str(
            pl.col("region"), pl.col("born").dt.strftime("%Y%m%d"),
            (serial * 2 + pl.when("girl").then(0).otherwise(1)).cast(pl.String).str.zfill(3),
        ).alias("first")
    )["first"]  # fmt: skip
    digits = np.frombuffer("".join(first.to_list()).encode(), np.uint8).reshape(-1, 17).astype(np.int64) - 48
    checks = np.array(list(ID_CHECKS))[(digits * np.array(ID_WEIGHTS)).sum(axis=1) % 11]
    return pl.DataFrame({"a": first, "b": checks}).select(pl.concat_str("a", "b"))["a"].to_list()


def region_of(county: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The county of an ID number: the zone has no code of GB/T 2260 and stands as the county around it."""
    return np.where(county == "511071", "511002", county)


def registered(
    rng: np.random.Generator, county: npt.NDArray[Any], born: Days, is_girl: npt.NDArray[np.bool_],
    ethnicity: npt.NDArray[Any], numbers: list[str] | None = None,
) -> pl.DataFrame:  # fmt: skip
    """What the register keeps of people in general: sealed ID, name, sex, day of birth, ethnicity."""
    numbers = numbers or id_numbers(region_of(county), born, is_girl)
    ciphers, indexes = sealed(numbers)
    return pl.DataFrame(
        {
            "person_cipher": pl.Series(ciphers, dtype=pl.Binary),
            "person_index": indexes,
            "name": names(rng, is_girl, ethnicity == "07"),
            "sex": np.where(is_girl, "2", "1"),
            "born_on": born.astype("datetime64[D]"),
            "ethnicity": ethnicity.astype(str),
            "is_synthetic": np.ones(len(born), np.bool_),
        }
    )
