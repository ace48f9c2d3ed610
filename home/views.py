"""Views of the rooms' meeting place: search, statistics, the personal account."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.readers import reader_of
from accounts.selectors import identity_views_of
from appeals.apply.journey import PURPOSE
from appeals.projections import card_of
from appeals.selectors import OWN_KEYS, author_list
from core.context import section_url
from core.keyset import BadCursor
from core.listing import public_page
from home.account.begun import begun_of, taken_of
from home.account.tabs import account_tabs
from home.account.waiting import waits_of
from home.finding import find
from home.statistics import office_rows, statistics
from home.talk import own_talk
from notifications.selectors import notice_list
from notifications.services import notices_mark_read
from signing.terms import terms_current

# Of notices the newest; all of them have a page of their own.
NOTICES = 8


def root_redirect(request: HttpRequest) -> HttpResponseRedirect:
    """``/`` leads to the reader's language."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)[:2]}/")


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """One search over everything public, in tabs."""
    try:
        found = find(
            query=request.GET.get("q", "")[:200],
            tab=request.GET.get("tab", ""),
            cursor=request.GET.get("cursor", ""),
        )
    except BadCursor:
        raise Http404 from None
    return render(request, "pages/home/search.html", {"found": found})


@require_safe
def statistics_page(request: HttpRequest) -> HttpResponse:
    """The four figures and who has how many."""
    context = {"statistics": statistics(), "rows": office_rows()}
    return render(request, "pages/home/statistics.html", context)


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What waits for me, my applications, my drafts, what we know of me."""
    reader = reader_of(request)
    cursor = request.GET.get("cursor", "")
    page = public_page(author_list(reader), keys=OWN_KEYS, cursor=cursor, limit=10)
    begun = begun_of(request.user)
    context = {
        "tabs": account_tabs("account"),
        "cards": [card_of(row, reader) for row in page.rows],
        "page_cursor": page,
        "notices": notice_list(user_id=request.user.pk, limit=NOTICES),
        "waits": waits_of(request.user, reader, begun),
        "begun": [item for item in begun if not item.to_sign],
        "surveys": taken_of(request.user),
        "surveys_url": section_url("surveys"),
        "talk": own_talk(request.user.pk),
        "conferences_url": section_url("conferences"),
        "vault": getattr(request.user, "vault", None),
        "identity_views": identity_views_of(request.user, newest=3),
    }
    response = render(request, "pages/home/account.html", context)
    notices_mark_read(user_id=request.user.pk)
    return response


@require_safe
def terms_page(request: HttpRequest) -> HttpResponse:
    """The terms of agreement in force."""
    return render(request, "pages/home/terms.html", {"terms": terms_current(PURPOSE)})
