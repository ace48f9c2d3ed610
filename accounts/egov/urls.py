"""Addresses of the provider; the callback is registered at egov."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from accounts.egov.provider import EgovProvider

urlpatterns = default_urlpatterns(EgovProvider)
