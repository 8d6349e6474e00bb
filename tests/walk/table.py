"""The table: every address of the site by its name, and who may open it. An address that is not here fails the walk.

One line is one request: name, arguments, who gets in. Whoever is not named is kept out: a visitor is sent to sign in,
an account is refused (403), or not told that there is such a thing (404). `data` makes it a POST.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.walk.world import (
    ABROAD,
    CITY,
    COUNTY,
    FAR,
    INDICATOR,
    NEXT_CITY,
    NEXT_COUNTY,
    OTHER,
    OWN,
)

ROLES = "planner officer head auditor"
ACCOUNTS = f"nobody left {ROLES}"
EVERYBODY = f"visitor {ACCOUNTS}"
NONE = ""


@dataclass(frozen=True)
class Line:
    """One request and who gets in. An argument written `record:CODE` is the number of that school's record."""

    name: str
    args: tuple[object, ...]
    who: str
    query: str = ""
    data: Mapping[str, Any] | None = None

    def gets_in(self, actor: str) -> bool:
        return actor in self.who.split()


def line(name: str, *args: object, who: str, **more: Any) -> Line:
    return Line(name, args, who, **more)


REASON = {"reason": "家校联系"}
KIND = ("layout", "party-changes")
RECORD = {"kind": "merged", "occurred_on": "2023-05-01", "document": ""}

TABLE: tuple[Line, ...] = (
    # signing in, the chain
    line("sign-in", who=EVERYBODY),
    line("sign-out", who=EVERYBODY, data={}),
    line("audit", who="auditor"),
    # figures: within one's area; a head teacher also compares with the county and city above
    line("overview", who=f"visitor {ROLES}"),  # a visitor is led to the published page
    line("search", who=ROLES, query="q=小学"),
    line("area", COUNTY, who=ROLES),
    line("area", CITY, who="planner head auditor"),
    line("area", NEXT_COUNTY, who="planner auditor"),
    line("area", NEXT_CITY, who=NONE),
    line("catalogue", who=ROLES),
    line("figure", INDICATOR, who=ROLES),
    line("figure", INDICATOR, who=ROLES, query=f"area={COUNTY}"),
    line("figure", INDICATOR, who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("figure", INDICATOR, who=NONE, query=f"area={NEXT_CITY}"),
    line("figure-rows", INDICATOR, who=ROLES, query=f"area={COUNTY}"),
    line("figure-rows", INDICATOR, who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("figure-rows", INDICATOR, who=NONE, query=f"area={NEXT_CITY}"),
    line("school-figures", OWN, who=ROLES),
    line("school-figures", OTHER, who="planner officer auditor"),
    line("school-figures", FAR, who="planner auditor"),
    line("school-figures", ABROAD, who=NONE),
    line("search", who=ROLES, query="q=学校"),
    # what is released is public
    line("page", who=EVERYBODY),
    line("releases", who=EVERYBODY),
    line("release", 1, who=EVERYBODY),
    line("release-changes", 1, who=EVERYBODY),
    line("release-figures", 1, who=EVERYBODY),
    line("release-figure", 1, "nj.alliances", who=EVERYBODY),
    line("release-catalogue", 1, who=EVERYBODY),
    line("release-print", 1, who=EVERYBODY),
    line("release-file", 1, "page.json", who=EVERYBODY),
    line("release", 2, who=NONE),
    # the registers
    line("institutions", who=ROLES),
    line("institution", OWN, who=ROLES),
    line("institution", OTHER, who="planner officer auditor"),
    line("institution", FAR, who="planner auditor"),
    line("institution", ABROAD, who=NONE),
    line("students", OWN, who="head"),
    line("students", OWN, who="head", data=REASON),
    line("students", OTHER, who=NONE, data=REASON),
    line("students", ABROAD, who=NONE, data=REASON),
    # imports: one's own, and those of places within one's area (1 of the county, 2 next to it, 3 of the next city, 4 of the school)
    line("imports", who="planner officer head"),
    line("import", 1, who="planner officer"),
    line("import", 2, who="planner"),
    line("import", 3, who=NONE),
    line("import", 4, who="planner officer head"),
    line("import-decide", 1, who="planner officer", data={"decision": "undo"}),
    line("import-decide", 2, who="planner", data={"decision": "undo"}),
    line("import-decide", 3, who=NONE, data={"decision": "undo"}),
    line("import-decide", 4, who="planner officer head", data={"decision": "undo"}),
    line("import-bad-rows", 1, who="planner officer"),
    line("import-bad-rows", 3, who=NONE),
    # returns: they hold no persons, so a county may see its city's
    line("returns", who=ROLES),
    line("return", CITY, 2023, 1, who=ROLES),
    line("return", NEXT_CITY, 2023, 1, who=NONE),
    # the offices' records
    line("record-kinds", who=ROLES),
    line("records", *KIND, who=ROLES),
    line("record", *KIND, f"record:{OWN}", who=ROLES),
    line("record", *KIND, f"record:{OTHER}", who="planner officer auditor"),
    line("record", *KIND, f"record:{FAR}", who="planner auditor"),
    line("record", *KIND, f"record:{ABROAD}", who=NONE),
    line("record-add", *KIND, who="planner officer"),
    line("record-add", *KIND, who="planner officer", data={**RECORD, "institution": OWN}),
    line("record-add", *KIND, who="planner", data={**RECORD, "institution": FAR}),
    line("record-add", *KIND, who=NONE, data={**RECORD, "institution": ABROAD}),
    line("record-delete", *KIND, f"record:{OWN}", who="planner officer"),
    line("record-delete", *KIND, f"record:{FAR}", who="planner", data={}),
    line("record-delete", *KIND, f"record:{ABROAD}", who=NONE, data={}),
)
