"""The way that works, from the address to the receipt, and who may walk it."""

from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from accounts.models import User
from appeals.models import Appeal, AppealFormField
from appeals.originals import original_of
from appeals.states import NameShown, Publication
from moderation.models import ModeratedText
from notifications.models import Notice
from signing.drafts import draft_read
from signing.models import Draft, SignedPayload
from signing.payloads import payload_is_sound
from tests.apply.walk import TEXT, Walk, hidden, words_of
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.signing import make_person, upload

pytestmark = pytest.mark.django_db


def test_from_the_question_to_the_receipt(walk: Walk) -> None:
    payload = walk.to_code()
    answer = walk.sign(payload)

    appeal = Appeal.objects.get()
    assert answer["Location"] == f"/en/apply/done/{appeal.number}/"
    receipt = words_of(walk.client.get(answer["Location"]))
    assert appeal.number in receipt
    assert "No light at the school" in receipt
    assert (appeal.author, appeal.office) == (walk.user, walk.office)
    assert (appeal.kind_declared, appeal.topic) == ("complaint", walk.topic)
    assert (appeal.answer_language, appeal.name_shown) == ("en", NameShown.INITIALS)
    assert appeal.submitted_at <= timezone.now()
    assert appeal.publication == Publication.PENDING
    assert ModeratedText.objects.filter(target_id=str(appeal.pk)).exists()
    original = original_of(appeal)
    assert (original.text, original.place) == (TEXT, "Sample town")
    assert payload_is_sound(SignedPayload.objects.get(pk=payload))
    assert Notice.objects.filter(user=walk.user).count() == 1


