"""Reading agencies, offices and tenures."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from agencies.models import Agency, Office, Tenure, Topic


def sort_field() -> str:
    """The column that sorts agencies in the reader's language."""
    return f"sort_{(get_language() or 'kk')[:2]}"


def agency_list() -> QuerySet[Agency]:
    """Agencies that exist, in the reader's alphabetical order."""
    return (
        Agency.objects.filter(is_active=True)
        .select_related("group", "region")
        .order_by("group__order", sort_field())
    )


def tenures_current(on: date | None = None) -> QuerySet[Tenure]:
    """Tenures in force on a day (today by default)."""
    day = on or timezone.localdate()
    return Tenure.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def tenure_of(office: Office, on: date | None = None) -> Tenure | None:
    """Who holds the office on a day; nobody, if it is vacant."""
    return tenures_current(on).filter(office=office).first()


def office_list() -> QuerySet[Office]:
    """Offices that exist, with agency and, as ``current_tenures``, who holds them now."""
    return (
        Office.objects.filter(is_active=True, agency__is_active=True)
        .select_related("agency__group", "agency__region")
        .prefetch_related(
            Prefetch("tenures", queryset=tenures_current(), to_attr="current_tenures")
        )
        .order_by("agency__group__order", f"agency__{sort_field()}", "order", "key")
    )


def topic_list() -> QuerySet[Topic]:
    """Topics in use, in their order."""
    return Topic.objects.filter(is_active=True)
