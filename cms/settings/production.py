"""Production: refuses to start without its secrets or with a stand-in in place."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from cms import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import BASE_DIR, FIELD_KEYS, SMS_GATEWAY, SUBJECT_HASH_KEY, egov_app
from cms.settings.security import *  # noqa: F403

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_URL = env.text("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
EGOV_CLIENT_ID = env.text("EGOV_CLIENT_ID")
EGOV_CLIENT_SECRET = env.text("EGOV_CLIENT_SECRET")
SOCIALACCOUNT_PROVIDERS = egov_app(EGOV_CLIENT_ID, EGOV_CLIENT_SECRET)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1)
DATABASES = {"default": env.database("DATABASE_URL", env.text("DATABASE_URL"))}

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS must hold at least one key; newest first.")
if len(SUBJECT_HASH_KEY) < 32:
    raise ImproperlyConfigured("SUBJECT_HASH_KEY must have at least 32 characters.")
if "Viewer" in SMS_GATEWAY:
    raise ImproperlyConfigured("The message viewer is a stand-in and can't serve production.")
if (BASE_DIR / "standins").exists() or find_spec("standins"):
    raise ImproperlyConfigured(
        "The folder standins/ is installed. It holds development stand-ins; remove it."
    )
