"""Addresses of subject choice, teaching classes and timetables."""

from django.urls import path

from xuezheng.timetables.pages.choosers import chooser, choosers, slips
from xuezheng.timetables.pages.class_lists import lists
from xuezheng.timetables.pages.classes import asking, classes
from xuezheng.timetables.pages.days import absence, days
from xuezheng.timetables.pages.feeds import display, feed
from xuezheng.timetables.pages.majors import majors
from xuezheng.timetables.pages.making_round import changing, making
from xuezheng.timetables.pages.overview import overview
from xuezheng.timetables.pages.rounds import round_page
from xuezheng.timetables.pages.school import school
from xuezheng.timetables.pages.sheets import sheet, sheets
from xuezheng.timetables.pages.student import entering, leaving, mine
from xuezheng.timetables.pages.weeks.comparing import comparing
from xuezheng.timetables.pages.weeks.importing import importing, workbook
from xuezheng.timetables.pages.weeks.listing import weeks
from xuezheng.timetables.pages.weeks.rules import rules
from xuezheng.timetables.pages.weeks.version import exported, moves, version
from xuezheng.timetables.pages.weeks.week import week

urlpatterns = [
    path("timetables/", overview, name="timetables"),
    path("timetables/schools/<str:code>/", school, name="timetables-school"),
    path("timetables/weeks/<int:pk>/sheets/", sheets, name="timetables-sheets"),
    path("timetables/weeks/<int:pk>/sheets/<str:kind>/<int:at>/", sheet, name="timetables-sheet"),
    path("timetables/weeks/<int:pk>/days/", days, name="timetables-days"),
    path("timetables/weeks/<int:pk>/absences/<int:number>/", absence, name="timetables-absence"),
    path("timetables/feeds/<str:key>/<str:kind>/<int:at>.ics", feed, name="timetables-feed"),
    path("timetables/doors/<str:key>/<int:at>/", display, name="timetables-display"),
    path("timetables/schools/<str:code>/weeks/", weeks, name="timetables-weeks"),
    path("timetables/weeks/<int:pk>/", week, name="timetables-week"),
    path("timetables/weeks/<int:pk>/book.xlsx", workbook, name="timetables-week-book"),
    path("timetables/weeks/<int:pk>/import/", importing, name="timetables-week-import"),
    path("timetables/weeks/<int:pk>/rules/", rules, name="timetables-week-rules"),
    path("timetables/weeks/<int:pk>/compare/", comparing, name="timetables-compare"),
    path("timetables/weeks/<int:pk>/versions/<int:number>/", version, name="timetables-version"),
    path("timetables/weeks/<int:pk>/versions/<int:number>/moves", moves, name="timetables-moves"),
    path("timetables/weeks/<int:pk>/versions/<int:number>/week.json", exported, name="timetables-version-json"),
    path("timetables/schools/<str:code>/rounds/new/", making, name="timetables-round-new"),
    path("timetables/schools/<str:code>/majors/", majors, name="timetables-majors"),
    path("timetables/rounds/<int:pk>/", round_page, name="timetables-round"),
    path("timetables/rounds/<int:pk>/change/", changing, name="timetables-round-change"),
    path("timetables/rounds/<int:pk>/students/", choosers, name="timetables-round-students"),
    path("timetables/rounds/<int:pk>/slips/", slips, name="timetables-round-slips"),
    path("timetables/rounds/<int:pk>/classes/", asking, name="timetables-round-classes"),
    path("timetables/students/<int:pk>/", chooser, name="timetables-chooser"),
    path("timetables/classes/<int:pk>/", classes, name="timetables-classes"),
    path("timetables/classes/<int:pk>/lists/", lists, name="timetables-class-lists"),
    # students, without an account
    path("choice/", entering, name="choice"),
    path("choice/mine/", mine, name="choice-mine"),
    path("choice/leave/", leaving, name="choice-leave"),
]
