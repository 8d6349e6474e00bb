"""The catalogue as a whole: what is in it, said in both languages, in units that can be written, without loading Ibis."""

import ast
import re
from pathlib import Path

import pytest

import xuezheng
from xuezheng.engine.catalogue import Catalogue, catalogue
from xuezheng.engine.offices import declared
from xuezheng.indicators.awaited import AWAITED
from xuezheng.indicators.figures import INDICATORS
from xuezheng.screens.units import UNITS

# Ids of the national list (2020 edition and the supervision rules) for which registers, population and accounts give the records.
NATIONAL = """
mean_years_of_schooling_15plus mean_years_of_schooling_working_age adult_literacy_rate expected_years_of_schooling
enrolment_per_100k preschool_gross_enrolment_ratio preschool_one_year_before_primary_rate
inclusive_kindergarten_coverage public_kindergarten_enrolment_share primary_gross_enrolment_ratio
primary_net_enrolment_rate primary_entry_with_preschool_share junior_gross_enrolment_ratio junior_net_enrolment_rate
compulsory_consolidation_rate junior_three_year_consolidation_rate primary_retention_rate dropout_rate
gross_intake_last_grade overage_pupil_share repetition_rate promotion_rate_primary_junior promotion_rate_junior_senior
senior_gross_enrolment_ratio vocational_share_of_senior graduation_rate private_enrolment_share
compulsory_private_enrolment_share girls_share minority_pupil_share boarder_share migrant_children_share
migrant_children_public_rate left_behind_children_share disabled_children_enrolment_rate inclusive_placement_share
nearby_enrolment_rate quota_allocation_rate afterschool_service_coverage student_fitness_pass_rate
student_fitness_good_rate myopia_rate labour_education_compliance arts_education_compliance
family_education_guidance_coverage secondary_vocational_placement_rate vocational_certificate_rate average_school_size
average_class_size large_class_share superlarge_class_share standard_class_share pupil_teacher_ratio
pupil_trained_teacher_ratio staff_pupil_ratio teacher_class_ratio kindergarten_teacher_child_ratio
teacher_qualification_rate teacher_above_requirement_rate teacher_certificate_rate high_degree_teachers_per_100
backbone_teachers_per_100 pe_arts_teachers_per_100 senior_title_teacher_share teacher_under35_share
female_teacher_share teacher_attrition_rate teacher_rotation_rate backbone_rotation_share training_360_completion_rate
teacher_salary_ratio mental_health_teacher_coverage double_qualified_teacher_share part_time_teacher_share
site_area_per_pupil building_area_per_pupil teaching_room_area_per_pupil sports_area_per_pupil dorm_area_per_boarder
dangerous_building_share music_art_room_compliance school_scale_compliance kindergarten_outdoor_area_compliance
equipment_value_per_pupil books_per_pupil multimedia_classrooms_per_100 multimedia_classroom_share terminals_per_100
broadband_school_share wireless_campus_share digital_resource_use_rate science_lab_compliance pe_equipment_compliance
music_equipment_compliance art_equipment_compliance sports_ground_compliance drinking_water_share sanitation_share
school_clinic_share accessible_school_share safety_staff_share training_stations_per_pupil
partner_enterprises_per_major internship_match_rate public_education_gdp_share education_budget_share
per_pupil_budget_expenditure per_pupil_expenditure_gdp_ratio training_fund_share two_no_decrease_budget
two_no_decrease_per_pupil aid_coverage_rate aid_target_coverage special_school_operating_fund
""".split()
FAMILIES = {
    "gender_parity_index",
    "urban_rural_parity_index",
    "completion_rate",
    "out_of_school_rate",
}  # of several rates, each an indicator of its own
OF_OFFICES = {"per_pupil_operating_expenditure", "operating_fund_compliance"}
LISTED, LEAST = 131, 105  # indicators of the list, and how many of them are to be computed
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def everything() -> Catalogue:
    return catalogue(declared())


def test_the_national_list_is_in_as_far_as_the_registers_go() -> None:
    ids = {i.id for i in INDICATORS}
    assert set(NATIONAL) - ids == set()
    assert {family for family in FAMILIES if not any(id.startswith(f"{family}_") for id in ids)} == set()
    assert len({*NATIONAL, *FAMILIES, *OF_OFFICES}) >= LEAST


def test_what_is_awaited_is_not_computed_and_names_who_would_give_it(everything: Catalogue) -> None:
    ids = [awaited.id for awaited in AWAITED]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if id in everything] == []
    for awaited in AWAITED:
        for words in (awaited.term, awaited.giver):
            assert HAN.search(words.zh), awaited.id
            assert words.en, awaited.id
            assert not HAN.search(words.en), awaited.id
    assert len({*ids, *NATIONAL, *FAMILIES, *OF_OFFICES}) == LISTED


def test_every_formula_of_every_office_compiles(everything: Catalogue) -> None:
    assert len({everything.definition_hash(i.id) for i in everything}) == len(everything)


def test_every_indicator_speaks_both_languages_and_has_a_unit_that_can_be_written(everything: Catalogue) -> None:
    for indicator in everything:
        for words in (indicator.term, indicator.definition, indicator.source.document):
            assert HAN.search(words.zh), indicator.id
            assert words.en, indicator.id
            assert not HAN.search(words.en), indicator.id
        assert indicator.unit in UNITS, (indicator.id, indicator.unit)
        assert indicator.levels, indicator.id


def test_shares_have_a_denominator(everything: Catalogue) -> None:
    lacking = [i.id for i in everything if i.unit == "share" and i.denominator is None and not i.change]
    assert lacking == []


def test_no_module_of_figures_loads_ibis_when_imported() -> None:
    """A warm run finds its SQL kept; loading Ibis would cost more than computing."""
    root = Path(xuezheng.__file__).parent
    for path in [*root.glob("*/figures.py"), *root.glob("*/figures/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            name.split(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        }
        assert "ibis" not in imported, path
