"""The factories give rows that all constraints accept and every reader can open."""

import pytest

from appeals.counting import recount
from appeals.originals import original_answer_of, original_of
from appeals.projections import card_of, detail_of
from appeals.selectors import appeal_get
from core.audience import PUBLIC
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "traits",
    [
        {},
        {"published": True},
        {"refused": True},
        {"private": True},
        {"taken_down": True},
        {"in_work": True},
        {"withdrawn": True},
        {"answered": True},
        {"published": True, "answered": True},
        {"private": True, "answered": True},
        {"overdue": True, "in_work": True},
    ],
    ids=lambda traits: "+".join(traits) or "plain",
)
def test_rows_of_every_trait_open(traits: dict[str, bool]) -> None:
    appeal = AppealFactory(**traits, subject="Слово")

    assert original_of(appeal).subject == "Слово"
    assert original_of(appeal).initials == "О. П. Т."
    assert appeal.answers.count() == bool(traits.get("answered"))


def test_published_and_answered_is_what_the_public_reads() -> None:
    made = AppealFactory(published=True, answered=True, answer__body="Сделали всё, проверили.")
    detail = detail_of(appeal_get(made.number, PUBLIC), PUBLIC)

    assert detail.segments[0].text == original_of(made).text
    assert detail.answers[0].segments[0].text == "Сделали всё, проверили."
    assert original_answer_of(made.answers.get()).body == "Сделали всё, проверили."
    assert card_of(appeal_get(made.number, PUBLIC), PUBLIC).subject == original_of(made).subject


def test_a_wording_of_its_own_can_be_public() -> None:
    made = AppealFactory(published=True, public_text__body="Иначе сказано")

    assert made.public_texts.get().body == "Иначе сказано"


def test_an_accepted_redirect_counts() -> None:
    RedirectFactory(accepted=True)
    RedirectFactory(returned=True)
    RedirectFactory()

    assert recount()["appeals.redirected"] == 1
    assert recount()["appeals.total"] == 3
