"""Alliances and partnerships on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

NEIJIANG, LESHAN, NANCHONG = "511000", "511100", "511300"
PROVINCIAL = {"recognised_level": ("provincial",)}

ROWS = {
    "nj.alliances": Asked("school_alliances", NEIJIANG, NOW),
    "nj.communities": Asked("school_communities", NEIJIANG, NOW),
    "nj.leading_communities": Asked("leading_communities", NEIJIANG, NOW, PROVINCIAL),
    "nj.kindergarten_alliances": Asked("kindergarten_alliances", NEIJIANG, NOW),
    "nj.university_partner_kindergartens": Asked("university_partner_kindergartens", NEIJIANG, NOW),
    "nj.shared_curriculum_schools": Asked("shared_curriculum_schools", NEIJIANG, NOW),
    "ls.paired_vocational_schools": Asked("paired_vocational_schools", LESHAN, NOW),
    "nc.leading_communities": Asked("leading_communities", NANCHONG, NOW, PROVINCIAL),
    "nc.schools_led": Asked("schools_led", NANCHONG, NOW),
}
