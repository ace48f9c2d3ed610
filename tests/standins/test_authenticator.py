"""The authenticator app shows the codes of the standard and takes nothing else."""

import time

import pytest

from standins.authenticator import code_of
from tests.standins.running import StandIn

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_of_the_standard(seconds, code):
    """RFC 6238, appendix B, the last six digits."""
    assert code_of(KEY, seconds) == code
    assert code_of("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", seconds) == code


@pytest.mark.parametrize("key", ["", " ", "1", "кілт", "A" * 9 + "!"])
def test_what_is_no_key_has_no_code(key):
    assert code_of(key, time.time()) == ""


def test_the_page_shows_the_code_and_texts_as_text():
    with StandIn() as standin:
        shown = standin.get(f"/authenticator/?key={KEY}&lang=en").text
        assert code_of(KEY, time.time()) in shown or code_of(KEY, time.time() - 2) in shown
        evil = standin.get('/authenticator/?key="><script>&lang=en').text
        assert "<script>" not in evil
        assert 'id="code"' not in evil
