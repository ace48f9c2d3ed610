"""The one way in and the way out. allauth's own pages are not mounted."""

from django.urls import include, path

from accounts.access.captcha import captcha_speech
from accounts.views import sign_out

urlpatterns = [
    path("", include("accounts.egov.urls")),
    path("captcha/<slug:language>/<slug:key>.wav", captcha_speech, name="captcha_speech"),
    path("sign-out/", sign_out, name="sign_out"),
]
