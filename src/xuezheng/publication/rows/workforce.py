"""The workforce on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW, THREE_YEARS

NEIJIANG, NANCHONG = "511000", "511300"


def provincial_preschool(kind: str) -> dict[str, tuple[str, ...]]:
    """Filters of the provincial studios of preschool education of one kind."""
    return {"kind": (kind,), "level": ("provincial",), "stage": ("preschool",)}


ROWS = {
    "nj.teacher_workshops": Asked("studios", NEIJIANG, NOW, provincial_preschool("teacher_workshop")),
    "nj.principal_studios": Asked("studios", NEIJIANG, NOW, provincial_preschool("principal_studio")),
    "nc.teachers_recruited": Asked("teachers_recruited", NANCHONG, THREE_YEARS),
    "nc.training_a_year": Asked("teachers_trained", NANCHONG, NOW),
    "nc.exchange_activities": Asked("exchange_activities", NANCHONG, NOW),
    "nc.exchange_schools": Asked("exchange_schools", NANCHONG, NOW),
    "nc.exchange_teachers": Asked("exchange_teachers", NANCHONG, NOW),
}
