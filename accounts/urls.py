"""The one way in and the way out. allauth's own pages are not mounted."""

from django.urls import include, path

from accounts.views import sign_out

urlpatterns = [
    path("", include("accounts.egov.urls")),
    path("sign-out/", sign_out, name="sign_out"),
]
