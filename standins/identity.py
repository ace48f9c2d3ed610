"""The identity provider: sign-in in two steps, then OAuth 2 code flow as egov speaks it."""

import base64
import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass

from . import pages
from .config import Config
from .messages import MessageBox
from .people import Person, load
from .shelf import Shelf
from .web import Request, Response, Routes, as_json, page, redirect, with_query
from .words import LANGUAGES, say

TRIES = 5
SIGN_IN_SECONDS = 1800
TOKEN_SECONDS = 300
BASIC, PHONE = "user:basic:read", "user:phone:read"
ERRORS = {
    "access_denied": "the person refused to sign in",
    "unsupported_response_type": "only response_type=code is known",
    "invalid_request": "only code_challenge_method=S256 is known",
}


@dataclass
class Attempt:
    """One visit of one browser, from the portal's redirect to the way back."""

    redirect_uri: str
    state: str
    scope: str
    challenge: str
    language: str
    person: Person | None = None
    code: str = ""
    code_until: float = 0
    tries: int = 0


@dataclass(frozen=True)
class Grant:
    person: Person
    redirect_uri: str
    scope: str
    challenge: str


class IdentityProvider:
    def __init__(self, config: Config, box: MessageBox) -> None:
        self.config = config
        self.box = box
        self.people, self.organizations = load()
        self.attempts: Shelf[Attempt] = Shelf(SIGN_IN_SECONDS)
        self.grants: Shelf[Grant] = Shelf(config.code_seconds)
        self.tokens: Shelf[Grant] = Shelf(TOKEN_SECONDS)

    def routes(self) -> Routes:
        return {
            ("GET", "/idp/oauth/authorize"): self.authorize,
            ("GET", "/idp/sign-in"): self.show,
            ("POST", "/idp/sign-in"): self.act,
            ("POST", "/idp/oauth/token"): self.token,
            ("GET", "/idp/resource/user/basic"): self.basic,
            ("GET", "/idp/resource/user/phone"): self.phone,
        }

    # The portal sends a person here.

    def authorize(self, request: Request) -> Response:
        q = request.query
        language = q.get("lang", "") if q.get("lang") in LANGUAGES else "kk"
        # Nothing is ever sent to an address that was not registered beforehand.
        if q.get("client_id") != self.config.client_id:
            return page(pages.stop(language, "unknown_client", self.config.site), 400)
        if q.get("redirect_uri") not in self.config.redirects:
            return page(pages.stop(language, "unknown_redirect", self.config.site), 400)
        attempt = Attempt(
            redirect_uri=q["redirect_uri"],
            state=q.get("state", ""),
            scope=q.get("scope", BASIC),
            challenge=q.get("code_challenge", ""),
            language=language,
        )
        if q.get("response_type") != "code":
            return _back(attempt, error="unsupported_response_type")
        if attempt.challenge and q.get("code_challenge_method") != "S256":
            return _back(attempt, error="invalid_request")
        return redirect(with_query("/idp/sign-in", request=self.attempts.put(attempt)))

    def show(self, request: Request) -> Response:
        name = request.query.get("request", "")
        attempt = self.attempts.get(name)
        if attempt is None:
            return self._gone(request)
        if request.query.get("lang") in LANGUAGES:
            attempt.language = request.query["lang"]
        return self._step(name, attempt)

    def act(self, request: Request) -> Response:
        form = request.form
        name = form.get("request", "")
        attempt = self.attempts.get(name)
        if attempt is None:
            return self._gone(request)
        if "refuse" in form:
            self.attempts.take(name)
            return _back(attempt, error="access_denied")
        if "person" in form:
            return self._choose(name, attempt, form["person"])
        if attempt.person is None:
            return self._step(name, attempt, status=400)
        if "other" in form:
            attempt.person = None
            return redirect(with_query("/idp/sign-in", request=name))
        if "resend" in form:
            self._send_code(attempt)
            return redirect(with_query("/idp/sign-in", request=name))
        if "qr" in form and attempt.person.iin:
            return self._finish(name, attempt)
        return self._check_code(name, attempt, form.get("code", ""))

    def _choose(self, name: str, attempt: Attempt, key: str) -> Response:
        person = self.people.get(key)
        if person is None:
            return self._step(name, attempt, status=400)
        attempt.person = person
        if person.phone:
            self._send_code(attempt)
        return redirect(with_query("/idp/sign-in", request=name))

    def _send_code(self, attempt: Attempt) -> None:
        if not (attempt.person and attempt.person.phone):
            return
        attempt.code = f"{secrets.randbelow(10**6):06d}"
        attempt.code_until = time.monotonic() + self.config.second_step_seconds
        attempt.tries = 0
        self.box.add(
            id=f"sign-in-{uuid.uuid4().hex}",
            channel="sms",
            to=attempt.person.phone,
            text=say(attempt.language, "sms").format(code=attempt.code),
        )

    def _check_code(self, name: str, attempt: Attempt, given: str) -> Response:
        attempt.tries += 1
        if not attempt.code:
            return self._step(name, attempt, "wrong_code", 422)
        if attempt.tries > TRIES:
            return self._step(name, attempt, "too_many", 422)
        if time.monotonic() > attempt.code_until:
            return self._step(name, attempt, "late_code", 422)
        if not secrets.compare_digest("".join(given.split()).encode(), attempt.code.encode()):
            return self._step(name, attempt, "wrong_code", 422)
        return self._finish(name, attempt)

    def _finish(self, name: str, attempt: Attempt) -> Response:
        # A second click finds the visit taken and cannot make a second code.
        if self.attempts.take(name) is None or attempt.person is None:
            return page(pages.stop(attempt.language, "gone", self.config.site), 410)
        grant = Grant(attempt.person, attempt.redirect_uri, attempt.scope, attempt.challenge)
        return _back(attempt, code=self.grants.put(grant))

    def _step(self, name: str, attempt: Attempt, error: str = "", status: int = 200) -> Response:
        if attempt.person is None:
            return page(pages.choose(attempt.language, name, self.people.values()), status)
        return page(pages.second_step(attempt.language, name, attempt.person, error), status)

    def _gone(self, request: Request) -> Response:
        language = request.query.get("lang", "")
        language = language if language in LANGUAGES else "kk"
        return page(pages.stop(language, "gone", self.config.site), 410)

    # The portal's server asks here.

    def token(self, request: Request) -> Response:
        form = request.form
        if not self._client_known(request, form):
            return _error(401, "invalid_client", WWW_Authenticate='Basic realm="idp"')
        if form.get("grant_type") != "authorization_code":
            return _error(400, "unsupported_grant_type")
        if not form.get("code") or not form.get("redirect_uri"):
            return _error(400, "invalid_request", "code and redirect_uri are required")
        grant = self.grants.take(form["code"])
        if grant is None:
            return _error(400, "invalid_grant", "the code is unknown, used or too old")
        if grant.redirect_uri != form["redirect_uri"]:
            return _error(400, "invalid_grant", "redirect_uri differs from the one authorized")
        if grant.challenge and grant.challenge != _challenge(form.get("code_verifier", "")):
            return _error(400, "invalid_grant", "code_verifier does not match")
        return self._token_failure(grant.person) or as_json(
            {
                "access_token": self.tokens.put(grant),
                "token_type": "bearer",
                "expires_in": TOKEN_SECONDS,
                "scope": grant.scope,
            }
        )

    def _client_known(self, request: Request, form: dict[str, str]) -> bool:
        expected = f"{self.config.client_id}:{self.config.client_secret}".encode()
        given = request.headers.get("authorization", "").encode()
        right = secrets.compare_digest(given, b"Basic " + base64.b64encode(expected))
        return right and form.get("client_id", self.config.client_id) == self.config.client_id

    def _token_failure(self, person: Person) -> Response | None:
        if person.key == "broken":
            return _error(500, "server_error", "broken on purpose")
        if person.key == "silent":
            time.sleep(self.config.hang_seconds)
            return _error(504, "server_error", "silent on purpose")
        return None

    def basic(self, request: Request) -> Response:
        grant = self._bearer(request)
        if grant is None:
            return _error(401, "invalid_token", WWW_Authenticate="Bearer")
        if BASIC not in grant.scope.split():
            return _error(403, "insufficient_scope")
        if grant.person.key == "broken-profile":
            return _error(503, "temporarily_unavailable", "broken on purpose")
        return as_json(self._profile(grant.person))

    def _profile(self, person: Person) -> dict:
        names = ("surname", "name", "patronymic")
        who = {name: getattr(person, name) for name in names}
        if person.iin:
            who["iin"] = person.iin
        organization = self.organizations.get(person.organization or "")
        return {
            "sub": person.subject,
            "person": who,
            "organization": (
                {"bin": organization["bin"], "name": organization["name"]["ru"]}
                if organization
                else {}
            ),
            "type": "EMPLOYEE" if organization else "INDIVIDUAL",
        }

    def phone(self, request: Request) -> Response:
        grant = self._bearer(request)
        if grant is None:
            return _error(401, "invalid_token", WWW_Authenticate="Bearer")
        if PHONE not in grant.scope.split():
            return _error(403, "insufficient_scope")
        if grant.person.key == "broken-phone":
            return _error(500, "server_error", "broken on purpose")
        if not grant.person.phone:
            return _error(404, "not_found", "no phone is tied to this person")
        return as_json({"phone": grant.person.phone})

    def _bearer(self, request: Request) -> Grant | None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return self.tokens.get(token) if kind.lower() == "bearer" else None


def _back(attempt: Attempt, *, code: str = "", error: str = "") -> Response:
    return redirect(
        with_query(
            attempt.redirect_uri,
            code=code,
            error=error,
            error_description=ERRORS.get(error, ""),
            state=attempt.state,
        )
    )


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _error(status: int, error: str, description: str = "", **headers: str) -> Response:
    return as_json({"error": error, "error_description": description or error}, status, **headers)
