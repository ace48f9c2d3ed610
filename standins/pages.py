"""HTML of the stand-ins. Names and ids that tests rely on are listed in README.md."""

import urllib.parse
from collections.abc import Iterable
from html import escape

from .people import Person
from .words import LANGUAGES, say

CSS = """
:root{color-scheme:light dark;--paper:#fbfaf6;--raised:#fff;--ink:#0b2b36;--quiet:#4a5f66;
--sky:#00687f;--on-sky:#fff;--line:#d9e1e3;--control:#6b7f86;--bad:#a8231b}
@media(prefers-color-scheme:dark){:root{--paper:#0e1b20;--raised:#15262d;--ink:#e8eef0;
--quiet:#a9bbc1;--sky:#6cc7db;--on-sky:#0e1b20;--line:#2a4049;--control:#7f949b;--bad:#f4a9a3}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 system-ui,sans-serif;
overflow-wrap:anywhere}
.warning{background:#f4b942;color:#0b2b36;padding:8px 16px;text-align:center;font-size:15px}
main,nav{max-width:42rem;margin:0 auto;padding:0 16px}
nav{display:flex;gap:16px;padding-top:16px;font-size:15px}
main{padding-bottom:48px}
h1{font-size:1.6rem;line-height:1.2;margin:24px 0 8px}
h2{font-size:1.1rem;margin:28px 0 8px}
a{color:var(--sky)}
p{margin:0 0 12px}
.quiet{color:var(--quiet);font-size:15px}
.bad{color:var(--bad);font-weight:600}
button,input{font:inherit;border-radius:6px;border:1px solid var(--control);padding:10px 14px;
background:var(--raised);color:var(--ink);min-height:44px}
select{font:inherit;max-width:100%;width:100%;border-radius:6px;border:1px solid var(--control);
padding:10px 14px;background:var(--raised);color:var(--ink);min-height:44px}
fieldset{border:0;padding:0;margin:16px 0 8px}
legend,summary{font-weight:600}
summary{cursor:pointer;margin:28px 0 8px}
label.choice{font-weight:400;padding:8px 0}
label.choice input{min-height:0;padding:0}
button{cursor:pointer}
button.main{background:var(--sky);color:var(--on-sky);border-color:var(--sky)}
button.person{display:block;width:100%;text-align:start;margin:0 0 8px;border-color:var(--line)}
button.person:hover{border-color:var(--sky)}
button.person b{display:block}
:focus-visible{outline:3px solid #f4b942;outline-offset:2px}
label{display:block;font-weight:600;margin-bottom:4px}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:16px 0}
.qr{width:132px;height:132px;border:1px solid var(--line);border-radius:6px;margin:8px 0;
background:repeating-conic-gradient(var(--ink) 0 25%,var(--raised) 0 50%) 0 0/24px 24px}
article{border-top:1px solid var(--line);padding:14px 0}
article p{white-space:pre-wrap;margin:4px 0 0}
dl{display:grid;grid-template-columns:minmax(0,auto) 1fr;gap:4px 16px;margin:0}
dt{color:var(--quiet)}dd{margin:0}
"""


def layout(
    language: str, title: str, body: str, switch: str, refresh: bool = False, warning: str = ""
) -> str:
    links = "".join(
        f'<a href="{escape(switch)}lang={code}" lang="{code}"'
        + (' aria-current="true"' if code == language else "")
        + f">{name}</a>"
        for code, name in LANGUAGES.items()
    )
    again = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{again}'
        f"<title>{escape(title)}</title><style>{CSS}</style></head><body>"
        f'<div class="warning" role="note">{warning or say(language, "warning")}</div>'
        f"<nav>{links}</nav><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def choose(language: str, request: str, people: Iterable[Person]) -> str:
    everyone = list(people)
    groups = (("citizen", "citizens"), ("staff", "staff"), ("failure", "failures"))
    lists = "".join(
        f"<h2>{say(language, word)}</h2>"
        + "".join(_person_button(language, p) for p in everyone if p.group == group)
        for group, word in groups
    )
    return layout(
        language,
        say(language, "title"),
        f"<p>{say(language, 'choose')}</p>"
        + _form(request, lists)
        + _form(request, f'<button name="refuse" value="1">{say(language, "refuse")}</button>'),
        _switch(request),
    )


def second_step(language: str, request: str, person: Person, error: str) -> str:
    complaint = f'<p class="bad" role="alert">{say(language, error)}</p>' if error else ""
    return layout(
        language,
        say(language, "second"),
        f"<p><b>{escape(person.full_name)}</b></p>{complaint}"
        + (_code_form(language, request, person.phone) if person.phone else _no_phone(language))
        + (_qr_form(language, request) if person.iin else "")
        + _form(
            request,
            '<div class="row">'
            f'<button name="other" value="1">{say(language, "other")}</button>'
            f'<button name="refuse" value="1">{say(language, "refuse")}</button></div>',
        ),
        _switch(request),
    )


