"""How the reader wants the page to look: a closed set of choices kept in one cookie."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE = "display"
LABELS: dict[str, Promise] = {
    "theme": _("Colours"),
    "vision": _("Scheme for low vision"),
    "font": _("Size of letters"),
    "spacing": _("Space between letters and lines"),
    "images": _("Pictures"),
}
OPTIONS: dict[str, dict[str, Promise | str]] = {
    "theme": {"auto": _("as on the device"), "light": _("light"), "dark": _("dark")},
    "vision": {
        "off": _("off"),
        "black-white": _("black on white"),
        "white-black": _("white on black"),
        "blue": _("dark blue on light blue"),
        "beige": _("brown on beige"),
    },
    "font": {"100": "100 %", "130": "130 %", "160": "160 %"},
    "spacing": {"normal": _("normal"), "wide": _("wide")},
    "images": {"on": _("shown"), "off": _("hidden")},
}
CHOICES = {name: tuple(options) for name, options in OPTIONS.items()}


@dataclass(frozen=True)
class Display:
    """The chosen look; the first of each set is the default."""

    theme: str = "auto"
    vision: str = "off"
    font: str = "100"
    spacing: str = "normal"
    images: str = "on"

    @property
    def is_default(self) -> bool:
        """Nothing was changed."""
        return self == Display()


def display_from(values: dict[str, str]) -> Display:
    """Choices from any mapping; what isn't in the closed set counts as not chosen."""
    known = {name: values.get(name, "") for name in CHOICES}
    return Display(
        **{
            name: value if value in CHOICES[name] else CHOICES[name][0]
            for name, value in known.items()
        }
    )


def display_of(request: HttpRequest) -> Display:
    """The reader's choices from the cookie."""
    pairs = (part.split(":", 1) for part in request.COOKIES.get(COOKIE, "").split("|"))
    return display_from({pair[0]: pair[1] for pair in pairs if len(pair) == 2})


def display_remember(response: HttpResponse, display: Display) -> None:
    """Keep the choices for a year."""
    value = "|".join(f"{name}:{choice}" for name, choice in asdict(display).items())
    response.set_cookie(COOKIE, value, max_age=365 * 86400, samesite="Lax", httponly=True)


def display_groups(chosen: Display) -> list[dict[str, object]]:
    """The choices as a form shows them."""
    return [
        {
            "name": name,
            "label": LABELS[name],
            "options": [
                {"value": value, "label": label, "chosen": getattr(chosen, name) == value}
                for value, label in options.items()
            ],
        }
        for name, options in OPTIONS.items()
    ]
