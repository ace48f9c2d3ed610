"""One laptop: no TLS, the stand-ins, a message viewer. Keys here protect nothing real."""

from cms import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import SITE_URL, STORAGES, VAR_DIR, egov_app
from cms.settings.security import *  # noqa: F403

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "x" * 40)
FIELD_KEYS = env.words("FIELD_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE=")
SUBJECT_HASH_KEY = env.text("SUBJECT_HASH_KEY", "development-only-subject-hash-key-32")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False

STANDINS_URL = env.text("STANDINS_URL", "http://127.0.0.1:8001").rstrip("/")
EGOV_IDP_URL = env.text("EGOV_IDP_URL", STANDINS_URL).rstrip("/")
EGOV_CLIENT_ID = env.text("EGOV_CLIENT_ID", "open-dialogue")
EGOV_CLIENT_SECRET = env.text("EGOV_CLIENT_SECRET", "stand-in-secret")
SOCIALACCOUNT_PROVIDERS = egov_app(EGOV_CLIENT_ID, EGOV_CLIENT_SECRET)

# The throw-away authority of the stand-ins.
EDS_ANCHORS_DIR = env.text("EDS_ANCHORS_DIR", str(VAR_DIR / "nca" / "anchors"))
EDS_ANCHORS_PINNED = False
EDS_OCSP_URL = env.text("EDS_OCSP_URL", f"{STANDINS_URL}/nca/ocsp")
EDS_CRL_URLS = env.words(
    "EDS_CRL_URLS",
    ",".join(
        f"{STANDINS_URL}/nca/crl/{name}.crl"
        for kind in ("gost", "rsa")
        for name in (kind, f"{kind}_d", f"{kind}_root")
    ),
)
NCALAYER_URL = env.text("NCALAYER_URL", "ws://127.0.0.1:8002")

SMS_GATEWAY = env.text("SMS_GATEWAY", "messaging.gateways.ViewerGateway")
MESSAGES_DIR = VAR_DIR / "messages"
EMAIL_BACKEND = "messaging.mail.ViewerBackend"

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SERVE_MEDIA = True
