"""Addresses of figures."""

from django.urls import path

from xuezheng.indicators.pages.catalogue import catalogue
from xuezheng.indicators.pages.compare import compare
from xuezheng.indicators.pages.figure import figure, rows
from xuezheng.indicators.pages.school import school_figures
from xuezheng.indicators.pages.search import search
from xuezheng.indicators.pages.targets import targets

urlpatterns = [
    path("figures/", catalogue, name="catalogue"),
    path("figures/compare/", compare, name="compare"),
    path("figures/targets/", targets, name="targets"),
    path("figures/<str:indicator_id>/", figure, name="figure"),
    path("figures/<str:indicator_id>/rows/", rows, name="figure-rows"),
    path("registers/institutions/<str:code>/figures/", school_figures, name="school-figures"),
    path("search/", search, name="search"),
]
