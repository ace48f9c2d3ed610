"""The portal's own words of notices. Gaps are filled with keys, numbers, dates, never with texts.

``%(name)s`` is the public name of what a notice is about (``data["thing"]``), looked up at reading.
"""

from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from law.selectors import ground_title
from notifications.gaps import gaps_fill, gaps_in
from notifications.models import NoticeWording
from notifications.things import thing_named

KINDS: dict[str, Promise] = {
    "appeal.registered": _(
        "Your application %(number)s is registered. The answer is due by %(due_on)s."
    ),
    "signature.refused": _(
        "The digital signature of your application was not accepted, so nothing was sent. Your "
        "text is kept: look it over and sign again."
    ),
    "appeal.published": _("Your application %(number)s is published."),
    "appeal.published_corrected": _(
        "Your application %(number)s is published with corrections. They are marked in the text."
    ),
    "appeal.publication_refused": _(
        "Your application %(number)s will not be published. It is still being considered, and "
        "you will get the answer here."
    ),
    "moderation.objection_filed": _(
        "We have your objection about %(number)s. Another moderator decides by %(due_on)s."
    ),
    "moderation.objection_upheld": _(
        "Another moderator has looked at %(number)s: the decision stands. The reason is on the "
        "page of your application."
    ),
    "moderation.objection_overturned": _(
        "Another moderator agrees with your objection about %(number)s. The text is being decided "
        "on anew."
    ),
    "appeal.unpublished": _("Your application %(number)s was taken down from the public pages."),
    "appeal.taken": _("The agency has begun to work on your application %(number)s."),
    "appeal.redirected": _(
        "Your application %(number)s is being handed over to another body that is competent."
    ),
    "redirect.accepted": _("The competent body has taken over your application %(number)s."),
    "redirect.returned": _("Your application %(number)s came back to the first body."),
    "redirect.escalated": _(
        "Several bodies have passed your application %(number)s on. The operator of the portal now "
        "decides which of them answers."
    ),
    "redirect.decided": _(
        "The operator of the portal has decided which body answers your application %(number)s."
    ),
    "appeal.split": _(
        "A part of your application %(number)s goes to another body under the number %(part)s. "
        "The rest stays in work."
    ),
    "appeal.kind_changed": _(
        "Your application %(number)s is registered as another kind. The page says why. The answer "
        "is due by %(due_on)s."
    ),
    "appeal.extended": _(
        "The answer to your application %(number)s takes longer: it is due by %(due_on)s, not by "
        "%(old_due_on)s. The page says why."
    ),
    "appeal.supplement_asked": _(
        "The agency needs something from you for your application %(number)s. Please answer on its "
        "page by %(until)s."
    ),
    "appeal.resumed": _(
        "The agency goes on with your application %(number)s without waiting any longer for what "
        "it asked of you."
    ),
    "appeal.stopped": _(
        "Consideration of your application %(number)s is stopped. The ground: %(stop_ground)s. The "
        "page says more, and what you can do if you don't agree."
    ),
    "appeal.reopened": _(
        "Another person now reviews your application %(number)s. The answer is due by %(due_on)s."
    ),
    "appeal.answered": _("There is an answer to your application %(number)s."),
    "appeal.withdrawn": _("You have withdrawn your application %(number)s."),
    "conference.cancelled": _(
        "An internet conference you asked a question at is cancelled. Its page says why."
    ),
    "conference.summary": _(
        "The summary of an internet conference you asked a question at is published: what was "
        "decided, and the answers."
    ),
    "conference.announced": _("An internet conference is announced: %(name)s."),
    "conference.opened": _("An internet conference is open for questions: %(name)s."),
    "conference.summarised": _("The summary of an internet conference is published: %(name)s."),
    "office.answer": _("An answer to application %(number)s is published: %(name)s."),
    "office.application": _("Application %(number)s is published: %(name)s."),
    "office.post": _("There is a new post: %(name)s."),
    "search.found": _("There is something new for a search you follow. New finds: %(count)s."),
    "question.asked": _(
        "We have your question %(number)s to the conference. A moderator reads it first."
    ),
    "question.published": _("Your question %(number)s to the conference is published."),
    "question.published_corrected": _(
        "Your question %(number)s to the conference is published with corrections. They are "
        "marked in it."
    ),
    "question.refused": _(
        "Your question %(number)s to the conference will not be published. The page says why, and "
        "what you can do."
    ),
    "question.taken_down": _(
        "Your question %(number)s was taken down from the conference. The page says why, and what "
        "you can do."
    ),
    "question.merged": _(
        "Your question %(number)s to the conference was merged into question %(into)s, which asks "
        "the same. Both numbers go on working."
    ),
    "question.answered": _("There is an answer to your question %(number)s to the conference."),
    "question.signature_refused": _(
        "The digital signature of your question was not accepted, so nothing was sent. Your text "
        "is kept: look it over and sign again."
    ),
    "question.objection_filed": _(
        "We have your objection about your question %(number)s. Another moderator decides by "
        "%(due_on)s."
    ),
    "question.objection_upheld": _(
        "Another moderator has looked at your question %(number)s: the decision stands."
    ),
    "question.objection_overturned": _(
        "Another moderator agrees with your objection about your question %(number)s. It is being "
        "decided on anew."
    ),
    "survey.opened": _("A survey has opened: %(name)s."),
    "survey.closing": _("A survey you follow closes within a day: %(name)s."),
    "survey.closed_early": _("A survey you follow was closed early: %(name)s. The page says why."),
    "survey.results": _("A survey you follow is closed. Its results: %(name)s."),
    "survey.concluded": _("The agency says what it did with a survey: %(name)s."),
    "survey.approved": _("Your survey %(key)s is approved. It opens on %(opens_on)s."),
    "survey.returned": _(
        "A moderator has sent your survey %(key)s back. The desk of surveys says why."
    ),
    "account.data_unblocked": _("An operator has lifted the blocking of your data."),
    "account.request_decided": _("Your request about your data is decided. The page says how."),
    "comment.published": _("Your comment on question %(number)s is published."),
    "comment.published_corrected": _(
        "Your comment on question %(number)s is published with corrections. They are marked in it."
    ),
    "comment.refused": _("Your comment on question %(number)s will not be published."),
    "comment.hidden": _("Your comment on question %(number)s was hidden. The page says why."),
    "comment.objection_filed": _(
        "We have your objection about your comment on question %(number)s. Another moderator "
        "decides by %(due_on)s."
    ),
    "comment.objection_upheld": _(
        "Another moderator has looked at your comment on question %(number)s: the decision stands."
    ),
    "comment.objection_overturned": _(
        "Another moderator agrees with your objection about your comment on question %(number)s. "
        "It is being decided on anew."
    ),
}


