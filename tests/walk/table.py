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
    RIVER,
)

ROLES = "planner officer head auditor"
ACCOUNTS = f"nobody left administrator director exams exams_city {ROLES}"
EVERYBODY = f"visitor {ACCOUNTS}"
NONE = ""


@dataclass(frozen=True)
class Line:
    """One request and who gets in. `record:CODE` is the number of a school's record, `account:NAME` of an account.

    `state` names what the world is put into for it (`tests.walk.world.STATES`).
    """

    name: str
    args: tuple[object, ...]
    who: str
    query: str = ""
    data: Mapping[str, Any] | None = None
    state: str = ""

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
    # one's own account: everybody who is signed in, whatever they hold
    line("own-account", who=ACCOUNTS),
    line("revoke-token", 1, who=NONE, data={}),
    line("accept", "no-such-secret", who=NONE),
    line("account_login", who=EVERYBODY),
    line("account_logout", who=EVERYBODY, data={}),
    line("account_inactive", who=EVERYBODY),
    line("account_reauthenticate", who=ACCOUNTS),
    line("account_change_password", who=ACCOUNTS),
    line("usersessions_list", who=ACCOUNTS),
    line("mfa_index", who=ACCOUNTS),
    line("mfa_authenticate", who=EVERYBODY),  # without a password given before: back to the start
    line("mfa_reauthenticate", who=ACCOUNTS),
    line("mfa_activate_totp", who=ACCOUNTS),
    line("mfa_deactivate_totp", who=NONE),  # there is none to turn off
    line("mfa_view_recovery_codes", who=NONE),
    line("mfa_generate_recovery_codes", who=ACCOUNTS),  # led back to what is lacking
    line("socialaccount_connections", who=ACCOUNTS),
    line("socialaccount_login_error", who=NONE),  # says so with a 401
    line("accept", "x", who=NONE, data={}),
    line("socialaccount_login_cancelled", who=EVERYBODY),
    line("openid_connect_login", "oidc", who=NONE),  # no provider is set
    line("openid_connect_callback", "oidc", who=NONE),
    # the people of an area
    line("people", who="administrator"),
    line("invite", who="administrator"),
    line("person", "account:officer", who="administrator"),
    line("person", "account:administrator", who="administrator"),
    line("person", "account:nobody", who=NONE),
    line("person", "account:officer", who="administrator", data={"do": "link"}),
    line("person", "account:planner", who=NONE, data={"do": "leave"}),
    line("person", "account:administrator", who=NONE, data={"do": "leave"}),
    # figures: within one's area; a head teacher also compares with the county and city above
    line(
        "overview", who=f"visitor administrator director exams exams_city {ROLES}"
    ),  # a visitor is led to the published page, others without figures to what is theirs
    line("search", who=ROLES, query="q=小学"),
    line("area", COUNTY, who=ROLES),
    line("area", CITY, who="planner head auditor"),
    line("area", NEXT_COUNTY, who="planner auditor"),
    line("area", NEXT_CITY, who=NONE),
    line("catalogue", who=ROLES),
    line("compare", who=ROLES),
    line("targets", who=ROLES),
    line("targets", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("targets", who="planner", query=f"area={CITY}", data={"withdraw-target": "0"}),
    line("targets", who="planner officer", query=f"area={COUNTY}", data={"withdraw-note": "0"}),
    line("targets", who=NONE, query=f"area={NEXT_CITY}", data={"withdraw-target": "0"}),
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
    # the interface for programs
    line("api-docs", who=EVERYBODY),
    line("api:openapi-json", who=EVERYBODY),
    line("api:api-root", who=NONE),
    line("api:releases", who=EVERYBODY),
    line("api:areas", who=ROLES, query="within=511002"),
    line("api:institutions", who=ROLES),
    line("api:institution", OWN, who=ROLES),
    line("api:institution", OTHER, who="planner officer auditor"),
    line("api:institution", FAR, who="planner auditor"),
    line("api:institution", ABROAD, who=NONE),
    line("api:classes", who=ROLES, query="year=2023"),
    line("api:staff-counts", who="officer head"),
    line("api:returns", who=ROLES),
    line("api:catalogue", who=ROLES),
    line("api:figures", who=ROLES, query=f"area={COUNTY}"),
    line("api:figures", who="planner head auditor", query=f"area={CITY}"),
    line("api:figures", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("api:figures", who=NONE, query=f"area={NEXT_CITY}"),
    line("health", who=EVERYBODY),
    line("metrics", who=EVERYBODY),  # of this machine; through a proxy by token alone
    # jobs: one's own, and those of places within one's area (numbered like the imports they work on)
    line("jobs", who=ACCOUNTS),
    line("job", 1, who="planner officer"),
    line("job", 2, who="planner"),
    line("job", 3, who=NONE),
    line("job", 4, who="planner officer head"),
    *(
        line("job", 1, who="planner officer", state=f"job {state}")
        for state in ("running", "done", "failed", "cancelled")
    ),
    *(line("job-file", number, who=NONE, state="job done") for number in (1, 2, 3)),  # an import leaves no file
    line("job-decide", 1, who="planner officer", state="job failed", data={"decision": "retry"}),
    line("job-decide", 3, who=NONE, state="job failed", data={"decision": "retry"}),
    line("job-decide", 1, who="planner officer", data={"decision": "cancel"}),
    line("job-decide", 2, who="planner", data={"decision": "cancel"}),
    line("job-decide", 3, who=NONE, data={"decision": "retry"}),
    line("job-decide", 4, who="planner officer head", data={"decision": "cancel"}),
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
    line("student-admit", OWN, who="head"),
    line("student-admit", OTHER, who=NONE),
    line("student-transfer-in", OWN, who="head"),
    line("student-transfer-in", OTHER, who=NONE),
    # staff: the school itself and its county; moves between schools are the county's
    line("staff", OWN, who="officer head"),
    line("staff", OTHER, who="officer"),
    line("staff", FAR, who=NONE),
    line("staff-engage", OWN, who="officer head"),
    line("staff-engage", OTHER, who="officer"),
    line("staff-engage", FAR, who=NONE, data=REASON),
    line("staff-member", OWN, "staff:1", who="officer head"),
    line("staff-member", OWN, "staff:1", who="officer head", data={"act": "end"}),
    line("staff-member", OTHER, "staff:1", who=NONE),  # who never was there
    line("staff-member", FAR, "staff:1", who=NONE),
    line("promotion", OWN, who="head"),
    line("promotion", OWN, who="head", data={"act": "preview", "graduates_on": "2024-07-08", "reason": "学年末升级"}),
    line("promotion", FAR, who=NONE),
    line("student", "student:7", who="head"),
    line("student", "student:7", who="head", data=REASON),
    line("student", 999999, who=NONE),
    line("transfers", who=ROLES),
    line("transfer", 1, who="planner officer auditor"),  # between two other schools of the county
    line("transfer", 1, who=NONE, data={"act": "confirm"}),
    line("duplicates", who="officer"),
    line("duplicates", who="officer", data=REASON),
    line("duplicate", "student:7", 999999, who=NONE),
    line("duplicates", who="officer", query="kind=staff", data=REASON),
    line("duplicate-staff", "staff:1", 999999, who=NONE),
    line("second-seat", 1, 2, who=NONE),
    line("duplicate-undo", 1, who=NONE),
    # events: seen by who sees the schools, registered by the county
    line("events", who=ROLES),
    line("event", 1, who=ROLES),  # of OWN
    line("event", 2, who="planner auditor"),  # of FAR
    line("event", 1, who="officer", data=REASON),
    line("event", 2, who=NONE, data=REASON),
    line("event-open", who="officer"),
    line("institution-events", OWN, who="officer"),
    line("institution-events", FAR, who=NONE),
    line("institution-event", OWN, "renamed", who="officer"),
    line(
        "institution-event",
        OWN,
        "renamed",
        who="officer",
        data={"on": "2023-07-01", "name": "城东实验小学", "reason": "规范校名"},
    ),
    line("institution-event", FAR, "closed", who=NONE, data={"on": "2023-07-01", "reason": "规范校名"}),
    line("institution-event", OWN, "vanished", who=NONE),
    # imports: one's own, and those of places within one's area (1 of the county, 2 next to it, 3 of the next city, 4 of the school)
    line("imports", who="planner officer head"),
    line("import-template", who="planner officer head"),
    line("import", 1, who="planner officer"),
    line("import", 2, who="planner"),
    line("import", 3, who=NONE),
    line("import", 4, who="planner officer head"),
    line("import-decide", 1, who="planner officer", data={"decision": "undo"}),
    line("import-decide", 2, who="planner", data={"decision": "undo"}),
    line("import-decide", 3, who=NONE, data={"decision": "undo"}),
    line("import-decide", 4, who="planner officer head", data={"decision": "undo"}),
    *(
        line("import", number, who=who, state=f"import {state}")
        for state in ("checking", "checked", "applied", "undone")
        for number, who in ((1, "planner officer"), (3, NONE))
    ),
    line("import-decide", 1, who="planner officer", state="import checked", data={"decision": "write"}),
    line("import-decide", 3, who=NONE, state="import checked", data={"decision": "write"}),
    line("import-decide", 3, who=NONE, state="import applied", data={"decision": "undo"}),
    line("import-bad-rows", 1, who="planner officer"),
    line("import-bad-rows", 3, who=NONE),
    line("institution-events", ABROAD, who=NONE),
    line("institution-event", FAR, "renamed", who=NONE),
    # seats: forecasts are counts; projects stand in the register; the public sees what was published
    line("seats", who="planner officer auditor head"),
    line("seats", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("seats", who=NONE, query=f"area={NEXT_CITY}"),
    line(
        "seats", who="planner head auditor", query=f"area={CITY}", data={"do": "compute"}
    ),  # refused in words: one year is too few
    line("seats-area", COUNTY, who=ROLES),
    line("seats-area", NEXT_COUNTY, who="planner auditor"),
    line("seats-area", NEXT_CITY, who=NONE),
    line("seats-backtest", who=ROLES),
    line("seats-inputs", who="planner officer auditor"),
    line("seats-inputs", who="planner", query=f"area={NEXT_COUNTY}", data={"kind": "births"}),
    line("seats-projects", who="planner officer auditor"),
    line("seats-projects", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("seats-project", "no-such-project", who=NONE),
    line("seats-project-add", who="planner officer"),
    line("seats-project-add", who="planner", query=f"area={NEXT_COUNTY}", data={"code": ""}),
    line("seats-public", who=EVERYBODY),
    # layout: plans before they are public (1 of the county, 2 next to it, 3 of the next city); consultation 1 is before the public
    line("layout", who="planner officer auditor"),
    line("layout", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("layout", who=NONE, query=f"area={NEXT_CITY}"),
    line("layout-new", who="planner officer"),
    line("layout-new", who="planner", query=f"area={CITY}"),
    line("layout-options", who="planner officer auditor", query=f"area={COUNTY}"),
    line("layout-options", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("layout-options", who="planner officer", query=f"area={COUNTY}", data={"do": "try"}),
    line("layout-options", who="planner", query=f"area={NEXT_COUNTY}", data={"do": "apply"}),
    line("layout-villages", who="planner officer auditor", query=f"area={COUNTY}"),
    line("layout-villages", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("layout-villages", who="planner officer", query=f"area={COUNTY}", data={"do": "try"}),
    line("layout-villages", who="planner", query=f"area={NEXT_COUNTY}", data={"do": "apply"}),
    line("layout-compare", who="planner officer auditor"),
    line("layout-compare", who="planner officer auditor", query="v=1&v=2&v=3"),
    *(
        one
        for name, more in (
            ("layout-plan", ()),
            ("layout-what-if", ()),
            ("layout-geojson", ()),
            ("layout-adopt", ()),
            ("layout-letter", (RIVER,)),
        )
        for one in (
            line(name, 1, *more, who="planner officer auditor", query=f"code={RIVER}"),
            line(name, 2, *more, who="planner auditor", query=f"code={RIVER}"),
            line(name, 3, *more, who=NONE, query=f"code={RIVER}"),
        )
    ),
    line("layout-plan", 1, who="planner officer", data={"do": "lock", "code": RIVER}),
    line("layout-plan", 2, who="planner", data={"do": "lock", "code": RIVER}),
    line("layout-adopt", 1, who="planner officer", data={"do": "hear", "code": RIVER}),
    line("layout-adopt", 2, who="planner", data={"do": "adopt", "reason": ""}),
    line("layout-adopt", 3, who=NONE, data={"do": "adopt", "reason": ""}),
    line("layout-public", who=EVERYBODY),
    line("layout-consultation", 1, who=EVERYBODY),
    line("layout-consultation", 2, who=NONE),
    line("layout-consultation", 1, who=EVERYBODY, data={"text": "请保留"}),
    # timetables: a school sees its own, areas see counts
    line("timetables", who="planner officer head director auditor"),
    line("timetables", who="planner auditor", query=f"area={NEXT_COUNTY}"),
    line("timetables", who=NONE, query=f"area={NEXT_CITY}"),
    line("timetables-school", OWN, who="planner officer head director auditor"),
    line("timetables-school", OTHER, who="planner officer auditor"),
    line("timetables-school", FAR, who="planner auditor"),
    line("timetables-school", ABROAD, who=NONE),
    line("timetables-majors", OWN, who="planner officer head director auditor"),
    line("timetables-majors", OTHER, who="planner officer auditor"),
    line("timetables-majors", OWN, who="director", data={"do": "try"}),
    line("timetables-round-new", OWN, who="director"),
    line("timetables-round-new", OTHER, who=NONE),
    line("timetables-round", 1, who="planner officer head director auditor"),
    line("timetables-round", 2, who="planner officer auditor"),
    line("timetables-round", 3, who="planner auditor"),
    line("timetables-round", 4, who=NONE),
    line("timetables-round", 1, who="director", data={"do": "students"}),
    line("timetables-classes", 1, who="planner officer head director auditor"),
    line("timetables-classes", 2, who="planner officer auditor"),
    line("timetables-classes", 4, who=NONE),
    line("timetables-classes", 1, who="director", data={"do": "again"}),
    # who chose what is for the school alone
    *(
        one
        for name, own in (
            ("timetables-round-students", "head director"),
            ("timetables-chooser", "head director"),
            ("timetables-round-change", "director"),
            ("timetables-round-classes", "director"),
        )
        for one in (line(name, 1, who=own), line(name, 2, who=NONE), line(name, 3, who=NONE))
    ),
    line("timetables-class-lists", 1, who=NONE),  # none is formed yet
    line("timetables-round-students", 1, who="director", data={"do": "try"}),
    line("timetables-chooser", 1, who="director", data={"do": "friends", "friends": "甲"}),
    line("timetables-round-slips", 2, who=NONE, data={}),
    # a student with a code; without one, back to where it is typed in
    line("choice", who=EVERYBODY),
    line("choice", who=EVERYBODY, data={"code": "AAAAA 22222"}),
    line("choice-mine", who=EVERYBODY),
    line("choice-leave", who=EVERYBODY, data={}),
    *(
        entry
        for name, more in (("timetables-sheets", ()), ("timetables-sheet", ("teacher", 0)), ("timetables-days", ()))
        for entry in (
            line(name, 1, *more, who="planner officer head director auditor"),
            line(name, 2, *more, who="planner auditor"),
            line(name, 3, *more, who=NONE),
        )
    ),
    *(
        line(name, code, who=who)
        for name in ("timetables-weeks",)
        for code, who in ((OWN, "planner officer head director auditor"), (FAR, "planner auditor"), (ABROAD, NONE))
    ),
    line("timetables-weeks", OWN, who="director", data={"school_year": "2025", "term": "spring", "title": "高三"}),
    line("timetables-weeks", FAR, who=NONE, data={"school_year": "2025", "term": "spring"}),
    *(
        line(name, number, *more, who=who)
        for name, more in (
            ("timetables-week", ()),
            ("timetables-week-book", ()),
            ("timetables-week-rules", ()),
            ("timetables-compare", ()),
            ("timetables-version", (1,)),
            ("timetables-version-json", (1,)),
        )
        for number, who in ((1, "planner officer head director auditor"), (2, "planner auditor"), (3, NONE))
    ),
    line("timetables-week", 1, who="director", data={"do": "check"}),
    line("timetables-week", 2, who=NONE, data={"do": "check"}),
    line("timetables-week-import", 1, who="director"),
    line("timetables-week-import", 2, who=NONE),
    line("timetables-week-rules", 1, who="director", data={"do": "drop", "at": "0"}),
    line("timetables-moves", 1, 1, who="director", query="lesson=0"),
    line("timetables-moves", 2, 1, who=NONE, query="lesson=0"),
    line("timetables-version", 1, 1, who="director", data={"do": "move", "lesson": "0", "start": "1"}),
    line("timetables-version", 2, 1, who=NONE, data={"do": "move", "lesson": "0", "start": "1"}),
    line("timetables-absence", 1, 1, who="planner officer head director auditor"),
    line("timetables-absence", 2, 2, who="planner auditor"),
    line("timetables-absence", 1, 2, who=NONE),  # of another week
    line("timetables-days", 1, who="director", data={"do": "absence"}),
    line("timetables-days", 2, who=NONE, data={"do": "absence"}),
    line("timetables-absence", 1, 1, who="director", data={"do": "withdraw"}),
    line("timetables-feed", "door1", "teacher", 0, who=EVERYBODY),  # by an address that only the school gives out
    line("timetables-feed", "nodoor", "teacher", 0, who=NONE),
    line("timetables-display", "door1", 0, who=EVERYBODY),
    # national evaluations: counties are counts, schools need the register's right, plans are the county's and the city's
    line("evaluations", who="planner officer head auditor"),  # an officer is led to the own county
    line("evaluations", who="planner head auditor", query=f"area={CITY}"),
    line("evaluations", who=NONE, query=f"area={NEXT_CITY}"),
    line("evaluation-standards", who=ROLES),
    line("evaluation-county", COUNTY, who=ROLES),
    line("evaluation-county", NEXT_COUNTY, who="planner auditor"),
    line("evaluation-item", COUNTY, "quality_balanced.government.1", who=ROLES),
    line("evaluation-item", NEXT_COUNTY, "quality_balanced.government.1", who="planner auditor"),
    line("evaluation-item", COUNTY, "quality_balanced.government.1", who="planner officer", data={"is_met": "yes"}),
    line("evaluation-item", NEXT_COUNTY, "quality_balanced.government.1", who="planner", data={"is_met": "yes"}),
    line(
        "evaluation-item", COUNTY, "quality_balanced.government.5", who=NONE, data={"number": "0"}
    ),  # the registers say
    line("evaluation-schools", COUNTY, who="planner officer auditor"),
    line("evaluation-schools", NEXT_COUNTY, who="planner auditor"),
    line("evaluation-school", OWN, who=ROLES),
    line("evaluation-school", OTHER, who="planner officer auditor"),
    line("evaluation-school", FAR, who="planner auditor"),
    line("evaluation-school", ABROAD, who=NONE),
    line("evaluation-plans", COUNTY, who="planner officer"),
    line("evaluation-plans", NEXT_COUNTY, who="planner"),
    line("evaluation-plan", 1, who=NONE),  # there is none
    line("evaluation-file", 1, who=NONE),
    # exams: works, examinations and lists of an area (1 of the county, 2 next to it, 3 of the next city); persons for the exam office
    line("exams", who="planner officer auditor exams exams_city"),
    line("exam-new", who="exams exams_city"),
    line("exam-new", who="exams exams_city", data={"title": ""}),
    line("exam-begin", "seating", who="exams exams_city"),
    line("exam-begin", "no-such-work", who=NONE),
    line("exam-begin", "seating", who="exams_city", query="exam=2"),
    line("exam-begin", "seating", who=NONE, query="exam=3"),
    line("exam", 1, who="planner officer auditor exams exams_city"),
    line("exam", 2, who="planner auditor exams_city"),
    line("exam", 3, who=NONE),
    line("exam", 1, who="exams exams_city", data={"results_on": "?"}),
    line("exam", 2, who="exams_city", data={"results_on": "?"}),
    line("exam-list", 1, "papers", who="planner officer auditor exams exams_city"),
    line("exam-list", 2, "rooms", who="planner auditor exams_city"),
    line("exam-list", 1, "candidates", who="exams exams_city"),
    line("exam-list", 2, "candidates", who="exams_city"),
    line("exam-list", 3, "marks", who=NONE),
    line("exam-list", 1, "no-such-list", who=NONE),
    line("exam-list", 2, "papers", who="exams_city", data={"do": "import"}),
    line("exam-row", 1, "papers", who="exams exams_city"),
    line("exam-row", 2, "candidates", who="exams_city"),
    line("exam-row", 3, "papers", who=NONE),
    line("exam-draft", 1, 1, who="exams exams_city"),
    line("exam-draft", 2, 2, who="exams_city"),
    line("exam-draft", 1, 2, who=NONE),
    line("exam-draft", 3, 3, who=NONE),
    line("exam-register", 1, "candidates", who="exams exams_city"),
    line("exam-register", 2, "staff", who="exams_city"),
    line("exam-register", 3, "rooms", who=NONE),
    line("exam-siting", 1, who="exams exams_city"),
    line("exam-siting", 2, who="exams_city"),
    line("exam-quotas", 1, who="exams exams_city"),
    line("exam-quotas", 3, who=NONE),
    line("exam-marking", 1, who="exams exams_city"),
    line("exam-marking", 2, who="exams_city"),
    line("exam-appeals", 1, who="exams exams_city"),
    line("exam-appeals", 2, who="exams_city"),
    line("exam-appeals", 3, who=NONE, data={"do": "decide", "pk": "1"}),
    line("exam-work", 1, who="planner officer auditor exams exams_city"),
    line("exam-work", 2, who="planner auditor exams_city"),
    line("exam-work", 3, who=NONE),
    line("exam-work", 1, who="exams exams_city", data={"do": "annul", "reason": ""}),
    line("exam-work", 2, who="exams_city", data={"do": "annul", "reason": ""}),
    line("exam-work", 3, who=NONE, data={"do": "annul", "reason": "作废"}),
    line("exam-day", 1, who=NONE),  # not drawn
    line("exam-file", 1, "seats.csv", who="exams exams_city"),  # asked for a reason
    line("exam-file", 2, "seats.csv", who="exams_city"),
    line("exam-print", 1, "door", who=NONE),  # not drawn
    line("exam-letter", 1, who="exams exams_city"),
    line("exam-letter", 2, who="exams_city"),
    line("exam-letter", 3, who=NONE),
    # a school's own candidates, for its head; what is published, for everybody
    line("exams-own", who="head"),
    line("exam-own", 1, OWN, who="head"),
    line("exam-own", 1, OTHER, who=NONE),
    line("exam-own", 1, OWN, who="head", data={"do": "ask", "number": "1", "paper": "", "request": ""}),
    line("exam-own-print", 1, OWN, "tickets", who="head"),
    line("exam-own-print", 1, OTHER, "letters", who=NONE),
    line("exams-public", who=EVERYBODY),
    line("exam-public", 1, who=EVERYBODY),
    line("exam-public", 9, who=NONE),
    line("exam-proof", 1, who=EVERYBODY),
    line("exam-proof", 2, who=NONE),  # not published
    line("exam-proof-file", 1, "seats.csv", who=NONE),
    # monitoring: tests of an area (1 of the county, 2 next to it, 3 of the next city); schools see their own, persons need a reason
    line("assessment", who=ROLES),
    line("assessment-items", who="planner officer auditor"),
    line("assessment-items", who="planner officer", data={"area": COUNTY, "do": "try"}),
    line("assessment-items", who="planner", data={"area": CITY, "do": "try"}),
    line("assessment-items-export", who="officer planner", query=f"area={COUNTY}"),
    line("assessment-items-export", who="planner", query=f"area={NEXT_COUNTY}"),
    line("assessment-item", "W1", who="planner officer auditor"),
    line("assessment-item", "W2", who="planner auditor"),
    line("assessment-item", "W3", who=NONE),
    line("assessment-picture", 1, who=NONE),  # there is none
    line("assessment-forms", who="planner officer auditor"),
    line("assessment-forms", who=NONE, data={"area": NEXT_CITY}),
    line("assessment-begin", who="planner officer"),
    line("assessment-begin", who=NONE, data={"area": NEXT_CITY}),
    line("assessment-programme", 1, who=ROLES),
    line("assessment-programme", 2, who="planner auditor"),
    line("assessment-programme", 3, who=NONE),
    line("assessment-programme", 1, who="planner officer", data={"do": "send"}),
    line("assessment-programme", 2, who="planner", data={"do": "send"}),
    line("assessment-sheet", 1, who="planner officer"),
    line("assessment-sheet", 2, who="planner"),
    line("assessment-sheet", 3, who=NONE),
    line("assessment-sheet", 2, who="planner", data={"do": "undo"}),
    line("assessment-calibrations", who="planner officer auditor"),
    line("assessment-calibrations", who="planner officer", data={"programmes": "1"}),
    line("assessment-calibration", 1, who="planner officer auditor"),
    line("assessment-calibration", 2, who="planner auditor"),
    line("assessment-calibration", 3, who=NONE),
    line("assessment-calibration", 1, who=NONE, data={"do": "cancel"}),  # there is no job
    line("assessment-area", 1, COUNTY, who=ROLES),
    line("assessment-area", 1, CITY, who="planner head auditor"),
    line("assessment-area", 2, NEXT_COUNTY, who="planner auditor"),
    line("assessment-area", 3, NEXT_CITY, who=NONE),
    line("assessment-school", 1, OWN, who=ROLES),
    line("assessment-school", 1, OTHER, who="planner officer auditor"),
    line("assessment-school", 1, ABROAD, who=NONE),
    line("assessment-class", 1, OWN, 1, who=ROLES),
    line("assessment-class", 1, OTHER, 1, who="planner officer auditor"),
    line("assessment-pupil", 1, OWN, who="head"),
    line("assessment-pupil", 1, OWN, who="head", data={"number": "7", **REASON}),
    line("assessment-pupil", 1, OTHER, who=NONE),
    line("assessment-effects", who=ROLES),
    line("assessment-effects", who="planner officer", data={"title": ""}),
    line("assessment-effect", 1, who="planner officer auditor"),
    line("assessment-effect", 1, who=NONE, data={"do": "cancel"}),  # there is no job
    line("assessment-effect", 2, who="planner auditor"),
    line("assessment-effect-school", 1, OWN, who=ROLES),
    line("assessment-effect-school", 1, OTHER, who="planner officer auditor"),
    # portfolios: the school's own people; the county reviews; a child signs by the link alone
    line("quality-school", OWN, who="head"),
    line("quality-school", OTHER, who=NONE),
    line("quality-pupil", OWN, "student:7", who="head"),
    line("quality-pupil", OWN, "student:7", who="head", data=REASON),
    line("quality-pupil", OTHER, "student:7", who=NONE),
    line("quality-display", OWN, who="head", data=REASON),
    line("quality-display", OTHER, who=NONE),
    line("quality-objections", who="officer"),
    line("quality-objections", who=NONE, data={"objection": "1"}),
    line("quality-sign-enter", who=EVERYBODY),
    line("quality-sign-enter", who=NONE, data={"code": "AAAA-BBBB-CCCC"}),
    line("quality-sign", "no-such-secret", who=NONE),
    line("quality-shown-enter", who=EVERYBODY),
    line("quality-shown-enter", who=NONE, data={"code": "AAAA-BBBB"}),
    line("quality-shown", "AAAABBBB", who=NONE),
    line("quality-answer", "AAAABBBBCCCC", who=NONE),
    line("quality-evidence", OWN, 1, who=NONE),
    line("quality-export", OWN, 1, who=NONE),
    # returns: they hold no persons, so a county may see its city's
    line("returns", who=ROLES),
    line("return", CITY, 2023, 1, who=ROLES),
    line("return", NEXT_CITY, 2023, 1, who=NONE),
    # the return as it is collected: a school's by its head and who is above; signatures, each at its level
    line("collection", CITY, 2023, who=ROLES),  # a head is led to the own school
    line("collection", NEXT_CITY, 2023, who=NONE),
    line("return-checks", who=ROLES),
    line("return-open", CITY, who="planner"),
    line("return-open", CITY, who="planner", data={"year": "2023"}),
    line("return-open", NEXT_CITY, who=NONE),
    line("return-schools", CITY, 2023, who=ROLES),
    line("return-schools", CITY, 2023, who=ROLES, query=f"county={COUNTY}&late=1"),
    *(
        one
        for name, more in (
            ("school-return", ()),
            ("school-form", ("教基5176",)),
            ("return-classes", ()),
            ("school-forms-print", ()),
            ("school-forms-xlsx", ()),
        )
        for one in (
            line(name, CITY, 2023, OWN, *more, who=ROLES),
            line(name, CITY, 2023, OTHER, *more, who="planner officer auditor"),
            line(name, CITY, 2023, FAR, *more, who="planner auditor"),
            line(name, CITY, 2023, ABROAD, *more, who=NONE),
        )
    ),
    *(
        line("school-return", CITY, 2023, school, who=who, state=state)
        for state in ("return signed", "return certified")
        for school, who in ((OWN, ROLES), (OTHER, "planner officer auditor"), (FAR, "planner auditor"))
    ),
    line("collection", CITY, 2023, who=ROLES, state="return certified"),
    line("school-form", CITY, 2023, OWN, "教基5176", who="officer head", data={"book_count": "500"}),
    line("school-form", CITY, 2023, OTHER, "教基5176", who="officer", data={"book_count": "500"}),
    line("school-form", CITY, 2023, FAR, "教基5176", who=NONE, data={"book_count": "500"}),
    line("return-class", CITY, 2023, OWN, f"record:class-{OWN}", who="officer head"),
    line("return-class", CITY, 2023, OTHER, f"record:class-{OTHER}", who="officer", data={"girl_count": "3"}),
    line("return-forms", CITY, 2023, who="planner auditor"),
    line("return-forms", CITY, 2023, who="planner officer auditor", query=f"county={COUNTY}"),
    line("return-forms", CITY, 2023, who="planner auditor", query=f"county={NEXT_COUNTY}"),
    line(
        "return-forms", CITY, 2023, who="planner officer auditor", query=f"county={COUNTY}", data={"decision": "make"}
    ),
    *(
        one
        for name in ("school-sign", "school-withdraw", "school-explain")
        for one in (
            line(name, CITY, 2023, OWN, who="officer head", data=REASON),
            line(name, CITY, 2023, OTHER, who="officer", data=REASON),
            line(name, CITY, 2023, FAR, who=NONE, data=REASON),
        )
    ),
    line("school-reopen", CITY, 2023, OWN, who="planner officer", data=REASON),
    line("school-reopen", CITY, 2023, FAR, who="planner", data=REASON),
    line("county-sign", CITY, 2023, COUNTY, who="officer", data={}),
    line("county-sign", CITY, 2023, NEXT_COUNTY, who=NONE, data={}),
    line("county-reopen", CITY, 2023, COUNTY, who="planner officer", data=REASON),
    line("county-reopen", CITY, 2023, NEXT_COUNTY, who="planner", data=REASON),
    line("return-certify", CITY, 2023, who="planner", data=REASON),
    line("return-reopen", CITY, 2023, who="planner", data=REASON),
    line("return-check", CITY, 2023, who="planner officer", data={}),
    line("return-remind", CITY, 2023, who="planner officer", data={}),
    # the offices' records
    line("record-kinds", who=ROLES),
    line("records", *KIND, who=ROLES),
    line("records", "funding", "county-accounts", who=ROLES),  # of an area, not of a school
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
