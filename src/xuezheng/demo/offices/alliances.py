"""Invented alliances, communities, groups and partnerships, as many as the page prints."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.alliances.models import Alliance, AllianceMember, Partner, Partnership
from xuezheng.demo.draws import Chance, days, pick, records
from xuezheng.demo.world import CITIES, World
from xuezheng.registers.models import Area

N, S, L, C = "511000", "510900", "511100", "511300"
TODAY = date(2024, 9, 1)
KINDERGARTEN = ("111",)
GENERAL = ("211", "311", "312", "341", "342", "345")
COMPULSORY = ("211", "311", "312")
SENIOR = ("341", "342", "345")
VOCATIONAL = ("361", "414")
WORDS = ("同心", "共进", "携手", "远航", "启明", "扬帆", "致远", "同行", "共美", "向阳", "春晖", "众行")


@dataclass(frozen=True)
class Groups:
    """So many alliances of a kind in a city today, each with a lead and from `fewest` to `most` other members."""

    city: str
    kind: str
    types: tuple[str, ...]
    count: int | str
    name: str
    fewest: int = 1
    most: int = 1
    pairings: tuple[str, ...] = ("strong_weak", "urban_town")
    recognised: int | str = 0  # leads recognised by the province
    ended: int = 3  # that there were besides, and are no more
    since: tuple[date, date] = (date(2018, 3, 1), date(2024, 3, 1))


GROUPS = (
    Groups(N, "school_alliance", GENERAL, "nj.alliances", "学校联盟", pairings=("strong_weak", "same_level")),
    Groups(N, "community", COMPULSORY, "nj.communities", "城乡学校共同体", 2, 5, ("urban_town",), "nj.leading_communities"),
    Groups(
        N, "kindergarten_alliance", KINDERGARTEN, "nj.kindergarten_alliances", "幼儿园联盟",
        pairings=("urban_town", "strong_weak", "town_village"),
    ),
    Groups(S, "school_alliance", GENERAL, 38, "学校联盟"),
    Groups(S, "community", COMPULSORY, 29, "城乡学校共同体", 2, 4, ("urban_town",), 4),
    Groups(S, "kindergarten_alliance", KINDERGARTEN, 33, "幼儿园联盟"),
    Groups(S, "group", GENERAL, 2, "教育集团", 1, 2, ended=0),
    Groups(L, "school_alliance", GENERAL, 44, "学校联盟"),
    Groups(L, "community", COMPULSORY, 36, "城乡学校共同体", 2, 4, ("urban_town",), 5),
    Groups(L, "kindergarten_alliance", KINDERGARTEN, 39, "幼儿园联盟"),
    Groups(L, "group", GENERAL, 3, "教育集团", 1, 2, ended=0),
    Groups(C, "school_alliance", GENERAL, 82, "学校联盟"),
    Groups(C, "community", COMPULSORY, 58, "城乡学校共同体", 2, 5, ("urban_town",), "nc.leading_communities"),
    Groups(C, "kindergarten_alliance", KINDERGARTEN, 64, "幼儿园联盟"),
)  # fmt: skip
UNIVERSITIES = {
    N: ("内江师范学院", "内江职业技术学院", "川南幼儿师范高等专科学校"),
    S: ("四川职业技术学院",),
    L: ("乐山师范学院", "成都理工大学工程技术学院"),
    C: ("西华师范大学", "川北幼儿师范高等专科学校"),
}
STRONG_SCHOOLS = (("重庆八中", "500106"), ("成都石室中学", "510104"), ("川大附中", "510107"))
SHAOXING = (
    ("330602", "越城区"), ("330603", "柯桥区"), ("330604", "上虞区"), ("330624", "新昌县"), ("330681", "诸暨市"), ("330683", "嵊州市"),
)  # fmt: skip
WITH_UNIVERSITY, IN_PAIRS = ("university_kindergarten", "practice"), ("paired_vocational", "order_classes")
VOCATIONAL_NAMES = ("职业教育中心", "中等专业学校", "技师学院")


@dataclass
class Book:
    """Records being made; ids are given here, because members point at their alliance."""

    alliances: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    members: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    partners: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    partnerships: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def alliance(self, **values: Any) -> int:
        self.alliances.append({"id": len(self.alliances) + 1, "ended_on": None, **values})
        return len(self.alliances)

    def member(self, alliance: int, institution: int, role: str, started_on: date, **more: date | None) -> None:
        values = {"ended_on": None, "recognised_on": None, **more}
        self.members.append(
            {
                "alliance_id": alliance, "institution_id": institution, "partner_id": None, "role": role,
                "recognised_level": "provincial" if values["recognised_on"] else "", "started_on": started_on, **values,
            }
        )  # fmt: skip

    def partner(self, name: str, kind: str, area: str) -> int:
        self.partners.append({"id": len(self.partners) + 1, "name": name, "kind": kind, "area_code": area})
        return len(self.partners)

    def partnership(
        self, institution: int, partner: int, kind: tuple[str, str], span: tuple[date, date | None]
    ) -> None:
        """`kind` with its mode; `span` from the first day to the end, if there is one."""
        self.partnerships.append(
            {
                "institution_id": institution, "partner_id": partner, "kind": kind[0], "mode": kind[1],
                "started_on": span[0], "ended_on": span[1],
            }
        )  # fmt: skip


def number(world: World, count: int | str) -> int:
    return world.target(count) if isinstance(count, str) else count


def chosen_leads(found: pl.DataFrame, count: int, what: str, rng: Chance) -> pl.DataFrame:
    """Strong schools: in town and public where there are enough of them."""
    strong = np.where(found["urban_rural"].str.starts_with("11").to_numpy(), 12.0, 1.0)
    strong *= np.where(found["is_private"].to_numpy(), 0.15, 1.0)
    return pick(rng, found, count, what, strong)


def groups(world: World, plan: Groups, book: Book, rng: Chance) -> None:
    """The alliances of one kind in a city: a lead, and members of its county where there are enough."""
    count, recognised = number(world, plan.count), number(world, plan.recognised)
    found = world.open_on(TODAY, plan.city, plan.types).filter(pl.col("opened_on") < date(2018, 1, 1))
    leads = chosen_leads(found, count + plan.ended, f"leads of {plan.kind} in {plan.city}", rng)
    others = found.filter(~pl.col("id").is_in(leads["id"].implode()))
    free = {
        code: list(rng.permutation(part["id"].to_numpy()))
        for (code,), part in others.group_by("county_code", maintain_order=True)
    }
    names = dict(world.all(Area).select("code", "name").rows())
    for place, i in enumerate(rng.permutation(leads.height)):
        lead = leads.row(int(i), named=True)
        start = days(rng, *plan.since, 1)[0]
        end = start + timedelta(days=int(rng.integers(200, 900))) if place >= count else None
        end = min(end, date(2024, 6, 30)) if end else None
        county = str(lead["county_code"])
        alliance = book.alliance(
            name=f"{names[county]}{WORDS[place % len(WORDS)]}{plan.name}{place + 1}", kind=plan.kind, area_code=county,
            pairing=plan.pairings[place % len(plan.pairings)], started_on=start, ended_on=end,
            document=f"{start.year}年第{place + 11}号",
        )  # fmt: skip
        day = min(start + timedelta(days=int(rng.integers(60, 500))), date(2024, 8, 20)) if place < recognised else None
        book.member(alliance, lead["id"], "lead", start, ended_on=end, recognised_on=day)
        for member in taken(free, county, int(rng.integers(plan.fewest, plan.most + 1)), plan):
            book.member(alliance, member, "member", start, ended_on=end)


def taken(free: dict[Any, list[Any]], county: str, count: int, plan: Groups) -> list[int]:
    """The next members for an alliance: from its county, else from the county with most schools left."""
    members: list[int] = []
    for _ in range(count):
        source = free.get(county) or max(free.values(), key=len, default=[])
        if not source:
            break
        members.append(int(source.pop()))
    if len(members) < plan.fewest:
        raise ValueError(f"The demonstration needs more schools in {plan.city} to be members of {plan.kind}.")
    return members


def led_schools(world: World, book: Book, rng: Chance) -> None:
    """Nanchong: one strong senior school leads the printed number of others."""
    count = world.target("nc.schools_led")
    found = world.open_on(TODAY, C, SENIOR).filter((pl.col("opened_on") < date(2015, 1, 1)) & ~pl.col("is_private"))
    chosen = pick(rng, found, count + 1, "senior schools in a group")
    lead, *members = rng.permutation(chosen["id"].to_numpy())
    start = date(2022, 8, 25)
    alliance = book.alliance(
        name="南充名校领办教育集团",
        kind="group",
        pairing="strong_weak",
        area_code=C,
        started_on=start,
        document="2022年第36号",
    )
    book.member(alliance, int(lead), "lead", start)
    for place, member in enumerate(members):
        book.member(alliance, int(member), "member", start + timedelta(days=365 * place))


def university_kindergartens(world: World, city: str, count: int, book: Book, rng: Chance) -> None:
    """Kindergartens with an agreement with a university of the city; some agreements have run out."""
    names = dict(world.all(Area).select("code", "name").rows())
    county = sorted(code for code in names if code.startswith(city[:4]) and len(code) == 6 and not code.endswith("00"))[
        0
    ]
    partners = [book.partner(name, "university", county) for name in UNIVERSITIES[city]]
    found = world.open_on(TODAY, city, KINDERGARTEN).filter(pl.col("opened_on") < date(2019, 1, 1))
    chosen = chosen_leads(found, count + 4, f"kindergartens that work with a university in {city}", rng)
    for place, i in enumerate(rng.permutation(chosen.height)):
        start = days(rng, date(2019, 3, 1), date(2024, 5, 1) if place < count else date(2021, 5, 1), 1)[0]
        end = start + timedelta(days=int(rng.integers(365, 1000))) if place >= count else None
        school = int(chosen["id"][int(i)])
        own = partners[int(rng.integers(len(partners)))]
        book.partnership(school, own, WITH_UNIVERSITY, (start, end))
        if place % 9 == 0 and len(partners) > 1:  # some work with two
            other = partners[(partners.index(own) + 1) % len(partners)]
            book.partnership(school, other, WITH_UNIVERSITY, (start, end))


def shared_curriculum(world: World, city: str, count: int, book: Book, rng: Chance) -> None:
    """Senior schools that share classes or courses with strong schools elsewhere, half of them each way."""
    strong = [p["id"] for p in book.partners if p["kind"] == "school"]
    found = world.open_on(TODAY, city, SENIOR).filter(pl.col("opened_on") < date(2018, 1, 1))
    chosen = chosen_leads(found, count, f"senior schools with a strong partner in {city}", rng)
    for place, school in enumerate(chosen["id"].to_list()):
        mode = "dual_teacher" if place < (count + 1) // 2 else "shared_courses"
        start = days(rng, date(2019, 8, 20), date(2023, 9, 1), 1)[0]
        book.partnership(school, strong[place % len(strong)], ("shared_curriculum", mode), (start, None))


def paired_vocational(world: World, book: Book, rng: Chance) -> None:
    """Vocational schools of Leshan and of Shaoxing in pairs: both sides together are as many as printed."""
    total = world.target("ls.paired_vocational_schools")
    here = total // 2
    found = world.open_on(TODAY, L, VOCATIONAL).filter(pl.col("opened_on") < date(2021, 1, 1))
    schools = pick(rng, found, here, "vocational schools of Leshan")["id"].to_list()
    for place in range(total - here):
        code, name = SHAOXING[place % len(SHAOXING)]
        partner = book.partner(f"绍兴{name}{VOCATIONAL_NAMES[place // len(SHAOXING)]}", "vocational_school", code)
        start = days(rng, date(2021, 9, 10), date(2024, 4, 30), 1)[0]
        book.partnership(schools[place % here], partner, IN_PAIRS, (start, None))
    old = book.partner("绍兴市示范职业学校", "vocational_school", "330600")  # a pair that has ended
    book.partnership(schools[0], old, IN_PAIRS, (date(2019, 9, 1), date(2021, 8, 31)))


def build(world: World) -> None:
    """All groups and partnerships."""
    rng = world.rng("alliances")
    book = Book()
    for plan in GROUPS:
        if world.has_city(plan.city):
            groups(world, plan, book, rng)
    if world.has_city(C):
        led_schools(world, book, rng)
    for name, area in STRONG_SCHOOLS:
        book.partner(name, "school", area)
    kindergartens = {N: world.target("nj.university_partner_kindergartens"), S: 18, L: 31, C: 47}
    seniors = {N: world.target("nj.shared_curriculum_schools"), S: 3, L: 4, C: 6}
    for city in CITIES:
        if world.has_city(city):
            university_kindergartens(world, city, kindergartens[city], book, rng)
            shared_curriculum(world, city, seniors[city], book, rng)
    if world.has_city(L):
        paired_vocational(world, book, rng)
    world.add(Alliance, records(book.alliances, {"ended_on": pl.Date}))
    members = {"ended_on": pl.Date, "recognised_on": pl.Date, "partner_id": pl.Int64}
    world.add(AllianceMember, records(book.members, members))
    world.add(Partner, records(book.partners))
    world.add(Partnership, records(book.partnerships, {"ended_on": pl.Date}))
