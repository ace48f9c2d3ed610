"""What the front door shows."""

from dataclasses import dataclass

from appeals.projections import Card, card_of
from appeals.selectors import public_list_newest_answers
from conferences.phases import Tab
from conferences.projections import ConferenceCard
from conferences.projections import card_of as conference_card
from conferences.selectors import conference_list
from conferences.selectors import keys_of as conference_keys
from core.audience import PUBLIC
from home.statistics import Statistics, statistics
from surveys.phases import Phase
from surveys.selectors import survey_rows

ANSWERS = 5
CONFERENCES = 5


@dataclass(frozen=True)
class Front:
    """The home page's living parts."""

    statistics: Statistics
    answers: list[Card]
    conferences: list[ConferenceCard]
    surveys: int


def front() -> Front:
    """A fixed number of queries, whatever the size of the portal."""
    active = conference_list(tab=Tab.ACTIVE).order_by(*conference_keys(Tab.ACTIVE))
    return Front(
        statistics=statistics(),
        answers=[card_of(row, PUBLIC) for row in public_list_newest_answers(ANSWERS)],
        conferences=[conference_card(row) for row in active[:CONFERENCES]],
        surveys=survey_rows(phase=Phase.ACTIVE).count(),
    )
