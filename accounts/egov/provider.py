"""The provider as django-allauth knows it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from allauth.socialaccount import providers
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from accounts.egov.views import EgovAdapter
from accounts.people import PROVIDER


class EgovAccount(ProviderAccount):
    """Nothing of the person is kept in allauth's tables."""


class EgovProvider(OAuth2Provider):
    """The identity provider of the e-Government."""

    id = PROVIDER
    name = "egov.kz"
    account_class = EgovAccount
    oauth2_adapter_class = EgovAdapter

    def get_default_scope(self) -> list[str]:
        """Name and IIN, and the phone tied to the account."""
        return ["user:basic:read", "user:phone:read"]

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Asks for the sign-in page in the reader's language."""
        params: dict[str, Any] = super().get_auth_params_from_request(request, action)
        return {**params, "lang": (get_language() or "kk")[:2]}

    def extract_uid(self, data: dict[str, str]) -> str:
        """The keyed hash; never the IIN."""
        return data["subject_key"]

    def extract_extra_data(self, data: dict[str, str]) -> dict[str, Any]:
        """Nothing: names, IIN and phone live encrypted in the vault."""
        return {}

    def extract_common_fields(self, data: dict[str, str]) -> dict[str, Any]:
        """Nothing either."""
        return {}


provider_classes = [EgovProvider]
providers.registry.register(EgovProvider)
