"""Signing with EDS in a real browser: through the simulator's socket, and through sockets that
answer as recorded from the real program or misbehave."""

import base64
import json
import socket
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from django.conf import settings
from django.test import Client

import pytest
from playwright.sync_api import Page, expect

from appeals.models import Appeal
from signing.drafts import draft_read
from signing.models import Evidence, Signature, SignedPayload
from signing.payloads import payload_bytes
from tests.apply.walk import TEXT, Walk
from tests.browser.layer import CLOSE, GREETING, SILENCE, Layer, listening
from tests.factories.agencies import OfficeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IIN = "010101100018"  # of azamat, whose keys the simulator has
CMS = "-----BEGIN CMS-----\nTUlJQg==\n-----END CMS-----\n"
USAGES = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"]
NO_MODULE = '{"success":false,"errorCode":"MODULE_NOT_FOUND"}'
NEVER_ASKED = """
    navigator.permissions.query = async ({ name }) => ({ state: "%s", name });
"""


@pytest.fixture
def walk(portal: Any, sms_outbox: Any) -> Walk:
    """A citizen who has written the application and looks it over."""
    walk = Walk.begin(Client(), sms_outbox, OfficeFactory())
    walk.user.vault.iin = IIN
    walk.user.vault.save()
    walk.question()
    walk.details()
    return walk


