"""Addresses of the exam office."""

from django.urls import path

from xuezheng.exams.pages.work import file, letter, sheets, work
from xuezheng.exams.pages.works import begin, exams

urlpatterns = [
    path("exams/", exams, name="exams"),
    path("exams/new/<str:kind>/", begin, name="exam-begin"),
    path("exams/works/<int:pk>/", work, name="exam-work"),
    path("exams/works/<int:pk>/files/<str:name>", file, name="exam-file"),
    path("exams/works/<int:pk>/print/<str:sheet>/", sheets, name="exam-print"),
    path("exams/works/<int:pk>/letter/", letter, name="exam-letter"),
]
