"""The listed grounds to stop."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

import pytest

from law.models import StopGround
from law.selectors import NoGround, stop_ground, stop_grounds
from law.services import law_seed

pytestmark = pytest.mark.django_db
LISTED = [
    ("obscene", "correct", True),
    ("unreadable", "correct", True),
    ("not-competent", "redirect", True),
    ("essence-missing", "supplement", False),
    ("repeat", "none", False),
    ("author-unknown", "supplement", False),
    ("court-act", "none", False),
    ("earlier-decision", "none", False),
    ("other-law", "none", False),
]


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def test_the_guides_three_stand_first_and_each_has_its_first_step():
    found = [(row.code, row.first_step, row.is_guide) for row in stop_grounds()]
    assert found == LISTED


def test_every_ground_is_worded_in_three_languages_and_none_claims_to_be_confirmed():
    for row in stop_grounds():
        for name in ("title", "explanation", "source"):
            words = [getattr(row, f"{name}_{code}") for code in ("kk", "ru", "en")]
            assert all(words), (row.code, name)
            assert len(set(words)) == 3
        assert not row.confirmed


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("kk", "Адресаттың құзыретіне кірмейді"),
        ("ru", "Не по компетенции адресата"),
        ("en", "Not within the addressee's competence"),
    ],
)
def test_a_ground_is_named_in_the_readers_language(language, title):
    with translation.override(language):
        assert str(stop_ground("not-competent")) == title


def test_a_ground_switched_off_can_no_longer_be_chosen():
    StopGround.objects.filter(code="repeat").update(is_active=False)
    assert "repeat" not in [row.code for row in stop_grounds()]
    with pytest.raises(NoGround):
        stop_ground("repeat")


@pytest.mark.parametrize("code", ["", "whim", "Obscene", "obscene "])
def test_an_unlisted_ground_is_refused(code):
    with pytest.raises(NoGround):
        stop_ground(code)


def test_the_code_of_a_ground_never_changes():
    ground = stop_ground("repeat")
    ground.code = "again"
    with pytest.raises(ValidationError) as refused:
        ground.full_clean()
    assert list(refused.value.message_dict) == ["code"]


@pytest.mark.parametrize("wrong", [{"code": "obscene"}, {"code": "x", "first_step": "shout"}])
def test_the_database_refuses_a_code_twice_and_an_unknown_step(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        StopGround.objects.create(**wrong)


def test_seeding_puts_back_what_is_missing_and_keeps_what_was_edited():
    StopGround.objects.filter(code="court-act").delete()
    StopGround.objects.filter(code="repeat").update(title_en="Said before", is_active=False)
    law_seed()
    assert StopGround.objects.count() == len(LISTED)
    assert StopGround.objects.get(code="repeat").title_en == "Said before"
    assert not StopGround.objects.get(code="repeat").is_active


def test_the_list_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        stop_grounds()
