"""Broadcasts and recordings: what plays on the page, and the content security policy for it."""

import pytest

from conferences.models import Conference, ConferenceRules
from conferences.projections.recording import clock, player_of, recording_at
from tests.factories.conferences import ConferenceFactory, make_conference_pages

pytestmark = pytest.mark.django_db

FILM = "abcdefghijk"
EMBED = f"https://www.youtube-nocookie.com/embed/{FILM}"


def page_of(client, **links: str):
    conference = ConferenceFactory(answering=True, **links)
    make_conference_pages(conference)
    return client.get(f"/en/conferences/{conference.key}/")


@pytest.mark.parametrize(
    ("url", "source"),
    [
        (f"https://www.youtube.com/watch?v={FILM}", EMBED),
        (f"https://youtube.com/watch?list=x&v={FILM}&t=3", EMBED),
        (f"https://m.youtube.com/watch?v={FILM}", EMBED),
        (f"https://youtu.be/{FILM}?si=x", EMBED),
        (f"https://www.youtube.com/live/{FILM}", EMBED),
        (EMBED, EMBED),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789"),
        ("https://player.vimeo.com/video/5", "https://player.vimeo.com/video/5"),
        (
            "https://rutube.ru/video/0123456789abcdef0123456789abcdef/",
            "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef",
        ),
        (f"http://www.youtube-nocookie.com/embed/{FILM[:-1]}!", ""),
        (f"https://www.youtube.com/watch?v={FILM}/../x", ""),
        ("https://www.youtube.com/watch", ""),
        ("https://www.youtube-nocookie.com.example.kz/embed/x", ""),
        ("https://example.kz/?u=www.youtube-nocookie.com", ""),
        ("https://www.youtube-nocookie.com@example.kz/x", ""),
        ("https://[broken", ""),
    ],
)
def test_only_players_on_the_list_play(url: str, source: str) -> None:
    player = player_of(url, ConferenceRules())
    assert player is not None
    assert player.source == source


def test_a_list_without_hosts_plays_nothing() -> None:
    player = player_of(f"https://youtu.be/{FILM}", ConferenceRules(player_hosts=""))
    assert player is not None
    assert player.source == ""
    assert player_of("", ConferenceRules()) is None


def test_policy_lets_in_this_player_on_this_page_only(client) -> None:
    response = page_of(client, stream_url=f"https://youtu.be/{FILM}")
    policy = response["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com;" in f"{policy};"
    html = response.content.decode()
    assert f'data-player="{EMBED}"' in html
    assert f'href="https://youtu.be/{FILM}"' in html
    assert "<iframe" not in html
    assert "frame-src" not in client.get("/en/conferences/")["Content-Security-Policy"]


def test_elsewhere_is_a_plain_link(client) -> None:
    response = page_of(client, stream_url="https://tv.example.kz/live")
    assert "frame-src" not in response["Content-Security-Policy"]
    html = response.content.decode()
    assert "data-player" not in html
    assert 'href="https://tv.example.kz/live" rel="external noopener noreferrer"' in html


def test_the_recording_takes_the_place_of_the_broadcast(client) -> None:
    html = page_of(
        client, stream_url="https://tv.example.kz/live", recording_url="https://tv.example.kz/film"
    ).content.decode()
    assert "Watch the recording" in html
    assert "Watch the broadcast" not in html


def test_a_cancelled_conference_shows_neither(client) -> None:
    conference = ConferenceFactory(
        cancelled=True, stream_url=f"https://youtu.be/{FILM}", recording_url=EMBED
    )
    make_conference_pages(conference)
    response = client.get(f"/en/conferences/{conference.key}/")
    assert "youtu" not in response.content.decode()
    assert "frame-src" not in response["Content-Security-Policy"]
    assert Conference.objects.get(pk=conference.pk).stream_url


@pytest.mark.parametrize(
    ("url", "seconds", "expected"),
    [
        ("https://www.youtube.com/watch?v=x&t=9", 61, "https://www.youtube.com/watch?v=x&t=61"),
        ("https://youtu.be/x", 61, "https://youtu.be/x?t=61"),
        ("https://vimeo.com/1", 61, "https://vimeo.com/1#t=61"),
        ("https://tv.example.kz/film.mp4", 0, "https://tv.example.kz/film.mp4#t=0"),
        ("https://tv.example.kz/film.mp4", None, ""),
        ("", 61, ""),
        ("https://[broken", 61, ""),
    ],
)
def test_recordings_open_at_a_moment(url: str, seconds: int | None, expected: str) -> None:
    assert recording_at(url, seconds) == expected


def test_clock() -> None:
    assert [clock(n) for n in (None, 0, 59, 61, 3723)] == ["", "0:00", "0:59", "1:01", "1:02:03"]
