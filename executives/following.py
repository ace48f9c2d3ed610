"""What people follow of blogs: an executive's blog, an agency; and what is told of them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from core.live_faces import live_face, path_of
from executives.models import AgencyPage, ExecutivePage, PostPage
from ledger.models import Event
from ledger.services import event_record, target_key
from notifications.models import Followed
from notifications.services import announce

POST_VERB = "post.publish"


class FollowedOffice:
    """A blog, by the key of its office."""

    label = gettext_lazy("an executive's blog")

    def named(self, key: str) -> str | None:
        """The office, while its blog is public."""
        page = _office_page(key)
        return str(page.office) if page else None

    def path(self, key: str) -> str:
        """The blog."""
        page = _office_page(key)
        return path_of(page) if page else "/blogs/"


class FollowedAgency:
    """An agency, by its key."""

    label = gettext_lazy("an agency")

    def named(self, key: str) -> str | None:
        """Its name, while its page is public."""
        page = _agency_page(key)
        return page.agency.localized("name") if page else None

    def path(self, key: str) -> str:
        """Its page."""
        page = _agency_page(key)
        return path_of(page) if page else "/blogs/"


def post_published(sender: Any, instance: PostPage, **kwargs: Any) -> None:
    """Tell of a post when it is published for the first time, in whichever language is first."""
    blog = instance.get_parent().specific
    if not isinstance(blog, ExecutivePage) or instance.alias_of_id:
        return
    with transaction.atomic():
        first = PostPage.objects.select_for_update().filter(
            translation_key=instance.translation_key
        )
        kind, keys = target_key(instance)[0], [str(pk) for pk in first.values_list("pk", flat=True)]
        told = Event.objects.filter(target_kind=kind, target_id__in=keys, verb=POST_VERB)
        if told.exists():
            return
        event = event_record(verb=POST_VERB, target=instance, agency_id=blog.office.agency_id)
        office = blog.office
        announce(
            event=event,
            kind="office.post",
            data={},
            path=path_of(instance),
            things=[(Followed.OFFICE, office.key), (Followed.AGENCY, office.agency.key)],
        )


def _office_page(key: str) -> Any:
    pages = ExecutivePage.objects.filter(office__key=key, office__is_active=True)
    return live_face(pages.select_related("office__agency"))


def _agency_page(key: str) -> Any:
    pages = AgencyPage.objects.filter(agency__key=key, agency__is_active=True)
    return live_face(pages.select_related("agency"))
