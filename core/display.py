"""How the reader wants the page to look: a closed set of choices kept in one cookie."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "display"
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "vision": ("off", "black-white", "white-black", "blue", "beige"),
    "font": ("100", "130", "160"),
    "spacing": ("normal", "wide"),
    "images": ("on", "off"),
}


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
        **{name: value if value in CHOICES[name] else CHOICES[name][0] for name, value in known.items()}
    )


def display_of(request: HttpRequest) -> Display:
    """The reader's choices from the cookie."""
    pairs = (part.split(":", 1) for part in request.COOKIES.get(COOKIE, "").split("|"))
    return display_from({pair[0]: pair[1] for pair in pairs if len(pair) == 2})


def display_remember(response: HttpResponse, display: Display) -> None:
    """Keep the choices for a year."""
    value = "|".join(f"{name}:{choice}" for name, choice in asdict(display).items())
    response.set_cookie(COOKIE, value, max_age=365 * 86400, samesite="Lax", httponly=True)
