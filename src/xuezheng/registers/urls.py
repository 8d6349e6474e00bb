"""Addresses of the registers."""

from django.urls import path

from xuezheng.registers.pages.institution import institution
from xuezheng.registers.pages.institutions import institutions
from xuezheng.registers.pages.students import students

urlpatterns = [
    path("registers/institutions/", institutions, name="institutions"),
    path("registers/institutions/<str:code>/", institution, name="institution"),
    path("registers/institutions/<str:code>/students/", students, name="students"),
]
