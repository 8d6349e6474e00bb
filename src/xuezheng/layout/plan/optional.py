"""What may become of schools besides staying and merging, as asked for: judged, and made into forms of a plan's sites.

Options of one school that grow (more seats, a boarding house) may be had singly or together, each choice of them one form;
a teaching point keeps grades 1 to 3; a school that turns serves the other stage from then on.
"""

from typing import TYPE_CHECKING, Any, Final

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.rules.planning import BANDS, GROWING, OPTION_KINDS, stages_of

if TYPE_CHECKING:
    from xuezheng.layout.plan.asking import Asked

MOST_GROWING: Final = 3  # ways in which one school may grow: seven forms


def option_problems(asked: "Asked") -> list[Problem]:
    """Options that cannot be, whatever the schools are."""
    found: list[Problem] = []

    def tell(rule: str, zh: str, en: str, which: object, got: object = "", cure: Words | None = None) -> None:
        found.append(Problem(f"layout.option.{rule}", Words(zh, en), which=str(which), got=str(got), cure=cure))

    for option in asked.options:
        of, kind = str(option.get("of", "")), str(option.get("kind", ""))
        if kind not in OPTION_KINDS:
            cure = Words("、".join(OPTION_KINDS), ", ".join(OPTION_KINDS))
            tell("kind", "没有这种变动", "There is no such change", of, kind, cure)
            continue
        seats, beds = float(option.get("seats", 0)), float(option.get("beds", 0))
        if kind in ("extend", "convert") and seats <= 0:
            tell("seats", "扩建、改办须写明学位数", "To extend or turn a school, give its seats", of, seats)
        if kind == "board" and beds <= 0:
            tell("beds", "寄宿须写明床位数", "A boarding house must have beds", of, beds)
        if min(float(option.get("cost_yuan", 0)), seats, beds) < 0:
            tell("negative", "费用、学位、床位不得为负", "Costs, seats and beds must not be negative", of, option)
        if beds > 0 and not any(asked.may_board.values()):
            tell("nobody", "按规定没有年级可以寄宿", "By the rules no grade may board", of, beds)
        if kind == "point" and (asked.stage == "junior" or not asked.bands_apart):
            cure = Words("勾选“低、高年级可分到不同学校”。", "Let lower and upper grades go to different schools.")
            tell(
                "point",
                "改教学点只留1—3年级，高年级须能另去一校",
                "A teaching point keeps grades 1 to 3: the upper grades must be free to go elsewhere",
                of,
                cure=cure,
            )
        if kind == "convert" and len(stages_of(asked.stage)) < 2:
            cure = Words("学段选“小学和初中”。", "Plan both stages together.")
            tell(
                "convert",
                "改办另一学段须两个学段一起规划",
                "To turn a school to the other stage, both must be planned together",
                of,
                cure=cure,
            )
    if asked.stage != "junior" and not asked.bands_apart and any(o.get("kind") == "board" for o in asked.options):
        cure = Words("勾选“低、高年级可分到不同学校”。", "Let lower and upper grades go to different schools.")
        what = "1—3年级原则上不寄宿：高年级寄宿须与低年级分开安排"
        if asked.stage == "primary":
            tell(
                "board",
                what,
                "Grades 1 to 3 do not board: to let the upper grades board, plan them apart",
                asked.stage,
                cure=cure,
            )
    return found


def forms_of(asked: "Asked", bases: list[dict[str, Any]], notes: list[Problem]) -> list[dict[str, Any]]:
    """The forms that options make, each after the one it grows from, as rows of a plan's sites.

    `bases`: the rows of schools and possible sites. An option of a school that the plan does not have, or one too many, is
    named in `notes` and left out.
    """
    known = {str(row["site_code"]): row for row in bases}
    growing: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    made: list[dict[str, Any]] = []
    for number, option in enumerate(asked.options, start=1):
        code = str(option["of"])
        base = known.get(code) or next((row for row in bases if row["site_name"] == code), None)
        if base is None:
            what = Words("没有这所学校，这一项未列入方案", "There is no such school; this option is left out")
            cure = Words("写学校标识码或全称。", "Give the code of the school, or its full name.")
            notes.append(Problem("layout.option.school", what, which=code, got=str(option["kind"]), cure=cure))
            continue
        if option["kind"] in GROWING:
            growing.setdefault(str(base["site_code"]), []).append((number, option))
            continue
        made.append(_turned(asked, base, number, option))
    for code, options in growing.items():
        if len(options) > MOST_GROWING:
            what = Words(f"一所学校最多{MOST_GROWING}种扩建", f"A school may grow in {MOST_GROWING} ways at most")
            notes.append(
                Problem("layout.option.many", what, which=str(known[code]["site_name"]), got=str(len(options)))
            )
        made += _grown(known[code], options[:MOST_GROWING])
    return made


def _grown(base: dict[str, Any], options: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Every choice of one school's ways to grow, each after that without its last."""
    choices: list[tuple[dict[str, Any], str]] = [(base, "")]
    made: list[dict[str, Any]] = []
    for number, option in options:
        for before, numbers in list(choices):
            told = f"{numbers}.{number}" if numbers else str(number)
            row = {
                **before, "site_code": f"{base['site_code']}+{told}", "of_code": before["site_code"], "is_there": False,
                "kind": option["kind"] if not numbers else "grown", "seats": int(before["seats"]) + int(option.get("seats", 0)),
                "beds": int(before["beds"]) + int(option.get("beds", 0)), "building_fen": round(float(option.get("cost_yuan", 0)) * 100),
                "running_fen": int(before["running_fen"]) + round(float(option.get("running_yuan", 0)) * 100),
                "ready_year": max(int(before["ready_year"]), int(option.get("ready_year", 0) or 0)),
            }  # fmt: skip
            choices.append((row, told))
            made.append(row)
    return made


def _turned(asked: "Asked", base: dict[str, Any], number: int, option: dict[str, Any]) -> dict[str, Any]:
    """A school that keeps grades 1 to 3 alone, or serves the other stage."""
    is_point = option["kind"] == "point"
    own = str(base["serves"]).split(",") if base["serves"] else [b.key for b in BANDS[stages_of(asked.stage)[0]]]
    other = "junior" if own[0] in ("lower", "upper", "all") else "primary"
    bands = (
        ["lower"]
        if is_point
        else [b.key for b in BANDS[other]] + ([] if asked.bands_apart or other == "junior" else ["all"])
    )
    seats = int(option.get("seats", 0)) or int(base["seats"])
    return {
        **base, "site_code": f"{base['site_code']}+{number}", "of_code": base["site_code"], "is_there": False, "kind": option["kind"],
        "seats": seats, "beds": int(option.get("beds", 0)), "building_fen": round(float(option.get("cost_yuan", 0)) * 100),
        "running_fen": max(0, int(base["running_fen"]) + round(float(option.get("running_yuan", 0)) * 100)),
        "ready_year": int(option.get("ready_year", 0) or 0), "serves": ",".join(bands),
    }  # fmt: skip
