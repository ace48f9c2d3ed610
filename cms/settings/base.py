"""What every installation shares: safe for production; ``development`` and ``test`` loosen it."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cms import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("OD_VAR", str(BASE_DIR / "var")))

DEBUG = False
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_SITE_NAME = "Open Dialogue"

INSTALLED_APPS = [
    "home",
    "executives",
    "appeals",
    "conferences",
    "surveys",
    "userguide",
    "search",
    "signing",
    "moderation",
    "notifications",
    "accounts",
    "agencies",
    "law",
    "core",
    "ledger",
    "messaging",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail.api.v3",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "captcha",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "accounts.egov",
    "django_tasks",
    "django_tasks_db",
    "csp",
    # modeladmin's filters need the app registry entry; its pages are not mounted.
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "conferences.live.middleware.LiveMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.PageLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.caching.PrivatePagesMiddleware",
    "accounts.middleware.RoleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "signing.uploads.UploadLimitMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
API = "cms.api.api"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.frame",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/open-dialogue.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages: Kazakh first, as the state language.
LANGUAGE_CODE = "kk"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("kk", _("Kazakh")),
    ("ru", _("Russian")),
    ("en", _("English")),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
# Kazakh that Wagtail and Django lack, kept apart from what makemessages collects.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_libraries"]
FORMAT_MODULE_PATH = "cms.formats"
USE_I18N = WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
TIME_ZONE = "Asia/Almaty"
USE_TZ = True

# Who is who.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "egov_login"
WAGTAILADMIN_LOGIN_URL = "/accounts/egov/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
EGOV_IDP_URL = env.text("EGOV_IDP_URL", "https://idp.egov.kz").rstrip("/")


def egov_app(client_id: str, secret: str) -> dict[str, object]:
    """allauth's way to name a client of a provider without a table of apps."""
    # A provider that doesn't know PKCE ignores it (RFC 6749, 3.1); off where one refuses.
    pkce = env.flag("EGOV_PKCE", True)
    app = {"client_id": client_id, "secret": secret}
    return {"egov": {"OAUTH_PKCE_ENABLED": pkce, "APPS": [app]}}


SOCIALACCOUNT_REQUESTS_TIMEOUT = env.number("EGOV_TIMEOUT_SECONDS", 10)

# Keys. FIELD_KEYS: newest first; the first one writes, all of them read (rotation).
SECRET_KEY = env.text("SECRET_KEY", "")
FIELD_KEYS = env.words("FIELD_KEYS", "")
SUBJECT_HASH_KEY = env.text("SUBJECT_HASH_KEY", "")

# Digital signatures: authorities added to those that ship. Each added file must be a published
# authority's or be listed by its fingerprint; only development switches that off.
EDS_ANCHORS_DIR = env.text("EDS_ANCHORS_DIR", "")
EDS_ANCHORS_SHA256 = [word.lower().replace(":", "") for word in env.words("EDS_ANCHORS_SHA256", "")]
EDS_ANCHORS_PINNED = True

# What decides on a signature, and whether it may wait when revocation can't be told.
EDS_VERIFIER = env.choice("EDS_VERIFIER", "builtin", ("builtin", "ncanode"))
EDS_CROSS_CHECK = env.choice("EDS_CROSS_CHECK", "", ("", "ncanode"))
EDS_REVOCATION = env.choice("EDS_REVOCATION", "hard", ("hard", "soft"))
EDS_OCSP_URL = env.text("EDS_OCSP_URL", "http://ocsp.pki.gov.kz/")
EDS_CRL_URLS = env.words(
    "EDS_CRL_URLS",
    "http://crl.pki.gov.kz/nca_gost_2022.crl,http://crl.pki.gov.kz/nca_d_gost_2022.crl"
    ",http://crl.root.gov.kz/gost2015_2022.crl",
)
EDS_HTTP_TIMEOUT_SECONDS = env.number("EDS_HTTP_TIMEOUT_SECONDS", 5)
EDS_PARALLEL = env.number("EDS_PARALLEL", 2)
NCANODE_URL = env.text("NCANODE_URL", "http://127.0.0.1:14579")

# Where browsers find NCALayer: on the reader's own computer.
NCALAYER_URL = env.text("NCALAYER_URL", "wss://127.0.0.1:13579")

# Messages out of the house.
SMS_GATEWAY = env.text("SMS_GATEWAY", "messaging.gateways.HttpGateway")
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN", "")
SMS_GATEWAY_TIMEOUT_SECONDS = env.number("SMS_GATEWAY_TIMEOUT_SECONDS", 5)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_SECURITY = env.choice("EMAIL_SECURITY", "starttls", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT_SECONDS", 10)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Open Dialogue <no-reply@localhost>")

# Proxies of ours in front of the portal; each adds one address to X-Forwarded-For.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

# Background work.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# Mistakes are looked for by the worker, with dictionaries in its memory.
SCREENING_SPELLING = True

# Files. Citizens' files go to PRIVATE_DIR, encrypted, and never to MEDIA_ROOT.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
SERVE_MEDIA = False
PRIVATE_DIR = VAR_DIR / "private"
# Secrets of open surveys: a place and a backup apart from the database (docs/surveys-secrecy.md).
SURVEY_SECRETS_DIR = env.text("SURVEY_SECRETS_DIR", str(VAR_DIR / "survey-secrets"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_DIR), "file_permissions_mode": 0o600},
    },
}
FILE_UPLOAD_HANDLERS = [
    "signing.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Wagtail: nothing calls home; modest defaults.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILAPI_DOCS_ENABLED = False
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}

# django-simple-captcha: digits read the same in three languages.
CAPTCHA_CHALLENGE_FUNCT = "accounts.access.forms.digits_challenge"
CAPTCHA_LETTER_ROTATION = (-12, 12)
CAPTCHA_FONT_SIZE = 34
CAPTCHA_LENGTH = 5

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

SILENCED_SYSTEM_CHECKS = [
    # The admin app is installed for modeladmin's filters only; its site is not mounted.
    "admin.E403",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
