"""Addresses of frozen returns."""

from django.urls import path

from xuezheng.returns.pages import frozen_return, returns

urlpatterns = [
    path("returns/", returns, name="returns"),
    path("returns/<str:city_code>/<int:year>/r<int:revision>/", frozen_return, name="return"),
]
