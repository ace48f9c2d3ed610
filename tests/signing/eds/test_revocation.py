"""Revocation over real HTTP: the simulator's services, true, lying and broken."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

from django.conf import LazySettings
from django.core.management import CommandError, call_command

import pytest

from signing.eds.certificates import Certificate, certificate_read
from signing.eds.refusals import CODES, Refusal
from signing.eds.revocation import NetworkSource, list_kept, lists_refresh
from signing.eds.trust import trust_of
from signing.eds.types import Demand, RevocationProof, Verdict
from signing.eds.verifier import signature_verify
from signing.models import RevocationList
from standins.nca import Authority, Leaf, Revoked
from standins.nca.keystore import Keystore
from standins.nca.services import LIES
from tests.signing.eds.samples import needs_samples, sample
from tests.signing.eds.scene import DAY, HOUR, PAYLOAD, Scene, now, scene, trust_in
from tests.signing.eds.served import Served, dripping, raw
from tests.standins.running import StandIn

pytestmark = pytest.mark.django_db

KEYS = {"gost": "azamat-sign", "rsa": "primer-rsa"}
TOLD = {
    "unknown": "ocsp_unknown",
    "revoked": "revoked",
    "never-issued": "revoked",
    "stale": "ocsp_stale",
    "no-nonce": "ocsp_nonce",
    "other-nonce": "ocsp_nonce",
    "wrong-serial": "ocsp_wrong_cert",
    "wrong-issuer": "ocsp_wrong_cert",
    "bad-signature": "ocsp_signature",
    "by-person": "ocsp_responder",
    "by-stranger": "ocsp_responder",
}


class Portal:
    """The portal beside the simulator, and a person with a key of one kind."""

    def __init__(self, nca: StandIn, store: Keystore, kind: str) -> None:
        self.nca, self.kind = nca, kind
        self.key = KEYS[kind]
        self.entry = store.entries[self.key]
        self.authority = store.authorities[kind]
        self.trust = trust_in(self.authority)
        self.lists = [f"{nca.address}/nca/crl/{name}.crl" for name in (kind, f"{kind}_d")]

    def decide(self) -> Verdict:
        """The portal's verdict on a good signature of the person."""
        demand = Demand(payload=PAYLOAD, received_at=now(), iin=self.entry.iin)
        return signature_verify(
            self.authority.sign(self.entry.leaf, PAYLOAD, tst=False, pem=True), demand
        )

    def code(self) -> str:
        verdict = self.decide()
        assert verdict.verdict == ("valid" if verdict.code == "ok" else CODES[verdict.code][0])
        return verdict.code

    def refresh(self) -> dict[str, str]:
        return lists_refresh(self.lists, self.trust)

    @property
    def issuing(self) -> Certificate:
        return certificate_read(self.authority.issuing.certificate_der)


@pytest.fixture
def configured(nca: StandIn, settings: LazySettings) -> LazySettings:
    settings.EDS_ANCHORS_DIR = str(nca.var / "nca" / "anchors")
    settings.EDS_ANCHORS_PINNED = False
    settings.EDS_OCSP_URL = f"{nca.address}/nca/ocsp"
    settings.EDS_HTTP_TIMEOUT_SECONDS = 1
    settings.EDS_REVOCATION = "soft"
    return settings


@pytest.fixture(params=KEYS)
def portal(
    request: pytest.FixtureRequest, nca: StandIn, store: Keystore, configured: LazySettings
) -> Iterator[Portal]:
    there = Portal(nca, store, request.param)
    yield there
    nca.nca(restore=there.key, publish=True)


def age(**changes: Any) -> None:
    """As if the lists had been fetched long ago."""
    long_ago = {"this_update": now() - 3 * DAY, "next_update": now() - DAY}
    for row in RevocationList.objects.filter(**changes):
        row.this_update, row.next_update = long_ago["this_update"], long_ago["next_update"]
        row.sha256 = f"{row.pk:064x}"
        row.save()


# OCSP


def test_good(portal: Portal) -> None:
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("valid", "ok")
    assert verdict.revocation is not None
    assert verdict.revocation.source == "ocsp"
    assert len(verdict.revocation.data) > 500


def test_revoked_at_this_moment(portal: Portal) -> None:
    assert portal.code() == "ok"
    portal.nca.nca(revoke=portal.key)
    assert portal.code() == "revoked"
    portal.nca.nca(restore=portal.key)
    assert portal.code() == "ok"


def test_every_lie_of_the_simulator_has_a_row() -> None:
    assert TOLD.keys() == LIES.keys()


@pytest.mark.parametrize("lie", TOLD)
def test_a_lie_is_a_refusal_whatever_the_lists_say(portal: Portal, lie: str) -> None:
    portal.refresh()
    portal.nca.nca(lie=lie)
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("refused", TOLD[lie])
    assert verdict.revocation is None


