"""Addresses of subject choice, teaching classes and timetables."""

from django.urls import path

from xuezheng.timetables.pages.overview import overview
from xuezheng.timetables.pages.school import school

urlpatterns = [
    path("timetables/", overview, name="timetables"),
    path("timetables/schools/<str:code>/", school, name="timetables-school"),
]
