"""Reading notices, what is followed, deliveries."""

from notifications.selectors.followed import (
    FollowView,
    SubscriptionView,
    follow_view,
    offers_of,
    subscriptions_of,
)
from notifications.selectors.log import notice_log
from notifications.selectors.noticed import NoticeView, notice_list

__all__ = [
    "FollowView",
    "NoticeView",
    "SubscriptionView",
    "follow_view",
    "notice_list",
    "notice_log",
    "offers_of",
    "subscriptions_of",
]
