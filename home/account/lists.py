"""What a person follows, what the portal told them, what they said at conferences."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.selectors import topic_list
from core.listing import pager_of
from home.account.tabs import account_tabs
from home.talk import own_page
from notifications.models import Pace
from notifications.selectors import notice_log, offers_of, subscriptions_of
from notifications.services import notices_mark_read, reach_of

TALKS = {
    "questions": _("My questions"),
    "votes": _("My votes"),
    "comments": _("My comments"),
}


@never_cache
@login_required
@require_safe
def following_page(request: HttpRequest) -> HttpResponse:
    """Everything followed, how often, and how to let go."""
    user: Any = request.user
    reach = reach_of(user)
    context = {
        "tabs": account_tabs("account_following"),
        "rows": subscriptions_of(user),
        "offers": offers_of(user),
        "paces": Pace.choices,
        "topics": [(topic.key, topic.localized("name")) for topic in topic_list()],
        "portal_only": not (reach.email_on or reach.sms_on) or bool(reach.stopped_at),
        "sms_only": reach.sms_on and not reach.email_on,
    }
    return render(request, "pages/home/account/following.html", context)


@never_cache
@login_required
@require_safe
def notices_page(request: HttpRequest) -> HttpResponse:
    """The log: each notice, and what became of its mail and SMS."""
    user: Any = request.user
    rows, page = notice_log(user_id=user.pk, cursor=request.GET.get("cursor", "")[:400])
    context = {
        "tabs": account_tabs("account_notices"),
        "rows": rows,
        "pager": pager_of(page),
    }
    response = render(request, "pages/home/account/notices.html", context)
    notices_mark_read(user_id=user.pk)
    return response


@never_cache
@login_required
@require_safe
def talk_page(request: HttpRequest, kind: str) -> HttpResponse:
    """All of one's questions, votes or comments at conferences, page by page."""
    user: Any = request.user
    rows, page = own_page(kind, user.pk, request.GET.get("cursor", "")[:400])
    context = {
        "tabs": account_tabs("account"),
        "kind": kind,
        "title": TALKS[kind],
        "rows": rows,
        "pager": pager_of(page),
    }
    return render(request, "pages/home/account/talk.html", context)
