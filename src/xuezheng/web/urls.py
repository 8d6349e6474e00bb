"""Every address of the site, listed by hand."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from xuezheng.evaluations.urls import urlpatterns as evaluations_urls
from xuezheng.indicators.urls import urlpatterns as indicators_urls
from xuezheng.publication.urls import urlpatterns as publication_urls
from xuezheng.registers.urls import urlpatterns as registers_urls
from xuezheng.returns.urls import urlpatterns as returns_urls
from xuezheng.web.pages import accounts, errors
from xuezheng.web.records.urls import urlpatterns as records_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="/page/"), name="sign-out"),
    path("audit/", accounts.audit, name="audit"),
    *evaluations_urls,
    *indicators_urls,
    *publication_urls,
    *registers_urls,
    *returns_urls,
    *records_urls,
]

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
