"""What an answer still lacks. A warning for whoever signs; it never stops the clock."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Office
from agencies.selectors import tenure_of
from appeals.gaps import open_gaps
from appeals.models import Answer, AnswerText, Appeal
from appeals.originals import original_of
from appeals.services.answer_screening import PERSONAL, ROUGH, answer_marks
from appeals.services.answer_words import (
    COMPLAINT,
    LAW,
    NO_FACT,
    NUMBER,
    names_point,
    points_of,
    shingles,
    stems,
)
from appeals.services.offices import answering_office
from core.errors import Refused
from core.localized import ORDER
from core.text import detect_language

SHORT_WORDS = 25
# Of an earlier answer of the same office, and of how many of the newest.
ALIKE, ALIKE_AMONG = 0.85, 30
# Of a question's words, when the answer doesn't give its number.
TAKEN_UP = 0.4


@dataclass(frozen=True)
class Missing:
    """One thing to look at before the answer leaves: a code for figures, words for people."""

    code: str
    words: str | Promise


def answer_missing(
    *, appeal: Appeal, body: str, private: str = "", language: str = ""
) -> list[Missing]:
    """What this answer lacks, each thing once. ``language`` is the one the answer should be in;
    without it, the one the author asked for."""
    whole = f"{body}\n{private}"
    office = _office(appeal)
    found: list[Missing] = []
    found += _language(body, language or appeal.answer_language)
    found += _facts(whole)
    found += _complaint(whole)
    found += _responder(office, whole)
    found += _questions(appeal, whole)
    found += _gaps(whole)
    found += _marks(office, body, private)
    found += _short(whole)
    found += _boilerplate(appeal, body)
    return found


def _language(body: str, wanted: str) -> Iterator[Missing]:
    if detect_language(body) != wanted:
        yield Missing("language", _LANGUAGES[wanted])


_LANGUAGES = {
    "kk": _("The author asked for an answer in Kazakh."),
    "ru": _("The author asked for an answer in Russian."),
    "en": _("The author asked for an answer in English."),
}


def _facts(text: str) -> Iterator[Missing]:
    if not LAW.search(text) and not NUMBER.search(NO_FACT.sub("", text)):
        yield Missing("fact", _("No law, figure or date is given."))


def _complaint(text: str) -> Iterator[Missing]:
    if not COMPLAINT.search(text):
        yield Missing("complaint", _("The right to complain about the answer is not named."))


def _office(appeal: Appeal) -> Office | None:
    try:
        return answering_office(appeal)
    except Refused:
        return None


def _responder(office: Office | None, text: str) -> Iterator[Missing]:
    if office is not None and not _names_office(office, stems(text)):
        yield Missing("responder", _("Nobody is named who answers: write the office or the name."))


def _names_office(office: Office, said: set[str]) -> bool:
    titles = [stems(office.localized("title", code)) for code in ORDER]
    tenure = tenure_of(office)
    if tenure is not None:
        titles += [stems(tenure.localized("person", code)) for code in ORDER]
    return any(title and title <= said for title in titles)


def _questions(appeal: Appeal, text: str) -> Iterator[Missing]:
    said = stems(text)
    open_ones = [
        str(number)
        for number, question in points_of(original_of(appeal).text).items()
        if not names_point(text, number) and not _takes_up(stems(question), said)
    ]
    if open_ones:
        yield Missing(
            "question",
            _("These numbered questions seem to have no reply: %(numbers)s.")
            % {"numbers": ", ".join(open_ones)},
        )


def _takes_up(question: set[str], said: set[str]) -> bool:
    return bool(question) and len(question & said) >= TAKEN_UP * len(question)


def _gaps(text: str) -> Iterator[Missing]:
    gaps = open_gaps(text)
    if gaps:
        yield Missing(
            "gap", _("Gaps of the template are not filled: %(gaps)s.") % {"gaps": ", ".join(gaps)}
        )


def _marks(office: Office | None, body: str, private: str) -> Iterator[Missing]:
    public = answer_marks(body, office)
    if public & PERSONAL:
        yield Missing(
            "personal",
            _("The public part holds personal data. Move it to the part for the author only."),
        )
    if (public | answer_marks(private, office)) & ROUGH:
        yield Missing("rough", _("There are rough words in the answer."))


def _short(text: str) -> Iterator[Missing]:
    if len(text.split()) < SHORT_WORDS:
        yield Missing("short", _("The answer is very short."))


def _boilerplate(appeal: Appeal, body: str) -> Iterator[Missing]:
    share, number = likeness(appeal, body)
    if share >= ALIKE:
        yield Missing(
            "boilerplate",
            _("%(percent)s %% of the words stand in the answer to %(number)s as well.")
            % {"percent": int(share * 100), "number": number},
        )


def likeness(appeal: Appeal, body: str) -> tuple[float, str]:
    """How much of the answer stands in one of the office's newest public answers, and in which."""
    own, office = shingles(body), _office(appeal)
    if not own or office is None:
        return 0.0, ""
    newest = Answer.objects.filter(office=office).exclude(appeal=appeal)
    texts = AnswerText.objects.filter(
        answer__in=list(newest.order_by("-delivered_at")[:ALIKE_AMONG]), withdrawn_at=None
    ).select_related("answer__appeal")
    shares = [
        (len(own & shingles(text.body)) / len(own), text.answer.appeal.number) for text in texts
    ]
    return max(shares, default=(0.0, ""))