# Not gaps: what a notice is about, asked again when it is sent.
THINGS = ("thing", "about")
# Gaps that editors may use in a kind beside those of the portal's own words.
EXTRA_GAPS: dict[str, tuple[str, ...]] = {}


def gaps_of(kind: str) -> list[str]:
    """Names of the gaps that words for this kind may have."""
    with override("en"):
        own = gaps_in(str(KINDS[kind]))
    return [*own, *(name for name in EXTRA_GAPS.get(kind, ()) if name not in own)]


def notice_text(kind: str, data: dict[str, Any], wording: NoticeWording | None = None) -> str:
    """The notice in the active language; an unknown gap stays visible as a dash.

    ``wording``: what editors wrote for this kind (``notifications.rendering.wordings_of``).
    """
    return gaps_fill(own_words(wording, "text") or str(KINDS[kind]), gap_values(data))


def own_words(wording: NoticeWording | None, field: str) -> str:
    """What an editor wrote in the active language, if anything; never another language's words."""
    return str(getattr(wording, f"{field}_{(get_language() or 'kk')[:2]}", ""))


def gap_values(data: dict[str, Any]) -> dict[str, str]:
    """What fills the gaps, in the active language."""
    said = {key: _said(value) for key, value in data.items() if key not in THINGS}
    if data.get("stop_ground"):
        said["stop_ground"] = ground_title(data["stop_ground"])
    if data.get("thing"):
        said["name"] = thing_named(*data["thing"]) or ""
    return said


def _said(value: Any) -> str:
    day = parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    return date_format(day, "DATE_FORMAT") if isinstance(day, date) else str(value)
