"""Every address of the site, listed by hand."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from xuezheng.assessment.urls import urlpatterns as assessment_urls
from xuezheng.evaluations.urls import urlpatterns as evaluations_urls
from xuezheng.exams.urls import urlpatterns as exams_urls
from xuezheng.indicators.urls import urlpatterns as indicators_urls
from xuezheng.layout.urls import urlpatterns as layout_urls
from xuezheng.publication.urls import urlpatterns as publication_urls
from xuezheng.registers.urls import urlpatterns as registers_urls
from xuezheng.returns.urls import urlpatterns as returns_urls
from xuezheng.seats.urls import urlpatterns as seats_urls
from xuezheng.timetables.urls import urlpatterns as timetables_urls
from xuezheng.web.api.endpoints import api
from xuezheng.web.api.pages import docs
from xuezheng.web.pages import accounts, errors, health, jobs, overview, own_account, people, signing_in
from xuezheng.web.records.urls import urlpatterns as records_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("areas/<str:code>/", overview.area, name="area"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="/page/"), name="sign-out"),
    path("audit/", accounts.audit, name="audit"),
    path("health", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/file/", jobs.job_file, name="job-file"),
    path("jobs/<int:number>/decide/", jobs.job_decide, name="job-decide"),
    *assessment_urls,
    *evaluations_urls,
    *exams_urls,
    path("account/", own_account.own_account, name="own-account"),
    path("account/tokens/<int:pk>/revoke/", own_account.revoke_token, name="revoke-token"),
    path("invitations/<str:secret>/", own_account.accept, name="accept"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    # allauth asks for these by the names it gave them
    path("account/sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("account/sign-out/", LogoutView.as_view(next_page="/page/"), name="account_logout"),
    path("account/closed/", signing_in.Inactive.as_view(), name="account_inactive"),
    path("account/again/", signing_in.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("account/password/", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/sessions/", signing_in.Sessions.as_view(), name="usersessions_list"),
    path("account/second-factor/", signing_in.SecondFactor.as_view(), name="mfa_index"),
    path("account/second-factor/code/", signing_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/second-factor/again/", signing_in.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("account/second-factor/on/", signing_in.Activate.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/off/", signing_in.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", signing_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", signing_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/identities/", signing_in.Identities.as_view(), name="socialaccount_connections"),
    path("account/identities/refused/", signing_in.IdentityRefused.as_view(), name="socialaccount_login_error"),
    path("account/identities/cancelled/", signing_in.IdentityCancelled.as_view(), name="socialaccount_login_cancelled"),
    path("account/<str:provider_id>/login/", signing_in.to_provider, name="openid_connect_login"),
    path("account/<str:provider_id>/login/callback/", signing_in.from_provider, name="openid_connect_callback"),
    path("api/v1/docs", docs, name="api-docs"),
    path("api/v1/", api.urls),
    *indicators_urls,
    *layout_urls,
    *publication_urls,
    *registers_urls,
    *returns_urls,
    *seats_urls,
    *timetables_urls,
    *records_urls,
]

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
