"""The files of a bundle and their columns (OneRoster 1.2 CSV binding, 1EdTech 2022), and our codes in its words. Pure."""

from typing import Final

OWN: Final = "metadata.xuezheng."
HEAD: Final = ("sourcedId", "status", "dateLastModified")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "academicSessions": (*HEAD, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "classes": (
        *HEAD, "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId", "termSourcedIds", "subjects",
        "subjectCodes", "periods",
    ),
    "courses": (*HEAD, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"),
    "demographics": (
        *HEAD, "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander",
        "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth",
        "publicSchoolResidenceStatus",
    ),
    "enrollments": (*HEAD, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
    "orgs": (*HEAD, "name", "type", "identifier", "parentSourcedId"),
    "roles": (*HEAD, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId"),
    "users": (
        *HEAD, "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone",
        "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds", "preferredGivenName", "preferredMiddleName",
        "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
    ),
}  # fmt: skip
FILES: Final = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics", "enrollments",
    "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources", "resultLearningObjectiveIds", "results",
    "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources", "users",
)  # fmt: skip
ORG_TYPES: Final = {"province": "state", "city": "district", "county": "local", "town": "department"}
# CEDS entry grade levels: PK, KG, 01 … 13, PS
GRADES: Final[dict[str, str]] = {
    "02": "PK", "03": "PK", "04": "KG", **{f"1{n}": f"0{n}" for n in range(1, 7)}, **{f"2{n}": f"0{n + 6}" for n in range(1, 4)},
    **{f"{s}{n}": f"{n + 9}" for s in "34" for n in range(1, 4)}, **{f"5{n}": "PS" for n in range(1, 4)}, **{f"6{n}": "PS" for n in range(1, 5)},
}  # fmt: skip
ROLES: Final = {
    "teacher": "teacher",
    "principal": "principal",
    "administrator": "siteAdministrator",
    "support": "aide",
    "worker": "aide",
}
POSTS: Final = {
    "teacher": "teacher",
    "principal": "principal",
    "siteAdministrator": "administrator",
    "aide": "support",
    "counselor": "support",
}
SEXES: Final = {"1": "male", "2": "female"}
COMPOUND_SURNAMES: Final = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 宇文 长孙 端木".split()
)


def camel(key: str) -> str:
    """pupil_count → pupilCount."""
    first, *rest = key.split("_")
    return first + "".join(part.capitalize() for part in rest)


def surname(name: str) -> str:
    """The family name of a Chinese name: its first character, or two where these are a compound surname."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def stage_and_grade(code: str) -> tuple[str, str]:
    """Our stage and grade for a CEDS grade that says which; nothing for one that does not (a kindergarten's, a college's)."""
    if not code.isdigit() or not 1 <= int(code) <= 12:
        return "", ""
    level = int(code)
    if level <= 6:
        return "primary", f"1{level}"
    return ("junior", f"2{level - 6}") if level <= 9 else ("senior", f"3{level - 9}")
