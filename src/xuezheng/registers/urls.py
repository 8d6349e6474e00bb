"""Addresses of the registers."""

from django.urls import path

from xuezheng.registers.pages.duplicates import duplicate, duplicate_staff, duplicates, second_seat, undo
from xuezheng.registers.pages.events import choose, event, events, open_one, register
from xuezheng.registers.pages.imports import import_bad_rows, import_decide, import_run, import_template, imports
from xuezheng.registers.pages.institution import institution
from xuezheng.registers.pages.institutions import institutions
from xuezheng.registers.pages.promotion import promotion
from xuezheng.registers.pages.staff import engage, staff, staff_member
from xuezheng.registers.pages.students import admit, student, students, transfer_in
from xuezheng.registers.pages.transfers import transfer, transfer_list

urlpatterns = [
    path("registers/imports/", imports, name="imports"),
    path("registers/imports/template.xlsx", import_template, name="import-template"),
    path("registers/imports/<int:number>/", import_run, name="import"),
    path("registers/imports/<int:number>/decide/", import_decide, name="import-decide"),
    path("registers/imports/<int:number>/bad-rows/", import_bad_rows, name="import-bad-rows"),
    path("registers/institutions/", institutions, name="institutions"),
    path("registers/institutions/<str:code>/", institution, name="institution"),
    path("registers/institutions/<str:code>/events/", choose, name="institution-events"),
    path("registers/institutions/<str:code>/events/<str:kind>/", register, name="institution-event"),
    path("registers/events/", events, name="events"),
    path("registers/events/open/", open_one, name="event-open"),
    path("registers/events/<int:number>/", event, name="event"),
    path("registers/institutions/<str:code>/students/", students, name="students"),
    path("registers/institutions/<str:code>/students/admit/", admit, name="student-admit"),
    path("registers/institutions/<str:code>/students/transfer-in/", transfer_in, name="student-transfer-in"),
    path("registers/institutions/<str:code>/staff/", staff, name="staff"),
    path("registers/institutions/<str:code>/staff/engage/", engage, name="staff-engage"),
    path("registers/institutions/<str:code>/staff/<int:number>/", staff_member, name="staff-member"),
    path("registers/institutions/<str:code>/promotion/", promotion, name="promotion"),
    path("registers/students/<int:number>/", student, name="student"),
    path("registers/transfers/", transfer_list, name="transfers"),
    path("registers/transfers/<int:number>/", transfer, name="transfer"),
    path("registers/duplicates/", duplicates, name="duplicates"),
    path("registers/duplicates/undo/<int:number>/", undo, name="duplicate-undo"),
    path("registers/duplicates/seats/<int:one>/<int:other>/", second_seat, name="second-seat"),
    path("registers/duplicates/staff/<int:one>/<int:other>/", duplicate_staff, name="duplicate-staff"),
    path("registers/duplicates/<int:one>/<int:other>/", duplicate, name="duplicate"),
]
