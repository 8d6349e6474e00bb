"""What the page counts in the registers themselves: institutions, students, programmes, mergers."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW, SINCE_2018, SINCE_2020, calendar, stock

NEIJIANG, SUINING, NANCHONG = "511000", "510900", "511300"
NO_TEACHING_POINTS = {"is_teaching_point": ("false",)}
HIGHER_VOCATIONAL = {"has_higher_vocational": ("true",)}
VOCATIONAL = {"stage": ("vocational",)}

ROWS = {
    "nj.schools_merged": Asked("schools_ended", NEIJIANG, SINCE_2018, {"stage": ("primary", "junior")}),
    "sn.secondary_vocational_students": Asked("students_enrolled", SUINING, NOW, VOCATIONAL),
    "sn.higher_vocational_students_2020": Asked(
        "students_enrolled", SUINING, stock(2020), {"stage": ("higher_vocational",)}
    ),
    "sn.higher_vocational_students_now": Asked("students_enrolled", SUINING, NOW, {"stage": ("higher_vocational",)}),
    "sn.vocational_students": Asked("students_enrolled", SUINING, NOW, {"stage": ("vocational", "higher_vocational")}),
    "sn.higher_vocational_colleges_2021": Asked("colleges", SUINING, stock(2021), HIGHER_VOCATIONAL),
    "sn.higher_vocational_colleges_now": Asked("colleges", SUINING, NOW, HIGHER_VOCATIONAL),
    "sn.colleges_approved_2023": Asked("colleges_approved", SUINING, calendar(2023), HIGHER_VOCATIONAL),
    "sn.programmes_added": Asked("programmes_added", SUINING, SINCE_2020, VOCATIONAL),
    "sn.programme_industry_fit": Asked("programme_industry_fit_share", SUINING, NOW, VOCATIONAL),
    "sn.vocational_schools_merged": Asked("schools_ended", SUINING, SINCE_2020, VOCATIONAL),
    "nc.schools_2020": Asked("institutions", NANCHONG, stock(2020), NO_TEACHING_POINTS),
    "nc.schools_now": Asked("institutions", NANCHONG, NOW, NO_TEACHING_POINTS),
    "nc.universities_2020": Asked("colleges", NANCHONG, stock(2020)),
    "nc.universities_now": Asked("colleges", NANCHONG, NOW),
}
