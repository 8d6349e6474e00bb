"""Addresses of the exam office."""

from django.urls import path

from xuezheng.exams.pages.appeals import appeals
from xuezheng.exams.pages.arranging import quotas, register, siting
from xuezheng.exams.pages.day import day
from xuezheng.exams.pages.drafts import draft
from xuezheng.exams.pages.exams import exam, new
from xuezheng.exams.pages.lists import list_page
from xuezheng.exams.pages.marking import marking
from xuezheng.exams.pages.own import own, own_exam, own_print
from xuezheng.exams.pages.public import proof, proof_file, public, public_exam
from xuezheng.exams.pages.rows import row_page
from xuezheng.exams.pages.work import file, letter, sheets, work
from xuezheng.exams.pages.works import begin, exams

urlpatterns = [
    path("exams/", exams, name="exams"),
    path("exams/new/", new, name="exam-new"),
    path("exams/new/<str:kind>/", begin, name="exam-begin"),
    path("exams/<int:pk>/", exam, name="exam"),
    path("exams/<int:pk>/lists/<str:kind>/", list_page, name="exam-list"),
    path("exams/<int:pk>/lists/<str:kind>/row/", row_page, name="exam-row"),
    path("exams/<int:pk>/drafts/<int:number>/", draft, name="exam-draft"),
    path("exams/<int:pk>/register/<str:kind>/", register, name="exam-register"),
    path("exams/<int:pk>/sites/", siting, name="exam-siting"),
    path("exams/<int:pk>/quotas/", quotas, name="exam-quotas"),
    path("exams/<int:pk>/marking/", marking, name="exam-marking"),
    path("exams/<int:pk>/appeals/", appeals, name="exam-appeals"),
    path("exams/works/<int:pk>/", work, name="exam-work"),
    path("exams/works/<int:pk>/day/", day, name="exam-day"),
    path("exams/works/<int:pk>/files/<str:name>", file, name="exam-file"),
    path("exams/works/<int:pk>/print/<str:sheet>/", sheets, name="exam-print"),
    path("exams/works/<int:pk>/letter/", letter, name="exam-letter"),
    path("exams/own/", own, name="exams-own"),
    path("exams/own/<int:pk>/<str:code>/", own_exam, name="exam-own"),
    path("exams/own/<int:pk>/<str:code>/<str:what>/", own_print, name="exam-own-print"),
    path("exams/public/", public, name="exams-public"),
    path("exams/public/<int:pk>/", public_exam, name="exam-public"),
    path("exams/public/works/<int:pk>/", proof, name="exam-proof"),
    path("exams/public/works/<int:pk>/<str:name>", proof_file, name="exam-proof-file"),
]