def test_every_question_has_a_nonce_of_its_own(
    portal: Portal, web: Served, configured: LazySettings
) -> None:
    configured.EDS_OCSP_URL = web.give("/", b"", 503)
    portal.decide()
    portal.decide()
    (_, _, headers, first), (_, _, _, second) = web.asked
    assert headers["Content-Type"] == "application/ocsp-request"
    assert first != second
    assert first[:-32] == second[:-32]


def test_yesterday_s_answer_played_again(
    portal: Portal, web: Served, configured: LazySettings
) -> None:
    seen = portal.decide().revocation
    assert seen is not None
    configured.EDS_OCSP_URL = web.give("/", seen.data)
    assert portal.code() == "ocsp_nonce"


# Outages of OCSP

BAD_ANSWERS = {"garbage": "ocsp_malformed", "huge": "ocsp_too_large"}
NO_ANSWERS = ("down", "slow", "redirect")


@pytest.mark.parametrize("outage", BAD_ANSWERS)
def test_a_bad_answer_never_leads_to_the_lists(portal: Portal, outage: str) -> None:
    portal.refresh()
    portal.nca.nca(ocsp=outage)
    assert portal.code() == BAD_ANSWERS[outage]


@pytest.mark.parametrize("outage", NO_ANSWERS)
def test_no_answer_and_no_list(portal: Portal, outage: str, configured: LazySettings) -> None:
    portal.nca.nca(ocsp=outage)
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("pending", "revocation_unavailable")
    configured.EDS_REVOCATION = "hard"
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("refused", "revocation_unavailable")
    assert verdict.revocation is None


@pytest.mark.parametrize("outage", NO_ANSWERS)
def test_no_answer_and_fresh_lists(portal: Portal, outage: str, configured: LazySettings) -> None:
    configured.EDS_REVOCATION = "hard"
    assert all(result.startswith("kept") for result in portal.refresh().values())
    portal.nca.nca(ocsp=outage)
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("valid", "ok")
    assert verdict.revocation is not None
    assert (verdict.revocation.source, verdict.revocation.data) == ("crl", b"")
    row = RevocationList.objects.get(is_delta=False)
    assert verdict.revocation.detail["sha256"] == row.sha256
    assert verdict.revocation.detail["number"] == row.number


@pytest.mark.parametrize("is_delta", [False, True])
def test_no_answer_and_a_stale_list(
    portal: Portal, is_delta: bool, configured: LazySettings
) -> None:
    portal.refresh()
    portal.nca.nca(ocsp="down")
    assert portal.code() == "ok"
    age(is_delta=is_delta)
    verdict = portal.decide()
    assert (verdict.verdict, verdict.code) == ("pending", "revocation_unavailable")
    configured.EDS_REVOCATION = "hard"
    assert portal.decide().verdict == "refused"
    portal.refresh()
    assert portal.decide().verdict == "valid"


def test_without_a_service_the_lists_decide(portal: Portal, configured: LazySettings) -> None:
    configured.EDS_OCSP_URL = ""
    assert portal.code() == "revocation_unavailable"
    portal.refresh()
    assert portal.code() == "ok"


def test_the_service_knows_nothing_of_the_authority(portal: Portal) -> None:
    """OCSP status "unauthorized" is unsigned, so it is no answer."""
    stranger = scene(portal.kind)
    with pytest.raises(Refusal, match="revocation_unavailable"):
        asked(stranger.leaf, stranger.authority)


def asked(leaf: Leaf, authority: Authority, *, later: timedelta = timedelta()) -> RevocationProof:
    return NetworkSource().check(
        certificate_read(leaf.certificate_der),
        certificate_read(authority.issuing.certificate_der),
        at=now(),
        now=now() + later,
        archive=False,
    )


def test_an_answer_that_drips_holds_nobody_up(portal: Portal, configured: LazySettings) -> None:
    portal.refresh()
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9000\r\n\r\n"
    with raw(dripping(head, octets=60)) as url:
        configured.EDS_OCSP_URL = url
        begun = time.monotonic()
        assert portal.code() == "ok"
        assert time.monotonic() - begun < 3


# Lists


def test_revoked_by_the_delta_until_it_is_taken_back(portal: Portal) -> None:
    portal.nca.nca(ocsp="down", revoke=portal.key)
    portal.refresh()
    assert portal.code() == "revoked"
    portal.nca.nca(restore=portal.key)
    assert portal.code() == "revoked"
    portal.refresh()
    assert portal.code() == "ok"


def test_revoked_by_the_full_list(portal: Portal) -> None:
    portal.nca.nca(ocsp="down", revoke=portal.key, publish=True)
    portal.refresh()
    assert portal.code() == "revoked"


