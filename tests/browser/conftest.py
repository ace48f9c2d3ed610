"""A real Chromium against a real server, with the stand-ins beside it as in `make run`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as django_settings

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {"wide": 1280, "narrow": 360}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks anything of the outside world fails here.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@dataclass(frozen=True)
class Portal:
    """Where the site and its stand-ins answer during a test."""

    url: str
    standins_url: str
    ncalayer_url: str


def find_chromium() -> str:
    named = os.environ.get("CHROMIUM", "")
    found = next(filter(None, map(shutil.which, [named, *NAMES] if named else NAMES)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing (CHROMIUM names it, or PATH has it).", pytrace=False)
    pytest.skip("Chromium is missing (CHROMIUM names it, or PATH has it).")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    # Playwright keeps an event loop in this thread; Django would refuse the database because of it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def standins(live_server) -> Iterator[tuple[str, str]]:
    """The stand-ins and NCALayer's socket on free ports; their messages and keys lie where the
    tested portal looks for them."""
    ports = ["--port", "0", "--nca-port", "0"]
    command = [sys.executable, "-m", "standins", *ports, "--site", live_server.url]
    with subprocess.Popen(
        [*command, "--var", str(django_settings.VAR_DIR)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(2)]
        # "Stand-ins: http://127.0.0.1:PORT/", "NCALayer: ws://127.0.0.1:PORT"
        assert [line.split()[0] for line in lines] == ["Stand-ins:", "NCALayer:"], lines
        url, socket = (line.split()[1].rstrip("/") for line in lines)
        yield url, socket
        process.terminate()


@pytest.fixture
def portal(live_server, standins, settings, django_db_serialized_rollback) -> Portal:
    """The whole portal. Rows made by migrations come back after each test empties the tables."""
    standins_url, ncalayer_url = standins
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.STANDINS_URL = settings.EGOV_IDP_URL = standins_url
    settings.NCALAYER_URL = ncalayer_url
    settings.EDS_ANCHORS_DIR = str(django_settings.VAR_DIR / "nca" / "anchors")
    settings.EDS_OCSP_URL = f"{standins_url}/nca/ocsp"
    return Portal(live_server.url, standins_url, ncalayer_url)


@pytest.fixture
def new_context(browser: Browser, portal: Portal) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(width=1280, javascript=True)`: one more visitor with cookies of their own."""
    contexts: list[BrowserContext] = []

    def make(*, width: int = WIDTHS["wide"], javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=portal.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            timezone_id="Asia/Almaty",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """One page. Script errors and anything the content security policy stopped fail the test."""
    page = new_context().new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: note_refused(message, problems))
    yield page
    assert problems == []


def note_refused(message: ConsoleMessage, problems: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        problems.append(message.text)


@pytest.fixture
def screenshot() -> Callable[[Page, str], list[Path]]:
    """`screenshot(page, "home")`: the whole page at both widths, under var/screenshots/."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> list[Path]:
        before, taken = page.viewport_size, []
        for label, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            taken.append(folder / f"{name}-{label}.png")
            page.screenshot(path=taken[-1], full_page=True)
        if before:
            page.set_viewport_size(before)
        return taken

    return take


@pytest.fixture
def axe_violations() -> Callable[[Page], list[str]]:
    """`axe_violations(page)`: what axe-core holds against the page (WCAG 2.2 AA), one line each."""

    def run(page: Page) -> list[str]:
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # The policy forbids a script element of ours; evaluate() is the debugger's own way in.
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        return [
            f"{violation['id']}: {violation['help']}: {node['target']}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]

    return run
