"""One institution by its code, as pages of other folders show it."""

from dataclasses import dataclass

from xuezheng.registers.models import Institution


@dataclass(frozen=True, slots=True)
class Found:
    """An institution with its latest name and its county."""

    code: str
    name: str
    county_code: str


def find_institution(code: str) -> Found | None:
    """The institution of a code, or None."""
    institution = Institution.objects.filter(code=code).first()
    if institution is None:
        return None
    last = institution.versions.order_by("-started_on").first()
    return Found(code, last.name if last else code, institution.county_code)
