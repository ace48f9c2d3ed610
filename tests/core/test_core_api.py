"""What every room's API shares, asked from outside: problem documents, methods, documents."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ninja import NinjaAPI

from core.api import PROBLEM, api_urls, install_problems, problem_not_found
from core.errors import NotAllowed, Refused, TooMany

pytestmark = pytest.mark.django_db

LISTS = ["applications", "agencies", "offices", "topics", "conferences", "surveys"]
ADDRESSES = [f"/api/v1/{name}" for name in LISTS] + ["/api/v1/statistics"]


@pytest.fixture
def program() -> Client:
    """A program: no cookies, no token, English."""
    return Client(
        headers={"accept-language": "en"}, enforce_csrf_checks=True, raise_request_exception=False
    )


def problem_of(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM
    body = json.loads(answer.content)
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    assert body["title"]
    return body


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_list_answers(program, address):
    assert program.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/applications/",
        "/api/v1/applications/OD-2026-99999999",
        "/api/v1/applications/%00",
        "/api/v1/agencies/%00",
        "/api/v1/agencies/nobody",
        "/api/v1/conferences/nothing",
        "/api/v1/surveys/nothing",
        "/api/v2/applications",
        "/api/content/nothing",
    ],
)
def test_what_is_not_there_is_a_problem_document(program, address):
    assert problem_of(program.get(address), 404)["type"] == "/problems/not_found"


@pytest.mark.parametrize("address", [f"/api/v1/{name}" for name in LISTS])
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many", "limit=-1"])
def test_a_bad_limit_is_told(program, address, query):
    body = problem_of(program.get(f"{address}?{query}"), 422)
    assert body["type"] == "/problems/invalid"
    assert "limit" in body["errors"][0]["field"]


@pytest.mark.parametrize("address", [f"/api/v1/{name}" for name in LISTS])
@pytest.mark.parametrize("cursor", ["nonsense", "ыыы", "W10", "x" * 1400])
def test_a_bad_cursor_is_told(program, address, cursor):
    assert (
        problem_of(program.get(address, {"cursor": cursor}), 422)["type"] == "/problems/bad_cursor"
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_a_problem_document(program, address, method):
    answer = getattr(program, method)(address)
    assert problem_of(answer, 405)["type"] == "/problems/method_not_allowed"
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/openapi.json", "/api/docs"])
def test_head_answers_as_get_without_a_body(program, address):
    answer = program.head(address)
    assert answer.status_code == 200
    assert answer.content == b""
    assert program.head("/api/v1/nothing").status_code == 404


def test_titles_follow_the_language(program):
    with_zero = program.get("/api/v1/applications?q=%00")
    assert problem_of(with_zero, 404)
    assert "en" in program.get("/api/v1/nothing")["Content-Language"]


names = st.sampled_from(
    ["q", "agency", "office", "topic", "state", "answered", "overdue", "since", "until", "cursor"]
    + ["limit", "tab", "group", "region", "accepts", "x"]
)
values = st.text(max_size=40) | st.dates().map(str) | st.integers().map(str)


@pytest.mark.engine
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(ADDRESSES),
    query=st.dictionaries(names, values.filter(lambda text: text.isprintable()), max_size=5),
)
def test_no_query_breaks_a_list(program, address, query):
    answer = program.get(address, query)
    assert answer.status_code in (200, 404, 422)
    json.loads(answer.content)


# Errors of operations, on an API of this test's own.


def operation(error):
    def fail(request: HttpRequest):
        raise error

    return fail


@pytest.fixture
def operations():
    api = NinjaAPI(urls_namespace=f"test-{id(object())}")
    install_problems(api)
    errors = {
        "refused": Refused("No", code="because"),
        "not_allowed": NotAllowed("Not you"),
        "too_many": TooMany(7),
        "lookup": LookupError("gone"),
        "key": KeyError("mistake"),
        "index": IndexError("mistake"),
        "crash": ZeroDivisionError(),
    }
    for name, error in errors.items():
        api.get(f"/{name}")(operation(error))
    patterns, _app, _namespace = api_urls(api)
    return {str(pattern.pattern): pattern.callback for pattern in patterns}


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refused", 409, "because"),
        ("not_allowed", 403, "not_allowed"),
        ("too_many", 429, "too_many"),
        ("lookup", 404, "not_found"),
        ("key", 500, "unexpected"),
        ("index", 500, "unexpected"),
        ("crash", 500, "unexpected"),
    ],
)
def test_each_kind_of_error_has_its_problem(operations, name, status, code):
    answer = operations[name](RequestFactory().get(f"/{name}"))
    body = problem_of(answer, status)
    assert body["type"] == f"/problems/{code}"
    assert "mistake" not in answer.content.decode()
    assert answer.get("Retry-After") == ("7" if name == "too_many" else None)


def test_an_unknown_page_of_the_site_is_no_problem_document(program):
    answer = program.get("/en/nothing-here/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert problem_not_found(RequestFactory().get("/")).status_code == 404


# The document and its page.


def test_the_document_in_the_repository_is_what_the_code_says():
    try:
        call_command("openapi_export", "--check")
    except CommandError as error:
        pytest.fail(str(error))


def test_the_document_names_every_address_and_problem(program):
    document = program.get("/api/openapi.json").json()
    assert set(ADDRESSES) <= set(document["paths"])
    kept = json.loads((Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text())
    assert kept["paths"].keys() == document["paths"].keys()
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}, path
        assert methods["get"]["summary"], path


def test_the_docs_page_needs_nobody_else_s_server(program):
    answer = program.get("/api/docs")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", html)
    for source in re.findall(r"""(?:src|href)=["']/static/([^"']+)""", html):
        assert finders.find(source), source
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", html)
    assert " style=" not in html
    assert " onload=" not in html


def test_the_policy_of_the_docs_page_is_the_strict_one(program):
    policy = program.get("/api/docs")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
