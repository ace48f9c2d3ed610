"""Broadcasts and recordings: the address that plays on the page, and the one at a moment of it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conferences.models import ConferenceRules
from conferences.players import host_of, plays_here

# What people copy from the address line, and what the same service lets a page embed.
EMBEDS = (
    (r"(?:www\.|m\.)?youtube\.com/(?:live|embed|shorts)/([\w-]{6,20})", "youtube"),
    (r"youtu\.be/([\w-]{6,20})", "youtube"),
    (r"(?:www\.)?youtube-nocookie\.com/embed/([\w-]{6,20})", "youtube"),
    (r"(?:www\.)?vimeo\.com/(\d{5,15})", "vimeo"),
    (r"(?:www\.)?rutube\.ru/video/([0-9a-f]{20,40})", "rutube"),
)
SOURCES = {
    "youtube": "https://www.youtube-nocookie.com/embed/{}",
    "vimeo": "https://player.vimeo.com/video/{}",
    "rutube": "https://rutube.ru/play/embed/{}",
}
# How each service names the second to begin at; anything else gets a media fragment.
STARTS = {"youtube.com": "t", "www.youtube.com": "t", "m.youtube.com": "t", "youtu.be": "t"} | {
    "www.youtube-nocookie.com": "start",
    "rutube.ru": "t",
}


@dataclass(frozen=True)
class PlayerView:
    """A broadcast or recording: ``source`` plays on the page; without it there is a link only."""

    url: str
    host: str
    source: str = ""

    @property
    def origin(self) -> str:
        """What the content security policy has to let in."""
        return f"https://{host_of(self.source)}" if self.source else ""


def player_of(url: str, rules: ConferenceRules) -> PlayerView | None:
    """How an address is shown; None where there is none. Only a host on the list plays here."""
    if not url:
        return None
    source = _source(url)
    may = source.startswith("https://") and plays_here(source, rules)
    return PlayerView(url=url, host=host_of(url), source=source if may else "")


def recording_at(url: str, seconds: int | None) -> str:
    """The recording from this second on; empty without a recording or a mark."""
    if not url or seconds is None:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    name = STARTS.get((parts.hostname or "").lower())
    if name is None:
        return urlunsplit(parts._replace(fragment=f"t={seconds}"))
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, seconds)])))


def clock(seconds: int | None) -> str:
    """``4:05`` or ``1:02:03``."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def _source(url: str) -> str:
    """The address to embed: known services by their number of the film, others as they are."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    place = f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
    if place.removeprefix("www.").removeprefix("m.") == "youtube.com/watch":
        place = f"youtu.be/{dict(parse_qsl(parts.query)).get('v', '')}"
    for pattern, service in EMBEDS:
        if found := re.fullmatch(pattern, place):
            return SOURCES[service].format(found[1])
    return url
