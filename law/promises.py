"""The numbers we promise beside the law. Each is a field of ``TermSet`` under the same name."""

WORKING_PROMISES = (
    "supplement_days",
    "correction_days",
    "review_days",
    "moderation_days",
    "objection_days",
    "stuck_days",
)
CALENDAR_PROMISES = ("reopen_days",)
COUNTS = ("redirect_limit",)
DAY_PROMISES = (*WORKING_PROMISES, *CALENDAR_PROMISES)
PROMISES = (*DAY_PROMISES, *COUNTS)
