"""How many children of each cohort go where: rates and totals by city and year, printed ones met, the rest invented."""

from typing import Final

from xuezheng.demo.kindergartens import share_path
from xuezheng.demo.plans import YEARS
from xuezheng.demo.population import children
from xuezheng.demo.world import World

# share of a cohort in general and in vocational senior secondary schooling, of cohorts entering in 2012 and in 2024
SENIOR_RATES: Final = {"511000": (0.50, 0.56), "510900": (0.52, 0.60), "511100": (0.50, 0.56), "511300": (0.51, 0.57)}
VOCATIONAL_RATES: Final = {
    "511000": (0.40, 0.35),
    "510900": (0.35, 0.30),
    "511100": (0.39, 0.35),
    "511300": (0.39, 0.34),
}
PRESCHOOL_GROSS: Final = {"510900": (0.882, 0.951), "511100": (0.871, 0.958), "511300": (0.868, 0.949)}
NEIJIANG_GROSS_2018: Final = 0.9048
AGE_PULL: Final = {3: 0.93, 4: 1.01, 5: 1.05}
COLLEGE_STUDENTS: Final = {  # 2017 … 2024
    ("511000", "higher"): (16200, 16500, 16900, 17300, 17800, 18200, 18700, 19100),
    ("511000", "higher_vocational"): (15400, 15900, 17200, 19800, 21900, 23800, 25600, 27100),
    ("511100", "higher"): (29100, 29600, 30200, 30700, 31300, 31900, 32400, 33000),
    ("511100", "higher_vocational"): (8200, 8500, 9300, 10100, 11200, 14300, 16600, 18200),
    ("511300", "higher"): (57300, 58200, 59400, 60700, 61900, 63100, 64600, 65800),
    ("511300", "higher_vocational"): (17900, 18800, 20600, 22400, 27800, 34600, 41300, 46900),
}
SUINING_WAY: Final = (0.905, 0.93, 0.965, 0.9985)  # of the printed number of 2020, in 2017 … 2020
SUINING_STEPS: Final = (0.07, 0.31, 0.67, 1.0)  # of the growth from 2020 to 2024, in 2021 … 2024
OVER: Final = 1.021  # "over" a printed number by so much
VOCATIONAL_WAY: Final = (1.09, 1.075, 1.06, 1.04, 1.025, 1.01, 1.0, 0.9965)  # of the printed number of 2024


def moving(world: World, counties: list[str]) -> dict[str, tuple[float, float]]:
    """By county: grade-one entrants to children of six, and what a cohort gains or loses by moving in each year after.

    Districts gain, counties lose a little.
    """
    rng = world.rng("moving")
    found: dict[str, tuple[float, float]] = {}
    for code in sorted(counties):
        pull = 0.004 if int(code[4:]) < 21 else 0.001 if int(code[4:]) > 70 else -0.003
        found[code] = float(rng.uniform(0.991, 1.012)), pull + float(rng.uniform(-0.003, 0.003))
    return found


def preschool_gross(world: World, city: str) -> dict[int, float]:
    """Gross enrolment ratio of the three preschool years by year."""
    if city == "511000":
        first, last = NEIJIANG_GROSS_2018, world.printed("nj.preschool_gross_enrolment").value / 100
    else:
        first, last = PRESCHOOL_GROSS[city]
    path = {year: first + (last - first) * (year - 2018) / 5 for year in YEARS}
    path[2023], path[2024] = last, last + 0.002
    return path


def preschool_totals(world: World, city: str, counties: list[str]) -> dict[int, tuple[int, int, int]]:
    """Children in public, in inclusive private and in other kindergartens of a city, by year: whole numbers."""
    gross = preschool_gross(world, city)
    public, covered = share_path(world, city, 0), share_path(world, city, 1)
    totals: dict[int, tuple[int, int, int]] = {}
    for year in YEARS:
        of_age = sum(children(county, year, age) for county in counties for age in (3, 4, 5))
        enrolled = round(gross[year] * of_age)
        in_public = round(public[year] * enrolled)
        in_covered = round(covered[year] * enrolled)
        totals[year] = in_public, in_covered - in_public, enrolled - in_covered
    return totals


def college_totals(world: World, city: str, stage: str) -> tuple[int, ...]:
    """Students of a city's colleges from 2017 to 2024; nothing where it has none."""
    if (city, stage) == ("510900", "higher_vocational"):
        in_2020 = world.target("sn.higher_vocational_students_2020")
        now = world.target("sn.higher_vocational_students_now") * OVER
        start = round(in_2020 * SUINING_WAY[-1])
        early = tuple(round(in_2020 * part) for part in SUINING_WAY)
        return early + tuple(round(start + (now - start) * step) for step in SUINING_STEPS)
    return COLLEGE_STUDENTS.get((city, stage), (0,) * 8)


def vocational_total(world: World, city: str, year: int) -> int | None:
    """Students of a city's secondary vocational schools where a number is printed; None where rates decide."""
    if city != "510900":
        return None
    return round(world.target("sn.secondary_vocational_students") * VOCATIONAL_WAY[year - YEARS[0]])


def rate(stage: str, city: str, entry_year: int) -> float:
    """Share of a cohort that takes a stage, by the year it enters it."""
    if stage in ("primary", "junior"):
        return 1.0
    first, last = (SENIOR_RATES if stage == "senior" else VOCATIONAL_RATES)[city]
    return first + (last - first) * min(1.0, max(0.0, (entry_year - 2012) / 12))
