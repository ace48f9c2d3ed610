"""How allauth behaves here: one way in, safe return addresses, errors in plain words."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError

from accounts.models import User
from core.views import is_own_path

logger = logging.getLogger(__name__)

# What went wrong -> HTTP status.
PROBLEMS = {"cancelled": 200, "state": 400, "provider": 502, "inactive": 403}


def problem_page(request: HttpRequest, kind: str, back: str = "") -> HttpResponse:
    """What happened, what is safe, what to do next."""
    context = {
        "kind": kind,
        "back": back if is_own_path(back) else "",
        "try_again": reverse("egov_login"),
    }
    return render(request, "pages/accounts/problem.html", context, status=PROBLEMS[kind])


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up of our own, no way out to other sites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come through eGov only."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return addresses are paths of this site."""
        return is_own_path(url)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A person who was switched off."""
        return problem_page(request, "inactive")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page itself says who is signed in."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Says in plain words what went wrong on the way through eGov."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Nothing is copied: names live in the vault."""
        user: User = sociallogin.user
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Refused, broken half-way, provider down, or a state that isn't ours."""
        said = extra_context or {}
        if error == AuthError.CANCELLED:
            kind = "cancelled"
        else:
            kind = "state" if "state_id" in said else "provider"
            # The exception's text may hold what the provider answered; only its kind is logged.
            logger.warning("eGov sign-in failed: %s %s", kind, type(exception).__name__)
        back = (said.get("state") or {}).get("next", "")
        raise ImmediateHttpResponse(problem_page(request, kind, back))
