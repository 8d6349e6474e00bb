"""Addresses of the national evaluations."""

from django.urls import path

from xuezheng.evaluations.pages.county import county
from xuezheng.evaluations.pages.items import evidence_file, item
from xuezheng.evaluations.pages.matrix import matrix
from xuezheng.evaluations.pages.plans import plan, plans
from xuezheng.evaluations.pages.schools import school, schools
from xuezheng.evaluations.pages.standards import standards_list

urlpatterns = [
    path("evaluations/", matrix, name="evaluations"),
    path("evaluations/standards/", standards_list, name="evaluation-standards"),
    path("evaluations/counties/<str:code>/", county, name="evaluation-county"),
    path("evaluations/counties/<str:code>/schools/", schools, name="evaluation-schools"),
    path("evaluations/counties/<str:code>/items/<str:item_id>/", item, name="evaluation-item"),
    path("evaluations/counties/<str:code>/plans/", plans, name="evaluation-plans"),
    path("evaluations/plans/<int:pk>/", plan, name="evaluation-plan"),
    path("evaluations/schools/<str:code>/", school, name="evaluation-school"),
    path("evaluations/evidence/<int:pk>/file", evidence_file, name="evaluation-file"),
]
