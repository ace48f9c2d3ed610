"""What a person chooses for all of the portal."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.people import NameShown
from core.errors import Refused
from core.localized import ORDER


def language_set(*, user: User, language: str) -> None:
    """The language of notices, mails and SMS. Refused: ``language``."""
    if language not in ORDER:
        raise Refused(_("Choose a language."), code="language")
    user.language = language
    user.save(update_fields=["language"])


def name_shown_set(*, user: User, name_shown: str) -> None:
    """What forms begin with; each text may say otherwise. Refused: ``name_shown``."""
    if name_shown not in NameShown.values:
        raise Refused(_("Choose how your name shows."), code="name_shown")
    user.name_shown = name_shown
    user.save(update_fields=["name_shown"])
