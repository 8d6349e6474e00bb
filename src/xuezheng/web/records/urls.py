"""Addresses of records."""

from django.urls import path

from xuezheng.web.records import pages

urlpatterns = [
    path("records/", pages.kinds, name="record-kinds"),
    path("records/<str:office>/<str:key>/", pages.records, name="records"),
    path("records/<str:office>/<str:key>/add/", pages.add, name="record-add"),
    path("records/<str:office>/<str:key>/<int:pk>/", pages.one, name="record"),
    path("records/<str:office>/<str:key>/<int:pk>/delete/", pages.delete, name="record-delete"),
]
