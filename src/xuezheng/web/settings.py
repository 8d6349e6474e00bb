"""Settings of the site. An instance is a folder (`XUEZHENG_HOME`): database, keys, returns, figures, releases."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

from xuezheng.engine.instance import Instance
from xuezheng.ground.packages import node_modules
from xuezheng.ground.words import Words

INSTANCE = Instance.here()
# Where there is no instance (asking for help, making one) nothing is written: the key lasts as long as the process.
SECRET_KEY = INSTANCE.key("django") if INSTANCE.exists else secrets.token_hex(32)
DEBUG = os.environ.get("XUEZHENG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("XUEZHENG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

OFFICE_APPS: list[str] = [
    "xuezheng.after_school",
    "xuezheng.aid",
    "xuezheng.alliances",
    "xuezheng.assessment",
    "xuezheng.cloud_lessons",
    "xuezheng.community",
    "xuezheng.exams",
    "xuezheng.funding",
    "xuezheng.honours",
    "xuezheng.layout",
    "xuezheng.seats",
    "xuezheng.supervision",
    "xuezheng.timetables",
    "xuezheng.training_market",
    "xuezheng.vocational",
    "xuezheng.wellbeing",
    "xuezheng.workforce",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "xuezheng.access",
    "xuezheng.jobs",
    "xuezheng.screens",
    "xuezheng.registers",
    "xuezheng.returns",
    *OFFICE_APPS,
    "xuezheng.indicators",
    "xuezheng.evaluations",
    "xuezheng.publication",
    "xuezheng.web",
]
MIDDLEWARE = [
    "xuezheng.web.clock.Clock",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xuezheng.screens.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xuezheng.web.clock.Roles",
    "xuezheng.web.daily.Daily",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xuezheng.web.headers.Headers",
]


def identity_provider() -> dict[str, object]:
    """The bureau's own OpenID Connect provider, where `XUEZHENG_OIDC_URL` names one."""
    if not (address := os.environ.get("XUEZHENG_OIDC_URL")):
        return {}
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("XUEZHENG_OIDC_NAME", "OpenID Connect"),
        "client_id": os.environ.get("XUEZHENG_OIDC_CLIENT", ""),
        "secret": os.environ.get("XUEZHENG_OIDC_SECRET", ""),
        "settings": {"server_url": address, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


ROOT_URLCONF = "xuezheng.web.urls"
SITE_APPLICATION = "xuezheng.web.wsgi:application"  # as gunicorn names it
SITE_WORKERS = "python:xuezheng.web.workers"  # what each of its workers does at its start
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_USER_MODEL = "access.Account"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "overview"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "xuezheng.access.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "xuezheng.access.adapter.SignInRules"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/page/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Failed sign-ins: ten a minute from one address, five in five minutes for one account; kept for all workers together.
# A whole county may sit behind one address on the morning of a deadline, so that sign-ins which succeed are hardly limited.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user", "change_password": "5/m/user",
    # codes of subject choice: a class may sit behind one address, and a code has 49 bits
    "choice_code": "120/m/ip", "choice_wrong": "20/m/ip",
}  # fmt: skip
# How many proxies of ours stand before the site: the address of a visitor is told by the first of them, nobody else.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("XUEZHENG_PROXIES", "0"))
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": INSTANCE.home / "cache"}
}
MFA_ADAPTER = "xuezheng.access.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Xuezheng"
SOCIALACCOUNT_ADAPTER = "xuezheng.access.adapter.OwnIdentityProvider"
SOCIALACCOUNT_PROVIDERS = identity_provider()
# A link, not a form: browsers hold a form to its target through redirects, and the provider lies elsewhere.
SOCIALACCOUNT_LOGIN_ON_GET = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
# Type faces, htmx, boundaries: npm packages, by lock file.
NODE_MODULES = node_modules()
# The type faces; where they are not installed, those of the reader's system serve.
STATICFILES_DIRS = [("fontsource", folder)] if (folder := NODE_MODULES / "@fontsource").is_dir() else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str | None, instance: Instance) -> dict[str, object]:
    """SQLite in the instance by default; PostgreSQL by `XUEZHENG_DATABASE=postgresql://user:password@host:port/name`.

    A host given as `?host=/folder` is a Unix socket.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": instance.home / "register.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlparse(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"XUEZHENG_DATABASE must begin with postgresql://. Got {parts.scheme}://.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,  # seconds; a connection a request would cost more than most pages
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(os.environ.get("XUEZHENG_DATABASE"), INSTANCE)}
# Mail, of which reminders are all there is: nothing is sent unless a server is named.
EMAIL_HOST = os.environ.get("XUEZHENG_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("XUEZHENG_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("XUEZHENG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("XUEZHENG_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("XUEZHENG_EMAIL_TLS") == "1"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("XUEZHENG_EMAIL_FROM", "xuezheng@localhost")
BASE_DIR = Path(__file__).resolve().parent.parent

# words, address, the action somebody's role must allow (None: everybody)
NAVIGATION = (
    (Words("总览", "Overview"), "/", "figure.view"),
    (Words("登记册", "Registers"), "/registers/institutions/", "register.view"),
    (Words("业务", "Records"), "/records/", "register.view"),
    (Words("年报", "Returns"), "/returns/", "return.view"),
    (Words("指标", "Figures"), "/figures/", "figure.view"),
    (Words("国家评估", "Evaluations"), "/evaluations/", "figure.view"),
    (Words("考试", "Exams"), "/exams/", "exam.view"),
    (Words("考生", "Candidates"), "/exams/own/", "exam.school"),
    (Words("监测", "Monitoring"), "/assessment/", "assessment.view"),
    (Words("学位", "Seats"), "/seats/", "figure.view"),
    (Words("布局", "Layout"), "/layout/", "plan.view"),
    (Words("选课与课表", "Timetables"), "/timetables/", "timetable.view"),
    (Words("发布", "Publication"), "/page/", None),
    (Words("审计", "Audit"), "/audit/", "audit.view"),
    (Words("账号", "People"), "/people/", "account.manage"),
)
# Pages keep what they work out until a record changes (screens.kept).
KEEPS_ANSWERS = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # seconds: file names carry no hash
if os.environ.get("XUEZHENG_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# What breaks a page is told on the standard error, which systemd keeps: Django alone would tell nobody.
LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR"}},
}
