"""What surveys keep of one person. Ballots are nobody's: no query leads from a person to one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from surveys.selectors.voted import partials_of, surveys_taken
from surveys.services.partials import partial_drop, partial_read


class PersonalSurveys:
    """In which open surveys the person took part, and answers begun and not sent.

    Once a survey is closed its secret is destroyed, and nobody can tell who took part.
    """

    label = _("Surveys")
    erases = _("Answers to surveys you have begun and not sent")
    meanings = {
        "took_part_in_open_surveys": _("Open surveys you have answered; never how."),
        "begun": _("Answers you have begun and not sent."),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        return {
            "took_part_in_open_surveys": [survey.key for survey in surveys_taken(user)],
            "begun": [
                {"survey": survey.key, "answers": partial_read(survey=survey, user=user)}
                for survey in partials_of(user)
            ],
        }

    def erase(self, user: User, actor: User) -> int:
        """Answers begun. Ballots are nobody's."""
        surveys = partials_of(user)
        for survey in surveys:
            partial_drop(survey=survey, user=user)
        return len(surveys)
