"""NCALayer's protocol on a real socket: the frames of the real program, word for word."""

import json
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from standins.nca.reading import element
from tests.standins.nca import BASICS, CANCELLED, COMMON, PARAMS, Site, basics, pem_body, site
from tests.standins.running import StandIn

PRIMER, HEAD = "020202100029", "060606100072"
TYPE_MISMATCH = "java.lang.IllegalArgumentException: argument type mismatch. Method: "


@pytest.fixture(scope="module")
def running():
    with StandIn(options=("--nca-port", "0")) as standin:
        yield standin


@pytest.fixture
def standin(running):
    yield running
    running.nca(behaviour="sign", key="auto", old=False)


@pytest.fixture
def portal(standin):
    with site(standin) as connection:
        yield Site(connection)


def certificate_of(blob: bytes) -> x509.Certificate:
    return pkcs7.load_der_pkcs7_certificates(blob)[0]


def iin_of(blob: bytes) -> str:
    found = certificate_of(blob).subject.get_attributes_for_oid(x509.NameOID.SERIAL_NUMBER)
    return str(found[0].value)


def test_greeting_and_heartbeat_as_recorded(portal):
    assert portal.greeting == '{"result":{"version":"1.4"}}'
    assert portal.say("--heartbeat--") == "--heartbeat--"


def test_frames_of_other_programs_as_recorded(portal):
    assert portal.say({"module": "kz.digiflow.mobile.extensions", "method": "getVersion"}) == (
        '{"success":false,"errorCode":"MODULE_NOT_FOUND"}'
    )
    for garbage in ("{", "[]", "7", "", "[" * 100_000):
        assert portal.say(garbage) == '{"success":false,"code":"COMMON_JSON_WRAPPING_EXCEPTION"}'


def test_signing_gives_an_array_of_pem(portal):
    answer = portal.sign(b"payload", iin=PRIMER)
    assert answer["status"] is True
    [pem] = answer["body"]["result"]
    assert pem.startswith("-----BEGIN CMS-----\n")
    assert pem.endswith("\n-----END CMS-----\n")
    blob = pem_body(pem)
    assert element(blob)[2] == b""
    assert iin_of(blob) == f"IIN{PRIMER}"
    assert b"payload" not in blob


def test_several_documents_and_content_inside(portal):
    order = basics(params={**PARAMS, "encapsulate": True}, iin=PRIMER)
    order["args"]["data"] = ["Zmlyc3Q=", "c2Vjb25k"]
    first, second = map(pem_body, portal.ask(order)["body"]["result"])
    assert b"first" in first
    assert b"second" in second


def test_without_profile_there_is_no_time_stamp(portal):
    stamped = portal.sign(iin=PRIMER)["body"]["result"][0]
    bare = portal.sign(iin=PRIMER, params={"decode": True, "encapsulate": False})
    assert len(bare["body"]["result"][0]) < len(stamped) - 1000


def test_uuid_comes_back(portal):
    assert portal.ask({**basics(iin=PRIMER), "uuid": "abc-1"})["uuid"] == "abc-1"
    assert "uuid" not in portal.sign(iin=PRIMER)


def test_filter_for_the_head_of_an_agency(portal):
    head = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2.1"]
    answer = portal.sign(iin=HEAD, bin="991240999119", extKeyUsageOids=head)
    certificate = certificate_of(pem_body(answer["body"]["result"][0]))
    assert "BIN991240999119" in certificate.subject.rfc4514_string()


def test_chosen_key_answers_whatever_the_filter_says(standin, portal):
    standin.nca(key="azamat-auth")
    assert iin_of(pem_body(portal.sign(iin=PRIMER)["body"]["result"][0])) == "IIN010101100018"


def test_cancel_as_recorded(standin, portal):
    standin.nca(behaviour="cancel")
    assert portal.say(basics(iin=PRIMER)) == '{"body":{},"status":true}'
    assert portal.common("createCAdESFromBase64", "PKCS12", "SIGNATURE", "MTEK", False) == {
        "code": "500",
        "message": "action.canceled",
    }
    assert portal.common("getKeyInfo", "PKCS12")["message"] == "action.canceled"


def test_wrong_password_is_an_error_and_no_cancel(standin, portal):
    standin.nca(behaviour="wrong-password")
    answer = portal.sign(iin=PRIMER)
    assert (answer["status"], answer["code"]) == (False, "SIGNING_FAILURE")
    assert answer != CANCELLED
    refused = portal.common("createCAdESFromBase64", "PKCS12", "SIGNATURE", "MTEK", False)
    assert refused["code"] == "500"


