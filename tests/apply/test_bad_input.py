"""What people type wrong: a clear message in their language, and nothing typed is lost."""

import html
import io
from typing import Any

from django.test import Client

import pytest

from appeals.models import Appeal
from appeals.originals import original_of
from signing.drafts import draft_read
from signing.limits import DRAFT_FILES_BYTES, FILE_BYTES
from signing.models import File
from tests.apply.walk import TEXT, Walk, hidden, words_of
from tests.factories.moderation import make_moderator
from tests.factories.signing import make_picture, upload

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
MARKS = ("\u202e", "\u2066", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ""}, "Choose what you are writing."),
        ({"kind": "bribe"}, "bribe"),
        ({"topic": ""}, "Choose a topic."),
        ({"topic": "no-such"}, "Choose a topic from the list."),
        ({"topic": "\x00"}, "Null characters are not allowed."),
        ({"subject": ""}, "Write the subject in one line."),
        ({"subject": "   \u200b\u00a0\t"}, "Write the subject in one line."),
        ({"subject": "x" * 201}, "The subject may have at most 200 characters."),
        ({"text": ""}, "Write your text."),
        ({"text": " \n \u3000\u200b\n "}, "Write your text."),
        ({"text": "Too short"}, "Write a little more"),
        ({"text": "ұ" * 10_001}, "The text may have at most"),
        ({"place": "x" * 201}, "At most 200 characters."),
    ],
)
def test_question(walk: Walk, changes: dict[str, str], words: str) -> None:
    answer = walk.question(**changes)
    page = html.unescape(words_of(answer))

    assert answer.status_code == 422
    assert words in page
    assert 'role="alert"' in page, "the summary of mistakes"
    kept = {**walk.question_values(), **changes}
    assert {name: draft_read(walk.draft)[name] for name in kept} == kept
    if changes.get("text") != kept["text"]:
        assert kept["text"] in page, "nothing typed is lost"
    assert walk.get("check")["Location"] == walk.path("question")


@pytest.mark.parametrize(
    "changes",
    [
        {"answer_language": ""},
        {"answer_language": "de"},
        {"publish": ""},
        {"publish": "maybe"},
        {"name_shown": ""},
        {"name_shown": "nick"},
    ],
)
def test_details(walk: Walk, changes: dict[str, str]) -> None:
    walk.question()
    answer = walk.details(**changes)
    assert answer.status_code == 422
    assert 'role="alert"' in words_of(answer)
    assert walk.get("check")["Location"] == walk.path("details")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_messages_are_in_the_language_of_the_page(walk: Walk, language: str) -> None:
    walk.language = language
    page = words_of(walk.question(subject=""))
    assert "Write the subject in one line." not in page
    assert "Please look at this again" not in page


def test_a_text_longer_than_can_be_kept_comes_back_on_the_page(walk: Walk) -> None:
    walk.question()
    long = "Қ" * 150_000
    answer = walk.question(text=long)
    assert answer.status_code == 422
    assert "too long to be kept" in words_of(answer)
    assert long in words_of(answer)
    assert draft_read(walk.draft)["text"] == TEXT, "what was kept before stays"
    assert walk.post("autosave", text=long).status_code == 409


def test_a_form_of_millions_of_letters_gets_words_not_a_bare_error(walk: Walk) -> None:
    walk.question()
    answer = walk.question(text="x" * 3_000_000)
    assert answer.status_code == 413
    assert "far longer than the form can take" in words_of(answer)
    assert draft_read(walk.draft)["text"] == TEXT


def test_script_tags_are_text_on_every_page(walk: Walk) -> None:
    text = f"{TEXT} {SCRIPT}"
    payload = walk.to_code(subject=SCRIPT, text=text, place=SCRIPT)
    pages = [walk.get(step) for step in ("question", "details", "check", "sign", "discard")]
    pages.append(walk.client.get("/en/apply/"))
    pages.append(walk.sign(payload, "<script>alert(3)</script>"))
    signed = walk.sign(payload)
    appeal = Appeal.objects.get()
    address = f"/en/applications/{appeal.number}/"
    pages += [walk.client.get(path) for path in (signed["Location"], address, "/en/account/")]
    moderator = Client()
    moderator.force_login(make_moderator(), "django.contrib.auth.backends.ModelBackend")
    queue = moderator.get("/cms/moderation/")
    pages += [queue, moderator.get(item_path(words_of(queue)))]
    pages.append(walk.client.get("/en/search/", {"q": SCRIPT}))
    pages.append(walk.client.get("/en/applications/", {"q": SCRIPT, "agency": SCRIPT}))

    for page in pages:
        assert page.status_code in (200, 422), page.request["PATH_INFO"]
        assert "<script>alert" not in words_of(page), page.request["PATH_INFO"]
        assert "<img src=x" not in words_of(page), page.request["PATH_INFO"]
    assert original_of(appeal).text == text, "and it is signed as it was written"


