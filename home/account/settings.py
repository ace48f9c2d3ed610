"""Settings of the account: language, channels, quiet hours. Plain sentences, one form each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.models.people import NameShown
from accounts.services import language_set, name_shown_set
from core.errors import Refused
from core.localized import LANGUAGE_CHOICES
from home.account.tabs import account_tabs
from notifications.models import Reach
from notifications.services import (
    channels_set,
    email_drop,
    email_want,
    quiet_set,
    reach_of,
    stop_all,
    stop_end,
)

HOURS = range(24)
CHANNELS = ("email_on", "sms_on")
# Forms whose button stands in another's section.
PLACES = {"email_drop": "email", "stop_end": "stopped"}


@dataclass(frozen=True)
class Wrong:
    """What was refused: the form (empty: none of ours), the sentence, and what was typed."""

    form: str
    said: str
    typed: dict[str, str]

    @property
    def place(self) -> str:
        """Where on the page the sentence stands."""
        return PLACES.get(self.form, self.form) if self.form in FORMS else "main"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Look and change; each form is saved by itself."""
    user: Any = request.user
    wrong = None
    if request.method == "POST":
        wrong = _act(request, user)
        if wrong is None:
            with override(user.language if "language" in request.POST else get_language()):
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(reverse("account_settings"))
    reach = reach_of(user)
    context = {
        "tabs": account_tabs("account_settings"),
        "reach": reach,
        "vault": getattr(user, "vault", None),
        "email": str(reach.email or ""),
        "email_wanted": str(reach.email_wanted or ""),
        "languages": LANGUAGE_CHOICES,
        "names": NameShown.choices,
        "hours": [(hour, f"{hour:02d}:00") for hour in HOURS],
        "shown": _shown(user, reach, wrong),
        "has_quiet": reach.quiet_from != reach.quiet_to,
        "wrong": wrong,
    }
    status = 422 if wrong else 200
    return render(request, "pages/home/account/settings.html", context, status=status)


def _shown(user: User, reach: Reach, wrong: Wrong | None) -> dict[str, Any]:
    """What the fields hold: what is kept, or what was typed into the form that was refused."""
    shown = {
        "language": user.language,
        "name_shown": user.name_shown,
        "quiet_from": str(reach.quiet_from),
        "quiet_to": str(reach.quiet_to),
        "email_on": reach.email_on,
        "sms_on": reach.sms_on,
    }
    if wrong and wrong.form == "channels":
        shown |= {name: name in wrong.typed for name in CHANNELS}
    elif wrong:
        shown |= {name: wrong.typed[name] for name in shown.keys() & wrong.typed.keys()}
    return shown


def _act(request: HttpRequest, user: User) -> Wrong | None:
    said = request.POST
    form = said.get("form", "")
    try:
        if form not in FORMS:
            raise Refused(_("Nothing was saved: open this page anew and try again."), code="form")
        FORMS[form](user, said)
    except Refused as refusal:
        return Wrong(form, str(refusal.message), {name: str(said[name]) for name in said})
    return None


def _channels(user: User, said: Any) -> Reach:
    strange = set(said) - {"form", "csrfmiddlewaretoken", *CHANNELS}
    if strange:
        raise Refused(_("Choose among the ways that stand here."), code="channel")
    return channels_set(user=user, email_on="email_on" in said, sms_on="sms_on" in said)


def _email(user: User, said: Any) -> Reach:
    language = (get_language() or "kk")[:2]
    return email_want(user=user, email=said.get("email", ""), language=language)


def _quiet(user: User, said: Any) -> Reach:
    hours = [_hour(said.get(name, "")) for name in ("quiet_from", "quiet_to")]
    return quiet_set(user=user, quiet_from=hours[0], quiet_to=hours[1])


def _hour(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


FORMS: dict[str, Callable[[User, Any], object]] = {
    "language": lambda user, said: language_set(user=user, language=said.get("language", "")),
    "channels": _channels,
    "email": _email,
    "email_drop": lambda user, said: email_drop(user=user),
    "name": lambda user, said: name_shown_set(user=user, name_shown=said.get("name_shown", "")),
    "quiet": _quiet,
    "stop": lambda user, said: stop_all(user=user),
    "stop_end": lambda user, said: stop_end(user=user),
}