def test_the_sms_says_what_is_signed_and_that_it_is_free(walk: Walk) -> None:
    walk.to_code()
    text = walk.outbox()[-1]["text"]
    assert "Free" in text
    assert walk.code() in text
    assert "digits" in words_of(walk.get("sign"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_language_of_the_page_is_kept_all_the_way(walk: Walk, language: str) -> None:
    walk.language = language
    assert walk.question()["Location"].startswith(f"/{language}/")
    assert walk.details(answer_language=language)["Location"].startswith(f"/{language}/")
    assert walk.ask_code()["Location"].startswith(f"/{language}/")
    signed = walk.sign(walk.payload_id())
    assert signed["Location"].startswith(f"/{language}/apply/done/")
    assert f'<html lang="{language}"' in words_of(walk.client.get(signed["Location"]))


def test_steps_cannot_be_jumped_over(walk: Walk) -> None:
    assert walk.get("check")["Location"] == walk.path("question")
    walk.question()
    assert walk.get("check")["Location"] == walk.path("details")
    assert walk.get("sign")["Location"] == walk.path("check")
    walk.details()
    assert walk.get("check").status_code == 200
    assert walk.client.get(walk.base)["Location"] == walk.path("check")


def test_nothing_goes_on_without_the_terms(client: Client, sms_outbox: Any) -> None:
    walk = Walk.begin(client, sms_outbox, OfficeFactory())
    walk.sign_in(make_person())

    for step in ("question", "details", "check", "sign"):
        ends = walk.client.get(walk.path(step), follow=True).redirect_chain
        assert ends[-1] == (walk.path("terms"), 302), step
    answer = walk.post("terms")
    assert answer.status_code == 422
    assert "Tick the box" in words_of(answer)


def test_a_visitor_is_told_to_sign_in_and_comes_back_here(walk: Walk) -> None:
    visitor = Client()
    for step in ("terms", "question", "details", "check", "sign", "discard"):
        answer = visitor.get(walk.path(step))
        assert answer.status_code == 200
        assert f"/accounts/egov/login/?next=%2Fen%2Fapply%2F{walk.office.key}%2F{step}%2F" in (
            words_of(answer)
        )
    assert Draft.objects.filter(owner=walk.user).count() == 1


def test_an_unknown_office_or_step_is_404(walk: Walk) -> None:
    assert walk.client.get("/en/apply/nobody/question/").status_code == 404
    assert walk.get("steal").status_code == 404
    assert walk.get("_status").status_code == 404


def test_a_closed_agency_shows_where_to_write_instead(walk: Walk) -> None:
    closed = OfficeFactory(agency=AgencyFactory(closed=True))
    walk.office = closed
    for answer in (walk.get("question"), walk.question()):
        assert answer.status_code == 409
        assert "https://eotinish.kz/" in words_of(answer)
        assert "Takes no applications" in words_of(answer)
    assert not Draft.objects.filter(object_key=closed.key).exists()
    assert walk.post("autosave", text="x").json()["error"]


def test_whoever_had_begun_takes_the_text_along_when_the_agency_closes(walk: Walk) -> None:
    walk.question(text=f"{TEXT} Kept.")
    agency = walk.office.agency
    agency.accepts_applications, agency.closed_reason_kk = False, "Жабық"
    agency.save()
    assert f"{TEXT} Kept." in words_of(walk.get("details"))
    assert f"{TEXT} Longer." in words_of(walk.question(text=f"{TEXT} Longer."))


def test_an_agency_that_closes_while_the_code_is_on_its_way_still_gets_it(walk: Walk) -> None:
    payload = walk.to_code()
    closed = AgencyFactory.build(closed=True)
    agency = walk.office.agency
    agency.accepts_applications = False
    agency.closed_reason_kk = closed.closed_reason_kk
    agency.save()
    assert walk.sign(payload).status_code == 302
    assert Appeal.objects.get().agency == agency


def test_no_phone_is_explained_before_anything_is_typed(client: Client, sms_outbox: Any) -> None:
    walk = Walk.begin(client, sms_outbox, OfficeFactory(), phone=None)
    for step in ("terms", "question"):
        assert "egov.kz has no phone of yours" in words_of(walk.get(step)), step
    walk.question()
    walk.details()
    assert "disabled" in words_of(walk.get("check"))
    answer = walk.ask_code()
    assert answer.status_code == 422
    assert "Add a phone there first" in words_of(answer)
    assert draft_read(walk.draft)["text"] == TEXT
    assert walk.outbox() == []


def test_a_foreigner_is_told_about_eds_and_signs_by_sms(client: Client, sms_outbox: Any) -> None:
    walk = Walk.begin(client, sms_outbox, OfficeFactory(), has_iin=False)
    for step in ("terms", "question"):
        assert "You have no IIN" in words_of(walk.get(step)), step
    assert walk.whole().author == walk.user


def test_a_person_with_iin_and_phone_is_told_neither(walk: Walk) -> None:
    page = words_of(walk.get("question"))
    assert "You have no IIN" not in page
    assert "has no phone of yours" not in page


@pytest.mark.parametrize(
    ("shown", "name"),
    [("initials", "Ү. Ә. С."), ("full", "Үлгіева Әлия Сынаққызы"), ("hidden", "")],
)
def test_the_receipt_names_the_author_however_the_public_reads_it(
    walk: Walk, shown: str, name: str
) -> None:
    walk.question()
    walk.details(name_shown=shown)
    walk.ask_code()
    answer = walk.sign(walk.payload_id())
    assert "Үлгіева Әлия Сынаққызы" in words_of(walk.client.get(answer["Location"]))
    assert Appeal.objects.get().name_shown == shown


def test_no_wish_to_publish_means_no_moderation(walk: Walk) -> None:
    walk.question()
    walk.details(publish="no")
    walk.ask_code()
    walk.sign(walk.payload_id())
    assert Appeal.objects.get().publication == Publication.PRIVATE
    assert not ModeratedText.objects.exists()


def test_files_are_signed_with_the_text(walk: Walk) -> None:
    walk.question()
    taken = walk.details(upload="yes", file=upload(b"a letter", "letter.txt"))
    assert taken["Location"] == walk.path("details")
    walk.details()
    assert "letter.txt" in words_of(walk.get("check"))
    walk.ask_code()
    walk.sign(walk.payload_id())
    assert [row.file.name for row in Appeal.objects.get().files.all()] == ["letter.txt"]


def test_every_page_of_the_way_is_for_one_person_only(walk: Walk) -> None:
    payload = walk.to_code()
    pages = [walk.get(step) for step in ("terms", "question", "details", "check", "sign")]
    pages.append(walk.get("discard"))
    signed = walk.sign(payload)
    pages += [signed, walk.client.get(signed["Location"]), walk.client.get("/en/account/")]
    pages += [walk.client.get("/en/apply/"), walk.client.get("/en/applications/")]
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert "private" in page["Cache-Control"]


# Fields of the editors


@pytest.fixture
def extra(walk: Walk) -> dict[str, AppealFormField]:
    page, other = walk.pages["en"], AgencyFactory()
    fields = {
        "seen": ("Day you saw it", "date", walk.office.agency),
        "often": ("How often", "dropdown", None),
        "hurt": ("Somebody was hurt", "checkbox", walk.office.agency),
        "ways": ("How to reach you", "checkboxes", walk.office.agency),
        "alien": ("Only elsewhere", "singleline", other),
    }
    made = {
        key: AppealFormField(
            page=page,
            label=label,
            clean_name=key,
            field_type=kind,
            agency=agency,
            required=key == "seen",
            choices="once\ntwice" if key == "often" else "post\nphone",
        )
        for key, (label, kind, agency) in fields.items()
    }
    AppealFormField.objects.bulk_create(made.values())
    return made


def test_only_the_fields_of_this_agency_are_asked(walk: Walk, extra: Any) -> None:
    page = words_of(walk.get("question"))
    assert "Day you saw it" in page
    assert "How often" in page
    assert "Only elsewhere" not in page

    walk.office = OfficeFactory()
    elsewhere = words_of(walk.get("question"))
    assert "Day you saw it" not in elsewhere
    assert "How often" in elsewhere


def test_extra_answers_are_signed_with_what_was_asked(walk: Walk, extra: Any) -> None:
    appeal = walk.whole(
        extra_seen="2026-05-05", extra_often="twice", extra_ways=["post", "phone"], extra_alien="x"
    )
    said = original_of(appeal).extra
    assert said["Day you saw it"] == "2026-05-05"
    assert said["How often"] == "twice"
    assert said["How to reach you"] == "post, phone"
    assert "Only elsewhere" not in said
    page = words_of(walk.client.get(f"/en/applications/{appeal.number}/"))
    assert "Day you saw it" in page


@pytest.mark.parametrize("day", ["2026-13-45", "yesterday", "32.01.2026", "0000-00-00", ""])
def test_a_wrong_date_is_named_and_kept_as_typed(walk: Walk, extra: Any, day: str) -> None:
    answer = walk.question(extra_seen=day)
    assert answer.status_code == 422
    assert 'href="#id_extra_seen"' in words_of(answer)
    assert draft_read(walk.draft)["extra_seen"] == day
    assert draft_read(walk.draft)["text"] == TEXT


def test_a_box_that_was_unticked_stays_unticked(walk: Walk, extra: Any) -> None:
    walk.question(extra_seen="2026-05-05", extra_hurt="on", extra_ways=["post"])
    walk.question(extra_seen="2026-05-05")
    walk.details()
    appeal_values = draft_read(walk.draft)
    assert not appeal_values["extra_hurt"]
    assert appeal_values["extra_ways"] == []
    walk.ask_code()
    walk.sign(walk.payload_id())
    said = original_of(Appeal.objects.get()).extra
    assert said.get("Somebody was hurt") in (None, "no")
    assert "How to reach you" not in said


def test_a_choice_that_is_not_offered_is_refused(walk: Walk, extra: Any) -> None:
    assert walk.question(extra_seen="2026-05-05", extra_often="never").status_code == 422


def test_the_hidden_fields_of_the_form_name_nobody(walk: Walk) -> None:
    fields = hidden(walk.get("question"))
    assert set(fields) >= {"step", "revision", "owner"}
    assert str(walk.user.vault.iin) not in fields["owner"]


def test_the_set_up_superuser_has_nobodys_name_to_sign_with(walk: Walk) -> None:
    walk.user = User.objects.create_superuser("root")
    walk.sign_in()
    walk.post("terms", accept="yes")
    walk.question()
    walk.details()
    answer = walk.ask_code()
    assert answer.status_code == 422
    assert "Please sign in through egov.kz to sign." in words_of(answer)
