"""The ways within the personal account."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import TabLink

TABS = {
    "account": _("Overview"),
    "account_following": _("What I follow"),
    "account_notices": _("Notices"),
    "account_data": _("My data"),
    "account_devices": _("Devices"),
    "account_settings": pgettext_lazy("of the personal account", "Settings"),
}


def account_tabs(current: str) -> list[TabLink]:
    """Links to the parts of the account."""
    return [
        TabLink(label=str(label), url=reverse(name), count="", current=name == current)
        for name, label in TABS.items()
    ]
