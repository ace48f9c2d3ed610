"""The two ends of the code flow: leaving for egov and coming back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from requests import RequestException, Response

from accounts.people import PROVIDER, Profile, person_upsert
from accounts.services import roles_claim
from core.localized import ORDER


class EgovClient(OAuth2Client):
    """egov wants ``client_id`` in the form as well, beside HTTP Basic."""

    def get_access_token(self, *args: Any, **kwargs: Any) -> Any:
        """The exchange with one field more."""
        return super().get_access_token(
            *args, extra_data={"client_id": self.consumer_key}, **kwargs
        )


class EgovAdapter(OAuth2Adapter):
    """Speaks egov's contract: HTTP Basic at the token address, two resources with Bearer."""

    provider_id = PROVIDER
    basic_auth = True
    client_class = EgovClient

    @property
    def authorize_url(self) -> str:
        """Where the person signs in."""
        return f"{settings.EGOV_IDP_URL}/idp/oauth/authorize"

    @property
    def access_token_url(self) -> str:
        """Where we exchange the code."""
        return f"{settings.EGOV_IDP_URL}/idp/oauth/token"

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The registered address, whatever host the request named."""
        return f"{settings.SITE_URL}/accounts/egov/login/callback/"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The token as allauth asks for it; an answer of another shape is an error of egov's."""
        try:
            data = super().get_access_token_data(*args, **kwargs)
            return {"access_token": str(data["access_token"])}
        except (KeyError, TypeError, AttributeError) as error:
            raise OAuth2Error("no token in the answer") from error

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Ask who it is, bring the vault up to date, hand over a login without personal data."""
        headers = {"Authorization": f"Bearer {token.token}"}
        profile = _profile(_object(self._ask("basic", headers)), self._phone(headers))
        user = person_upsert(profile, language=(translation.get_language() or ORDER[0])[:2])
        roles_claim(user)
        # Before allauth looks: two first sign-ins at one moment find the same row.
        SocialAccount.objects.get_or_create(
            provider=PROVIDER, uid=user.subject_key, defaults={"user": user}
        )
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, {"subject_key": user.subject_key}
        )
        return login

    def _phone(self, headers: dict[str, str]) -> str | None:
        """The phone may fail without harm: empty when egov has none (404), None when it fails."""
        try:
            answer = self._ask("phone", headers)
            if answer.status_code == 404:
                return ""
            return str(_object(answer).get("phone") or "") or None
        except (OAuth2Error, RequestException):
            return None

    @staticmethod
    def _ask(what: str, headers: dict[str, str]) -> Response:
        url = f"{settings.EGOV_IDP_URL}/idp/resource/user/{what}"
        with get_adapter().get_requests_session() as session:
            answer: Response = session.request("GET", url, headers=headers, allow_redirects=False)
        return answer


def _object(answer: Response) -> dict[str, Any]:
    """The JSON object of a good answer."""
    if answer.status_code != 200:
        raise OAuth2Error(f"status {answer.status_code}")
    data = answer.json()
    if not isinstance(data, dict):
        raise OAuth2Error("not an object")
    return data


def _profile(data: dict[str, Any], phone: str | None) -> Profile:
    person = data.get("person")
    if not isinstance(person, dict):
        raise OAuth2Error("no person")
    iin = str(person.get("iin") or "") or None
    subject = str(data.get("sub") or "")
    if not iin and not subject:
        raise OAuth2Error("neither IIN nor a stable id")
    parts = {name: str(person.get(name) or "")[:120] for name in ("surname", "name", "patronymic")}
    return Profile(subject=subject, iin=iin, phone=phone, **parts)


class LoginView(OAuth2LoginView):
    """Leaves for egov; remembers the reader's language for the way back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The language is that of the page the person comes from."""
        wanted = request.GET.get("next", "")[1:3]
        language = wanted if wanted in ORDER else (translation.get_language() or ORDER[0])[:2]
        with translation.override(language):
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


oauth2_login = LoginView.adapter_view(EgovAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(EgovAdapter)
