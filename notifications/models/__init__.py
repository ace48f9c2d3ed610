"""Notices, what people follow, how they are reached, and deliveries."""

from notifications.models.delivery import (
    Channel,
    Delivery,
    DeliveryRules,
    DeliveryState,
    NoticeWording,
)
from notifications.models.following import Announcement, Followed, Pace, Subscription, search_mark
from notifications.models.notice import Notice
from notifications.models.reach import Reach

__all__ = [
    "Announcement",
    "Channel",
    "Delivery",
    "DeliveryRules",
    "DeliveryState",
    "Followed",
    "Notice",
    "NoticeWording",
    "Pace",
    "Reach",
    "Subscription",
    "search_mark",
]
