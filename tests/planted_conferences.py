"""Canaries at an internet conference: words before and after moderation, and what stands beside.

House "a" holds it and the crawl's author asks there. What is secret stands beside public words in
the same question, so every outlet of the conference is one that could leak.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from wagtail.models import Page

from accounts.models import User
from accounts.readers import reader_for
from conferences.models import (
    Comment,
    Conference,
    ConferencePage,
    ConferenceQuestion,
    ConferencesIndexPage,
    Speaker,
)
from conferences.services import (
    answer_withdraw,
    answer_write,
    comment_hide,
    comment_report,
    comment_withdraw,
    comment_write,
    question_ask,
    question_take_down,
    question_withdraw,
)
from core.localized import ORDER
from moderation.models import ModeratedText
from moderation.screening import PERSONAL
from moderation.services import moderation_approve, moderation_refuse
from tests.factories.conferences import ConferenceFactory
from tests.planted import AUTHOR, MODERATOR, OPERATOR, House, Secrets, refusal_ground

# What the author must come across, and a moderator.
OWN = ("askwaits", "askrefused", "asknote", "askback", "talkwaits", "talkhidden")
JUDGED = ("askwaits", "talkwaits", "talkreport")
PARTS = ("", "stage/", "minutes/", "minutes.html", "minutes.json", "minutes.csv")
BETWEEN = (AUTHOR, MODERATOR)


def plant_conferences(secrets: Secrets, houses: dict[str, House], people: dict[str, User]) -> None:
    """Everything through the verbs, then the addresses of every outlet."""
    house, moderator = houses["a"], people[MODERATOR]
    row = _open(house)
    stands = _questions(secrets, row, house, moderator)
    _comments(secrets, stands, house, people)
    _answers(secrets, stands, people["a-head"])
    planned = _planned(secrets, house)
    for conference in (row, planned):
        secrets.paths += _addresses(conference)


def _open(house: House) -> Conference:
    row = ConferenceFactory(agency=house.agency, key="planted-open")
    for index in ConferencesIndexPage.objects.live():
        page = ConferencePage(
            title="Мосты области", slug=row.key, conference=row, locale=index.locale
        )
        Page.objects.get(pk=index.pk).add_child(instance=page)
    return row


def _questions(
    secrets: Secrets, row: Conference, house: House, moderator: User
) -> ConferenceQuestion:
    """One that waits, a refused, a withdrawn and one taken down; the last stands in public with
    words taken out of it."""
    author = house.author

    def ask(words: str, **extra: Any) -> ConferenceQuestion:
        text = f"Когда {words} откроют мост через реку?"
        return question_ask(
            conference_id=row.pk, author=author, text=text, name_shown="hidden", **extra
        )

    ask(
        secrets.word("askwaits", *BETWEEN),
        extra={"Район": secrets.word("askextra", *BETWEEN)},
    )
    refused = ask(secrets.word("askrefused", *BETWEEN))
    moderation_refuse(
        item=_item("question", refused.pk),
        actor=moderator,
        ground=refusal_ground(),
        note=f"Перепишите {secrets.word('asknote', *BETWEEN)} проще.",
    )
    back = ask(secrets.word("askback", *BETWEEN))
    _publish("question", back.pk, moderator)
    question_withdraw(question_id=back.pk, actor=author, reader=reader_for(author))
    down = ask(secrets.word("askdown", *BETWEEN))
    _publish("question", down.pk, moderator)
    question_take_down(
        question_id=down.pk,
        ground=refusal_ground(),
        note=f"Снято: {secrets.word('downnote', *BETWEEN)}.",
        actor=moderator,
        reader=reader_for(moderator),
    )
    cut = secrets.word("askcut", *BETWEEN)
    public = ask(cut)
    _publish("question", public.pk, moderator, cut)
    public.refresh_from_db()
    return public


def _comments(
    secrets: Secrets, question: ConferenceQuestion, house: House, people: dict[str, User]
) -> None:
    author, moderator = house.author, people[MODERATOR]

    def write(words: str) -> Comment:
        return comment_write(
            question_id=question.pk,
            author=author,
            reader=reader_for(author),
            text=f"Мы {words} тоже ждём этот мост.",
        )

    write(secrets.word("talkwaits", *BETWEEN))
    refused = write(secrets.word("talkrefused", *BETWEEN))
    moderation_refuse(
        item=_item("comment", refused.pk),
        actor=moderator,
        ground=refusal_ground(),
        note=f"Не по теме: {secrets.word('talknote', *BETWEEN)}.",
    )
    hidden = write(secrets.word("talkhidden", *BETWEEN))
    _publish("comment", hidden.pk, moderator)
    comment_hide(
        comment_id=hidden.pk,
        ground=refusal_ground(),
        note=f"Скрыто: {secrets.word('hiddennote', *BETWEEN)}.",
        actor=moderator,
        reader=reader_for(moderator),
    )
    back = write(secrets.word("talkback", *BETWEEN))
    _publish("comment", back.pk, moderator)
    comment_withdraw(comment_id=back.pk, actor=author, reader=reader_for(author))
    cut = secrets.word("talkcut", *BETWEEN)
    shown = write(cut)
    _publish("comment", shown.pk, moderator, cut)
    # Who keeps the conference reads what was reported of it.
    note = secrets.word("talkreport", MODERATOR, "a", "editor-a")
    comment_report(comment_id=shown.pk, reporter=people["citizen"], note=f"Грубо: {note}.")
    secrets.paths += [f"/cms/conferences/reports/{row.pk}/" for row in (refused, hidden, shown)]


def _answers(secrets: Secrets, question: ConferenceQuestion, head: User) -> None:
    gone = secrets.word("answergone", "a", "editor-a", MODERATOR)
    acts = {"actor": head, "reader": reader_for(head)}
    said = f"Мост {gone} откроют весной."
    answer = answer_write(question_id=question.pk, body=said, send_anyway=True, **acts)

    answer_withdraw(answer_id=answer.pk, reason="mistake", **acts)


def _planned(secrets: Secrets, house: House) -> Conference:
    """Nobody outside knows yet who will speak, and about what."""
    inside = (house.name, f"editor-{house.name}", MODERATOR, OPERATOR)
    row = ConferenceFactory(
        agency=house.agency,
        key="planted-planned",
        announced_at=timezone.now() + timedelta(days=2),
        **{f"theme_{code}": secrets.word(f"soon{code}", *inside) for code in ORDER},
    )
    said = {f"person_{code}": secrets.word(f"soonperson{code}", *inside) for code in ORDER}
    said |= {f"title_{code}": secrets.word(f"soontitle{code}", *inside) for code in ORDER}
    Speaker.objects.create(conference=row, **said)
    for index in ConferencesIndexPage.objects.live():
        page = ConferencePage(title=row.theme_ru, slug=row.key, conference=row, locale=index.locale)
        Page.objects.get(pk=index.pk).add_child(instance=page)
        secrets.paths.append(f"/api/content/v3/pages/{page.pk}/?fields=*")
    return row


def _addresses(row: Conference) -> list[str]:
    """Every outlet of a conference, whether a link leads there or not."""
    public = f"/ru/conferences/{row.key}"
    numbers = list(row.questions.values_list("number", flat=True)) or [1]
    return [
        *(f"{public}/{part}" for part in PARTS),
        f"{public}/?sort=newest",
        f"{public}.ics",
        f"{public}/ask/",
        *(f"{public}/questions/{number}/" for number in numbers),
        f"/api/v1/conferences/{row.key}",
        *(f"/api/v1/conferences/{row.key}/{part}" for part in ("questions", "figures", "minutes")),
        *(f"/api/v1/conferences/{row.key}/questions/{number}" for number in numbers),
        *(f"/api/v1/conferences/{row.key}/questions/{number}/comments" for number in numbers),
        *(f"/api/v1/conferences/{row.key}/live{since}" for since in ("", "?since=0")),
        f"{public}/speaker/",
        f"{public}/speaker/part/",
        *(f"{public}/speaker/{number}/" for number in numbers),
        *(f"/cms/conferences/{row.key}/{part}" for part in ("", "edit/", "console/")),
        f"/cms/conferences/{row.key}/console/part/",
    ]


def _item(kind: str, pk: int) -> ModeratedText:
    return ModeratedText.objects.get(kind=kind, target_id=str(pk))


def _publish(kind: str, pk: int, moderator: User, cut: str = "") -> None:
    """Approve; the cut word is taken out of the text."""
    item = _item(kind, pk)
    at = item.body.find(cut) if cut else -1
    cuts = [{"start": at, "end": at + len(cut), "ground": PERSONAL}] if cut else []
    moderation_approve(item=item, actor=moderator, subject=item.subject, body=item.body, cuts=cuts)