def item_path(queue: str) -> str:
    import re

    found = re.search(r'href="(/cms/moderation/[^"]*\d[^"]*)"', queue)
    assert found, queue
    return html.unescape(found.group(1))


@pytest.mark.parametrize("mark", MARKS)
def test_invisible_and_turning_signs_are_not_signed(walk: Walk, mark: str) -> None:
    walk.to_code(
        subject=f"No {mark}light{mark}", text=f"{mark}{TEXT[:20]}{mark}{TEXT[20:]}", place=mark
    )
    assert mark not in words_of(walk.get("check"))
    assert mark not in walk.outbox()[-1]["text"]
    walk.sign(walk.payload_id())
    original = original_of(Appeal.objects.get())
    assert (original.subject, original.place) == ("No light", "")
    assert original.text == TEXT


# Files


def add_file(walk: Walk, data: bytes, name: str) -> Any:
    return walk.details(upload="yes", file=upload(data, name), publish="no")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "report.pdf", "a program"),
        (b"%PDF-1.4 something", "photo.jpg", "a PDF document"),
        (b"<script>alert(1)</script>", "note.txt", "The file says .txt but it is"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.png", "The file says .png but"),
        (b"plain", "run.exe", "Other kinds are not accepted"),
        (b"plain", "noextension", "Other kinds are not accepted"),
        (b"PK\x03\x04" + b"\x00" * 60, "letter.docx", "an archive"),
        (b"", "empty.txt", "This file is empty."),
    ],
)
def test_a_file_that_lies_is_refused_by_name(
    walk: Walk, data: bytes, name: str, words: str
) -> None:
    walk.question()
    answer = add_file(walk, data, name)
    assert answer.status_code == 422
    assert words in html.unescape(words_of(answer))
    assert not File.objects.exists()
    assert draft_read(walk.draft)["publish"] == "no", "the other answers are kept"


def test_no_file_was_chosen(walk: Walk) -> None:
    walk.question()
    answer = walk.details(upload="yes")
    assert answer.status_code == 422
    assert "Choose a file first." in words_of(answer)


def test_a_file_over_the_limit(walk: Walk) -> None:
    walk.question()
    answer = add_file(walk, b"a" * (FILE_BYTES + 1), "long.txt")
    assert answer.status_code == 422
    assert "This file is larger than 10 MB." in words_of(answer)
    assert draft_read(walk.draft)["publish"] == "no"


def test_a_sixth_file(walk: Walk) -> None:
    walk.question()
    for number in range(5):
        assert add_file(walk, f"letter {number}".encode(), "letter.txt").status_code == 302
    answer = add_file(walk, b"one too many", "letter.txt")
    assert answer.status_code == 422
    assert "You can add 5 files at most." in words_of(answer)
    assert File.objects.count() == 5


def test_the_same_file_twice_is_one_file(walk: Walk) -> None:
    walk.question()
    for _ in range(2):
        assert add_file(walk, b"a letter", "letter.txt").status_code == 302
    assert File.objects.count() == 1


def test_a_file_can_be_taken_out_again_and_another_persons_cannot(walk: Walk) -> None:
    walk.question()
    add_file(walk, make_picture(), "photo.jpg")
    file = File.objects.get()
    stranger = Walk.begin(Client(), walk.outbox, walk.office)
    stranger.question()
    stranger.details(remove=str(file.pk))
    assert File.objects.filter(pk=file.pk).exists()
    walk.details(remove="not-a-file")
    assert File.objects.count() == 1
    walk.details(remove=str(file.pk))
    assert not File.objects.exists()


def test_a_name_with_a_path_and_turning_signs_becomes_harmless(walk: Walk) -> None:
    walk.question()
    add_file(walk, make_picture(), "..\\..\\etc/evil\u202egpj.<b>.JPG")
    name = File.objects.get().name
    assert name.endswith(".jpg")
    assert not set(name) & set("/\\<>\u202e")


