"""Addresses of returns: collections and their parts, rules, frozen returns."""

from django.urls import path

from xuezheng.returns.pages import checks, classes, form, frozen, handing_on, overview, school, schools, steps

YEAR = "returns/<str:city_code>/<int:year>/"
SCHOOL = YEAR + "schools/<str:code>/"
COUNTY = YEAR + "counties/<str:code>/"
urlpatterns = [
    path("returns/", frozen.returns, name="returns"),
    path("returns/checks/", checks.checks, name="return-checks"),
    path("returns/<str:city_code>/open/", steps.open_collection, name="return-open"),
    path(YEAR, overview.collection, name="collection"),
    path(YEAR + "certify/", steps.certify, name="return-certify"),
    path(YEAR + "reopen/", steps.reopen_city, name="return-reopen"),
    path(YEAR + "check/", steps.check_again, name="return-check"),
    path(YEAR + "remind/", steps.remind, name="return-remind"),
    path(YEAR + "forms/", handing_on.sums_workbook, name="return-forms"),
    path(YEAR + "schools/", schools.schools, name="return-schools"),
    path(SCHOOL, school.school_return, name="school-return"),
    path(SCHOOL + "forms.xlsx", handing_on.school_workbook, name="school-forms-xlsx"),
    path(SCHOOL + "print/", handing_on.school_print, name="school-forms-print"),
    path(SCHOOL + "forms/<str:form_code>/", form.school_form, name="school-form"),
    path(SCHOOL + "classes/", classes.classes, name="return-classes"),
    path(SCHOOL + "classes/<int:class_id>/", classes.class_of_return, name="return-class"),
    path(SCHOOL + "sign/", steps.sign_school, name="school-sign"),
    path(SCHOOL + "withdraw/", steps.withdraw, name="school-withdraw"),
    path(SCHOOL + "reopen/", steps.reopen_school, name="school-reopen"),
    path(SCHOOL + "explain/", steps.explain, name="school-explain"),
    path(COUNTY + "sign/", steps.sign_county, name="county-sign"),
    path(COUNTY + "reopen/", steps.reopen_county, name="county-reopen"),
    path(YEAR + "r<int:revision>/", frozen.frozen_return, name="return"),
]
