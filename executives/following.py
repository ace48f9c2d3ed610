"""What people follow of blogs: an executive's blog, an agency; and what is told of them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.live_faces import FollowedFace, path_of
from executives.models import AgencyPage, ExecutivePage, PostPage
from ledger.models import Event
from ledger.services import event_record, target_key
from notifications.models import Followed
from notifications.services import announce

POST_VERB = "post.publish"
# Posts that came in with old data aren't news when somebody mends them.
NEWS = timedelta(days=2)


class FollowedOffice(FollowedFace):
    """A blog, by the key of its office."""

    label = gettext_lazy("an executive's blog")

    def pages(self, keys: Iterable[str]) -> Any:
        """Of offices that exist."""
        rows = ExecutivePage.objects.filter(office__key__in=keys, office__is_active=True)
        return rows.select_related("office__agency")

    def key_of(self, page: Any) -> str:
        """The office's."""
        return str(page.office.key)

    def name_of(self, page: Any) -> str:
        """The office and its agency."""
        return str(page.office)


class FollowedAgency(FollowedFace):
    """An agency, by its key."""

    label = gettext_lazy("an agency")

    def pages(self, keys: Iterable[str]) -> Any:
        """Of agencies that exist."""
        rows = AgencyPage.objects.filter(agency__key__in=keys, agency__is_active=True)
        return rows.select_related("agency")

    def key_of(self, page: Any) -> str:
        """The agency's."""
        return str(page.agency.key)

    def name_of(self, page: Any) -> str:
        """The agency's name."""
        return str(page.agency.localized("name"))


class ToldPost:
    """A post that notices tell of, by the key that its languages share. Nobody follows one."""

    label = gettext_lazy("a post")

    def named(self, key: str) -> str | None:
        """Its title while it is public in some language."""
        posts = PostPage.objects.live().public().filter(translation_key=UUID(key))
        return posts.values_list("title", flat=True).first()

    def path(self, key: str) -> str:
        """Notices carry it themselves."""
        return "/blogs/"


def post_published(sender: Any, instance: PostPage, **kwargs: Any) -> None:
    """Tell of a post when it is published for the first time, in whichever language is first."""
    blog = instance.get_parent().specific
    first_at = instance.first_published_at
    if not isinstance(blog, ExecutivePage) or instance.alias_of_id or not first_at:
        return
    if timezone.now() - first_at < NEWS:
        _post_tell(instance, blog)


@transaction.atomic
def _post_tell(post: PostPage, blog: ExecutivePage) -> None:
    versions = PostPage.objects.filter(translation_key=post.translation_key)
    keys = [str(pk) for pk in versions.select_for_update().values_list("pk", flat=True)]
    kind, _key = target_key(post)
    if Event.objects.filter(target_kind=kind, target_id__in=keys, verb=POST_VERB).exists():
        return
    office = blog.office
    announce(
        event=event_record(verb=POST_VERB, target=post, agency_id=office.agency_id),
        kind="office.post",
        data={"about": ["post", str(post.translation_key)]},
        path=path_of(post),
        things=[(Followed.OFFICE, office.key), (Followed.AGENCY, office.agency.key)],
    )
