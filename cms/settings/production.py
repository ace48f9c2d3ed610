"""Production: refuses to start without its secrets or with a stand-in in place."""

from cms import env
from cms.safety import production_check
from cms.settings.base import *  # noqa: F403
from cms.settings.base import SMS_GATEWAY, egov_app
from cms.settings.security import *  # noqa: F403

SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.words("FIELD_KEYS")
SUBJECT_HASH_KEY = env.text("SUBJECT_HASH_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
# A leading dot means every host below; the two settings write it differently.
CSRF_TRUSTED_ORIGINS = [
    f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in ALLOWED_HOSTS
]
SITE_URL = env.text("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
EGOV_CLIENT_ID = env.text("EGOV_CLIENT_ID")
EGOV_CLIENT_SECRET = env.text("EGOV_CLIENT_SECRET")
SOCIALACCOUNT_PROVIDERS = egov_app(EGOV_CLIENT_ID, EGOV_CLIENT_SECRET)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1)
DATABASES = {"default": env.database("DATABASE_URL", env.text("DATABASE_URL"))}
if SMS_GATEWAY.endswith(".HttpGateway"):
    SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL")
    SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN")
EMAIL_HOST = env.text("EMAIL_HOST")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM")

production_check(globals())
