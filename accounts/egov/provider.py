"""The provider as django-allauth knows it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount import providers
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from accounts.egov.views import EgovAdapter
from accounts.people import PROVIDER
from core.localized import ORDER


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

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Only the way back comes from the address.

        allauth would also take the process, the scope and any parameter of the provider from it:
        a link could then tie somebody's account to another's, or overwrite ``redirect_uri``.
        """
        return {
            "process": AuthProcess.LOGIN,
            "next_url": get_next_redirect_url(request),
            "auth_params": {**self.get_auth_params(), "lang": (get_language() or ORDER[0])[:2]},
        }

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
