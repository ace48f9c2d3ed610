"""The app registry entry of ``conferences``."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ConferencesConfig(AppConfig):
    """Internet conferences."""

    name = "conferences"

    def ready(self) -> None:
        """Conferences can be found and followed; their timed work is known."""
        import conferences.jobs  # noqa: F401
        from conferences.adapters.comment import ModeratedComment
        from conferences.adapters.document import ConferenceShowsDocument
        from conferences.adapters.following import FollowedConference, FollowedConferences
        from conferences.adapters.question import (
            ModeratedQuestion,
            ReceiptedQuestion,
            SignableQuestion,
        )
        from conferences.adapters.search import (
            SearchableConference,
            answer_saved,
            question_saved,
        )
        from conferences.personal import PersonalTalk
        from core.registry import (
            Followable,
            Moderated,
            Personal,
            Receipted,
            ShowsDocuments,
            Signable,
            register,
        )
        from search.pages import pages_register, row_changed

        register(Followable, "conference", FollowedConference())
        register(Followable, "conferences", FollowedConferences())
        register(Personal, "conferences", PersonalTalk())
        register(Moderated, "comment", ModeratedComment())
        register(Moderated, "question", ModeratedQuestion())
        register(Signable, "conference_question", SignableQuestion())
        register(Receipted, "conference_question", ReceiptedQuestion())
        register(ShowsDocuments, "conference", ConferenceShowsDocument())
        pages_register("conference", SearchableConference())
        post_save.connect(
            row_changed("conference", "conference"),
            sender="conferences.Conference",
            weak=False,
            dispatch_uid="search-conference-row",
        )
        for model, receiver in (
            ("ConferenceQuestion", question_saved),
            ("QuestionAnswer", answer_saved),
        ):
            post_save.connect(
                receiver, sender=f"conferences.{model}", dispatch_uid=f"search-{model}"
            )