def test_a_gigabyte_is_refused_by_its_announced_length(walk: Walk) -> None:
    walk.question()
    answer = walk.client.generic(
        "POST",
        walk.path("details"),
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(1024**3),
        **{"wsgi.input": io.BytesIO(b"--x\r\n")},
    )
    assert answer.status_code == 413
    assert f"{DRAFT_FILES_BYTES // 1024**2} MB" in words_of(answer)
    assert draft_read(walk.draft)["text"] == TEXT


# The draft


def test_autosave_keeps_what_is_typed_so_far(walk: Walk) -> None:
    said = walk.post("autosave", text="Half a sent", subject="", step="question").json()
    assert set(said) == {"saved_at", "revision"}
    assert draft_read(walk.draft)["text"] == "Half a sent"
    assert "Half a sent" in words_of(walk.get("question"))
    assert walk.get("autosave").status_code == 404


def test_autosave_of_the_details_touches_nothing_else(walk: Walk) -> None:
    walk.question()
    walk.post("autosave", publish="no", step="details")
    kept = draft_read(walk.draft)
    assert (kept["publish"], kept["text"]) == ("no", TEXT)


def test_autosave_of_a_visitor_answers_as_a_program_expects(walk: Walk) -> None:
    answer = Client().post(walk.path("autosave"), {"text": "x"})
    assert answer.status_code == 401
    assert answer.json()["error"]


def test_autosave_needs_the_forms_token(walk: Walk) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(walk.user, "django.contrib.auth.backends.ModelBackend")
    assert careful.post(walk.path("autosave"), {"text": "x"}).status_code == 403


def test_a_draft_is_thrown_away_on_a_second_look(walk: Walk) -> None:
    walk.to_code()
    add_file(walk, b"a letter", "letter.txt")
    assert walk.get("discard").status_code == 200
    assert draft_read(walk.draft)["text"] == TEXT
    assert walk.post("discard")["Location"] == "/en/apply/"
    assert not File.objects.exists()
    assert TEXT not in words_of(walk.get("question"))


def test_words_sent_after_the_session_ran_out_come_back(walk: Walk) -> None:
    fields = hidden(walk.get("question"))
    walk.client.cookies.pop("sessionid")
    answer = walk.question(text=f"{TEXT} Typed for hours.", **fields)
    assert answer.status_code == 200
    assert "What you typed is kept" in words_of(answer)
    assert "Typed for hours" not in str(dict(walk.client.session)), "encrypted meanwhile"

    walk.client.get("/en/")
    session = walk.client.session
    walk.sign_in()
    for key, value in session.items():
        assert walk.client.session.get(key, value) == value
    assert "Typed for hours." in words_of(walk.get("question"))
    assert "Typed for hours." in draft_read(walk.draft)["text"]


def test_the_next_person_at_this_computer_finds_nothing(walk: Walk) -> None:
    fields = hidden(walk.get("question"))
    walk.client.cookies.pop("sessionid")
    walk.question(text=f"{TEXT} Typed for hours.", **fields)

    stranger = Walk.begin(walk.client, walk.outbox, walk.office)
    assert "Typed for hours" not in words_of(stranger.get("question"))
    walk.sign_in()
    assert "Typed for hours" not in words_of(walk.get("question"))


def test_nobody_puts_words_into_the_session_without_the_mark(walk: Walk) -> None:
    visitor = Client()
    for mark in ("", "forged", hidden(walk.get("question"))["owner"] + "x"):
        answer = visitor.post(walk.path("question"), walk.question_values(owner=mark))
        assert "What you typed is kept" not in words_of(answer)
        assert "form_aside" not in visitor.session


def test_a_text_of_an_old_tab_does_not_erase_the_new_one(walk: Walk) -> None:
    old_tab = hidden(walk.get("question"))["revision"]
    walk.question(text=f"{TEXT} From the new tab.")
    walk.question(text="", subject="Only a subject", revision=old_tab)
    kept = draft_read(walk.draft)
    assert kept["text"] == f"{TEXT} From the new tab."

    walk.question(text=f"{TEXT} From the old tab.", revision=old_tab)
    page = words_of(walk.get("question"))
    assert "From the old tab." in page
    assert "From the new tab." in page, "offered back"
    assert "A text from another tab" in page
