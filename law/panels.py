"""Fields of the law in the CMS, and what their editors are told."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

LANGUAGES = ("kk", "ru", "en")

TERM_SET_PANELS = [
    FieldRowPanel([FieldPanel("version"), FieldPanel("valid_from")]),
    FieldPanel("source"),
    FieldPanel("note"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("cut_off"), FieldPanel("cut_off_confirmed")]),
            FieldRowPanel([FieldPanel("arrival_day_counts"), FieldPanel("arrival_day_confirmed")]),
        ],
        heading=_("How the days are counted"),
        help_text=_("Open legal questions. Tick a confirmation only with the text of the law."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("redirect_restarts"), FieldPanel("redirect_restarts_confirmed")]
            )
        ],
        heading=_("When an application is redirected"),
        help_text=_("Open legal question. Tick a confirmation only with the text of the law."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("supplement_days"), FieldPanel("correction_days")]),
            FieldRowPanel([FieldPanel("reopen_days"), FieldPanel("review_days")]),
            FieldRowPanel([FieldPanel("moderation_days"), FieldPanel("objection_days")]),
            FieldRowPanel([FieldPanel("redirect_limit"), FieldPanel("stuck_days")]),
        ],
        heading=_("What we promise beside the law"),
        help_text=_("Our defaults, not numbers of the law. To change one, add a new set of terms."),
    ),
    InlinePanel(
        "terms",
        heading=_("Terms by kind"),
        label=_("term"),
        panels=[
            FieldRowPanel([FieldPanel("kind"), FieldPanel("days"), FieldPanel("basis")]),
            FieldRowPanel([FieldPanel("extension_days"), FieldPanel("extension_cap_months")]),
            FieldPanel("extension_decided_by"),
            FieldRowPanel([FieldPanel("redirect_days"), FieldPanel("notice_days")]),
            FieldPanel("source_kk"),
            FieldPanel("source_ru"),
            FieldPanel("source_en"),
            FieldPanel("confirmed"),
        ],
    ),
]

CALENDAR_DAY_PANELS = [
    FieldRowPanel([FieldPanel("date"), FieldPanel("is_working"), FieldPanel("is_estimated")]),
    FieldPanel("reason_kk"),
    FieldPanel("reason_ru"),
    FieldPanel("reason_en"),
    FieldPanel("source"),
]

STOP_GROUND_PANELS = [
    FieldRowPanel([FieldPanel("code"), FieldPanel("order"), FieldPanel("is_active")]),
    FieldPanel("first_step"),
    MultiFieldPanel(
        [FieldPanel(f"title_{code}") for code in LANGUAGES], heading=_("Title for the author")
    ),
    MultiFieldPanel(
        [FieldPanel(f"explanation_{code}") for code in LANGUAGES],
        heading=_("Explanation for the author"),
    ),
    MultiFieldPanel(
        [*(FieldPanel(f"source_{code}") for code in LANGUAGES), FieldPanel("confirmed")],
        heading=_("Law or rule"),
        help_text=_(
            "Which article allows to stop is an open legal question for most grounds. Tick the "
            "confirmation only with the text of the law."
        ),
    ),
]
