"""One answering: what was typed so far, on which step it stands, what is wrong."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.models import User
from core.errors import Refused
from surveys.answers import AnswersInvalid, answers_clean, is_asked, region_clean
from surveys.models import Survey, SurveyPage
from surveys.selectors.form import FormQuestion, SurveyForm, form_of
from surveys.selectors.voted import has_voted
from surveys.services.partials import partial_read, partial_save
from surveys.states import Voters
from surveys.voting.reading import raw_of

REGION = "region"
Errors = dict[str, list[str | Promise]]


@dataclass
class Answering:
    """The state of a form between two requests lies in the form itself; of people who signed in
    it is kept as well."""

    page: SurveyPage
    survey: Survey
    form: SurveyForm
    user: User | None
    whole: bool
    values: dict[str, Any] = field(default_factory=dict)
    region: str = ""
    version: int = 0
    seed: str = ""
    step: int = 1
    has_voted: bool = False
    is_kept: bool = False

    @classmethod
    def open(cls, request: HttpRequest, page: SurveyPage, *, whole: bool) -> "Answering":
        """From the posted form, else from what was kept."""
        survey = page.survey
        user = request.user if request.user.is_authenticated else None
        answering = cls(page, survey, form_of(survey), user, whole)
        answering.version, answering.seed = survey.version, secrets.token_hex(4)
        by_name = survey.voters == Voters.PERSON and user is not None
        answering.has_voted = bool(by_name and user and has_voted(survey, user))
        if request.method == "POST":
            answering._read(request)
        elif by_name and user:
            answering._resume(user)
        return answering

    @property
    def asks_region(self) -> bool:
        """The region is asked as a question of its own, on the last step."""
        return self.survey.asks_region or bool(self.survey.regions)

    @property
    def steps(self) -> list[list[str]]:
        """Keys of the questions of each step, as far as they are asked of this reader. The last
        one may have none: it asks the region, the digits or the receipt."""
        if self.whole:
            return [[question.key for question in self.form.questions]]
        known = self.known()
        parts = [piece for part in self.form.pages for piece in _pieces(part)]
        pages = [[item.key for item in part if is_asked(item, known)] for part in parts]
        steps = [page for page in pages if page]
        return [*steps, []] if self.has_end or not steps else steps

    @property
    def has_end(self) -> bool:
        """Something is asked beside the questions."""
        return self.asks_region or self.survey.voters == Voters.ANYBODY or self.has_voted

    @property
    def current(self) -> list[str]:
        """Keys of the questions of this step."""
        steps = self.steps
        self.step = min(max(self.step, 1), len(steps))
        return steps[self.step - 1]

    @property
    def is_last(self) -> bool:
        """From this step the answers are sent."""
        return self.step >= len(self.steps)

    def known(self) -> Mapping[str, Any]:
        """The answers that are in order; conditions look at them."""
        try:
            return answers_clean(self.form, self.values).values
        except AnswersInvalid as invalid:
            good = {key: said for key, said in self.values.items() if key not in invalid.errors}
        try:
            return answers_clean(self.form, good).values
        except AnswersInvalid:
            # Required ones are missing: what is there is enough for conditions.
            return good

    def errors(self, keys: list[str] | None = None) -> Errors:
        """What is wrong with the questions of a step, or with everything."""
        found: Errors = {}
        try:
            answers_clean(self.form, self.values)
        except AnswersInvalid as invalid:
            found |= invalid.errors
        if keys is None:
            found |= self._region_errors()
            return found
        return {key: said for key, said in found.items() if key in keys}

    @property
    def may_keep(self) -> bool:
        """Somebody signed in has not answered yet."""
        by_name = self.user is not None and self.survey.voters == Voters.PERSON
        return by_name and not self.has_voted

    def keep(self) -> None:
        """Keep what was typed, for people who signed in; refusals don't stop them here."""
        if self.user is None or not self.may_keep:
            return
        try:
            partial_save(survey=self.survey, user=self.user, raw={**self.values, "": self.region})
        except Refused:
            return
        self.is_kept = True

    def _region_errors(self) -> Errors:
        try:
            region_clean(self.region, asks=self.survey.asks_region, allowed=self.survey.regions)
        except AnswersInvalid as invalid:
            return invalid.errors
        return {}

    def _read(self, request: HttpRequest) -> None:
        data = request.POST
        self.values = raw_of(self.form, data)
        self.region = data.get(REGION, "")[:2]
        self.seed = data.get("seed", "")[:16] or self.seed
        version, step = data.get("version", ""), data.get("step", "")
        self.version = int(version) if version.isdecimal() and len(version) < 9 else 0
        self.step = int(step) if step.isdecimal() and len(step) < 5 else 1

    def _resume(self, user: User) -> None:
        kept = partial_read(survey=self.survey, user=user)
        self.region = str(kept.pop("", ""))
        self.values = {key: said for key, said in kept.items() if key in self.form.by_key}
        self.is_kept = bool(kept)


def _pieces(part: list[FormQuestion]) -> list[list[FormQuestion]]:
    """A section as steps: what hangs on an answer of the same section comes on the next one,
    so that nobody is shown, or held for, a question before it is known to be asked."""
    pieces: list[list[FormQuestion]] = [[]]
    for question in part:
        here = {item.key for item in pieces[-1]}
        if question.condition is not None and question.condition.question in here:
            pieces.append([])
        pieces[-1].append(question)
    return pieces
