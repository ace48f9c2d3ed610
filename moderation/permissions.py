"""Who may moderate. Asked of the roles at each request and once more at each decision."""

from typing import Any

from django.http import HttpRequest

from accounts.models import RoleKind
from accounts.readers import reader_for, reader_of
from core.audience import Reader


def is_moderator(user: Any) -> bool:
    """The person holds a moderator's role at this moment."""
    return reader_for(user).has(RoleKind.MODERATOR)


def may_see_queue(request: HttpRequest) -> bool:
    """This request comes from a moderator."""
    return reader_of(request).has(RoleKind.MODERATOR)


def may_compose(user: Any, permission: str) -> bool:
    """May change grounds and routes: operators, and chief moderators while their role lasts.

    A chief moderator is a moderator with the permission, by default from the group.
    """
    if user.is_active and user.is_superuser:
        return True
    reader: Reader = reader_for(user)
    return reader.has(RoleKind.OPERATOR) or (
        reader.has(RoleKind.MODERATOR) and user.has_perm(permission)
    )
