"""Revocation lists as the portal keeps them between two refreshes."""

from django.db import models


class RevocationList(models.Model):
    """The newest full or delta list of an authority whose signature was checked when it came.

    ``authority`` is the SHA-256 fingerprint of the authority's certificate. ``entries`` and
    ``removed`` are sorted serial numbers of 20 octets each (``signing.eds.crl``).
    """

    authority = models.CharField(max_length=64)
    is_delta = models.BooleanField()
    # Up to 20 octets as a number (RFC 5280 §5.2.3): too long for the numbers of a database.
    number = models.CharField(max_length=49)
    base = models.CharField(max_length=49, blank=True)
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    entries = models.BinaryField()
    removed = models.BinaryField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "is_delta"], name="revocation_list_newest_only"
            ),
            models.CheckConstraint(
                condition=models.Q(is_delta=False, base="")
                | (models.Q(is_delta=True) & ~models.Q(base="")),
                name="revocation_delta_has_base",
            ),
            models.CheckConstraint(
                condition=models.Q(next_update__gt=models.F("this_update")),
                name="revocation_list_lasts",
            ),
        ]
