"""Words that came in after the session had run out, kept until the same person signs in again.

They wait encrypted in the visitor's session. The form names its person in a signed mark, so on a
shared computer the next person finds nothing.
"""

from django.core import signing
from django.http import HttpRequest, QueryDict

from accounts.models import User
from core.crypto import decrypt, encrypt

SESSION_KEY = "form_aside"
MARK_FIELD = "owner"
MARK_SECONDS = 24 * 60 * 60
MARK_SALT = "signing.steps.aside"
LONGEST = 600_000


def owner_mark(user: User) -> str:
    """What the form carries, so that words sent too late find their person."""
    return signing.dumps(str(user.pk), salt=MARK_SALT)


def aside_put(request: HttpRequest, *, purpose: str, object_key: str, step: str) -> bool:
    """Keep a form that a signed-out browser sent; says whether it could be kept."""
    try:
        owner = signing.loads(
            request.POST.get(MARK_FIELD, ""), salt=MARK_SALT, max_age=MARK_SECONDS
        )
    except signing.BadSignature:
        return False
    words = request.POST.urlencode()
    if len(words) > LONGEST:
        return False
    request.session[SESSION_KEY] = {
        "owner": owner,
        "form": [purpose, object_key],
        "step": step,
        "words": encrypt(words.encode()).decode(),
    }
    return True


def aside_take(
    request: HttpRequest, *, purpose: str, object_key: str
) -> tuple[str, QueryDict] | None:
    """Step and form of this person for this thing; anybody else's is thrown away."""
    kept = request.session.get(SESSION_KEY)
    if kept is None:
        return None
    is_mine = kept["owner"] == str(request.user.pk)
    if is_mine and kept["form"] != [purpose, object_key]:
        return None
    del request.session[SESSION_KEY]
    return (kept["step"], QueryDict(decrypt(kept["words"].encode()).decode())) if is_mine else None