def test_one_row_a_list(portal: Portal) -> None:
    portal.refresh()
    portal.refresh()
    rows = RevocationList.objects.filter(authority=portal.issuing.sha256)
    assert {(row.is_delta, bool(row.base)) for row in rows} == {(False, False), (True, True)}


@pytest.mark.parametrize(
    ("outage", "reason"),
    [
        ("down", "HTTP 503"),
        ("redirect", "HTTP 302"),
        ("garbage", "crl_malformed"),
        ("huge", "crl_malformed"),
    ],
)
def test_a_list_that_is_not_there_leaves_the_former(
    portal: Portal, outage: str, reason: str
) -> None:
    portal.refresh()
    former = set(RevocationList.objects.values_list("sha256", "fetched_at"))
    portal.nca.nca(ocsp="down", crl=outage)
    results = portal.refresh()
    assert all(told.startswith("failed: ") and reason in told for told in results.values())
    assert set(RevocationList.objects.values_list("sha256", "fetched_at")) == former
    assert portal.code() == "ok"


def given(web: Served, there: Scene, **switches: Any) -> str:
    """What comes of fetching such a list of the scene's authority."""
    revoked = switches.pop("revoked", [])
    url = web.give("/list.crl", there.authority.crl(revoked, **switches))
    return lists_refresh([url], there.trust)[url]


