"""Addresses of monitoring and of portfolios."""

from django.urls import path

from xuezheng.assessment.pages import (
    bank,
    calibrations,
    display,
    effects,
    home,
    objections,
    programmes,
    quality,
    reports,
    shown,
    signing,
)

urlpatterns = [
    path("assessment/", home.home, name="assessment"),
    path("assessment/items/", bank.items, name="assessment-items"),
    path("assessment/items/export", bank.export, name="assessment-items-export"),
    path("assessment/items/<str:code>/", bank.item, name="assessment-item"),
    path("assessment/pictures/<int:pk>", bank.picture, name="assessment-picture"),
    path("assessment/forms/", bank.forms, name="assessment-forms"),
    path("assessment/new/", programmes.begin, name="assessment-begin"),
    path("assessment/programmes/<int:pk>/", programmes.programme, name="assessment-programme"),
    path("assessment/sheets/<int:pk>/", programmes.sheet, name="assessment-sheet"),
    path("assessment/scales/", calibrations.calibrations, name="assessment-calibrations"),
    path("assessment/scales/<int:pk>/", calibrations.calibration, name="assessment-calibration"),
    path("assessment/programmes/<int:pk>/areas/<str:code>/", reports.area, name="assessment-area"),
    path("assessment/programmes/<int:pk>/schools/<str:code>/", reports.school, name="assessment-school"),
    path(
        "assessment/programmes/<int:pk>/schools/<str:code>/classes/<int:number>/",
        reports.school_class,
        name="assessment-class",
    ),
    path("assessment/programmes/<int:pk>/schools/<str:code>/pupil/", reports.pupil, name="assessment-pupil"),
    path("assessment/effects/", effects.effects, name="assessment-effects"),
    path("assessment/effects/<int:pk>/", effects.effect, name="assessment-effect"),
    path("assessment/effects/<int:pk>/schools/<str:code>/", effects.effect_school, name="assessment-effect-school"),
    path("assessment/quality/objections/", objections.objections, name="quality-objections"),
    path("assessment/quality/sign/", signing.enter, name="quality-sign-enter"),
    path("assessment/quality/sign/<str:secret>/", signing.sign, name="quality-sign"),
    path("assessment/quality/shown/", shown.enter, name="quality-shown-enter"),
    path("assessment/quality/shown/<str:code>/", shown.shown, name="quality-shown"),
    path("assessment/quality/answers/<str:code>/", shown.answer, name="quality-answer"),
    path("assessment/quality/<str:code>/", quality.school, name="quality-school"),
    path("assessment/quality/<str:code>/display/", display.display, name="quality-display"),
    path("assessment/quality/<str:code>/pupils/<int:student_id>/", quality.pupil, name="quality-pupil"),
    path("assessment/quality/<str:code>/evidence/<int:pk>", quality.evidence, name="quality-evidence"),
    path("assessment/quality/<str:code>/portfolios/<int:pk>/export", quality.export, name="quality-export"),
]
