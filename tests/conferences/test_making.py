"""Making a conference and changing it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from wagtail.documents import get_document_model

import pytest

from accounts.models import RoleKind
from conferences.models import Conference, ConferencePage, ConferencesIndexPage, Speaker
from conferences.said import DocumentSaid, SpeakerSaid, fingerprint
from conferences.selectors import time_changes
from conferences.services.making import RESERVED
from conferences.states import Talk
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from ledger.models import Event
from ledger.selectors import event_list_for
from tests.appeals.people import make_operator, make_worker
from tests.conferences import desk
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.executives import make_section
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
POST = {"kk": "Басшы"}


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def editor(agency):
    return desk.make_editor(agency)


def verbs(conference) -> list[str]:
    return [event.verb for event in event_list_for(conference)]


def code_of(refused) -> str:
    return refused.value.code


# Making.


def test_a_conference_is_made_with_a_draft_page_in_each_language(agency, editor):
    make_section(ConferencesIndexPage, "conferences")
    made = desk.make(agency, editor, key="roads")
    pages = {page.face_language: page for page in ConferencePage.objects.filter(conference=made)}
    assert set(pages) == set(ORDER)
    assert {page.title for page in pages.values()} == set(desk.THEME.values())
    assert len({page.translation_key for page in pages.values()}) == 1
    for code, page in pages.items():
        assert (page.slug, page.live, page.locale.language_code) == ("roads", False, code)
        assert page.latest_revision is not None
    assert verbs(made) == ["conference.make"]


def test_the_page_belongs_to_the_agency_s_editors_and_is_nobody_else_s(agency, editor, client):
    make_section(ConferencesIndexPage, "conferences")
    from accounts.groups import groups_prepare

    groups_prepare()
    made = desk.make(agency, editor)
    page = ConferencePage.objects.get(conference=made, face_language="ru")
    for user, status in ((editor, 200), (desk.make_editor(AgencyFactory()), 404)):
        client.force_login(user)
        assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == status


def test_without_a_tree_the_row_alone_is_made(agency, editor):
    made = desk.make(agency, editor)
    assert not ConferencePage.objects.filter(conference=made).exists()


def test_without_a_key_one_is_made_of_the_theme_and_made_again(agency, editor):
    keys = [desk.make(agency, editor).key for _ in range(2)]
    assert keys == ["road-repairs", "road-repairs-2"]
    kazakh = desk.make(agency, editor, theme={"kk": "Әлеуметтік көмек", "ru": "Помощь", "en": ""})
    assert kazakh.key.isascii()


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.EDITOR, RoleKind.HEAD])
def test_only_editors_and_heads_of_this_very_agency_make_one(agency, kind):
    stranger = make_worker(AgencyFactory(), kind)
    with pytest.raises(NotAllowed):
        desk.make(agency, stranger)
    own = make_worker(agency, kind)
    if kind == RoleKind.CLERK:
        with pytest.raises(NotAllowed):
            desk.make(agency, own)
    else:
        assert desk.make(agency, own).agency == agency


def test_citizens_operators_and_people_whose_role_ended_make_none(agency):
    for person in (make_person(), make_operator(), make_worker(agency, "editor", ended=True)):
        with pytest.raises(NotAllowed):
            desk.make(agency, person)
    assert not Conference.objects.exists()


@pytest.mark.parametrize("key", ["Roads", "a b", "дороги", "-a", "a--b", "a/b", "x" * 51])
def test_a_key_is_a_plain_word(agency, editor, key):
    with pytest.raises(Refused) as refused:
        desk.make(agency, editor, key=key)
    assert list(refused.value.faults) == ["key"]


@pytest.mark.parametrize("key", sorted(RESERVED))
def test_words_of_the_portal_are_no_keys(agency, editor, key):
    with pytest.raises(Refused) as refused:
        desk.make(agency, editor, key=key)
    assert list(refused.value.faults) == ["key"]


def test_a_key_is_free_among_conferences_and_among_pages(agency, editor):
    row = ConferenceFactory(key="taken")
    make_conference_pages(ConferenceFactory(key="paged"))
    Conference.objects.filter(key="paged").update(key="renamed")
    for key in (row.key, "paged"):
        with pytest.raises(Refused) as refused:
            desk.make(agency, editor, key=key)
        assert "Another conference" in refused.value.faults["key"]


def test_every_fault_is_said_at_once_and_nothing_is_made(agency, editor):
    times = desk.said_new().times
    wrong = {**times.__dict__, "closes_at": times.opens_at + 60 * DAY}
    late = {
        name: at + 60 * DAY
        for name, at in times.__dict__.items()
        if name not in ("announced_at", "opens_at", "closes_at")
    }
    with pytest.raises(Refused) as refused:
        desk.make(
            agency,
            editor,
            theme={"kk": "Тек қазақша"},
            stream_url="http://example.org/",
            times=type(times)(**wrong | late),
        )
    assert {"theme_ru", "stream_url", "closes_at"} <= set(refused.value.faults)
    assert not Conference.objects.exists()


# Changing.


def test_a_change_is_one_event_that_names_fields_and_no_words(agency, editor):
    row = ConferenceFactory(agency=agency)
    desk.change(row, editor, theme={**desk.THEME, "ru": "Секретное слово"}, promised=12)
    row.refresh_from_db()
    assert (row.theme_ru, row.promised) == ("Секретное слово", 12)
    event = Event.objects.get(verb="conference.set")
    assert set(event.data["fields"]) == {"theme_kk", "theme_ru", "theme_en", "promised"}
    assert "Секретное" not in str(event.data)


def test_saving_what_is_stored_changes_and_records_nothing(agency, editor):
    row = ConferenceFactory(agency=agency)
    SpeakerFactory(conference=row)
    desk.change(row, editor)
    assert verbs(row) == []


def test_a_moved_time_is_kept_with_its_old_value_and_shown(agency, editor):
    row = ConferenceFactory(agency=agency, announced=True)
    old, new = row.archived_at, row.summary_due_at + 30 * DAY
    desk.change(row, editor, archived_at=new)
    (change,) = time_changes(row)
    assert (change.field, change.old) == ("archived_at", old)
    assert abs(change.new - new) < timedelta(seconds=1)


def test_before_the_announcement_moving_is_nobody_s_business(agency, editor):
    row = desk.make(agency, editor)
    desk.change(row, editor, archived_at=row.archived_at + DAY)
    assert verbs(row) == ["conference.make", "conference.times"]
    assert time_changes(row) == []


def test_a_closing_can_not_come_sooner_once_somebody_has_asked(agency, editor):
    row = ConferenceFactory(agency=agency)
    desk.ask(row, hidden=True)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, closes_at=row.closes_at - timedelta(hours=1))
    assert "asked already" in refused.value.faults["closes_at"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("demands_signature", True), ("talk_until", Talk.CLOSING), ("promised", 3)],
)
def test_what_people_were_told_stays(agency, editor, field, value):
    row = ConferenceFactory(agency=agency)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, **{field: value})
    assert list(refused.value.faults) == [field]
    planned = desk.make(agency, editor)
    desk.change(planned, editor, **{field: value})
    planned.refresh_from_db()
    assert getattr(planned, field) == value


def test_a_cancelled_conference_changes_no_more(agency, editor):
    row = ConferenceFactory(agency=agency, cancelled=True)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, promised=50)
    assert code_of(refused) == "wrong_phase"


def test_another_agency_s_editor_changes_nothing(agency):
    row = ConferenceFactory(agency=agency)
    for person in (desk.make_editor(AgencyFactory()), make_person(), make_worker(agency)):
        with pytest.raises(NotAllowed):
            desk.change(row, person, promised=99)
    row.refresh_from_db()
    assert row.promised == 10


def test_the_second_of_two_editors_is_told(agency, editor):
    row = ConferenceFactory(agency=agency)
    seen = fingerprint(row)
    desk.change(row, desk.make_editor(agency), promised=20, seen=seen)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, promised=30, seen=seen)
    assert code_of(refused) == "changed_meanwhile"
    row.refresh_from_db()
    assert row.promised == 20
    desk.change(row, editor, promised=30, seen=fingerprint(row))


def test_a_speaker_s_change_is_a_change_too(agency, editor):
    row = ConferenceFactory(agency=agency)
    seen = fingerprint(row)
    SpeakerFactory(conference=row)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, promised=30, seen=seen)
    assert code_of(refused) == "changed_meanwhile"


# Speakers and documents.


def test_speakers_are_added_changed_and_removed(agency, editor):
    row = ConferenceFactory(agency=agency)
    gone = SpeakerFactory(conference=row)
    desk.change(
        row,
        editor,
        speakers=(
            SpeakerSaid(person={"kk": "Жаңа"}, title=POST, order=1, user_id=editor.pk),
            SpeakerSaid(person={}, title={}, pk=gone.pk, removed=True),
        ),
    )
    (left,) = Speaker.objects.filter(conference=row)
    assert (left.person_kk, left.user) == ("Жаңа", editor)


def test_a_speaker_who_has_answered_is_not_removed_but_may_leave(agency, editor):
    row = ConferenceFactory(agency=agency)
    speaker = SpeakerFactory(conference=row)
    answer = QuestionAnswerFactory(question=desk.ask(row), speaker=speaker)
    answer.withdrawn_at = timezone.now()
    answer.save()
    line = SpeakerSaid(person={"kk": "Аты"}, title=POST, pk=speaker.pk)
    with pytest.raises(Refused) as refused:
        desk.change(row, editor, speakers=(SpeakerSaid({}, {}, pk=speaker.pk, removed=True),))
    assert code_of(refused) == "has_answered"
    assert "takes part no more" in str(refused.value.message)
    desk.change(
        row, editor, speakers=(SpeakerSaid(line.person, POST, pk=speaker.pk, has_left=True),)
    )
    speaker.refresh_from_db()
    assert speaker.left_at is not None
    answer.refresh_from_db()
    assert answer.speaker == speaker


def test_a_line_of_another_conference_is_never_touched(agency, editor):
    other = SpeakerFactory()
    row = ConferenceFactory(agency=agency)
    desk.change(row, editor, speakers=(SpeakerSaid({"kk": "А"}, POST, pk=other.pk),))
    desk.change(row, editor, speakers=(SpeakerSaid({}, {}, pk=other.pk, removed=True),))
    name = other.person_kk
    other.refresh_from_db()
    assert other.person_kk == name
    assert row.speakers.get().person_kk == "А"


def test_a_document_is_public_with_its_conference_and_not_before(agency, editor, client):
    row = ConferenceFactory(agency=agency, planned=True)
    make_conference_pages(row)
    document = get_document_model().objects.create(
        title="Programme", file=ContentFile(b"%PDF-1.4", name="programme.pdf")
    )
    desk.change(row, editor, documents=(DocumentSaid(document.pk, {"kk": "Бағдарлама"}),))
    assert client.get(document.url).status_code == 404
    Conference.objects.filter(pk=row.pk).update(announced_at=timezone.now() - DAY)
    assert client.get(document.url).status_code == 200
    for page in row.pages.all():
        page.unpublish()
    assert client.get(document.url).status_code == 404