def test_error_of_basics_as_recorded(portal):
    order = basics(iin=PRIMER)
    order["args"]["signingParams"] = 555
    assert portal.say(order) == (
        '{"code":"INVOCATION_ERROR","details":"org.json.JSONException: '
        'JSONObject[\\"signingParams\\"] is not a JSONObject.",'
        '"message":"An invoked method threw an exception.","status":false}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"signerParams": None},
        {"format": "xml"},
        {"data": 7},
        {"data": []},
        {"data": "no base64!"},
        {"allowedStorages": ["Floppy"]},
        {"allowedStorages": [{}]},
        {"signerParams": {"extKeyUsageOids": 5}},
    ],
)
def test_wrong_arguments_of_basics(portal, change):
    order = basics(iin=PRIMER)
    order["args"].update(change)
    answer = portal.ask(order)
    assert (answer["status"], answer["code"]) == (False, "INVOCATION_ERROR")


def test_wrong_method_and_no_arguments_of_basics(portal):
    for frame in ({"method": "sing", "args": {}}, {"method": "sign"}):
        answer = portal.ask({"module": BASICS, **frame})
        assert (answer["status"], answer["code"]) == (False, "INVOCATION_ERROR")


def test_small_methods_of_common_utils_as_recorded(portal):
    assert portal.say({"module": COMMON, "method": "getActiveTokens"}) == (
        '{"responseObject":[],"code":"200"}'
    )
    for language in ("ru", "kz", "en"):
        assert portal.common("changeLocale", language) == {"code": "200"}


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("changeLocale", [2]),
        ("getKeyInfo", [None]),
        ("getKeyInfo", [1]),
        ("createCAdESFromBase64", ["PKCS12", 123, "MTEK", False]),
        ("createCMSSignatureFromBase64", ["PKCS12", [7, 7, 7], "MTEK", False]),
        ("createCMSSignatureFromBase64", ["PKCS12"]),
    ],
)
def test_type_mismatch_as_recorded(portal, method, args):
    assert portal.common(method, *args) == {"code": "500", "message": TYPE_MISMATCH + method}


def test_signatures_of_common_utils(standin, portal):
    standin.nca(key="azamat-sign")
    plain = portal.common("createCAdESFromBase64", "PKCS12", "SIGNATURE", "MTEK", False)
    stamped = portal.common("createCMSSignatureFromBase64", "PKCS12", "SIGNATURE", "MTEK", True)
    assert plain["code"] == stamped["code"] == "200"
    assert len(stamped["responseObject"]) > len(plain["responseObject"]) + 1000
    assert not plain["responseObject"].startswith("-----")
    hashed = portal.common("createCAdESFromBase64Hash", "PKCS12", "SIGNATURE", "MTEK")
    assert hashed["code"] == "200"


def test_key_info_of_common_utils(standin, portal):
    standin.nca(key="azamat-sign")
    info = portal.common("getKeyInfo", "PKCS12")["responseObject"]
    assert info["subjectCn"] == "СЫНАҚ АЗАМАТ"
    assert "IIN010101100018" in info["subjectDn"]
    assert info["issuerCn"] == "STAND-IN ISSUING CA (GOST)"
    assert len(info["certNotAfter"]) == len("22.11.2027 10:00:00")
    assert x509.load_pem_x509_certificate(info["pem"].encode()).serial_number == int(
        info["serialNumber"]
    )


def test_old_version_knows_only_common_utils(standin):
    standin.nca(old=True, key="azamat-sign")
    with site(standin) as connection:
        portal = Site(connection)
        assert portal.greeting == '{"result":{"version":"1.2"}}'
        assert portal.sign(iin=PRIMER) == {"success": False, "errorCode": "MODULE_NOT_FOUND"}
        signed = portal.common("createCMSSignatureFromBase64", "PKCS12", "SIGNATURE", "MTEK", False)
        assert signed["code"] == "200"


def test_origin_and_outcome_are_logged(standin):
    with site(standin, origin="https://other.example") as connection:
        Site(connection).sign(iin=PRIMER)
    row = standin.nca()["log"][0]
    assert (row["origin"], row["method"], row["outcome"]) == (
        "https://other.example",
        "sign",
        "primer-sign",
    )


def test_socket_is_on_loopback_only(standin):
    assert standin.socket.startswith("ws://127.0.0.1:")


def test_tls_with_a_throw_away_certificate():
    with StandIn(options=("--nca-port", "0", "--nca-tls")) as standin:
        assert standin.socket.startswith("wss://127.0.0.1:")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with site(standin, ssl=context) as connection:
            assert json.loads(Site(connection).greeting)["result"]["version"] == "1.4"
        with pytest.raises((OSError, ConnectionClosed)):  # nobody trusts it by itself
            connect(standin.socket, proxy=None).close()
