"""Addresses of seats."""

from django.urls import path

from xuezheng.seats.pages.area import area
from xuezheng.seats.pages.backtest import backtest
from xuezheng.seats.pages.inputs import inputs
from xuezheng.seats.pages.overview import overview
from xuezheng.seats.pages.projects import project, project_add, projects
from xuezheng.seats.pages.public import public

urlpatterns = [
    path("seats/", overview, name="seats"),
    path("seats/areas/<str:code>/", area, name="seats-area"),
    path("seats/backtest/", backtest, name="seats-backtest"),
    path("seats/inputs/", inputs, name="seats-inputs"),
    path("seats/projects/", projects, name="seats-projects"),
    path("seats/projects/add/", project_add, name="seats-project-add"),
    path("seats/projects/<str:code>/", project, name="seats-project"),
    path("seats/public/", public, name="seats-public"),
]
