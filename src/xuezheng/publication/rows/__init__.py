"""Each row of the page as a question to the catalogue: an indicator, a place, a period, filters. No printed value here."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows import (
    after_school,
    aid,
    alliances,
    assessment,
    cloud_lessons,
    community,
    exams,
    honours,
    indicators,
    layout,
    registers,
    seats,
    supervision,
    timetables,
    training_market,
    vocational,
    wellbeing,
    workforce,
)

ROWS: dict[str, Asked] = {
    **after_school.ROWS,
    **aid.ROWS,
    **alliances.ROWS,
    **assessment.ROWS,
    **cloud_lessons.ROWS,
    **community.ROWS,
    **exams.ROWS,
    **honours.ROWS,
    **indicators.ROWS,
    **layout.ROWS,
    **registers.ROWS,
    **seats.ROWS,
    **supervision.ROWS,
    **timetables.ROWS,
    **training_market.ROWS,
    **vocational.ROWS,
    **wellbeing.ROWS,
    **workforce.ROWS,
}
