"""Rows as they are at this very moment, locked where a verb changes them.

Voting doesn't lock the survey: it reads it (``survey_now``). Mixing, closing and editing lock it.
"""

from surveys.models import Survey


def survey_lock(survey_id: int) -> Survey:
    """The survey, locked; ``Survey.DoesNotExist`` when there is none."""
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)


def survey_now(survey_id: int) -> Survey:
    """The survey as committed now, not locked."""
    return Survey.objects.get(pk=survey_id)
