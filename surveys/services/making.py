"""Making a survey and setting what it is, within the rules."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wagtail.coreutils import string_to_ascii

from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from core.trees import slug_is_free
from law.selectors import calendar
from ledger.services import event_record
from surveys.limits import FIELDS, Faults, NotWithin, due_proposed, survey_faults
from surveys.locking import survey_lock
from surveys.models import Survey, SurveyRules
from surveys.permissions import MAKERS, can_edit
from surveys.seen import seen_check, survey_mark
from surveys.services.faces import faces_make, faces_title, indexes
from surveys.states import SurveyState

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY_LENGTH = 50
# So often a key is looked for that somebody else takes in the same instant.
TRIES = 10
# Words that the addresses of lists and desks need themselves.
RESERVED = frozenset("active upcoming past new rules texts archive feed api page".split())


@transaction.atomic
def survey_make(
    *, agency_id: int, fields: Mapping[str, Any], key: str = "", actor: Any, reader: Reader
) -> Survey:
    """A new survey with a draft page in each language.

    ``fields``: see ``surveys.limits.FIELDS``; without ``conclusion_due_at`` the rules' own day is
    promised, without a key one is made of the title. Refused: ``NotAllowed`` for people of another
    agency; ``NotWithin`` with a sentence for each field that breaks the rules.
    """
    if not reader.works_at(agency_id, *MAKERS):
        raise NotAllowed
    said = _complete(fields)
    faults = (_key_faults(key) if key else {}) | _faults(said)
    if faults:
        raise NotWithin(faults)
    survey = survey_insert(said=said, key=key, agency_id=agency_id, made_by=actor)
    pages = faces_make(survey, actor)
    event_record(
        verb="survey.make",
        target=survey,
        actor=actor,
        agency_id=agency_id,
        data={"key": survey.key, "pages": pages},
    )
    return survey


@transaction.atomic
def survey_set(
    *,
    survey_id: int,
    fields: Mapping[str, Any],
    seen: str = "",
    actor: Any,
    reader: Reader,
) -> Survey:
    """Change what a survey is while it is being written.

    ``seen`` is the ``survey_mark`` the editor began from. Refused: ``NotAllowed``; wrong_state
    once it is with a moderator or approved; changed_meanwhile; ``NotWithin``.
    """
    survey = survey_editable(survey_id, reader)
    seen_check(seen, survey_mark(survey))
    said = _complete(fields)
    if faults := _faults(said):
        raise NotWithin(faults)
    old = {code: survey.localized("title", code) for code in ORDER}
    changed = [name for name in FIELDS if getattr(survey, name) != said[name]]
    if not changed:
        return survey
    for name in changed:
        setattr(survey, name, said[name])
    version_move(survey, *changed)
    faces_title(survey, actor, old)
    event_record(
        verb="survey.set",
        target=survey,
        actor=actor,
        agency_id=survey.agency_id,
        data={"fields": changed},
    )
    return survey


def survey_editable(survey_id: int, reader: Reader) -> Survey:
    """The survey, locked, for somebody who may write it now; else ``NotAllowed``, wrong_state, or
    frozen once somebody has answered."""
    survey = survey_lock(survey_id)
    if not can_edit(reader, survey):
        raise NotAllowed
    if survey.frozen_at is not None:
        raise Refused(_("People have answered: nothing changes any more."), code="frozen")
    if survey.state != SurveyState.DRAFT:
        raise Refused(
            _("The survey isn't being written now. Take it back first."), code="wrong_state"
        )
    return survey


def version_move(survey: Survey, *fields: str) -> None:
    """Every form opened before is an old one now."""
    survey.version += 1
    survey.save(update_fields=["version", *fields])


def survey_insert(*, said: Mapping[str, Any], key: str = "", **columns: Any) -> Survey:
    """The new row. Without a key it gets the next free one made of its title, also when others
    take the same one at the same instant. Refused: ``NotWithin`` when ``key`` has been taken."""
    for turn in range(TRIES):
        wanted = key or key_of(said, is_crowded=turn >= TRIES // 2)
        try:
            with transaction.atomic():
                return Survey.objects.create(key=wanted, **said, **columns)
        except IntegrityError:
            if not Survey.objects.filter(key=wanted).exists():
                raise
        if key:
            break
    raise NotWithin({"key": _taken()})


def key_of(said: Mapping[str, Any], *, is_crowded: bool = False) -> str:
    """A key of the title's own words; a number is added until it is free. Where many ask for the
    same one (``is_crowded``) the ending is drawn by lot, so that they part."""
    words = next(
        (said[f"title_{code}"] for code in ("en", "ru", "kk") if said[f"title_{code}"]), ""
    )
    stem = slugify(string_to_ascii(words))[: KEY_LENGTH - 8].replace("_", "-").strip("-")
    stem = re.sub(r"-+", "-", stem) or "survey"
    number, key = 1, f"{stem}-{secrets.token_hex(3)}" if is_crowded else stem
    while _key_faults(key):
        number += 1
        key = f"{stem}-{number}"
    return key


def _complete(fields: Mapping[str, Any]) -> dict[str, Any]:
    """All fields; what isn't said is as a new survey has it, the promise as the rules have it."""
    blank = Survey()
    said = {name: fields.get(name, getattr(blank, name)) for name in FIELDS}
    if said["conclusion_due_at"] is None and said["closes_at"] is not None:
        said["conclusion_due_at"] = due_proposed(said["closes_at"], rules_now(), calendar())
    return said


def rules_now() -> SurveyRules:
    """The rules in force; our defaults until an operator has set them."""
    return SurveyRules.objects.filter(pk=1).first() or SurveyRules()


def _faults(said: Mapping[str, Any]) -> Faults:
    empty = {name: _("Give day and time.") for name in ("opens_at", "closes_at") if not said[name]}
    return empty or survey_faults(said, rules=rules_now(), days=calendar(), now=timezone.now())


def _key_faults(key: str) -> Faults:
    if len(key) > KEY_LENGTH or not KEY.fullmatch(key):
        return {
            "key": _("Use small Latin letters, digits and hyphens, %(most)s at most.")
            % {"most": KEY_LENGTH}
        }
    if key in RESERVED:
        return {"key": _("The portal needs this word itself. Choose another.")}
    if Survey.objects.filter(key=key).exists() or not slug_is_free(indexes(), key):
        return {"key": _taken()}
    return {}


def _taken() -> str:
    return _("Another survey has this address. Choose another word.")
