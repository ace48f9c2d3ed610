"""Terms: versions, acceptance, and that nobody changes what people accepted."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

import pytest

from core.errors import Refused
from ledger.models import Event
from signing.models import Terms, TermsAcceptance
from signing.terms import (
    terms_accept,
    terms_accepted,
    terms_current,
    terms_next,
    terms_seed,
)
from tests.factories.signing import make_person, make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shipped():
    terms_seed()


def test_version_1_is_shipped_in_three_languages():
    terms = terms_current()
    assert terms.version == 1
    for code in ("kk", "ru", "en"):
        assert terms.localized("title", code)
        assert "<h3>" in terms.localized("body", code)
        assert "<script" not in terms.localized("body", code)


def test_seeding_again_changes_nothing():
    before = terms_current()
    assert terms_seed() == before
    assert Terms.objects.count() == 1


def test_the_newest_published_version_is_in_force():
    make_terms(version=2)
    make_terms(version=3, published=False)
    coming = make_terms(version=4, published=False)
    Terms.objects.filter(pk=coming.pk).update(published_at=timezone.now() + timedelta(days=1))
    make_terms(version=9, purpose="other")
    assert terms_current().version == 2
    assert terms_current("other").version == 9


def test_without_terms_there_is_nothing_to_accept():
    with pytest.raises(LookupError):
        terms_current("nothing")


def test_accepting_is_noted_once_with_its_version():
    person, terms = make_person(), terms_current()
    assert not terms_accepted(person, terms)
    first = terms_accept(user=person, terms=terms)
    assert terms_accept(user=person, terms=terms) == first
    assert terms_accepted(person, terms)
    assert not terms_accepted(make_person(), terms)
    event = Event.objects.get(verb="terms.accept", actor=person)
    assert event.data == {"version": 1}


def test_a_new_version_must_be_accepted_anew():
    person, old = make_person(), terms_current()
    terms_accept(user=person, terms=old)
    new = make_terms(version=2)
    assert not terms_accepted(person, new)
    with pytest.raises(Refused) as refused:
        terms_accept(user=make_person(), terms=old)
    assert refused.value.code == "terms_changed"
    assert TermsAcceptance.objects.count() == 1


def test_unpublished_terms_can_not_be_accepted():
    with pytest.raises(Refused):
        terms_accept(user=make_person(), terms=make_terms(version=2, published=False))


def test_terms_in_force_are_never_changed_or_deleted():
    terms = terms_current()
    terms.body_kk = "басқа"
    with pytest.raises(ValidationError):
        terms.full_clean()
    with pytest.raises(Refused):
        terms.save()
    with pytest.raises(Refused):
        terms.delete()


@pytest.mark.engine
def test_the_database_itself_refuses_to_change_terms_in_force():
    body = terms_current().body_kk
    with pytest.raises(DatabaseError), transaction.atomic():
        Terms.objects.update(body_kk="басқа")
    with pytest.raises(DatabaseError), transaction.atomic():
        Terms.objects.update(published_at=None)
    assert terms_current().body_kk == body


@pytest.mark.engine
def test_a_version_that_waits_may_be_changed():
    terms = make_terms(version=2, published=False)
    terms.body_kk = "басқа"
    terms.full_clean()
    terms.save()
    assert Terms.objects.get(pk=terms.pk).body_kk == "басқа"
    terms.delete()
    assert terms_current().version == 1


def test_the_next_version_starts_from_the_newest_words():
    make_terms(version=5, published=False)
    fresh = terms_next()
    assert (fresh.version, fresh.title_kk, fresh.published_at) == (6, "Шарттар", None)
    assert fresh.pk is None
