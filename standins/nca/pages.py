"""HTML of the window. Names and ids that tests rely on are listed in standins/README.md."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from ..pages import layout
from .keystore import Entry
from .services import LIES, OUTAGES
from .window import AUTO, BEHAVIOURS, PASSWORD, Question
from .words import say

if TYPE_CHECKING:
    from .control import Control


def window(language: str, control: "Control", *, wrong_password: bool) -> str:
    question = control.window.question
    socket = say(language, "socket").format(address=escape(control.socket))
    body = (
        f'<p>{say(language, "about")}</p><p class="quiet">{socket}</p>'
        + (
            _question(language, control, question, wrong_password)
            if question
            else f"<p><b>{say(language, 'nobody')}</b></p>"
        )
        + _next(language, control)
        + _services(language, control)
        + _keys(language, control)
        + _log(language, control)
    )
    # A page that renews itself would take away a half-typed password.
    return layout(
        language,
        say(language, "title"),
        body,
        "?",
        refresh=question is None and control.window.manner.behaviour == "ask",
        warning=say(language, "warning"),
    )


def _question(language: str, control: "Control", question: Question, wrong: bool) -> str:
    asks = say(language, "asks").format(origin=f"<b>{escape(question.wish.origin or '?')}</b>")
    fitting = control.window.fitting(question.wish) or control.store.entries.values()
    complaint = f'<p class="bad" role="alert">{say(language, "wrong")}</p>' if wrong else ""
    hint = say(language, "password_hint").format(password=PASSWORD)
    inside = (
        _select(say(language, "key"), "key", "ask-key", _options(language, fitting), "")
        + f'<div><label for="password">{say(language, "password")}</label>'
        '<input id="password" name="password" type="password" autocomplete="off">'
        f'</div><p class="quiet">{hint}</p>'
        f'<div class="row"><button class="main" name="press" value="sign">{say(language, "sign")}'
        f'</button><button name="press" value="cancel">{say(language, "cancel")}</button></div>'
    )
    title = f'<h2 id="waiting">{say(language, "waiting")}</h2>'
    return f"{title}<p>{asks}</p>{complaint}" + _form(language, inside)


def _next(language: str, control: "Control") -> str:
    manner = control.window.manner
    radios = "".join(
        f'<label class="choice"><input type="radio" name="behaviour" value="{name}"'
        f"{' checked' if name == manner.behaviour else ''}> {say(language, f'behaviour_{name}')}"
        "</label>"
        for name in BEHAVIOURS
    )
    options = [(AUTO, say(language, "auto")), *_options(language, control.store.entries.values())]
    inside = (
        _select(say(language, "key"), "key", "next-key", options, manner.key)
        + f"<fieldset><legend>{say(language, 'behaviour')}</legend>{radios}</fieldset>"
        f'<label class="choice"><input type="checkbox" name="old" value="1"'
        f"{' checked' if manner.old else ''}> {say(language, 'old')}</label>"
        f'<div class="row"><button class="main">{say(language, "save")}</button></div>'
    )
    return f"<h2>{say(language, 'next')}</h2>" + _form(language, inside)


def _services(language: str, control: "Control") -> str:
    outages = [(name, say(language, name)) for name in OUTAGES]
    lies = [("", say(language, "truth")), *((name, name) for name in LIES)]
    selects = "".join(
        _select(name.upper(), name, name, outages, now)
        for name, now in control.services.outages.items()
    )
    inside = (
        selects
        + _select(say(language, "lie"), "lie", "lie", lies, control.services.lie)
        + f'<div class="row"><button name="press" value="services">{say(language, "save")}'
        "</button></div>"
    )
    return f"<h2>{say(language, 'services')}</h2>" + _form(language, inside)


def _keys(language: str, control: "Control") -> str:
    rows = "".join(
        f'<article>{escape(_label(language, entry))}<br><span class="quiet">{entry.leaf.serial:x}'
        "</span>"
        + (
            f' <span class="bad">{say(language, "is_revoked")}</span>'
            if control.store.revoked(entry)
            else ""
        )
        + _form(language, _revoke_button(language, control, entry))
        + "</article>"
        for entry in control.store.entries.values()
    )
    return f"<details><summary>{say(language, 'keys')}</summary>{rows}</details>"


def _revoke_button(language: str, control: "Control", entry: Entry) -> str:
    press = "restore" if control.store.revoked(entry) else "revoke"
    return (
        f'<input type="hidden" name="key" value="{entry.id}">'
        f'<button name="press" value="{press}">{say(language, press)}</button>'
    )


def _log(language: str, control: "Control") -> str:
    rows = "".join(
        f"<li>{escape(' · '.join(map(str, row.values())))}</li>" for row in control.window.log[:20]
    )
    return f'<h2>{say(language, "log")}</h2><ul class="quiet">{rows}</ul>' if rows else ""


def _form(language: str, inside: str) -> str:
    return (
        f'<form method="post" action="/nca/"><input type="hidden" name="lang" value="{language}">'
        f"{inside}</form>"
    )


def _select(label: str, name: str, id: str, options: Iterable[tuple[str, str]], chosen: str) -> str:
    inside = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(text)}</option>"
        for value, text in options
    )
    return (
        f'<p><label for="{id}">{escape(label)}</label>'
        f'<select id="{id}" name="{name}">{inside}</select></p>'
    )


def _options(language: str, entries: Iterable[Entry]) -> list[tuple[str, str]]:
    return [(entry.id, _label(language, entry)) for entry in entries]


def _label(language: str, entry: Entry) -> str:
    organization = f", BIN {entry.bin}" if entry.bin else ""
    return f"{entry.name} – {say(language, f'use_{entry.usage}')}, {entry.iin}{organization}"