@pytest.fixture
def nca(portal: Any) -> Iterator[Callable[..., Any]]:
    """`nca(behaviour="cancel")`: how the simulator's window behaves; good again afterwards."""

    def control(**changes: Any) -> Any:
        request = urllib.request.Request(
            f"{portal.standins_url}/nca/control",
            data=json.dumps(changes).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    yield control
    control(behaviour="sign", key="auto", old=False)


@pytest.fixture
def open_page(walk: Walk, page: Page) -> Callable[..., Page]:
    """`open_page(url=None)`: stands on the page that signs with EDS, NCALayer at this address."""

    def open_(url: str | None = None, permission: str = "granted") -> Page:
        if url is not None:
            settings.NCALAYER_URL = url
        page.add_init_script(NEVER_ASKED % permission)
        cookie = walk.client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": settings.SITE_URL}])
        page.goto(walk.path("check"))
        page.click('form:has(input[name="way"][value="eds"]) button')
        page.wait_for_url("**/sign-eds/")
        return page

    return open_


def press(page: Page, *, connect_ms: int = 5000, sign_ms: int = 20_000) -> None:
    page.eval_on_selector(
        "[data-eds-sign]",
        "(root, [connect, sign]) => "
        "{ root.dataset.connectMs = connect; root.dataset.signMs = sign; }",
        [connect_ms, sign_ms],
    )
    page.click("[data-start]")


def trouble(page: Page) -> str:
    box = page.locator("[data-trouble]")
    expect(box).to_be_visible()
    expect(box).to_be_focused()
    assert box.inner_text().strip()
    return str(box.get_attribute("data-kind"))


def nothing_is_lost(walk: Walk, page: Page) -> None:
    """No application, the text as it was, and the way by SMS open on the same page."""
    assert not Appeal.objects.exists()
    assert draft_read(walk.draft)["text"] == TEXT
    page.click("#sms button")
    page.wait_for_url("**/sign/")
    page.fill("#code", walk.code())
    page.click(".actions button")
    page.wait_for_url("**/done/**")
    assert Appeal.objects.count() == 1


# Through the simulator


@pytest.mark.parametrize("is_old", [False, True], ids=["basics", "commonUtils"])
def test_an_application_is_signed(walk, open_page, nca, is_old):
    # The old module knows no filter: the person chooses in the window.
    nca(old=is_old, key="azamat-sign" if is_old else "auto")
    page = open_page()
    press(page)
    page.wait_for_url("**/done/**")
    appeal = Appeal.objects.get()
    assert appeal.number in page.inner_text(".receipt-number")
    signature = Signature.objects.get()
    assert signature.method == "eds"
    assert len(signature.signature_sha256) == 64
    assert Evidence.objects.get().signature == signature
    assert walk.client.get(f"/en/applications/{appeal.number}/").status_code == 200


def test_cancel_in_the_window_then_signed_after_all(walk, open_page, nca):
    nca(behaviour="cancel")
    page = open_page()
    press(page)
    assert trouble(page) == "cancelled"
    assert not Appeal.objects.exists()
    nca(behaviour="sign")
    page.click("[data-start]")
    page.wait_for_url("**/done/**")


@pytest.mark.parametrize("is_old", [False, True], ids=["basics", "commonUtils"])
@pytest.mark.parametrize(
    ("behaviour", "kind"), [("cancel", "cancelled"), ("wrong-password", "password")]
)
def test_what_a_person_does_in_the_window(walk, open_page, nca, behaviour, kind, is_old):
    nca(behaviour=behaviour, old=is_old)
    page = open_page()
    press(page)
    assert trouble(page) == kind
    nothing_is_lost(walk, page)


def test_a_window_that_nobody_answers(walk, open_page, nca):
    nca(behaviour="silent")
    page = open_page()
    press(page, sign_ms=600)
    assert trouble(page) == "timeout"
    nothing_is_lost(walk, page)


def test_the_page_can_stop_it(walk, open_page, nca):
    nca(behaviour="silent")
    page = open_page()
    press(page)
    expect(page.locator("[role=status]")).to_contain_text("NCALayer")
    assert page.get_attribute("[data-start]", "aria-disabled") == "true"
    page.click("[data-cancel]")
    assert trouble(page) == "stopped"
    assert page.get_attribute("[data-start]", "aria-disabled") is None
    nothing_is_lost(walk, page)


def test_somebody_elses_key_is_refused_by_the_server(walk, open_page, nca):
    nca(key="primer-sign")
    page = open_page()
    press(page)
    expect(page.locator(".error-summary")).to_be_focused()
    assert "another IIN" in page.inner_text(".error-summary")
    nothing_is_lost(walk, page)


# Without NCALayer


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_ncalayer(walk, open_page):
    page = open_page(f"ws://127.0.0.1:{free_port()}")
    press(page)
    assert trouble(page) == "absent"
    assert page.get_attribute('[data-trouble] a[rel~="external"]', "href")
    nothing_is_lost(walk, page)


def test_the_browser_was_told_to_block_it(walk, open_page):
    page = open_page(f"ws://127.0.0.1:{free_port()}", permission="denied")
    press(page)
    assert trouble(page) == "blocked"
    nothing_is_lost(walk, page)


def test_a_port_that_takes_the_call_and_says_nothing(walk, open_page):
    with closing(socket.socket()) as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        page = open_page(f"ws://127.0.0.1:{mute.getsockname()[1]}")
        press(page, connect_ms=500)
        assert trouble(page) == "absent"
    nothing_is_lost(walk, page)


# Frames as recorded


def basics(result: Any) -> str:
    return json.dumps({"body": {"result": result}, "status": True})


ACCEPTED = [
    ([basics([CMS])], CMS),
    ([basics(CMS)], CMS),
    ([["--heartbeat--", GREETING, basics([CMS])]], CMS),
    ([NO_MODULE, '{"responseObject":[],"code":"200"}',
      '{"responseObject":"TUlJQg==","code":"200"}'], "TUlJQg=="),
    ([NO_MODULE, '{"responseObject":["AKKaztokenStore"],"code":"200"}',
      '{"responseObject":"TUlJQg==","code":"200"}'], "TUlJQg=="),
]  # fmt: skip
FAILED = [
    (['{"body":{},"status":true}'], "cancelled"),
    (['{"code":"INVOCATION_ERROR","details":"org.json.JSONException: JSONObject[\\"signingParams'
      '\\"] is not a JSONObject.","message":"An invoked method threw an exception.",'
      '"status":false}'], "failed"),
    (['{"code":"SIGNING_FAILURE","message":"wrong password","status":false}'], "password"),
    (['{"code":"GENERAL_ERROR","message":"no certificate","status":false}'], "certificate"),
    ([NO_MODULE, NO_MODULE], "old"),
    ([NO_MODULE, '{"responseObject":[],"code":"200"}',
      '{"code":"500","message":"action.canceled"}'], "cancelled"),
    ([NO_MODULE, '{"responseObject":[],"code":"200"}',
      '{"code":"500","message":"java.lang.IllegalArgumentException: argument type mismatch. '
      'Method: createCAdESFromBase64"}'], "failed"),
    (["\x00garbage{"], "garbled"),
    (["[]"], "garbled"),
    (["{}"], "garbled"),
    ([b"\x30\x82"], "garbled"),
    ([basics([])], "garbled"),
    ([basics([CMS, CMS])], "garbled"),
    ([basics(["<script>alert(1)</script>"])], "garbled"),
    ([basics(7)], "garbled"),
    ([CLOSE], "lost"),
    ([SILENCE], "timeout"),
]  # fmt: skip


@pytest.fixture
def module(walk: Walk, open_page: Any) -> Iterator[Callable[..., dict[str, Any]]]:
    """`module(*answers)`: what our module makes of a program that answers like this, and the
    frames it sent."""
    layer = Layer()
    with listening(layer):
        page = open_page(layer.url)

        def run(*answers: Any, greeting: Any = GREETING) -> dict[str, Any]:
            layer.greeting, layer.answers, layer.frames = greeting, list(answers), []
            said = page.evaluate(
                """async ([url, usages]) => {
                    const { connect } = await import("/static/js/ncalayer.js");
                    const request = { data: "MTEK", iin: "010101100018", usages, language: "ru" };
                    try {
                        const layer = await connect(url, { connectMs: 700 });
                        const signed = await layer.sign({ ...request, signMs: 700 });
                        layer.close();
                        return { signed, version: layer.version };
                    } catch (trouble) {
                        return { kind: trouble.kind ?? String(trouble) };
                    }
                }""",
                [layer.url, USAGES],
            )
            return {**said, "frames": layer.frames}

        yield run


BASICS_FRAME = {
    "module": "kz.gov.pki.knca.basics",
    "method": "sign",
    "args": {
        "allowedStorages": None,
        "format": "cms",
        "data": "MTEK",
        "signingParams": {
            "decode": True,
            "encapsulate": False,
            "digested": False,
            "tsaProfile": {},
        },
        "signerParams": {"extKeyUsageOids": USAGES, "iin": IIN},
        "locale": "ru",
    },
}


def old_frames(store: str) -> list[dict[str, Any]]:
    return [
        {"module": "kz.gov.pki.knca.commonUtils", "method": "getActiveTokens"},
        {
            "module": "kz.gov.pki.knca.commonUtils",
            "method": "createCAdESFromBase64",
            "args": [store, "SIGNATURE", "MTEK", False],
        },
    ]


def test_recorded_answers_that_bring_a_signature(module):
    for answers, signature in ACCEPTED:
        said = module(*answers)
        assert (said.get("signed"), said.get("version")) == (signature.strip(), "1.4"), answers
        assert said["frames"][0] == BASICS_FRAME
        if len(answers) == 3:
            stores = json.loads(answers[1])["responseObject"] or ["PKCS12"]
            assert said["frames"][1:] == old_frames(stores[0])


def test_recorded_answers_that_bring_none(module):
    for answers, kind in FAILED:
        assert module(*answers).get("kind") == kind, answers


def test_greetings_that_are_none(module):
    greetings = [(SILENCE, "old"), ("{}", "old"), ("hello", "garbled"), (CLOSE, "lost")]
    for greeting, kind in greetings:
        assert module(greeting=greeting) == {"kind": kind, "frames": []}


# The page


def test_the_page_hands_over_the_stored_bytes(walk, open_page):
    layer = Layer(SILENCE)
    with listening(layer):
        page = open_page(layer.url)
        press(page, sign_ms=400)
        assert trouble(page) == "timeout"
    frame = layer.frames[0]["args"]
    assert base64.b64decode(frame["data"]) == payload_bytes(SignedPayload.objects.get())
    assert frame["signerParams"] == {"extKeyUsageOids": USAGES, "iin": IIN}


def test_the_check_before_writing(walk, open_page, nca, page):
    open_page()
    page.goto(walk.path("terms"))
    assert page.locator("[data-eds-check] [role=status]").inner_text().strip() == ""
    assert not nca()["waiting"]
    page.click("[data-start]")
    expect(page.locator("[data-eds-check] [role=status]")).to_contain_text("1.4")


def test_the_check_tells_what_is_missing(walk, open_page, page):
    open_page(f"ws://127.0.0.1:{free_port()}")
    page.goto(walk.path("terms"))
    page.click("[data-start]")
    assert trouble(page) == "absent"


def test_without_script_the_page_offers_the_code(walk, new_context):
    page = new_context(javascript=False).new_page()
    cookie = walk.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": settings.SITE_URL}])
    page.goto(walk.path("check"))
    page.click('form:has(input[name="way"][value="eds"]) button')
    assert "EDS needs script" in page.inner_text("main")
    assert not page.locator("[data-start]").is_visible()
    nothing_is_lost(walk, page)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_for_everybody(walk, new_context, axe_violations, width):
    page = new_context(width=width).new_page()
    cookie = walk.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": settings.SITE_URL}])
    settings.NCALAYER_URL = f"ws://127.0.0.1:{free_port()}"
    for path in ("terms", "check"):
        page.goto(walk.path(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [row for row in axe_violations(page) if not row.startswith("heading-order")] == []
    page.click('form:has(input[name="way"][value="eds"]) button')
    page.click("[data-start]")
    trouble(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [row for row in axe_violations(page) if not row.startswith("heading-order")] == []
    for target in page.locator("main button:visible, main .button:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
