"""Tests: as development, with quick hashing, tasks run inline and a throw-away var folder."""

import tempfile
from pathlib import Path

from cms.settings.development import *  # noqa: F403

VAR_DIR = Path(tempfile.mkdtemp(prefix="open-dialogue-test-"))
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_DIR = VAR_DIR / "private"
SURVEY_SECRETS_DIR = str(VAR_DIR / "survey-secrets")
MESSAGES_DIR = VAR_DIR / "messages"
STORAGES = {
    **STORAGES,  # noqa: F405
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_DIR), "file_permissions_mode": 0o600},
    },
}
DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SCREENING_SPELLING = False
EDS_ANCHORS_DIR = ""
EDS_OCSP_URL, EDS_CRL_URLS = "", []
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = {"version": 1, "disable_existing_loggers": False}
