"""What a citizen reads when a digital signature is refused: a few messages for all codes.

The keys are those of ``signing.eds.refusals.CODES``. The code itself stands in the log only.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from signing.eds.refusals import CODES

MESSAGES: dict[str, Promise] = {
    "file": _("This is no signature that we can read. Sign again, or update NCALayer."),
    "text": _("This signature belongs to another text. Look your text over and sign again."),
    "one_signer": _("There must be exactly one signature. Sign again."),
    "later": _(
        "We can't check the signature right now. Your text is safe. Please try again later."
    ),
    "algorithm": _("This kind of key is no longer accepted. Get a new key at pki.gov.kz."),
    "time": _("The time of the signature doesn't fit. Check your computer's clock and sign again."),
    "expired": _("The certificate has expired or isn't valid yet. Get a new one at pki.gov.kz."),
    "issuer": _(
        "The certificate doesn't come from the National Certification Authority of Kazakhstan."
    ),
    "purpose": _("This key is for signing in. Choose your key for signing documents."),
    "owner": _("This key is of the wrong kind. Choose your own key as an individual."),
    "person": _("This key belongs to another IIN. Choose your own key."),
    "agency": _("This certificate belongs to another organisation."),
    "status": _(
        "The certification authority's answer about your certificate can't be trusted, so we "
        "can't accept the signature. Your text is safe. Please try again later."
    ),
    "revoked": _("The certificate is revoked. Get a new one at pki.gov.kz."),
    "replay": _("This signature has been used already. Sign again."),
}
OF_AGENCY: dict[str, Promise] = {
    "owner": _("This key is of the wrong kind. Choose the key of the agency's head."),
}


def refused_for(code: str, *, is_agency: bool = False) -> Refused:
    """The refusal of this code in the person's words."""
    key = CODES[code][1]
    own = OF_AGENCY.get(key) if is_agency else None
    return Refused(own or MESSAGES[key], code=code)
