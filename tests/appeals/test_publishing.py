"""What the public reads of an application, from the moderator's decision on."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from accounts.readers import reader_for
from appeals.adapters import ModeratedAppeal, SearchableAppeal
from appeals.models import AnswerText, AppealText
from appeals.originals import original_of
from appeals.projections import detail_of, plain_of, public_words
from appeals.selectors import appeal_get
from appeals.services import (
    answer_publish,
    appeal_publication_refuse,
    appeal_publish,
    appeal_unpublish,
)
from appeals.states import NameShown, Publication
from core.audience import PUBLIC
from core.errors import Refused
from ledger.counters import counter_values
from moderation.models import Ground, ModeratedText
from moderation.services import PERSONAL, moderation_approve
from notifications.models import Notice
from search.models import SearchEntry
from signing.files import file_open
from tests.appeals import people
from tests.appeals.files import add_file
from tests.appeals.signed import TEXT, make_appeal_payload, sign
from tests.factories.appeals import PERSON, AnswerFactory, AppealFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

SECRET = "Сверкин Пример, тел. +7 701 000 00 01"
WITH_SECRET = f"{TEXT} Это сделал {SECRET}. Примите меры."


@pytest.fixture
def moderator():
    return people.make_moderator()


def public(appeal):
    return detail_of(appeal_get(appeal.number, PUBLIC), PUBLIC)


def figure(name: str) -> int:
    return counter_values("appeals.").get(f"appeals.{name}", 0)


def kinds(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def page(client, appeal):
    return client.get(f"/en/applications/{appeal.number}/")


# As written.


def test_as_written_everybody_reads_it(client, moderator):
    appeal = sign(make_appeal_payload())
    assert page(client, appeal).status_code == 404
    people.approve(appeal, moderator)
    detail = public(appeal)
    assert plain_of(detail.segments) == TEXT
    assert not detail.corrected
    assert kinds(appeal.author)[-1] == "appeal.published"
    assert figure("published") == 1
    assert SearchEntry.objects.filter(number=appeal.number).count() == 1
    assert TEXT in page(client, appeal).content.decode()


def test_nothing_of_the_vault_is_on_the_public_page(client, moderator):
    appeal = sign(make_appeal_payload(name_shown="hidden"))
    people.approve(appeal, moderator)
    html = page(client, appeal).content.decode()
    vault = appeal.author.vault
    for word in (vault.surname, vault.patronymic, vault.phone, vault.iin):
        assert word not in html
    assert "The author's name is hidden" in html


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (NameShown.INITIALS, "Ү. Ә. С."),
        (NameShown.FULL, "Үлгіева Әлия Сынаққызы"),
        (NameShown.HIDDEN, ""),
    ],
)
def test_the_name_shows_as_its_owner_chose(moderator, shown, name):
    appeal = sign(make_appeal_payload(name_shown=shown.value))
    people.approve(appeal, moderator)
    assert public(appeal).card.author == name


def test_a_very_long_name_is_cut_not_refused(moderator):
    person = {**PERSON, "surname": "Ұзын" * 60}
    appeal = AppealFactory(name_shown=NameShown.FULL, person=person)
    appeal_publish(appeal_id=appeal.pk, subject="С", body="Слово", cuts=[], actor=moderator)
    assert public(appeal).card.author.startswith("ҰзынҰзын")


def test_a_place_with_personal_data_is_left_out(moderator):
    words = {"subject": "С", "body": "Слово", "cuts": [], "actor": moderator}
    plain = AppealFactory(place="Ауыл Үлгі, Образцовая көшесі")
    telling = AppealFactory(place="Ауыл Үлгі, тел. +7 701 000 00 01")
    appeal_publish(appeal_id=plain.pk, **words)
    appeal_publish(appeal_id=telling.pk, **words)
    assert public(plain).place == "Ауыл Үлгі, Образцовая көшесі"
    assert public(telling).place == ""


# With corrections.


def test_words_taken_out_are_nowhere_in_the_public_text(client, moderator):
    appeal = sign(make_appeal_payload(text=WITH_SECRET))
    start = WITH_SECRET.index("Сверкин")
    cuts = [{"start": start, "end": start + len(SECRET), "ground": PERSONAL}]
    people.approve(appeal, moderator, body=WITH_SECRET, cuts=cuts)

    text = AppealText.objects.get(appeal=appeal)
    assert "Сверкин" not in text.body + str(text.cuts)
    assert "Сверкин" not in SearchEntry.objects.get(number=appeal.number).stems
    detail = public(appeal)
    assert detail.corrected
    gap = next(piece for piece in detail.segments if piece.is_gap)
    assert (gap.ground, gap.text) == (PERSONAL, "")
    assert gap.reason == Ground.objects.get(code=PERSONAL).localized("title")
    html = page(client, appeal).content.decode()
    assert "Сверкин" not in html
    assert "000 00 01" not in html
    assert "[…]" in html
    assert kinds(appeal.author)[-1] == "appeal.published_corrected"


NOTE = "Corrected by the moderator"


def test_other_words_than_signed_are_marked_and_the_signed_ones_stay_hidden(client, moderator):
    appeal = sign(make_appeal_payload(text=f"{TEXT} Идиоты."))
    people.approve(appeal, moderator, body=f"{TEXT} Нехорошо.")
    assert AppealText.objects.get(appeal=appeal).cuts == []
    assert public(appeal).reworded
    html = page(client, appeal).content.decode()
    assert NOTE in html
    assert "Идиоты" not in html

    client.force_login(appeal.author)
    assert NOTE not in page(client, appeal).content.decode(), "the author reads the own words"


@pytest.mark.parametrize("subject", ["Другая тема", ""])
def test_another_subject_is_marked_as_well(moderator, subject):
    appeal = sign(make_appeal_payload())
    people.approve(appeal, moderator, subject=subject or original_of(appeal).subject)
    assert public(appeal).reworded is bool(subject)


def test_gaps_alone_are_no_other_words(client, moderator):
    appeal = sign(make_appeal_payload(text=WITH_SECRET))
    people.approve(appeal, moderator)
    assert public(appeal).corrected
    assert not public(appeal).reworded
    assert NOTE not in page(client, appeal).content.decode()


def test_a_reworded_answer_says_so_too(moderator):
    appeal = AppealFactory(published=True)
    answer = AnswerFactory(appeal=appeal, body=f"Ответили. {SECRET}")
    for body, reworded in ((f"Ответили. {SECRET}", False), ("Ответ дан автору.", True)):
        answer_publish(answer_id=answer.pk, body=body, cuts=[], actor=moderator)
        assert public(appeal).answers[0].reworded is reworded


def test_the_author_still_reads_the_own_words(client, moderator):
    appeal = sign(make_appeal_payload(text=WITH_SECRET))
    people.approve(appeal, moderator)
    client.force_login(appeal.author)
    assert "Сверкин" in page(client, appeal).content.decode()


def test_a_gap_whose_ground_is_not_for_everybody_has_no_reason(moderator):
    Ground.objects.filter(code=PERSONAL).update(is_public=False)
    appeal = sign(make_appeal_payload(text=WITH_SECRET))
    people.approve(appeal, moderator)
    assert {piece.reason for piece in public(appeal).segments} == {""}


# Refused.


def test_refused_the_author_sees_ground_and_note_the_public_nothing(client, moderator):
    appeal = sign(make_appeal_payload())
    ground = people.refuse(appeal, moderator, note="Уберите имена соседей.")
    assert page(client, appeal).status_code == 404
    assert figure("published") == 0
    assert kinds(appeal.author)[-1] == "appeal.publication_refused"
    client.force_login(appeal.author)
    html = page(client, appeal).content.decode()
    assert ground.localized("title", "en") in html
    assert "Уберите имена соседей." in html


def test_the_note_is_for_the_author_s_eyes_only(client, moderator):
    appeal = sign(make_appeal_payload())
    people.refuse(appeal, moderator, note="Уберите имена соседей.")
    client.force_login(people.make_worker(appeal.agency))
    answer = page(client, appeal)
    assert answer.status_code == 200
    assert "Уберите имена соседей." not in answer.content.decode()


def test_refused_publication_is_answered_all_the_same(client, moderator):
    appeal = sign(make_appeal_payload())
    people.refuse(appeal, moderator)
    people.answer(appeal, people.make_worker(appeal.agency))
    assert page(client, appeal).status_code == 404
    client.force_login(appeal.author)
    assert people.ANSWER in page(client, appeal).content.decode()
    assert not AnswerText.objects.exists()


@pytest.mark.parametrize("trait", ["published", "refused", "private", "taken_down"])
def test_only_what_waits_can_be_refused(moderator, trait):
    appeal = AppealFactory(**{trait: True})
    ground = Ground.objects.for_refusals().first()
    with pytest.raises(Refused) as refusal:
        appeal_publication_refuse(appeal_id=appeal.pk, ground=ground, note="", actor=moderator)
    assert refusal.value.code == "wrong_publication"


# Not wanted, taken down, again.


def publish(appeal, moderator, **words):
    said = {"subject": "С", "body": "Слово", "cuts": [], **words}
    return appeal_publish(appeal_id=appeal.pk, actor=moderator, **said)


@pytest.mark.parametrize(
    ("trait", "code"),
    [
        ("private", "no_consent"),
        ("taken_down", "wrong_publication"),
        ("refused", "wrong_publication"),
    ],
)
def test_it_is_not_published_against_its_author_or_a_decision(moderator, trait, code):
    appeal = AppealFactory(**{trait: True})
    with pytest.raises(Refused) as refusal:
        publish(appeal, moderator)
    assert refusal.value.code == code
    assert not AppealText.objects.exists()


def test_versions_one_is_current_all_are_kept(moderator):
    appeal = AppealFactory()
    publish(appeal, moderator, body="Первая редакция")
    moment = appeal_get(appeal.number, PUBLIC).published_at
    publish(appeal, moderator, body="Вторая редакция")
    rows = AppealText.objects.filter(appeal=appeal).order_by("version")
    assert [(row.version, row.withdrawn_at is None) for row in rows] == [(1, False), (2, True)]
    assert plain_of(public(appeal).segments) == "Вторая редакция"
    assert appeal_get(appeal.number, PUBLIC).published_at == moment
    assert figure("published") == 1


def test_taken_down_it_leaves_page_index_and_figure(client, moderator):
    appeal = sign(make_appeal_payload())
    people.approve(appeal, moderator)
    people.answer(appeal, people.make_worker(appeal.agency))
    appeal_unpublish(appeal_id=appeal.pk, actor=moderator)
    assert page(client, appeal).status_code == 404
    assert not SearchEntry.objects.exists()
    assert not AppealText.objects.filter(withdrawn_at=None).exists()
    assert not AnswerText.objects.filter(withdrawn_at=None).exists()
    assert figure("published") == 0
    assert kinds(appeal.author)[-1] == "appeal.unpublished"
    client.force_login(appeal.author)
    html = page(client, appeal).content.decode()
    assert "It was taken down from the public pages" in html
    assert people.ANSWER in html


def test_what_is_not_public_cannot_be_taken_down(moderator):
    with pytest.raises(Refused) as refusal:
        appeal_unpublish(appeal_id=AppealFactory().pk, actor=moderator)
    assert refusal.value.code == "wrong_publication"
    assert figure("published") == 0


# Withdrawn by the author.


def test_withdrawn_while_it_waits_it_leaves_the_queue_and_was_never_public(client, moderator):
    appeal = sign(make_appeal_payload())
    people.withdraw(appeal)
    appeal.refresh_from_db()
    assert appeal.publication == Publication.PRIVATE
    assert not ModeratedText.objects.exists()
    client.force_login(appeal.author)
    assert "taken down" not in page(client, appeal).content.decode()


def test_withdrawn_after_publication_it_leaves_the_public_pages(client, moderator):
    appeal = sign(make_appeal_payload())
    people.approve(appeal, moderator)
    people.withdraw(appeal)
    appeal.refresh_from_db()
    assert appeal.publication == Publication.WITHDRAWN
    assert page(client, appeal).status_code == 404
    assert figure("published") == 0
    assert not SearchEntry.objects.exists()


def test_withdrawn_after_a_refusal_the_refusal_stays(moderator):
    appeal = sign(make_appeal_payload())
    people.refuse(appeal, moderator, note="Причина")
    people.withdraw(appeal)
    appeal.refresh_from_db()
    assert (appeal.publication, appeal.refusal_note) == (Publication.REFUSED, "Причина")


def test_its_author_without_consent_withdraws_as_well():
    appeal = sign(make_appeal_payload(publish="no"))
    people.withdraw(appeal)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.publication) == ("withdrawn", Publication.PRIVATE)


# What leaves for the index.


def test_only_public_ones_are_records(moderator):
    shown, hidden = AppealFactory(published=True), AppealFactory()
    adapter = SearchableAppeal()
    assert list(adapter.all_ids()) == [str(shown.pk)]
    assert [row.number for row in adapter.records([str(shown.pk), str(hidden.pk)])] == [
        shown.number
    ]
    assert public_words(appeal_get(shown.number, PUBLIC))[1] == original_of(shown).text


def test_records_hold_public_words_only():
    appeal = AppealFactory(published=True, text=SECRET, public_text__body="… ямы в городе")
    appeal.public_texts.update(cuts=[{"start": 0, "end": 1, "ground": "personal"}])
    AnswerFactory(appeal=appeal, private=SECRET)
    AnswerFactory(appeal=appeal, body=SECRET).public_texts.all().delete()
    (record,) = SearchableAppeal().records([str(appeal.pk)])
    assert record.body == "[…] ямы в городе\nЗдравствуйте! Яму заделали, асфальт положили новый."


def test_records_of_ten_ask_no_more_than_of_one():
    rows = [AppealFactory(published=True, answered=True) for _ in range(10)]
    AppealText.objects.update(cuts=[{"start": 0, "end": 2, "ground": "personal"}])
    ids = [str(row.pk) for row in rows]

    def asked(wanted: list[str]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(SearchableAppeal().records(wanted)) == len(wanted)
        return len(queries)

    assert asked(ids[:1]) == asked(ids)


def test_the_archive_term_over_the_public_version_is_what_is_left(moderator):
    appeal = AppealFactory(published=True, public_text__body="Слово осталось")
    appeal.original.row_key.wrapped = None
    appeal.original.row_key.save()
    reader = reader_for(appeal.author)
    assert plain_of(detail_of(appeal_get(appeal.number, reader), reader).segments) == (
        "Слово осталось"
    )


# Files.


def test_released_files_are_public_others_are_not(client, moderator):
    appeal = sign(make_appeal_payload())
    released, kept = add_file(appeal, "a.txt"), add_file(appeal, "b.txt")
    item = people.item_of(appeal)
    moderation_approve(
        item=item,
        actor=moderator,
        subject=item.subject,
        body=item.body,
        cuts=item.cuts,
        release=[str(released.pk)],
    )
    assert [file.name for file in public(appeal).files] == ["a.txt"]
    address = f"/en/applications/{appeal.number}/files"
    assert client.get(f"{address}/{released.pk}/").content == file_open(released)
    assert client.get(f"{address}/{kept.pk}/").status_code == 404


def test_a_file_of_another_application_is_not_released_with_it(moderator):
    appeal, other = AppealFactory(), AppealFactory()
    file = add_file(other, "a.txt")
    ModeratedAppeal().release_files(str(appeal.pk), file_ids=[str(file.pk)], actor=make_person())
    file.refresh_from_db()
    assert file.released_at is None
