"""Gap-free numbers."""

from django.db import transaction
from django.db.models import F

from ledger.models import NumberSeries


def number_next(series: str) -> int:
    """The next number of a series. Must run inside the transaction that uses the number:
    a rollback gives it back, which is what makes the series gap-free."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("number_next needs a transaction")
    if not NumberSeries.objects.filter(name=series).update(last=F("last") + 1):
        NumberSeries.objects.get_or_create(name=series)
        NumberSeries.objects.filter(name=series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(name=series)