@pytest.fixture(params=KEYS)
def there(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


def kept(there: Scene, *, is_delta: bool = False, root: bool = False) -> int | None:
    anchor = certificate_read(there.authority.anchors["root" if root else "issuing"])
    found = list_kept(anchor, is_delta=is_delta)
    return found.number if found else None


def test_newer_lists_take_the_place(web: Served, there: Scene) -> None:
    assert given(web, there, number=5) == "kept: number 5"
    assert given(web, there, number=6) == "kept: number 6"
    assert kept(there) == 6
    assert kept(there, is_delta=True) is None
    assert given(web, there, number=7, base_number=6, delta=True) == "kept: number 7"
    assert (kept(there), kept(there, is_delta=True)) == (6, 7)


def test_an_older_list_does_not_bring_anybody_back(web: Served, there: Scene) -> None:
    assert given(web, there, number=6, revoked=[there.leaf]).startswith("kept")
    told = given(web, there, number=5, this_update=now() - HOUR)
    assert told == "failed: older than the kept one"
    assert kept(there) == 6
    with pytest.raises(Refusal, match="revoked"):
        asked(there.leaf, there.authority)


def test_a_delta_of_a_list_that_is_not_kept_leaves_the_former(web: Served, there: Scene) -> None:
    told = "failed: its full list is not kept"
    assert given(web, there, number=7, base_number=6, delta=True) == told
    assert given(web, there, number=6).startswith("kept")
    assert given(web, there, number=7, base_number=6, delta=True).startswith("kept")
    assert given(web, there, number=12, base_number=11, delta=True) == told
    assert kept(there, is_delta=True) == 7
    assert asked(there.leaf, there.authority).source == "crl"


def test_the_order_of_the_addresses_does_not_matter(web: Served, there: Scene) -> None:
    urls = [
        web.give("/delta", there.authority.crl([], number=7, base_number=6, delta=True)),
        web.give("/full", there.authority.crl([], number=6)),
    ]
    assert list(lists_refresh(urls, there.trust)) == urls
    assert (kept(there), kept(there, is_delta=True)) == (6, 7)


def test_the_same_list_again_is_only_known_to_those_who_trust_it(web: Served) -> None:
    gost, rsa = scene("gost"), scene("rsa")
    url = web.give("/", gost.authority.crl([], number=6))
    assert lists_refresh([url], gost.trust)[url] == "kept: number 6"
    assert lists_refresh([url], gost.trust)[url] == "kept: number 6"
    assert "crl_wrong_issuer" in lists_refresh([url], rsa.trust)[url]


@pytest.mark.parametrize(
    ("switches", "code"),
    [
        ({"signature": lambda value: bytes(len(value))}, "crl_signature"),
        ({"signature": lambda value: value[:-1]}, "crl_signature"),
        ({"this_update": now() - 3 * DAY, "next_update": now() - DAY}, "crl_stale"),
        ({"this_update": now() + DAY}, "crl_stale"),
        ({"extensions": {"1.2.3": (b"\x05\x00", True)}}, "crl_malformed"),
        ({"revoked": {7: Revoked(now(), 8)}}, "crl_malformed"),
    ],
)
def test_what_is_not_kept(web: Served, there: Scene, switches: Any, code: str) -> None:
    assert code in given(web, there, **switches)
    assert not RevocationList.objects.exists()


def test_lists_of_others_are_not_kept(web: Served, there: Scene) -> None:
    other = scene("rsa" if there.kind == "gost" else "gost")
    lists = {
        "crl_signature": there.evil.crl([]),
        "crl_wrong_issuer": other.authority.crl([]),
    }
    person = there.authority.crl([], issuer=there.leaf)
    for code, data in [*lists.items(), ("crl_wrong_issuer", person)]:
        url = web.give("/list.crl", data)
        assert code in lists_refresh([url], there.trust)[url]
    assert not RevocationList.objects.exists()


def test_one_that_fails_does_not_stop_the_rest(web: Served, there: Scene) -> None:
    urls = [
        web.give("/gone", b"", 404),
        web.give("/evil", there.evil.crl([])),
        web.give("/good", there.authority.crl([], number=9)),
    ]
    results = lists_refresh(urls, there.trust)
    assert [told.split(":")[0] for told in results.values()] == ["failed", "failed", "kept"]
    assert kept(there) == 9


def test_the_list_of_one_authority_says_nothing_of_another(web: Served) -> None:
    gost, rsa = scene("gost"), scene("rsa")
    assert given(web, gost).startswith("kept")
    assert asked(gost.leaf, gost.authority).source == "crl"
    with pytest.raises(Refusal, match="revocation_unavailable"):
        asked(rsa.leaf, rsa.authority)


def test_a_kept_list_grows_stale_by_itself(web: Served, there: Scene) -> None:
    given(web, there)
    assert asked(there.leaf, there.authority, later=26 * HOUR).source == "crl"
    with pytest.raises(Refusal, match="revocation_unavailable"):
        asked(there.leaf, there.authority, later=28 * HOUR)


# The root's list


def authority_asked(there: Scene, *, later: timedelta = timedelta()) -> RevocationProof | None:
    issuing, root = (
        certificate_read(there.authority.anchors[name]) for name in ("issuing", "root")
    )
    return NetworkSource().check_authority(
        issuing, root, at=now(), now=now() + later, archive=False
    )


def test_the_root_s_list_is_heard_when_it_is_kept(web: Served, there: Scene) -> None:
    root = there.authority.root
    assert authority_asked(there) is None
    assert given(web, there, issuer=root).startswith("kept")
    proof = authority_asked(there)
    assert proof is not None
    assert proof.source == "crl"
    assert given(web, there, issuer=root, revoked=[there.authority.issuing]).startswith("kept")
    with pytest.raises(Refusal, match="revoked"):
        authority_asked(there)


def test_a_stale_list_of_the_root_makes_pending(web: Served, there: Scene) -> None:
    given(web, there, issuer=there.authority.root)
    with pytest.raises(Refusal) as caught:
        authority_asked(there, later=2 * DAY)
    assert (caught.value.code, caught.value.verdict) == ("revocation_unavailable", "pending")


def test_a_revoked_authority_speaks_for_nobody(portal: Portal, web: Served) -> None:
    assert portal.code() == "ok"
    revoked = portal.authority.crl([portal.authority.issuing], issuer=portal.authority.root)
    url = web.give("/root.crl", revoked)
    assert lists_refresh([url], portal.trust)[url].startswith("kept")
    assert portal.code() == "revoked"


def test_the_issuing_authority_can_t_clear_itself(web: Served, there: Scene) -> None:
    """A list under the issuing authority's name is not the root's."""
    given(web, there)
    assert kept(there, root=True) is None
    assert authority_asked(there) is None


# The command


def command(configured: LazySettings, *urls: str) -> tuple[list[dict[str, str]], bool]:
    configured.EDS_CRL_URLS = list(urls)
    out = StringIO()
    try:
        call_command("eds_crl_refresh", stdout=out)
        failed = False
    except CommandError:
        failed = True
    return [json.loads(line) for line in out.getvalue().splitlines()], failed


def test_the_command(portal: Portal, web: Served, configured: LazySettings) -> None:
    lines, failed = command(configured, *portal.lists)
    assert not failed
    assert [line["url"] for line in lines] == portal.lists
    assert all(line["result"].startswith("kept: number ") for line in lines)
    gone = web.give("/gone", b"", 404)
    lines, failed = command(configured, gone, portal.lists[0])
    assert failed
    assert [line["result"].split(":")[0] for line in lines] == ["failed", "kept"]


def test_the_command_without_lists(configured: LazySettings) -> None:
    assert command(configured) == ([], False)


# Real ones


@needs_samples
def test_a_real_list_of_last_year_is_not_kept(web: Served) -> None:
    names = ("root_test_gost_2022.cer", "nca_gost2022_test.cer")
    trust = trust_of(certificate_read(sample(name)) for name in names)
    url = web.give("/", sample("skarm_2025_nca_gost2022_test.crl"))
    assert "crl_stale" in lists_refresh([url], trust)[url]
    assert not RevocationList.objects.exists()
