"""Addresses of layout."""

from django.urls import path

from xuezheng.layout.pages.adopting import adopting
from xuezheng.layout.pages.comparing import comparing
from xuezheng.layout.pages.exporting import geojson
from xuezheng.layout.pages.letters import letter
from xuezheng.layout.pages.making import making
from xuezheng.layout.pages.options import options
from xuezheng.layout.pages.overview import overview
from xuezheng.layout.pages.plans import plan
from xuezheng.layout.pages.public import consultation, consultations
from xuezheng.layout.pages.villages import villages
from xuezheng.layout.pages.what_if import what_if

urlpatterns = [
    path("layout/", overview, name="layout"),
    path("layout/new/", making, name="layout-new"),
    path("layout/options/", options, name="layout-options"),
    path("layout/villages/", villages, name="layout-villages"),
    path("layout/compare/", comparing, name="layout-compare"),
    path("layout/public/", consultations, name="layout-public"),
    path("layout/public/<int:pk>/", consultation, name="layout-consultation"),
    path("layout/plans/<int:pk>/", plan, name="layout-plan"),
    path("layout/plans/<int:pk>/what-if", what_if, name="layout-what-if"),
    path("layout/plans/<int:pk>/map.geojson", geojson, name="layout-geojson"),
    path("layout/plans/<int:pk>/adopt/", adopting, name="layout-adopt"),
    path("layout/plans/<int:pk>/letters/<str:code>/", letter, name="layout-letter"),
]
