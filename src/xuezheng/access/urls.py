"""Addresses of signing in and of the audit chain."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from xuezheng.access import pages

urlpatterns = [
    path("sign-in/", pages.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="/page/"), name="sign-out"),
    path("audit/", pages.audit, name="audit"),
]
