"""Invented names of schools: a real area before, an invented or ordinal word, a kind after."""

import numpy as np

from xuezheng.demo.world import CITIES

KINDERGARTEN_WORDS = (
    "小太阳", "金色摇篮", "启明星", "蓝天", "育苗", "春蕾", "阳光", "七彩", "小星星", "童心", "金苹果", "向日葵", "蒲公英", "小博士",
    "红缨", "爱心", "快乐", "未来", "贝贝", "天使", "小天鹅", "花朵", "新苗", "彩虹", "智慧树", "希望", "乐乐", "宝贝", "艺馨", "晨曦",
    "小百灵", "绿洲", "苗苗", "金太阳", "英才", "甜甜", "朝阳花", "小桔灯", "七色花", "小荷", "大风车", "白鸽", "银河", "童乐", "康乐",
    "海贝", "荷塘", "繁星", "雏鹰", "稻香",
)  # fmt: skip
VILLAGE_WORDS = (
    "石桥", "双河", "新民", "高峰", "金鼓", "柏林", "龙潭", "观音", "青杠", "黄桷", "大田", "小河", "月亮", "凤凰", "马鞍", "石板", "老房",
    "白鹤", "玉皇", "天池", "回龙", "三合", "团结", "红旗", "前进", "光明", "胜利", "和平", "永兴", "太平", "长岭", "土桥", "五里", "八角",
    "莲花", "清溪", "竹林", "杨柳", "桂花", "梅子", "松林", "高坎", "水井", "沙坝", "中坝", "顺河", "尖山", "大湾", "瓦房", "磨子", "麻柳",
    "银杏", "青龙", "白岩", "花园", "古井", "五星", "东风", "友谊", "建新", "响水", "金竹", "板桥", "罗汉", "牛角", "鸳鸯", "火石", "铁炉",
)  # fmt: skip
PRIVATE_WORDS = (
    "博雅",
    "育英",
    "崇文",
    "明德",
    "新世纪",
    "启航",
    "东辰",
    "天立",
    "思源",
    "至善",
    "华英",
    "嘉祥",
    "弘毅",
    "景行",
    "知行",
    "求是",
)
COLLEGE_WORDS = {
    "411": ("文理学院", "师范大学", "医学院", "工学院"),
    "414": (
        "职业技术学院", "工程职业学院", "能源职业学院", "卫生健康职业学院", "幼儿师范高等专科学校", "现代服务职业学院", "信息职业学院",
        "农业科技职业学院", "智能制造职业学院", "文旅职业学院", "材料职业学院",
    ),
}  # fmt: skip
VOCATIONAL_WORDS = (
    "职业技术学校", "职业中专学校", "机电工程学校", "现代农业职业学校", "电子信息学校", "卫生学校", "旅游职业学校", "建筑工程学校",
    "财经商贸学校", "艺术职业学校", "交通职业学校", "轻工职业学校",
)  # fmt: skip
ORDINALS = "一二三四五六七八九十"


def ordinal(number: int) -> str:
    """1 → 一, 12 → 十二, 23 → 二十三 (up to 99)."""
    tens, ones = divmod(number, 10)
    if not tens:
        return ORDINALS[ones - 1]
    head = "" if tens == 1 else ORDINALS[tens - 1]
    return head + "十" + (ORDINALS[ones - 1] if ones else "")


def prefix(county_name: str, city_code: str) -> str:
    """How a school names its county: a district goes with its city, a county stands alone."""
    city = CITIES[city_code]
    return city + county_name.removeprefix(city.removesuffix("市")) if county_name.endswith("区") else county_name


class Namer:
    """Gives each institution a name nobody else has."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.taken: set[str] = set()
        self.next_number: dict[str, int] = {}

    def _numbered(self, key: str, before: str, after: str) -> str:
        number = self.next_number.get(key, 1)
        self.next_number[key] = number + 1
        return f"{before}第{ordinal(number)}{after}"

    def _worded(self, before: str, words: tuple[str, ...], after: str) -> str:
        for index in self.rng.permutation(len(words)):
            name = f"{before}{words[int(index)]}{after}"
            if name not in self.taken:
                return name
        return self._numbered(before + after, before + words[0], after)

    def give(
        self, kind: str, county: str, city_code: str, town: str, is_urban: bool, is_first: bool, is_private: bool
    ) -> str:
        """A name; `is_first` marks the central school of its kind in the town, `is_urban` a county's seat."""
        name = self._made(kind, prefix(county, city_code), CITIES[city_code], town, is_urban, is_first, is_private)
        while name in self.taken:
            name = self._numbered(name, name, "分校")
        self.taken.add(name)
        return name

    def _made(
        self, kind: str, county: str, city: str, town: str, is_urban: bool, is_first: bool, is_private: bool
    ) -> str:
        stem = county + ("" if town in county else town.removesuffix("街道"))
        if kind in COLLEGE_WORDS:
            return self._worded(city.removesuffix("市"), COLLEGE_WORDS[kind], "")
        if kind == "361":
            return self._worded(county, VOCATIONAL_WORDS, "")
        if kind == "514":
            return f"{county}特殊教育学校" if f"{county}特殊教育学校" not in self.taken else f"{county}启智学校"
        if kind == "111":
            if is_private:
                return self._worded(stem, KINDERGARTEN_WORDS, "幼儿园")
            if is_first and not is_urban:
                return f"{stem}中心幼儿园"
            return (
                self._numbered(county + "幼", county, "幼儿园")
                if is_urban
                else self._worded(stem, VILLAGE_WORDS, "幼儿园")
            )
        if kind == "218":
            return self._worded(stem, VILLAGE_WORDS, "村教学点")
        if is_private:
            return self._worded(county, PRIVATE_WORDS, {"211": "小学", "342": "高级中学"}.get(kind, "学校"))
        if kind == "211":
            if is_first:
                return f"{stem}小学" if is_urban else f"{stem}中心小学"
            return (
                self._numbered(county + "小", county, "小学")
                if is_urban
                else self._worded(stem, VILLAGE_WORDS, "村小学")
            )
        return self._secondary(kind, county, stem, is_first, is_urban)

    def _secondary(self, kind: str, county: str, stem: str, is_first: bool, is_urban: bool) -> str:
        if kind == "312":
            return f"{stem}九年制学校" if is_first else self._worded(stem, VILLAGE_WORDS, "学校")
        if kind == "311" and not is_urban:
            return f"{stem}初级中学" if is_first else self._worded(stem, VILLAGE_WORDS, "初级中学")
        if kind == "311":
            return self._numbered(county + "初", county, "初级中学")
        if kind == "345":
            return self._worded(county, PRIVATE_WORDS, "实验学校")
        return self._numbered(county + "中", county, "中学")
