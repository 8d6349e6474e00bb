"""An address for the gallery, for browser tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from xuezheng.screens import language
from xuezheng.screens.tests import gallery


def show(request: HttpRequest) -> HttpResponse:
    return render(request, "screens/gallery.html", gallery.context(gallery.squares(), request.GET, language.current()))


urlpatterns = [path("gallery", show)]
