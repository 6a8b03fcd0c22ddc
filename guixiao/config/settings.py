"""Settings, all from the environment (docs/commands/serve.md lists them). Nothing set: a local SQLite under ./var."""

import os
from datetime import timedelta
from pathlib import Path

from guixiao.accounts.rules import OFFICE, Role
from guixiao.config.environment import chosen, database, flag, key_file, mail, secret_key, whole, words

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("GUIXIAO_DATA_DIR", "var")).resolve()
DEBUG = flag("GUIXIAO_DEBUG", default=False)
ALLOWED_HOSTS = words("GUIXIAO_ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
SECRET_KEY = secret_key(DATA_DIR)
# Keys of what is encrypted at rest (docs/commands/keys.md): their text itself, or the file that holds it.
KEYS = os.environ.get("GUIXIAO_KEYS", "")
KEY_FILE = key_file(DATA_DIR)
# Where a sealed file lies in plain while it is read; a directory in memory (tmpfs) keeps it off the disk.
OPENED_DIR = Path(os.environ.get("GUIXIAO_OPENED_DIR", DATA_DIR / "opened"))
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA_DIR)}
# Each question that is kept as SQL is made anew beside it, and must be the same (tables.kept): for the suite.
KEPT_CHECKED = flag("GUIXIAO_CHECK_KEPT", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "guixiao.tables",
    "guixiao.vault",
    "guixiao.audit",
    "guixiao.areas",
    "guixiao.accounts",
    "guixiao.accounts.sessions.apps.SessionsConfig",
    "guixiao.accounts.factor.apps.FactorConfig",
    "guixiao.accounts.invitations.apps.InvitationsConfig",
    "guixiao.accounts.complaints.apps.ComplaintsConfig",
    "guixiao.children",
    "guixiao.reviews",
    "guixiao.sightings",
    "guixiao.changes",
    "guixiao.cases",
    "guixiao.cases.effort.apps.EffortConfig",
    "guixiao.cases.attachments.apps.AttachmentsConfig",
    "guixiao.cases.clocks",
    "guixiao.cases.alerts.apps.AlertsConfig",
    "guixiao.cases.chain",
    "guixiao.cases.notices.apps.NoticesConfig",
    "guixiao.cases.looks.apps.LooksConfig",
    "guixiao.cases.crossings.apps.CrossingsConfig",
    "guixiao.cases.orders",
    "guixiao.cases.moves",
    "guixiao.cases.referrals.apps.ReferralsConfig",
    "guixiao.cases.accountability",
    "guixiao.cases.bodies",
    "guixiao.cases.keyplaces",
    "guixiao.cases.joint",
    "guixiao.cases.studies",
    "guixiao.cases.lists",
    "guixiao.cases.rectification",
    "guixiao.cases.closures",
    "guixiao.rosters",
    "guixiao.reports",
    "guixiao.api.apps.ApiConfig",
]
MIDDLEWARE = [
    "guixiao.config.middleware.no_numbers_in_addresses",
    "django.middleware.security.SecurityMiddleware",
    "guixiao.config.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guixiao.config.middleware.read_once",
    "guixiao.api.middleware.machine_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guixiao.config.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "guixiao.accounts.sessions.middleware.out_when_idle",
    "guixiao.accounts.middleware.own_password_first",
    "guixiao.accounts.factor.middleware.second_factor_first",
    "guixiao.cases.crossings.middleware.under_glass",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "guixiao.config.urls"
WSGI_APPLICATION = "guixiao.config.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [BASE_DIR / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {"builtins": ["guixiao.config.days"], "context_processors": [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "guixiao.config.frame.frame",
    ]},
}]  # fmt: skip

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {"UserAttributeSimilarityValidator": {}, "MinimumLengthValidator": {"min_length": 12},
                          "CommonPasswordValidator": {}, "NumericPasswordValidator": {}}.items()
]  # fmt: skip
# Which departments a contact may stand for, name -> words (accounts.departments).
DEPARTMENTS = "guixiao.cases.referrals.policies.departments_named"
# Before a post ends or an account closes, each of these says how many things hang on the person by name (accounts.leaving).
HANGS_ON_POSTS = ["guixiao.cases.chain.leaving.count_hanging"]
# Posts whose people need a code from their telephone beside the password; `none` asks nobody (docs/operations.md).
SECOND_FACTOR_ROLES = chosen("GUIXIAO_SECOND_FACTOR", default=OFFICE, among=Role)
# After how long without a press one is out: at the county's office, and everywhere else.
IDLE_OFFICE = timedelta(minutes=whole("GUIXIAO_IDLE_MINUTES", default=30))
IDLE_FIELD = timedelta(minutes=whole("GUIXIAO_IDLE_MINUTES_FIELD", default=12 * 60))
# So long the link of an invitation to make an account may be taken (docs/operations.md).
INVITED_FOR = timedelta(days=whole("GUIXIAO_INVITATION_DAYS", default=7))
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# `guixiao serve` collects hashed, compressed copies and says so; everything else reads the files where they lie.
COLLECTED = flag("GUIXIAO_STATIC_COLLECTED", default=False)
STATIC_ROOT = DATA_DIR / "static" if COLLECTED else None
WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage" if COLLECTED
                    else "django.contrib.staticfiles.storage.StaticFilesStorage"},
}  # fmt: skip

# Rosters: where they lie sealed, how long a file may be, and after how long a silent worker is given up.
ROSTERS_DIR = DATA_DIR / "rosters"
MOST_UPLOAD_BYTES = whole("GUIXIAO_MOST_UPLOAD_MB", default=200) << 20
LEASE_SECONDS = whole("GUIXIAO_LEASE_SECONDS", default=30)
FILE_UPLOAD_HANDLERS = ["guixiao.rosters.files.uploads.RosterUploadHandler"]

# Files kept as proof of what happened to a case: sealed too, and never taken away.
ATTACHMENTS_DIR = DATA_DIR / "attachments"

# Digests: where they say the system is, and the mail server they go through (docs/packages/notices.md).
PUBLIC_URL = os.environ.get("GUIXIAO_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
globals().update(mail(os.environ.get("GUIXIAO_EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("GUIXIAO_EMAIL_FROM", "guixiao@localhost")
EMAIL_TIMEOUT = 20
# No answer to a code typed at the page of a link comes sooner (guixiao.cases.referrals.links).
CODE_SECONDS = 1.0

# Served to other machines: over https only. On this machine alone (the demo, a developer): plain http.
LOCAL_ONLY = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
HTTPS = flag("GUIXIAO_HTTPS", default=not LOCAL_ONLY)
BEHIND_PROXY = flag("GUIXIAO_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "guixiao.accounts.sessions.store"
SESSION_COOKIE_AGE = 7 * 24 * 3600  # whoever is never idle signs in anew once a week
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"masked": {"()": "guixiao.config.logs.MaskedFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
