"""The app registry entry of ``executives``."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ExecutivesConfig(AppConfig):
    """The page tree of blogs."""

    name = "executives"

    def ready(self) -> None:
        """Agencies, executives and posts can be found and followed."""
        from wagtail.signals import page_published

        from core.registry import Followable, register
        from executives.adapters import SearchableAgency, SearchableExecutive, SearchablePost
        from executives.following import FollowedAgency, FollowedOffice, ToldPost, post_published
        from executives.models import PostPage
        from search.pages import pages_register, row_changed

        register(Followable, "office", FollowedOffice())
        register(Followable, "agency", FollowedAgency())
        register(Followable, "post", ToldPost())
        page_published.connect(
            post_published, sender=PostPage, dispatch_uid="post-published-announce"
        )

        pages_register("agency", SearchableAgency())
        pages_register("executive", SearchableExecutive())
        pages_register("post", SearchablePost())
        for kind, field, sender in (
            ("agency", "agency", "agencies.Agency"),
            ("executive", "office", "agencies.Office"),
        ):
            post_save.connect(
                row_changed(kind, field),
                sender=sender,
                weak=False,
                dispatch_uid=f"search-{kind}-row",
            )
