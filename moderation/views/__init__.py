"""The moderators' desk in the CMS. For moderators only."""

from moderation.views.claims import ClaimView, NextView
from moderation.views.decided import DecidedPage, DecidedView
from moderation.views.figures import FiguresView
from moderation.views.item import ItemPage
from moderation.views.objections import ObjectionPage, ObjectionsView
from moderation.views.queue import QueueView
from moderation.views.readings import ReadingPage, ReadingsView

__all__ = [
    "ClaimView",
    "DecidedPage",
    "DecidedView",
    "FiguresView",
    "ItemPage",
    "NextView",
    "ObjectionPage",
    "ObjectionsView",
    "QueueView",
    "ReadingPage",
    "ReadingsView",
]
