"""Who is reading: the request reduced to a ``Reader``, from the roles in force this very moment."""

from django.http import HttpRequest

from accounts.models import Role, User
from core.audience import PUBLIC, Reader


def reader_of(request: HttpRequest) -> Reader:
    """The reader of a request; one query, kept for the rest of the request."""
    kept = getattr(request, "_reader", None)
    if kept is None:
        kept = reader_for(getattr(request, "user", None))
        request._reader = kept  # type: ignore[attr-defined]
    return kept


def reader_for(user: User | None) -> Reader:
    """The reader a person is now; ``PUBLIC`` for visitors and switched-off people."""
    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC
    roles = Role.objects.active().filter(user=user)
    return Reader(user_id=user.pk, roles=frozenset(roles.values_list("kind", "agency_id")))