def stop(language: str, reason: str, site: str) -> str:
    back = f'<p><a href="{escape(site)}/">{say(language, "to_site")}</a></p>'
    body = f'<p class="bad" role="alert">{say(language, reason)}</p>{back}'
    return layout(language, say(language, "title"), body, "?")


def messages(language: str, found: list[dict], to: str, refresh: bool) -> str:
    query = urllib.parse.urlencode({"to": to, "refresh": "1" if refresh else ""})
    other = urllib.parse.urlencode({"to": to, "lang": language, "refresh": "" if refresh else "1"})
    control = (
        f'<p class="quiet">{say(language, "newest")} '
        + (say(language, "refreshing") + " " if refresh else "")
        + f'<a href="?{escape(other)}">'
        + say(language, "stop_refresh" if refresh else "refresh")
        + "</a></p>"
    )
    shown = "".join(map(_message, found)) or f"<p>{say(language, 'nothing')}</p>"
    body = _filter(language, to, refresh) + control + shown
    return layout(language, say(language, "messages"), body, f"?{query}&", refresh)


def start(language: str, addresses: list[tuple[str, str]], people: Iterable[Person]) -> str:
    rows = "".join(
        f'<dt>{escape(name)}</dt><dd><a href="{escape(address)}">{escape(address)}</a></dd>'
        for name, address in addresses
    )
    everyone = "".join(f"<article>{_about(language, p)}</article>" for p in people)
    return layout(
        language,
        say(language, "start"),
        f"<p>{say(language, 'start_text')}</p><h2>{say(language, 'addresses')}</h2><dl>{rows}</dl>"
        f"<h2>{say(language, 'people')}</h2>{everyone}",
        "?",
    )


def _form(request: str, inside: str) -> str:
    hidden = f'<input type="hidden" name="request" value="{escape(request)}">'
    return f'<form method="post" action="/idp/sign-in">{hidden}{inside}</form>'


def _switch(request: str) -> str:
    return "/idp/sign-in?" + urllib.parse.urlencode({"request": request}) + "&"


def _person_button(language: str, person: Person) -> str:
    return (
        f'<button class="person" name="person" value="{escape(person.key)}">'
        f"{_about(language, person)}</button>"
    )


def _about(language: str, person: Person) -> str:
    iin = f"{say(language, 'iin')} {person.iin}" if person.iin else say(language, "no_iin")
    phone = person.phone or say(language, "no_phone_short")
    return (
        f"<b>{escape(person.full_name)}</b>{escape(person.note[language])}"
        f'<span class="quiet"><br>{escape(iin)} · {escape(phone)}</span>'
    )


def _code_form(language: str, request: str, phone: str) -> str:
    address = "/messages/?" + urllib.parse.urlencode({"to": phone, "lang": language})
    sent = say(language, "sms_sent").format(phone=escape(phone))
    return f"<p>{sent}</p>" + _form(
        request,
        f'<p><a href="{escape(address)}" target="_blank">{say(language, "see_message")}</a></p>'
        f'<div class="row"><div><label for="code">{say(language, "code")}</label>'
        '<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code"'
        ' maxlength="12" size="8" autofocus></div>'
        f'<button id="confirm" class="main">{say(language, "confirm")}</button>'
        f'<button id="resend" name="resend" value="1">{say(language, "resend")}</button></div>',
    )


def _no_phone(language: str) -> str:
    return f"<p>{say(language, 'no_phone')}</p>"


def _qr_form(language: str, request: str) -> str:
    return f"<h2>{say(language, 'qr_title')}</h2>" + _form(
        request,
        f'<div class="qr" aria-hidden="true"></div><p class="quiet">{say(language, "qr_text")}</p>'
        f'<button id="qr" name="qr" value="1">{say(language, "qr")}</button>',
    )


def _filter(language: str, to: str, refresh: bool) -> str:
    kept = '<input type="hidden" name="refresh" value="1">' if refresh else ""
    return (
        f'<form class="row"><input type="hidden" name="lang" value="{language}">{kept}'
        f'<div><label for="to">{say(language, "recipient")}</label>'
        f'<input id="to" name="to" value="{escape(to)}"></div>'
        f"<button>{say(language, 'show')}</button></form>"
    )


def _message(message: dict) -> str:
    subject = f"<b>{escape(message['subject'])}</b>" if message["subject"] else ""
    moment = message["at"][:19].replace("T", " ")
    return (
        f'<article id="{escape(message["id"])}"><span class="quiet">{escape(message["channel"])} · '
        f"{escape(message['to'])} · {escape(moment)}</span><br>{subject}"
        f'<p class="text">{escape(message["text"])}</p></article>'
    )
