"""Addresses of subject choice, teaching classes and timetables."""

from django.urls import path

from xuezheng.timetables.pages.days import absence, days
from xuezheng.timetables.pages.feeds import display, feed
from xuezheng.timetables.pages.overview import overview
from xuezheng.timetables.pages.school import school
from xuezheng.timetables.pages.sheets import sheet, sheets

urlpatterns = [
    path("timetables/", overview, name="timetables"),
    path("timetables/schools/<str:code>/", school, name="timetables-school"),
    path("timetables/weeks/<int:pk>/sheets/", sheets, name="timetables-sheets"),
    path("timetables/weeks/<int:pk>/sheets/<str:kind>/<int:at>/", sheet, name="timetables-sheet"),
    path("timetables/weeks/<int:pk>/days/", days, name="timetables-days"),
    path("timetables/weeks/<int:pk>/absences/<int:number>/", absence, name="timetables-absence"),
    path("timetables/feeds/<str:key>/<str:kind>/<int:at>.ics", feed, name="timetables-feed"),
    path("timetables/doors/<str:key>/<int:at>/", display, name="timetables-display"),
]
